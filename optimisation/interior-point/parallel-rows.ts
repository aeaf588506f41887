// Rows that are multiples of each other. A car that may not end a day emptier than it began, nor ever be fuller than it began,
// has two rows a x ≥ b and −a x ≥ −b: together an equation, which has no interior and two multipliers that
// can grow together without bound. Such rows become one, with the tighter bound on either side (Andersen & Andersen 1995);
// after the solve the multiplier goes to the row whose bound is active.
import type { OptimisationProblem } from '../problem/problem.ts';

type Rows = OptimisationProblem['rows'];

export interface Merged {
  readonly problem: OptimisationProblem;
  /** The duals of the rows as they were, from those of the merged problem. */
  restore(duals: Float64Array): Float64Array;
  /** The duals of the merged problem, from those of the rows as they were. */
  enter(duals: Float64Array): Float64Array;
}

/** @param rounding of the terms of a row: sides nearer to each other than this are one */
export function merged(problem: OptimisationProblem, rounding: number): Merged {
  const { rows } = problem;
  const { first, multiple } = likenesses(rows);
  const kept = first.filter((k, i) => k === i);
  if (kept.length === rows.count) return { problem, restore: (duals) => duals, enter: (duals) => duals };

  // of the first of parallel rows: the tightest bounds of all, and the rows they come from
  const [min, max] = [rows.min.slice(), rows.max.slice()];
  const [minOf, maxOf] = [first.slice(), first.slice()];
  for (const [i, k] of first.entries()) {
    if (i === k) continue;
    const m = multiple[i]!;
    const [lower, upper] = m > 0 ? [rows.min[i]! / m, rows.max[i]! / m] : [rows.max[i]! / m, rows.min[i]! / m];
    if (lower > min[k]!) [min[k], minOf[k]] = [lower, i];
    if (upper < max[k]!) [max[k], maxOf[k]] = [upper, i];
  }
  for (const k of new Set(first.filter((of, i) => of !== i))) {
    const width = Math.abs(max[k]! - min[k]!);
    if (Number.isFinite(width) && width <= rounding * Math.max(reach(problem, k), Math.abs(min[k]!))) max[k] = min[k]!;
  }
  return {
    problem: { ...problem, rows: chosen(rows, kept, min, max) },
    restore(duals) {
      const all = new Float64Array(rows.count);
      for (const [a, k] of kept.entries()) {
        const row = duals[a]! > 0 ? minOf[k]! : maxOf[k]!;
        all[row] = duals[a]! / multiple[row]!;
      }
      return all;
    },
    enter(duals) {
      const together = new Float64Array(rows.count);
      for (const [i, k] of first.entries()) together[k]! += duals[i]! * multiple[i]!;
      return Float64Array.from(kept, (k) => together[k]!);
    },
  };
}

/** For each row the first that it is a multiple of, itself if no other, and that multiple. */
function likenesses(rows: Rows): { readonly first: Int32Array; readonly multiple: Float64Array } {
  const first = Int32Array.from({ length: rows.count }, (_, i) => i);
  const multiple = new Float64Array(rows.count).fill(1);
  // firsts in lists by a key that parallel rows share
  let slots = 1;
  while (slots < rows.count) slots *= 2;
  const head = new Int32Array(slots).fill(-1);
  const next = new Int32Array(rows.count);
  for (let i = 0; i < rows.count; i++) {
    const slot = keyOf(rows, i) & (slots - 1);
    let k = head[slot]!;
    for (; k >= 0; k = next[k]!) {
      const m = multipleOf(rows, i, k);
      if (Number.isNaN(m)) continue;
      first[i] = k;
      multiple[i] = m;
      break;
    }
    if (k >= 0) continue;
    next[i] = head[slot]!;
    head[slot] = i;
  }
  return { first, multiple };
}

/** The same for rows over the same columns. */
function keyOf({ start, columns }: Rows, i: number): number {
  let key = start[i + 1]! - start[i]!;
  for (let a = start[i]!; a < start[i + 1]!; a++) key = Math.imul(key ^ columns[a]!, 0x9e3779b1);
  return key ^ (key >>> 15);
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

/** Σ |a| times the largest bound of the variable. */
function reach({ rows, variables }: OptimisationProblem, k: number): number {
  let size = 0;
  for (let a = rows.start[k]!; a < rows.start[k + 1]!; a++) {
    const j = rows.columns[a]!;
    const bounds = [variables.min[j]!, variables.max[j]!].filter(Number.isFinite);
    size += Math.abs(rows.coefficients[a]!) * Math.max(0, ...bounds.map(Math.abs));
  }
  return size;
}

/** The rows named, with these bounds of all. */
function chosen(rows: Rows, kept: Int32Array, min: Float64Array, max: Float64Array): Rows {
  const start = new Int32Array(kept.length + 1);
  for (const [a, k] of kept.entries()) start[a + 1] = start[a]! + rows.start[k + 1]! - rows.start[k]!;
  const columns = new Int32Array(start[kept.length]!);
  const coefficients = new Float64Array(columns.length);
  for (const [a, k] of kept.entries()) {
    columns.set(rows.columns.subarray(rows.start[k], rows.start[k + 1]), start[a]);
    coefficients.set(rows.coefficients.subarray(rows.start[k], rows.start[k + 1]), start[a]);
  }
  return {
    ...rows,
    count: kept.length,
    start,
    columns,
    coefficients,
    min: Float64Array.from(kept, (k) => min[k]!),
    max: Float64Array.from(kept, (k) => max[k]!),
  };
}
