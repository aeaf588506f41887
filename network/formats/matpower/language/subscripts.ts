// Reading and writing parts of a matrix: a(i, j), a(k), a(:, j). Subscripts count from 1, down the columns.
import { type Matrix, matrix } from './matrix.ts';

/** Positions from 0 along one dimension, or down the columns when there is a single subscript. */
export type Positions = Float64Array;

/** All of 0 … n−1. */
export const everything = (n: number): Positions => Float64Array.from({ length: n }, (_, k) => k);

/** A subscript as positions from 0: numbers from 1, or a truth value per place. */
export function positions(subscript: Matrix): Positions {
  if (!subscript.logical) return subscript.data.map((x) => x - 1);
  const chosen: number[] = [];
  for (let j = 0; j < subscript.cols; j++) {
    for (let i = 0; i < subscript.rows; i++) {
      if (subscript.data[i * subscript.cols + j] !== 0) chosen.push(j * subscript.rows + i);
    }
  }
  return Float64Array.from(chosen);
}

/** The first position that is not a whole number from 0 to n−1, as written (from 1). */
export function outside(at: Positions, n: number): number | undefined {
  const bad = at.find((k) => !(Number.isInteger(k) && k >= 0 && k < n));
  return bad === undefined ? undefined : bad + 1;
}

/** Index in row-major storage of the k-th element down the columns. */
const down = (m: Matrix, k: number): number => (k % m.rows) * m.cols + Math.floor(k / m.rows);

export function pick(m: Matrix, rows: Positions, cols: Positions): Matrix {
  const out = matrix(rows.length, cols.length);
  let k = 0;
  for (const i of rows) for (const j of cols) out.data[k++] = m.data[i * m.cols + j]!;
  return m.lines ? { ...out, lines: Int32Array.from(rows, (i) => m.lines![i]!) } : out;
}

/** `m(k)`: has the shape of the subscript, except that a vector keeps its own direction. */
export function pickDown(m: Matrix, at: Positions, like: { rows: number; cols: number }): Matrix {
  const data = at.map((k) => m.data[down(m, k)]!);
  const vector = like.rows === 1 || like.cols === 1;
  const row = m.rows === 1 && m.cols !== 1 ? true : m.cols === 1 && m.rows !== 1 ? false : like.rows === 1;
  if (vector) return row ? matrix(1, data.length, data) : matrix(data.length, 1, data);
  return { ...matrix(like.rows, like.cols), data };
}

/** A copy of `m` with `value` (a scalar or rows × cols) written into it. */
export function put(m: Matrix, rows: Positions, cols: Positions, value: Matrix): Matrix {
  const data = m.data.slice();
  const step = value.data.length === 1 ? 0 : 1;
  let k = 0;
  for (const i of rows) {
    for (const j of cols) {
      data[i * m.cols + j] = value.data[k]!;
      k += step;
    }
  }
  return { ...m, data };
}

/** A copy of `m` with `value` (a scalar or as many elements) written at positions down the columns. */
export function putDown(m: Matrix, at: Positions, value: Matrix): Matrix {
  const data = m.data.slice();
  at.forEach((k, n) => {
    data[down(m, k)] = value.data.length === 1 ? value.data[0]! : value.data[down(value, n)]!;
  });
  return { ...m, data };
}
