// L D Lᵀ factors of a sparse symmetric quasi-definite matrix: one that a symmetric permutation makes
//   | −E  Aᵀ |
//   |  A  F  |   with E, F positive definite.
// Such a matrix has these factors for any order of pivots (Vanderbei 1995), so the order is chosen for low fill alone
// and does not depend on the values. Row by row, along the elimination tree (Davis 2005, Algorithm 849):
//   row k of L solves  L₍<k₎ y = a₍<k,k₎,  lki = yi / di,  dk = akk − Σi lki yi
import { graphOf, minimumDegree } from './order.ts';

/** Factors matrices of one pattern. Fill `values`, call `factor`, then `solve` any number of times. */
export interface LdlSolver {
  /** The n diagonal entries, then one number for each pair of the pattern. */
  readonly values: Float64Array;
  /** Entries of L below its diagonal. */
  readonly size: number;
  /**
   * Factors the matrix. `signs[i]` is ±1, the sign of pivot i in exact arithmetic. A pivot whose rounded value is below
   * `lower` is set to sign · `lower`. Returns the number of pivots so displaced.
   */
  factor(signs: Int8Array, min: number): number;
  /** Replaces b by the solution. */
  solve(b: Float64Array): void;
}

/** A solver for n × n matrices with off-diagonal entries at (rows[k], columns[k]) and (columns[k], rows[k]); each pair once. */
export function ldl(n: number, rows: Int32Array, columns: Int32Array): LdlSolver {
  const order = minimumDegree(graphOf(n, pairs(rows, columns)));
  const upper = permutedUpper(order, rows, columns);
  const { parent, start } = eliminationTree(upper);
  const values = new Float64Array(n + rows.length);
  const factors: Factors = {
    parent,
    start,
    row: new Int32Array(start[n]!),
    l: new Float64Array(start[n]!),
    d: new Float64Array(n),
    work: {
      y: new Float64Array(n),
      seen: new Int32Array(n),
      end: new Int32Array(n),
      stack: new Int32Array(n),
      path: new Int32Array(n),
    },
  };
  const x = new Float64Array(n);
  return {
    values,
    size: start[n]!,
    factor: (signs, min) => factor(order, upper, values, factors, signs, min),
    solve(b) {
      for (let k = 0; k < n; k++) x[k] = b[order[k]!]!;
      substitute(factors, x);
      for (let k = 0; k < n; k++) b[order[k]!] = x[k]!;
    },
  };
}

/** Column k of L holds the entries start[k] … start[k + 1] − 1. */
interface Factors {
  readonly parent: Int32Array;
  readonly start: Int32Array;
  readonly row: Int32Array;
  readonly l: Float64Array;
  readonly d: Float64Array;
  /** Current row, the columns visited by it, the current ends of the columns, and the row's columns in order. */
  readonly work: {
    readonly y: Float64Array;
    readonly seen: Int32Array;
    readonly end: Int32Array;
    readonly stack: Int32Array;
    readonly path: Int32Array;
  };
}

/** Strict upper triangle by columns, in the order of elimination; entry p is number value[p] of the pairs given. */
interface Upper {
  readonly n: number;
  readonly start: Int32Array;
  readonly row: Int32Array;
  readonly value: Int32Array;
}

function* pairs(rows: Int32Array, columns: Int32Array): Generator<[number, number]> {
  for (let k = 0; k < rows.length; k++) yield [rows[k]!, columns[k]!];
}

function permutedUpper(order: Int32Array, rows: Int32Array, columns: Int32Array): Upper {
  const n = order.length;
  const place = new Int32Array(n);
  for (let k = 0; k < n; k++) place[order[k]!] = k;
  const last = (k: number) => Math.max(place[rows[k]!]!, place[columns[k]!]!);
  const start = new Int32Array(n + 1);
  for (let k = 0; k < rows.length; k++) start[last(k) + 1]!++;
  for (let j = 0; j < n; j++) start[j + 1]! += start[j]!;
  const next = start.slice();
  const row = new Int32Array(rows.length);
  const value = new Int32Array(rows.length);
  for (let k = 0; k < rows.length; k++) {
    const at = next[last(k)]!++;
    row[at] = Math.min(place[rows[k]!]!, place[columns[k]!]!);
    value[at] = n + k;
  }
  return { n, start, row, value };
}

/** Parent of each column in the elimination tree, and where the columns of L start (Liu 1990). */
function eliminationTree({ n, start, row }: Upper): { parent: Int32Array; start: Int32Array } {
  const parent = new Int32Array(n).fill(-1);
  const seen = new Int32Array(n);
  const first = new Int32Array(n + 1);
  for (let k = 0; k < n; k++) {
    seen[k] = k;
    for (let p = start[k]!; p < start[k + 1]!; p++) {
      for (let i = row[p]!; seen[i] !== k; i = parent[i]!) {
        if (parent[i] === -1) parent[i] = k;
        first[i + 1]!++;
        seen[i] = k;
      }
    }
  }
  for (let k = 0; k < n; k++) first[k + 1]! += first[k]!;
  return { parent, start: first };
}

function factor(
  order: Int32Array,
  upper: Upper,
  values: Float64Array,
  { parent, start, row, l, d, work }: Factors,
  signs: Int8Array,
  min: number,
): number {
  const { n } = upper;
  const { y, seen, end, stack, path } = work;
  y.fill(0); // nonzero only after a matrix with NaN
  seen.fill(0);
  end.set(start.subarray(0, n));
  let displaced = 0;
  for (let k = 0; k < n; k++) {
    seen[k] = k;
    let top = n;
    for (let p = upper.start[k]!; p < upper.start[k + 1]!; p++) {
      let i = upper.row[p]!;
      y[i] = y[i]! + values[upper.value[p]!]!;
      let length = 0;
      for (; seen[i] !== k; i = parent[i]!) {
        path[length++] = i;
        seen[i] = k;
      }
      while (length > 0) stack[--top] = path[--length]!; // children before parents
    }
    let dk = values[order[k]!]!;
    for (; top < n; top++) {
      const i = stack[top]!;
      const yi = y[i]!;
      y[i] = 0;
      const last = end[i]!;
      for (let p = start[i]!; p < last; p++) y[row[p]!] = y[row[p]!]! - l[p]! * yi;
      const lki = yi / d[i]!;
      dk -= lki * yi;
      row[last] = k;
      l[last] = lki;
      end[i] = last + 1;
    }
    const sign = signs[order[k]!]!;
    if (!(dk * sign > min)) {
      displaced++;
      dk = sign * min;
    }
    d[k] = dk;
  }
  return displaced;
}

/** x ← L⁻ᵀ D⁻¹ L⁻¹ x. */
function substitute({ start, row, l, d }: Factors, x: Float64Array): void {
  const n = d.length;
  for (let k = 0; k < n; k++) {
    const xk = x[k]!;
    for (let p = start[k]!; p < start[k + 1]!; p++) x[row[p]!] = x[row[p]!]! - l[p]! * xk;
  }
  for (let k = n - 1; k >= 0; k--) {
    let xk = x[k]! / d[k]!;
    for (let p = start[k]!; p < start[k + 1]!; p++) xk -= l[p]! * x[row[p]!]!;
    x[k] = xk;
  }
}
