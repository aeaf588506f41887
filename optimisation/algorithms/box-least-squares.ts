// Least squares within bounds, with a linear cost, for small problems solved again and again:
//
//   min over y   ½ ‖C y − w‖² + cᵀy        0 ≤ y ≤ u
//
// A sweep of coordinate descent, yi ← clip(yi − (Ciᵀr + ci) / ‖Ci‖², 0, ui) with r = C y − w, finds out which bounds hold
// (on the dual of a projection this is Hildreth 1957). Newton steps on the variables between their bounds, each cut where the
// first of them meets one, then find the optimum for these bounds, where sweeps alone would creep (Moré & Toraldo 1991).
// Neither raises the cost, so no choice of bounds comes back, and the search ends.
// Columns that share no row, not even through others, are solved apart.
import { RunError } from '../../base/index.ts';
import { solvePositive } from './cholesky.ts';

/** A column of C: its rows, each once, and the values in them. */
export interface SparseColumn {
  readonly rows: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

export interface BoxLeastSquares {
  /** Where the last solve ended, and the next begins; 0 at first. */
  readonly y: Float64Array;
  /** Solves for w, c and u, finite and u ≥ 0, and gives r = C y − w: an array that the next solve writes over. */
  solve(w: Float64Array, cost: Float64Array, most: Float64Array): Float64Array;
}

/** Of the size of w and y: a sweep that moves nothing further has found the optimum, and slopes below this are rounding. */
const STILL = 1e-12;
const FLAT = 1e-13;
const PASSES = 10_000;
/** Least pivot, of the largest: dependent columns then move apart until one of them meets a bound. */
const PIVOT = 1e-13;

/** Opens a problem by its C, which has `rowCount` rows. */
export function boxLeastSquares(rowCount: number, matrix: readonly SparseColumn[]): BoxLeastSquares {
  const columns = matrix.map(({ rows, values }) => ({
    rows: Int32Array.from(rows),
    values: Float64Array.from(values),
  }));
  const y = new Float64Array(columns.length);
  const r = new Float64Array(rowCount);
  const scratch = new Float64Array(rowCount);
  const square = Float64Array.from(columns, (column) => product(column, column, scratch));
  const all = Array.from(square.keys());
  const reached = all.filter((i) => square[i]! > 0);
  const beyond = all.filter((i) => square[i] === 0);
  const parts = connected(rowCount, columns, reached);

  const add = (i: number, by: number): void => {
    const { rows, values } = columns[i]!;
    for (let a = 0; a < rows.length; a++) r[rows[a]!]! += values[a]! * by;
  };

  const settle = (part: readonly number[], cost: Float64Array, most: Float64Array, size: number): void => {
    const slope = (i: number): number => {
      const { rows, values } = columns[i]!;
      let g = cost[i]!;
      for (let a = 0; a < rows.length; a++) g += values[a]! * r[rows[a]!]!;
      return g;
    };
    const move = (i: number, to: number): number => {
      const clipped = Math.min(Math.max(to, 0), most[i]!);
      const by = clipped - y[i]!;
      if (by === 0) return 0;
      y[i] = clipped;
      add(i, by);
      return Math.abs(by);
    };
    /** The furthest that a variable moved. */
    const sweep = (): number => {
      let furthest = 0;
      for (const i of part) furthest = Math.max(furthest, move(i, y[i]! - slope(i) / square[i]!));
      return furthest;
    };
    /** False where a bound cut the step; what met it is free no more. */
    const newton = (scale: number): boolean => {
      const free = part.filter((i) => y[i]! > 0 && y[i]! < most[i]!);
      const slopes = free.map(slope);
      if (slopes.every((g) => Math.abs(g) <= FLAT * scale)) return true;
      const step = newtonStep(
        free.map((i) => columns[i]!),
        slopes,
        scratch,
      );
      const bound = (k: number) => (step[k]! < 0 ? 0 : most[free[k]!]!);
      let length = 1;
      let cut = -1;
      for (const [k, i] of free.entries()) {
        if (length * Math.abs(step[k]!) < Math.abs(bound(k) - y[i]!)) continue;
        length = (bound(k) - y[i]!) / step[k]!;
        cut = k;
      }
      for (const [k, i] of free.entries()) move(i, k === cut ? bound(k) : y[i]! + length * step[k]!);
      return cut < 0;
    };
    for (let pass = 0; pass < PASSES; pass++) {
      const scale = part.reduce((largest, i) => Math.max(largest, y[i]!), size);
      while (!newton(scale));
      if (sweep() <= STILL * scale) return;
    }
    throw new RunError(`least squares within bounds: ${part.length} variables did not settle in ${PASSES} passes`);
  };

  return {
    y,
    solve(w, cost, most) {
      for (let i = 0; i < y.length; i++) y[i] = Math.min(y[i]!, most[i]!);
      for (const i of beyond) y[i] = cost[i]! < 0 ? most[i]! : 0; // where C is 0 the cost alone decides
      let size = 1;
      for (let k = 0; k < rowCount; k++) {
        r[k] = -w[k]!;
        size = Math.max(size, Math.abs(w[k]!));
      }
      for (const i of reached) add(i, y[i]!);
      for (const part of parts) settle(part, cost, most, size);
      return r;
    },
  };
}

/** −(CᵀC)⁻¹ g */
function newtonStep(columns: readonly SparseColumn[], slopes: readonly number[], scratch: Float64Array): Float64Array {
  const n = columns.length;
  const A = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) A[i * n + j] = product(columns[i]!, columns[j]!, scratch);
  const step = Float64Array.from(slopes, (g) => -g);
  solvePositive(A, step, PIVOT);
  return step;
}

/** Of two columns; `scratch` is 0 before and after. */
function product(a: SparseColumn, b: SparseColumn, scratch: Float64Array): number {
  for (let k = 0; k < a.rows.length; k++) scratch[a.rows[k]!] = a.values[k]!;
  let sum = 0;
  for (let k = 0; k < b.rows.length; k++) sum += b.values[k]! * scratch[b.rows[k]!]!;
  for (let k = 0; k < a.rows.length; k++) scratch[a.rows[k]!] = 0;
  return sum;
}

/** The columns named, in groups that share rows: by union of the rows of each. */
function connected(
  rowCount: number,
  columns: readonly SparseColumn[],
  named: readonly number[],
): readonly (readonly number[])[] {
  const above = Int32Array.from({ length: rowCount }, (_, k) => k);
  const root = (k: number): number => {
    while (above[k]! !== k) k = above[k] = above[above[k]!]!;
    return k;
  };
  for (const i of named) {
    const { rows } = columns[i]!;
    for (let a = 1; a < rows.length; a++) above[root(rows[a]!)] = root(rows[0]!);
  }
  const groups = new Map<number, number[]>();
  for (const i of named) {
    const key = root(columns[i]!.rows[0]!);
    const group = groups.get(key);
    if (group) group.push(i);
    else groups.set(key, [i]);
  }
  return [...groups.values()];
}
