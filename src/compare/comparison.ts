// A comparison as data: the values of every indicator by mechanism and seed, and their paired differences.
// Of a comparison with several scenarios, sliceOf gives that of one; all other functions take a comparison of one scenario.

import { sum } from '../../base/index.ts';
import type { Sense } from '../../record/index.ts';
import { planningOf } from '../results/cpu/cpu.ts';
import { declarationOf } from '../results/indicators/index.ts';
import type { IndicatorRow } from '../results/read/index.ts';
import type { ComparedRun } from './compared-run.ts';
import { exactly } from './plan/scenarios.ts';
import { fairnessDeclared } from './statistics/fairness.ts';
import { type Paired, paired } from './statistics/paired.ts';
import { reboundDeclared } from './statistics/rebound.ts';

export interface Comparison {
  readonly case: string;
  readonly title: string;
  readonly variant?: string;
  /** Names in the order of the tables; none where the one scenario has no name. */
  readonly scenarios: readonly string[];
  /** Names of the mechanisms in the order of the tables. */
  readonly mechanisms: readonly string[];
  readonly seeds: readonly number[];
  /** Names of mechanisms; absent where none of them is one. */
  readonly reference?: string;
  readonly yardstick?: string;
  readonly runs: readonly ComparedRun[];
}

/**
 * The comparison of one scenario. Where its forecasts have errors, its yardstick is the one with exact forecasts, and the mechanism
 * of that name is one of the others.
 */
export function sliceOf(comparison: Comparison, scenario: string): Comparison {
  const runs = comparison.runs.filter((run) => run.scenario === scenario);
  const mechanisms = comparison.mechanisms.filter((name) => runs.some(({ controller }) => controller === name));
  const { yardstick: named, ...rest } = comparison;
  const best = named !== undefined && mechanisms.includes(exactly(named)) ? exactly(named) : named;
  return { ...rest, scenarios: [scenario], mechanisms, ...(best === undefined ? {} : { yardstick: best }), runs };
}

/** The comparisons of all scenarios; the comparison itself where it has none. */
export const slicesOf = (comparison: Comparison): readonly Comparison[] =>
  comparison.scenarios.length > 0 ? comparison.scenarios.map((name) => sliceOf(comparison, name)) : [comparison];

/** An indicator that at least one run has. */
export interface Compared {
  readonly id: string;
  readonly unit: string;
  readonly title: string;
  readonly sense: Sense;
}

/** Values of runs with steps that could not be solved would be sums over other steps, and are left out. */
const counted = ({ runs }: Comparison): readonly ComparedRun[] => runs.filter(({ status }) => status === 'finished');

const senseOf = (id: string): Sense =>
  (declarationOf(id) ?? [...fairnessDeclared, ...reboundDeclared].find((declared) => declared.id === id))?.sense ??
  'neither';

/** In the order of their first appearance. */
export function indicatorsOf(comparison: Comparison): Compared[] {
  const found = new Map<string, Compared>();
  for (const { indicators } of counted(comparison)) {
    for (const { id, unit, title } of indicators)
      if (!found.has(id)) found.set(id, { id, unit, title, sense: senseOf(id) });
  }
  return [...found.values()];
}

/** The values of one indicator by seed, for one mechanism. */
export function valuesOf(comparison: Comparison, mechanism: string, id: string): ReadonlyMap<number, number> {
  const rows = counted(comparison).flatMap(({ controller, seed, indicators }) => {
    const row: IndicatorRow | undefined =
      controller === mechanism ? indicators.find((indicator) => indicator.id === id) : undefined;
    return row && Number.isFinite(row.value) ? [[seed, row.value] as const] : [];
  });
  return new Map(rows);
}

/** Mean over the seeds; NaN of none. */
export function meanOf(comparison: Comparison, mechanism: string, id: string): number {
  const values = [...valuesOf(comparison, mechanism, id).values()];
  return sum(values) / values.length;
}

/** CPU time of planning, mean over the runs that were measured; NaN of none [s]. */
export function planningTimeOf({ runs }: Comparison, mechanism: string): number {
  const times = runs.flatMap(({ controller, cpu }) => (controller === mechanism && cpu ? [planningOf(cpu)] : []));
  return sum(times) / times.length;
}

/** Mechanism less the other one, over the seeds that both have. */
export function differenceOf(comparison: Comparison, mechanism: string, other: string, id: string): Paired | undefined {
  const [mine, theirs] = [valuesOf(comparison, mechanism, id), valuesOf(comparison, other, id)];
  return paired([...mine].flatMap(([seed, value]) => (theirs.has(seed) ? [value - theirs.get(seed)!] : [])));
}

/** The mechanisms that the others are compared with: reference and yardstick, as far as they are there. */
export const othersOf = ({ reference, yardstick }: Comparison): readonly string[] =>
  [reference, yardstick].filter((name) => name !== undefined);

/** What a run costs, from the most complete to the plainest; the first that the runs have. */
const COSTS = ['account_cost', 'energy_cost'];

/** The indicator whose distance to the yardstick is formed; undefined where no run has one. */
export function costOf(comparison: Comparison): Compared | undefined {
  const all = indicatorsOf(comparison);
  return COSTS.flatMap((id) => all.filter((indicator) => indicator.id === id))[0];
}

/**
 * Violations of ratings and voltage limits. Below these values they are rounding: optimisations hold limits to 1e-6 of a rating and of
 * the voltage, which over a day of binding limits is some 1e-4 kVA h of a rating of 10 kVA, and 1e-5 p.u. h.
 */
const VIOLATIONS = { overload_kvah: 1e-3, voltage_violation_puh: 1e-5 };

/** Whether a mechanism keeps all ratings and voltage limits with every seed; undefined where it has no run. */
export function keepsLimits(comparison: Comparison, mechanism: string): boolean | undefined {
  if (!counted(comparison).some(({ controller }) => controller === mechanism)) return undefined;
  return Object.entries(VIOLATIONS).every(([id, rounding]) =>
    [...valuesOf(comparison, mechanism, id).values()].every((value) => value < rounding),
  );
}
