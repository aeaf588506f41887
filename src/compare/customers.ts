// Benefits of customers:  b[c] = B⁰[c] − B[c],  B[c] the bill of customer c in a run, B⁰[c] that in the run of the reference with the
// same seed and scenario. A bill has energy at the prices of the market and payments of the mechanism; discomfort and energy that is
// missing in stores at the end are not in it.
import { eachRow } from '../results/read/csv.ts';
import type { IndicatorRow } from '../results/read/index.ts';
import type { Bills, ComparedRun } from './compared-run.ts';
import type { Comparison } from './comparison.ts';
import { fairnessOf } from './statistics/fairness.ts';

/** Bills of all customers in a run; undefined where it has none, because the case has no market. */
export function readBills(dir: string, indicators: readonly IndicatorRow[]): Bills | undefined {
  const unit = indicators.find(({ id }) => id === 'customer_bill_sum')?.unit;
  if (unit === undefined) return undefined;
  const of = new Map<string, number>();
  const columns = { customer: 'text', bill: 'number' } as const;
  eachRow(dir, 'customers.csv', columns, ({ customer, bill }) => void of.set(customer, bill));
  return { currency: unit, of };
}

/** Benefits in one run of a scenario, of the customers that it and the reference have; undefined where a bill is missing. */
export function benefitsIn(
  slice: Comparison,
  { controller, seed, bills }: ComparedRun,
): Map<string, number> | undefined {
  const { reference } = slice;
  if (controller === reference || !bills) return undefined;
  const before = finished(slice, reference).find((run) => run.seed === seed)?.bills;
  if (!before) return undefined;
  const both = [...bills.of].filter(([customer]) => before.of.has(customer));
  return new Map(both.map(([customer, bill]) => [customer, before.of.get(customer)! - bill]));
}

/** Benefit of every customer under a mechanism in a scenario: mean over the seeds in which the customer has one. */
export function benefitsOf(slice: Comparison, mechanism: string): ReadonlyMap<string, number> {
  const found = new Map<string, number[]>();
  for (const run of finished(slice, mechanism)) {
    for (const [customer, benefit] of benefitsIn(slice, run) ?? [])
      found.set(customer, [...(found.get(customer) ?? []), benefit]);
  }
  return new Map([...found].map(([customer, of]) => [customer, of.reduce((a, b) => a + b) / of.length]));
}

/** The runs of a scenario with the figures of the distribution of benefits, as indicators. */
export const withFairness = (slice: Comparison): ComparedRun[] =>
  slice.runs.map((run) => {
    const benefits = run.status === 'finished' ? benefitsIn(slice, run) : undefined;
    if (!benefits || !run.bills) return run;
    return { ...run, indicators: [...run.indicators, ...fairnessOf(benefits.values(), run.bills.currency)] };
  });

const finished = ({ runs }: Comparison, mechanism: string | undefined): readonly ComparedRun[] =>
  runs.filter(({ controller, status }) => controller === mechanism && status === 'finished');

/** Mechanisms whose runs have other customers than the reference, one sentence each. */
export function otherCustomers(slice: Comparison): string[] {
  const [before] = finished(slice, slice.reference);
  if (!before?.bills) return [];
  const names = before.bills.of;
  return slice.mechanisms.flatMap((mechanism) => {
    const [run] = finished(slice, mechanism);
    if (!run?.bills) return [];
    const common = [...run.bills.of.keys()].filter((customer) => names.has(customer)).length;
    if (common === names.size && common === run.bills.of.size) return [];
    return [
      `${mechanism} has other customers than ${slice.reference}: benefits are those of the ${common} that both have`,
    ];
  });
}
