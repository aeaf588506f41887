// How benefits are distributed among customers: b[c] of customer c, n customers.
//   share that loses     100 · #{c : b[c] < 0} / n
//   10, 50 and 90 % quantile of b[c]
//   Jain's index         J = (Σc b[c])² / (n Σc b[c]²), from 1/n (one has all) to 1 (all have the same). It is defined for amounts
//                        that are not negative, of which one is positive; otherwise it is NaN.
//                        R. Jain, D. M. Chiu, W. R. Hawe, DEC-TR-301, 1984.
import { quantile, sum } from '../../../base/index.ts';
import { type Declared, declare } from '../../results/indicators/declaration.ts';
import type { IndicatorRow } from '../../results/read/index.ts';

const SOURCE = 'customers.csv of the run and of the reference, same seed';
const BENEFIT = 'of b[c] = B⁰[c] − B[c], B⁰ the bill in the run of the reference';

const LOSING = declare({
  id: 'benefit_losing_percent',
  unit: '%',
  title: 'Share of customers with a higher bill than under the reference',
  formula: '100 · #{c : b[c] < 0} / n, b[c] = B⁰[c] − B[c], B⁰ the bill in the run of the reference',
  sense: 'less',
  source: SOURCE,
});
const quantileOf = (percent: number, of: string): Declared =>
  declare({
    id: `benefit_p${percent}`,
    unit: '{currency}',
    title: `Benefit of customers against the reference, ${of}`,
    formula: `${percent} % quantile over the customers ${BENEFIT}`,
    sense: 'more',
    source: SOURCE,
  });
const P10 = quantileOf(10, '10 % quantile');
const P50 = quantileOf(50, 'median');
const P90 = quantileOf(90, '90 % quantile');
const JAIN = declare({
  id: 'benefit_jain',
  unit: '1',
  title: "Jain's index of the benefits of customers; blank where one is negative, or all are 0",
  formula: '(Σc b[c])² / (n Σc b[c]²)',
  sense: 'more',
  source: SOURCE,
});
export const fairnessDeclared: readonly Declared[] = [LOSING, P10, P50, P90, JAIN];

/** Money below this is rounding of the power flow. */
const ROUNDING = 1e-6;

/** The figures of the benefits of one run; none without customers. */
export function fairnessOf(benefits: Iterable<number>, currency: string): IndicatorRow[] {
  const sorted = Float64Array.from(benefits, (b) => (Math.abs(b) < ROUNDING ? 0 : b)).sort();
  const n = sorted.length;
  if (n === 0) return [];
  const fill = { currency };
  const losing = sorted.filter((b) => b < 0).length;
  return [
    LOSING.is((100 * losing) / n),
    P10.is(quantile(sorted, 0.1), { fill }),
    P50.is(quantile(sorted, 0.5), { fill }),
    P90.is(quantile(sorted, 0.9), { fill }),
    JAIN.is(losing > 0 ? Number.NaN : jainOf(sorted)),
  ].map(({ id, value, unit, title }) => ({ id, value, unit, title, where: '', time: '' }));
}

/** Jain's index of amounts that are not negative; NaN where all are 0. */
export const jainOf = (amounts: Float64Array): number =>
  sum(amounts) ** 2 / (amounts.length * sum(amounts.map((b) => b * b)));
