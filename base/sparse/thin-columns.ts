// Factors L D Lᵀ column by column, for matrices whose columns of L have few entries: a chain of states in time, a house, a radial feeder.
// The places that an eliminated column changes are listed once, so that factoring is one pass over two lists. Of column k with
// the rows i < j < … below the diagonal:
//
//   yi = aik,   lik = yi / dk,   di −= yi lik,   aji −= ljk yi
import { columnCounts, eliminationTree, upperOf } from './elimination.ts';
import type { LdlSolver } from './ldl-solver.ts';

/** Where the numbers of L are, from the pattern alone. */
export interface ThinColumns {
  readonly order: Int32Array;
  /** Column k of L has the rows row[start[k]] … row[start[k + 1] − 1], ascending. */
  readonly start: Int32Array;
  readonly row: Int32Array;
  /** For each column, and each pair i < j of its rows: the place of row j in column i. */
  readonly target: Int32Array;
  /** Place of each pair of the pattern in L. */
  readonly places: Int32Array;
}

/** Updates per entry of L from which dense fronts are faster, and the largest list of targets. */
const THIN = 8;
const LONGEST = 4e6;

/** Undefined where the columns of L have many entries. */
export function thinColumns(order: Int32Array, rows: Int32Array, columns: Int32Array): ThinColumns | undefined {
  const n = order.length;
  const upper = upperOf(order, rows, columns);
  const parent = eliminationTree(n, upper);
  const counts = columnCounts(n, upper, parent);
  const start = new Int32Array(n + 1);
  let updates = 0;
  for (let k = 0; k < n; k++) {
    start[k + 1] = start[k]! + counts[k]!;
    updates += (counts[k]! * (counts[k]! - 1)) / 2;
  }
  if (updates > Math.min(LONGEST, THIN * start[n]!)) return undefined;
  const next = start.slice();
  const row = new Int32Array(start[n]!);
  const seen = new Int32Array(n).fill(-1);
  for (let k = 0; k < n; k++) {
    seen[k] = k;
    for (let p = upper.start[k]!; p < upper.start[k + 1]!; p++) {
      for (let i = upper.row[p]!; seen[i] !== k; i = parent[i]!) {
        row[next[i]!++] = k;
        seen[i] = k;
      }
    }
  }
  const target = targets(start, row, updates);
  return { order, start, row, target, places: placesOf(order, start, row, rows, columns) };
}

/** The rows of a column below i are rows of column i too: one pass along column i finds them. */
function targets(start: Int32Array, row: Int32Array, updates: number): Int32Array {
  const target = new Int32Array(updates);
  let t = 0;
  for (let k = 0; k + 1 < start.length; k++) {
    const end = start[k + 1]!;
    for (let p = start[k]!; p < end; p++) {
      let at = start[row[p]!]!;
      for (let q = p + 1; q < end; q++) {
        while (row[at]! < row[q]!) at++;
        target[t++] = at;
      }
    }
  }
  return target;
}

function placesOf(
  order: Int32Array,
  start: Int32Array,
  row: Int32Array,
  rows: Int32Array,
  columns: Int32Array,
): Int32Array {
  const place = new Int32Array(order.length);
  for (let k = 0; k < order.length; k++) place[order[k]!] = k;
  const places = new Int32Array(rows.length);
  for (let k = 0; k < rows.length; k++) {
    const [a, b] = [place[rows[k]!]!, place[columns[k]!]!];
    const last = Math.max(a, b);
    let low = start[Math.min(a, b)]!;
    let high = start[Math.min(a, b) + 1]! - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (row[middle]! < last) low = middle + 1;
      else high = middle;
    }
    places[k] = low;
  }
  return places;
}

/** Factors and solves with these columns. */
export function thinSolver({ order, start, row, target, places }: ThinColumns): LdlSolver {
  const n = order.length;
  const values = new Float64Array(n + places.length);
  const l = new Float64Array(row.length);
  const d = new Float64Array(n);
  const perD = new Float64Array(n);
  const x = new Float64Array(n);

  const factor = (signs: Int8Array, min: number): number => {
    l.fill(0);
    for (let k = 0; k < places.length; k++) l[places[k]!] = l[places[k]!]! + values[n + k]!;
    for (let k = 0; k < n; k++) d[k] = values[order[k]!]!;
    let displaced = 0;
    let t = 0;
    for (let k = 0; k < n; k++) {
      const sign = signs[order[k]!]!;
      if (!(d[k]! * sign > min)) {
        displaced++;
        d[k] = sign * min;
      }
      const inverse = 1 / d[k]!;
      perD[k] = inverse;
      const end = start[k + 1]!;
      for (let p = start[k]!; p < end; p++) {
        const y = l[p]!;
        const own = y * inverse;
        d[row[p]!] = d[row[p]!]! - y * own;
        for (let q = p + 1; q < end; q++) {
          const at = target[t++]!;
          l[at] = l[at]! - own * l[q]!;
        }
        l[p] = own;
      }
    }
    return displaced;
  };

  const solve = (b: Float64Array): void => {
    for (let k = 0; k < n; k++) x[k] = b[order[k]!]!;
    for (let k = 0, p = 0; k < n; k++) {
      const xk = x[k]!;
      for (const end = start[k + 1]!; p < end; p++) x[row[p]!] = x[row[p]!]! - l[p]! * xk;
      x[k] = xk * perD[k]!;
    }
    for (let k = n - 1, p = l.length - 1; k >= 0; k--) {
      let sum = x[k]!;
      for (const from = start[k]!; p >= from; p--) sum -= l[p]! * x[row[p]!]!;
      x[k] = sum;
      b[order[k]!] = sum;
    }
  };
  return { values, size: row.length, factor, solve };
}
