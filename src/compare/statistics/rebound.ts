// Rebound of a run against that of the reference, ΔP[k] = P[k] − P⁰[k] of the import at the connection:
//   relief    step with ΔP[k] < −ε
//   rebound   step with ΔP[k] > ε, in which a relief is at most 12 h past
//   ε         1 % of maxk |P⁰[k]|: smaller differences are those of losses and of other devices
// An increase before the first relief, such as heating in advance, is no rebound.
import { type Declared, declare } from '../../results/indicators/declaration.ts';
import type { IndicatorRow } from '../../results/read/index.ts';

const SOURCE = 'grid.csv of the run and of the reference, same seed';
const WHERE =
  'over the steps with a rebound: ΔP[k] > ε, and ΔP < −ε in a step of the 12 h before; ΔP = P − P⁰, ε = 1 % of maxk |P⁰[k]|';

const POWER = declare({
  id: 'rebound_power_max_kw',
  unit: 'kW',
  title: 'Rebound: largest increase of the import against the reference within 12 h after a relief',
  formula: `maxk ΔP[k] ${WHERE}; 0 without one`,
  sense: 'less',
  source: SOURCE,
});
const IMPORT = declare({
  id: 'rebound_import_max_kw',
  unit: 'kW',
  title: 'Rebound peak: highest import in a step with a rebound',
  formula: `maxk P[k] ${WHERE}; blank without one`,
  sense: 'less',
  source: SOURCE,
});
const LOADING = declare({
  id: 'rebound_loading_max_percent',
  unit: '%',
  title: 'Highest loading of a branch in a step with a rebound',
  formula: `maxk maxl 100 · I[k, l] / Imax[l] ${WHERE}; blank without one, and without ratings`,
  sense: 'less',
  source: SOURCE,
});
export const reboundDeclared: readonly Declared[] = [POWER, IMPORT, LOADING];

/** Longest time between a relief and its rebound [ms]. */
const WITHIN_MS = 12 * 3_600_000;
/** Of the largest exchange of the reference. */
const SMALL = 0.01;

/** A step of a run; NaN where it was not solved, or no branch has a rating. */
export interface ExchangeStep {
  /** Its start, epoch milliseconds. */
  readonly time_ms: number;
  readonly import_kw: number;
  readonly loading_percent: number;
}

/** The figures of one run; none where the steps are not those of the reference. */
export function reboundOf(reference: readonly ExchangeStep[], run: readonly ExchangeStep[]): IndicatorRow[] {
  const isSame = run.length === reference.length && run.every(({ time_ms }, k) => time_ms === reference[k]!.time_ms);
  if (!isSame || run.length === 0) return [];
  const largest_kw = reference.reduce((most, { import_kw }) => Math.max(most, Math.abs(import_kw) || 0), 0);
  const small_kw = SMALL * largest_kw;
  let relief_ms = Number.NEGATIVE_INFINITY;
  let [power, at, loading] = [0, Number.NaN, Number.NaN];
  for (const [k, { time_ms, import_kw, loading_percent }] of run.entries()) {
    const delta_kw = import_kw - reference[k]!.import_kw;
    if (delta_kw < -small_kw) relief_ms = time_ms;
    if (!(delta_kw > small_kw && time_ms - relief_ms <= WITHIN_MS)) continue;
    power = Math.max(power, delta_kw);
    at = larger(at, import_kw);
    loading = larger(loading, loading_percent);
  }
  return [POWER.is(power), IMPORT.is(at), LOADING.is(loading)].map(({ id, value, unit, title }) => {
    return { id, value, unit, title, where: '', time: '' };
  });
}

/** An unknown value gives way to a known one. */
const larger = (a: number, b: number): number => (Number.isNaN(a) || b > a ? b : a);
