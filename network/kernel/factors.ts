// The factors of one Jacobian for many right sides: for rows k in the order of elimination and their later neighbours j,
//   up     rj −= Ljk rk,                    Ljk = Jjk Jkk⁻¹
//   down   xk = Jkk⁻¹ rk − Σj Ukj xj,       Ukj = Jkk⁻¹ Jkj
// Rows come in three groups, because a processor predicts the end of a short inner loop wrongly: those of the tree with one later
// neighbour, those after it with at most two, and the remaining ones.
import { INDEX_MAX } from '../model/index-range.ts';
import { type Elimination, LINK_SIZE } from './elimination.ts';
import { ROW_SIZE, type System } from './factor.ts';

// V8 folds a module's own constants, not imported ones
const INDEX = INDEX_MAX;

/** Numbers per row of a right side: r, x, and two that a solve does not use. There is one row more, without use. */
export const SIDE_SIZE = 6;

const SIDE = SIDE_SIZE;

/** The pattern, which all factors of an elimination have. */
export interface Rows {
  readonly n: number;
  /** Rows of one and of two: the ends of the first two groups. */
  readonly one: number;
  readonly two: number;
  /** Later neighbours in the first two groups, as offsets in a right side; that of the row without use where there is none. */
  readonly parents: Int32Array;
  /** First pair of each remaining row, and their number. */
  readonly start: Int32Array;
  /** Offset of the later neighbour of each of these pairs. */
  readonly later: Int32Array;
}

export interface Factors {
  readonly rows: Rows;
  /** Ljk of each pair, row after row. */
  readonly lower: Float64Array;
  /** Jkk⁻¹ and Ukj, row after row. */
  readonly upper: Float64Array;
}

export function rowsOf({ n, tree, parent, core }: Elimination): Rows {
  const { start: from, col } = core;
  let two = tree;
  while (two < n && from[two - tree + 1]! - from[two - tree]! <= 2) two++;
  const parents = new Int32Array(tree + 2 * (two - tree)).fill(SIDE * n);
  for (let k = 0; k < tree; k++) parents[k] = SIDE * parent[k]!;
  for (let i = 0; i < two - tree; i++) {
    for (let p = from[i]!; p < from[i + 1]!; p++) parents[tree + 2 * i + p - from[i]!] = SIDE * (tree + col[p]!);
  }
  const first = from[two - tree]!;
  const start = from.slice(two - tree).map((p) => p - first);
  return { n, one: tree, two, parents, start, later: col.slice(first).map((j) => SIDE * (tree + j)) };
}

/** @param system after `eliminate` */
export function factorsOf({ n, tree, links, core }: Elimination, system: System, rows: Rows): Factors {
  const { one, two, start, later } = rows;
  const lower = new Float64Array(4 * (one + 2 * (two - one) + later.length));
  const upper = new Float64Array(lower.length + 4 * n);
  const back = 4 * core.col.length;
  let l = 0;
  let u = 0;
  for (let k = 0; k < n; k++) {
    const inverse = system.rows.subarray(ROW_SIZE * k + 8, ROW_SIZE * k + 12);
    upper.set(inverse, u);
    if (k < tree) {
      const [g = 0, b = 0, G = 0, B = 0] = links.subarray(LINK_SIZE * k, LINK_SIZE * k + 4);
      lower.set(product([G, -B, B, G], inverse), l);
      upper.set(product(inverse, [g, -b, b, g]), u + 4);
    } else {
      const from = core.start[k - tree]!;
      for (let p = from; p < core.start[k - tree + 1]!; p++) {
        lower.set(product(system.blocks.subarray(back + 4 * p, back + 4 * p + 4), inverse), l + 4 * (p - from));
        upper.set(system.blocks.subarray(4 * p, 4 * p + 4), u + 4 + 4 * (p - from));
      }
    }
    const count = k < one ? 1 : k < two ? 2 : start[k - two + 1]! - start[k - two]!;
    l += 4 * count;
    u += 4 + 4 * count;
  }
  return { rows, lower, upper };
}

function product(of: ArrayLike<number>, by: ArrayLike<number>): number[] {
  const [a, b, c, d] = [of[0]!, of[1]!, of[2]!, of[3]!];
  const [e, f, g, h] = [by[0]!, by[1]!, by[2]!, by[3]!];
  return [a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h];
}

/** Solves J x = r: r is overwritten, and x set. */
export function solve({ rows, lower, upper }: Factors, side: Float64Array): void {
  const { n, one, two, parents, start, later } = rows;
  if (one > 0) upOnes(one, parents, lower, side);
  upTwos(one, two, parents, lower, side);
  upOthers(two, n, parents.length, start, later, lower, side);
  downOthers(two, n, parents.length, start, later, upper, side);
  downTwos(one, two, parents, upper, side);
  if (one > 0) downOnes(one, parents, upper, side);
}

function upOnes(one: number, parents: Int32Array, l: Float64Array, side: Float64Array): void {
  for (let k = 0, end = one & INDEX; k < end; k++) {
    const r0 = side[SIDE * k]!;
    const r1 = side[SIDE * k + 1]!;
    const j = parents[k]! & INDEX;
    side[j] = side[j]! - (l[4 * k]! * r0 + l[4 * k + 1]! * r1);
    side[j + 1] = side[j + 1]! - (l[4 * k + 2]! * r0 + l[4 * k + 3]! * r1);
  }
}

function upTwos(one: number, two: number, parents: Int32Array, l: Float64Array, side: Float64Array): void {
  const from = one & INDEX;
  for (let k = from, end = two & INDEX; k < end; k++) {
    const r0 = side[SIDE * k]!;
    const r1 = side[SIDE * k + 1]!;
    const p = (2 * k - from) & INDEX;
    const i = parents[p]! & INDEX;
    const j = parents[p + 1]! & INDEX;
    const a = 4 * p;
    side[i] = side[i]! - (l[a]! * r0 + l[a + 1]! * r1);
    side[i + 1] = side[i + 1]! - (l[a + 2]! * r0 + l[a + 3]! * r1);
    side[j] = side[j]! - (l[a + 4]! * r0 + l[a + 5]! * r1);
    side[j + 1] = side[j + 1]! - (l[a + 6]! * r0 + l[a + 7]! * r1);
  }
}

/** @param before number of pairs of the first two groups */
function upOthers(
  two: number,
  n: number,
  before: number,
  start: Int32Array,
  later: Int32Array,
  l: Float64Array,
  side: Float64Array,
): void {
  const from = two & INDEX;
  for (let k = from, end = n & INDEX; k < end; k++) {
    const r0 = side[SIDE * k]!;
    const r1 = side[SIDE * k + 1]!;
    for (let p = start[k - from]! & INDEX, last = start[k - from + 1]! & INDEX; p < last; p++) {
      const j = later[p]! & INDEX;
      const a = 4 * ((before + p) & INDEX);
      side[j] = side[j]! - (l[a]! * r0 + l[a + 1]! * r1);
      side[j + 1] = side[j + 1]! - (l[a + 2]! * r0 + l[a + 3]! * r1);
    }
  }
}

/** @param before number of pairs of the first two groups */
function downOthers(
  two: number,
  n: number,
  before: number,
  start: Int32Array,
  later: Int32Array,
  u: Float64Array,
  side: Float64Array,
): void {
  const end = two & INDEX;
  for (let k = (n & INDEX) - 1; k >= end; k--) {
    const from = start[k - end]! & INDEX;
    const d = 4 * ((before + k + from) & INDEX);
    const r0 = side[SIDE * k]!;
    const r1 = side[SIDE * k + 1]!;
    let x0 = u[d]! * r0 + u[d + 1]! * r1;
    let x1 = u[d + 2]! * r0 + u[d + 3]! * r1;
    for (let p = from, last = start[k - end + 1]! & INDEX; p < last; p++) {
      const j = later[p]! & INDEX;
      const a = 4 * ((before + k + 1 + p) & INDEX);
      const y0 = side[j + 2]!;
      const y1 = side[j + 3]!;
      x0 -= u[a]! * y0 + u[a + 1]! * y1;
      x1 -= u[a + 2]! * y0 + u[a + 3]! * y1;
    }
    side[SIDE * k + 2] = x0;
    side[SIDE * k + 3] = x1;
  }
}

function downTwos(one: number, two: number, parents: Int32Array, u: Float64Array, side: Float64Array): void {
  const end = one & INDEX;
  for (let k = (two & INDEX) - 1; k >= end; k--) {
    const p = (2 * k - end) & INDEX;
    const i = parents[p]! & INDEX;
    const j = parents[p + 1]! & INDEX;
    const a = 4 * ((p + k) & INDEX);
    const r0 = side[SIDE * k]!;
    const r1 = side[SIDE * k + 1]!;
    const y0 = side[i + 2]!;
    const y1 = side[i + 3]!;
    const z0 = side[j + 2]!;
    const z1 = side[j + 3]!;
    const x0 = u[a]! * r0 + u[a + 1]! * r1 - (u[a + 4]! * y0 + u[a + 5]! * y1);
    const x1 = u[a + 2]! * r0 + u[a + 3]! * r1 - (u[a + 6]! * y0 + u[a + 7]! * y1);
    side[SIDE * k + 2] = x0 - (u[a + 8]! * z0 + u[a + 9]! * z1);
    side[SIDE * k + 3] = x1 - (u[a + 10]! * z0 + u[a + 11]! * z1);
  }
}

function downOnes(one: number, parents: Int32Array, u: Float64Array, side: Float64Array): void {
  for (let k = (one & INDEX) - 1; k >= 0; k--) {
    const j = parents[k]! & INDEX;
    const a = 8 * k;
    const r0 = side[SIDE * k]!;
    const r1 = side[SIDE * k + 1]!;
    const y0 = side[j + 2]!;
    const y1 = side[j + 3]!;
    side[SIDE * k + 2] = u[a]! * r0 + u[a + 1]! * r1 - (u[a + 4]! * y0 + u[a + 5]! * y1);
    side[SIDE * k + 3] = u[a + 2]! * r0 + u[a + 3]! * r1 - (u[a + 6]! * y0 + u[a + 7]! * y1);
  }
}
