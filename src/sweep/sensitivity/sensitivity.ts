// The first-order index of every indicator and parameter of a sweep, and where its design allows none.

import { type Groups, groupsOf } from '../measures/groups.ts';
import { isVaried } from '../measures/shown.ts';
import type { Parameter, SweepTable } from '../model.ts';
import { intervalOf, resamplesOf } from './bootstrap.ts';
import { cellsOf, firstOrder, type Kind } from './first-order.ts';

export interface Sensitivity {
  readonly indicator: string;
  readonly parameter: string;
  readonly index?: number;
  readonly interval?: readonly [low: number, high: number];
  /** Lowest and highest mean of a value, or bin of values, of the parameter. */
  readonly low?: number;
  readonly high?: number;
  readonly method: '' | 'all combinations' | 'levels' | 'bins' | 'seeds';
  readonly groups: number;
  readonly runs: number;
  /** Why there is no index, or what limits it. */
  readonly note: string;
}

/** Runs that an estimate from drawn values needs. */
const FEWEST = 30;
/** Bins of five units, at most 50: what varies within a bin is missing in the index, for a linear effect 1/m² of it. */
const binsFor = (units: number): number => Math.max(3, Math.min(50, Math.round(units / 5)));

export function sensitivitiesOf(table: SweepTable): Sensitivity[] {
  const varied = table.parameters.flatMap((parameter, p) => (hasSeveral(table, p) ? [{ parameter, p }] : []));
  const units = unitsOf(table);
  const resamples = units ? resamplesOf(units.count) : [];
  const designs = varied.map(({ parameter, p }) => {
    const values = table.values[p]!;
    const groups = groupsOf(parameter, values, binsFor(units?.count ?? table.size));
    return { parameter, groups, kind: kindOf(parameter, units), obstacle: obstacleOf(table, p, units) };
  });
  return [...table.indicators].flatMap(([indicator, column]) => {
    const runs = Array.from(column.keys()).filter((run) => Number.isFinite(column[run]));
    const y = Float64Array.from(runs, (run) => column[run]!);
    if (y.length < 2 || !isVaried(y)) return [];
    const lost = table.size - runs.length;
    const limits = lost > 0 ? `${lost} of ${table.size} runs have no value` : '';
    return designs.map(({ parameter, groups, kind, obstacle }): Sensitivity => {
      const base = { indicator, parameter: parameter.name, groups: groups.labels.length, runs: runs.length };
      const why = obstacle ?? (units?.drawn && runs.length < FEWEST ? `fewer than ${FEWEST} runs` : undefined);
      if (why !== undefined) return { ...base, method: '', note: why };
      const cells = cellsOf(y, {
        units: units && Int32Array.from(runs, (run) => units.of[run]!),
        unitCount: units?.count ?? 0,
        groups: Int32Array.from(runs, (run) => groups.of[run]!),
        groupCount: groups.labels.length,
        kind,
      });
      const effect = firstOrder(cells);
      const interval = intervalOf(cells, effect, resamples);
      const { index, low, high } = effect;
      return {
        ...base,
        index,
        ...(interval ? { interval } : {}),
        low,
        high,
        method: methodOf(groups, kind, units),
        note: limits,
      };
    });
  });
}

const hasSeveral = ({ values }: SweepTable, p: number): boolean => new Set(values[p]).size > 1;

interface Units {
  readonly of: Int32Array;
  readonly count: number;
  /** They are draws of distributions; seeds otherwise. */
  readonly drawn: boolean;
}

/** Runs with the same draws, or without distributions the same seed; undefined where neither is in the sweep. */
function unitsOf({ parameters, values, size }: SweepTable): Units | undefined {
  const drawn = parameters.flatMap(({ levels }, p) => (levels ? [] : [p]));
  const random = drawn.length > 0 ? drawn : parameters.flatMap(({ seeds }, p) => (seeds ? [p] : []));
  if (random.length === 0) return undefined;
  const numbers = new Map<string, number>();
  const of = Int32Array.from({ length: size }, (_, run) => {
    const key = JSON.stringify(random.map((p) => values[p]![run]));
    if (!numbers.has(key)) numbers.set(key, numbers.size);
    return numbers.get(key)!;
  });
  return { of, count: numbers.size, drawn: drawn.length > 0 };
}

function kindOf({ levels, seeds }: Parameter, units: Units | undefined): Kind {
  if (!levels) return 'drawn';
  return seeds && units && !units.drawn ? 'seeds' : 'listed';
}

function methodOf({ binned }: Groups, kind: Kind, units: Units | undefined): Sensitivity['method'] {
  if (!units) return 'all combinations';
  if (kind === 'seeds') return 'seeds';
  return binned ? 'bins' : 'levels';
}

/** Rank correlation of two drawn parameters above which the index of one has much of the other. */
const CORRELATED = 0.3;

/** Why the design does not separate a parameter from the others; undefined where it does. */
function obstacleOf(table: SweepTable, p: number, units: Units | undefined): string | undefined {
  const { parameters, values } = table;
  const chosen = parameters.find(({ searched }) => searched);
  if (chosen) return `a search chose the values of ${chosen.name} by the results before`;
  for (const [q, other] of parameters.entries()) {
    if (q === p || !hasSeveral(table, q)) continue;
    const listed = [parameters[p]!.levels, other.levels].filter((levels) => levels !== undefined).length;
    if (listed === 2 && !isCrossed(values[p]!, values[q]!)) return `varied together with ${other.name}`;
    if (listed === 1 && units && !isCrossed(parameters[p]!.levels ? values[p]! : values[q]!, [...units.of]))
      return `varied together with ${other.name}`;
    if (listed === 0 && Math.abs(rankCorrelation(values[p]!, values[q]!)) > CORRELATED)
      return `correlated with ${other.name}`;
  }
  return undefined;
}

/** Whether every value of one is with every value of the other, equally often for each. */
function isCrossed(a: readonly unknown[], b: readonly unknown[]): boolean {
  const count = <T>(keys: Iterable<T>) => {
    const counts = new Map<T, number>();
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
    return counts;
  };
  const [ofA, ofB] = [count(a), count(b)];
  const both = count(a.map((value, run) => JSON.stringify([value, b[run]])));
  if (both.size !== ofA.size * ofB.size) return false;
  return a.every((value, run) => {
    const expected = (ofA.get(value)! * ofB.get(b[run])!) / a.length;
    return Math.abs(both.get(JSON.stringify([value, b[run]]))! - expected) < 0.5;
  });
}

function rankCorrelation(a: readonly unknown[], b: readonly unknown[]): number {
  const [x, y] = [ranksOf(a), ranksOf(b)];
  const middle = (a.length - 1) / 2;
  let [xy, xx, yy] = [0, 0, 0];
  for (const [i, rank] of x.entries()) {
    xy += (rank - middle) * (y[i]! - middle);
    xx += (rank - middle) ** 2;
    yy += (y[i]! - middle) ** 2;
  }
  return xy / Math.sqrt(xx * yy);
}

/** Ranks of numbers; of words those of their order. Equal values have the mean of their ranks. */
function ranksOf(values: readonly unknown[]): Float64Array {
  const order = [...values.keys()].sort((i, j) =>
    (values[i] as number) < (values[j] as number) ? -1 : values[i] === values[j] ? 0 : 1,
  );
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let i = from; i < to; i++) ranks[order[i]!] = (from + to - 1) / 2;
    from = to;
  }
  return ranks;
}
