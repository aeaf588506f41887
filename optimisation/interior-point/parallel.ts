// Rows that are multiples of each other. A car that may not end a day emptier than it began, nor ever be fuller than it began,
// has two rows a x ≥ b and −a x ≥ −b: together an equation, which leaves an interior point no inside and two multipliers that
// may grow together without end. Such rows become one, with the tighter bound on either side (Andersen & Andersen 1995);
// afterwards the row that gave the side the multiplier is of gets it.
import type { OptimisationProblem } from '../problem.ts';

type Rows = OptimisationProblem['rows'];

export interface Merged {
  readonly problem: OptimisationProblem;
  /** The duals of the rows as they were, from those of the merged problem. */
  restore(duals: Float64Array): Float64Array;
  /** The duals of the merged problem, from those of the rows as they were. */
  enter(duals: Float64Array): Float64Array;
}

/** Rows in one, by the multiple of the first of them that each is: the bounds of all, and whose they are. */
interface Bundle {
  readonly first: number;
  min: number;
  max: number;
  minOf: Side;
  maxOf: Side;
}

interface Side {
  readonly row: number;
  readonly multiple: number;
}

/** @param rounding of the terms of a row: sides nearer to each other than this are one */
export function merged(problem: OptimisationProblem, rounding: number): Merged {
  const { rows } = problem;
  const bundles = bundlesOf(rows);
  if (bundles.length === rows.count) return { problem, restore: (duals) => duals, enter: (duals) => duals };
  const reach = (i: number): number => {
    let size = 0;
    for (let a = rows.start[i]!; a < rows.start[i + 1]!; a++) {
      const j = rows.columns[a]!;
      const bounds = [problem.variables.min[j]!, problem.variables.max[j]!].filter(Number.isFinite);
      size += Math.abs(rows.coefficients[a]!) * Math.max(0, ...bounds.map(Math.abs));
    }
    return size;
  };
  const single = (bundle: Bundle): Bundle => {
    const { first, min, max } = bundle;
    const width = Math.abs(max - min);
    const isOne = Number.isFinite(width) && width <= rounding * Math.max(reach(first), Math.abs(min));
    return isOne ? { ...bundle, max: min } : bundle;
  };
  const kept = bundles.map(single);
  return {
    problem: { ...problem, rows: chosen(rows, kept) },
    restore(duals) {
      const all = new Float64Array(rows.count);
      for (const [k, { minOf, maxOf }] of kept.entries()) {
        const { row, multiple } = duals[k]! > 0 ? minOf : maxOf;
        all[row] = duals[k]! / multiple;
      }
      return all;
    },
    enter(duals) {
      return Float64Array.from(kept, ({ minOf, maxOf }) => {
        const of = ({ row, multiple }: Side) => duals[row]! * multiple;
        return minOf.row === maxOf.row ? of(minOf) : of(minOf) + of(maxOf);
      });
    },
  };
}

/** The rows of a problem, those that are multiples of each other together, in the order of the first of each. */
function bundlesOf(rows: Rows): Bundle[] {
  const bundles: Bundle[] = [];
  const alike = new Map<number, Bundle[]>();
  for (let i = 0; i < rows.count; i++) {
    const key = keyOf(rows, i);
    const known = alike.get(key);
    const own = { row: i, multiple: 1 };
    const bundle = known?.find(({ first }) => !Number.isNaN(multipleOf(rows, i, first)));
    if (!bundle) {
      const fresh = { first: i, min: rows.min[i]!, max: rows.max[i]!, minOf: own, maxOf: own };
      bundles.push(fresh);
      if (known) known.push(fresh);
      else alike.set(key, [fresh]);
      continue;
    }
    const multiple = multipleOf(rows, i, bundle.first);
    const sides = [rows.min[i]! / multiple, rows.max[i]! / multiple];
    const [min, max] = multiple > 0 ? sides : sides.toReversed();
    const side = { row: i, multiple };
    if (min! > bundle.min) [bundle.min, bundle.minOf] = [min!, side];
    if (max! < bundle.max) [bundle.max, bundle.maxOf] = [max!, side];
  }
  return bundles;
}

/** The same for rows over the same columns. */
function keyOf({ start, columns }: Rows, i: number): number {
  let key = start[i + 1]! - start[i]!;
  for (let a = start[i]!; a < start[i + 1]!; a++) key = (Math.imul(key, 31) + columns[a]!) | 0;
  return key;
}

/** m of row i = m · row k, NaN where it is no multiple. */
function multipleOf({ start, columns, coefficients }: Rows, i: number, k: number): number {
  const [from, to] = [start[i]!, start[k]!];
  const length = start[i + 1]! - from;
  if (length === 0 || length !== start[k + 1]! - to) return Number.NaN;
  const multiple = coefficients[from]! / coefficients[to]!;
  if (!Number.isFinite(multiple) || multiple === 0) return Number.NaN;
  for (let a = 0; a < length; a++) {
    const [own, other] = [coefficients[from + a]!, coefficients[to + a]!];
    const same = columns[from + a] === columns[to + a] && Math.abs(own - multiple * other) <= 1e-15 * Math.abs(own);
    if (!same) return Number.NaN;
  }
  return multiple;
}

/** The first row of each bundle, with the bounds of all. */
function chosen(rows: Rows, bundles: readonly Bundle[]): Rows {
  const start = new Int32Array(bundles.length + 1);
  for (const [k, { first }] of bundles.entries())
    start[k + 1] = start[k]! + rows.start[first + 1]! - rows.start[first]!;
  const columns = new Int32Array(start[bundles.length]!);
  const coefficients = new Float64Array(columns.length);
  for (const [k, { first }] of bundles.entries()) {
    columns.set(rows.columns.subarray(rows.start[first], rows.start[first + 1]), start[k]);
    coefficients.set(rows.coefficients.subarray(rows.start[first], rows.start[first + 1]), start[k]);
  }
  return {
    ...rows,
    count: bundles.length,
    start,
    columns,
    coefficients,
    min: Float64Array.from(bundles, ({ min }) => min),
    max: Float64Array.from(bundles, ({ max }) => max),
  };
}
