// Solution of J x = r with the factors of `eliminate`: the forward solve of another right side, and back substitution (equations: factor.ts).
import { INDEX_MAX } from '../model/index-range.ts';
import { type Elimination, LINK_SIZE } from './elimination.ts';
import { ROW_SIZE, type System } from './factor.ts';

// V8 folds a module's own constants, not imported ones
const ROW = ROW_SIZE;
const LINK = LINK_SIZE;
const INDEX = INDEX_MAX;

/** Forward solve of another right side with the factors of `eliminate`. */
export function resolve({ n, tree, parent, links, core }: Elimination, { rows, blocks }: System): void {
  resolveTree(tree, parent, links, rows);
  if (tree < n) resolveCore(n, tree, core.start, core.col, rows, blocks);
}

function resolveTree(tree: number, parent: Int32Array, links: Float64Array, rows: Float64Array): void {
  for (let k = 0, end = tree & INDEX; k < end; k++) {
    const at = ROW * k;
    const r0 = rows[at + 4]!;
    const r1 = rows[at + 5]!;
    const z0 = rows[at + 8]! * r0 + rows[at + 9]! * r1;
    const z1 = rows[at + 10]! * r0 + rows[at + 11]! * r1;
    const G = links[LINK * k + 2]!;
    const B = links[LINK * k + 3]!;
    const m = ROW * (parent[k]! & INDEX);
    rows[m + 4] = rows[m + 4]! - (G * z0 - B * z1);
    rows[m + 5] = rows[m + 5]! - (B * z0 + G * z1);
  }
}

function resolveCore(
  n: number,
  tree: number,
  start: Int32Array,
  col: Int32Array,
  rows: Float64Array,
  v: Float64Array,
): void {
  const lower = 4 * (col.length & INDEX);
  for (let k = tree & INDEX, end = n & INDEX; k < end; k++) {
    const at = ROW * k;
    const r0 = rows[at + 4]!;
    const r1 = rows[at + 5]!;
    const z0 = rows[at + 8]! * r0 + rows[at + 9]! * r1;
    const z1 = rows[at + 10]! * r0 + rows[at + 11]! * r1;
    rows[at + 4] = z0;
    rows[at + 5] = z1;
    for (let p = start[k - tree]! & INDEX, stop = start[k - tree + 1]! & INDEX; p < stop; p++) {
      const l = lower + 4 * p;
      const m = ROW * ((tree + col[p]!) & INDEX);
      rows[m + 4] = rows[m + 4]! - (v[l]! * z0 + v[l + 1]! * z1);
      rows[m + 5] = rows[m + 5]! - (v[l + 2]! * z0 + v[l + 3]! * z1);
    }
  }
}

/** Back substitution: the solution is then in the rows. */
export function substitute({ n, tree, parent, links, core }: Elimination, { rows, blocks }: System): void {
  if (tree < n) substituteCore(n, tree, core.start, core.col, rows, blocks);
  substituteTree(tree, parent, links, rows);
}

function substituteCore(
  n: number,
  tree: number,
  start: Int32Array,
  col: Int32Array,
  rows: Float64Array,
  v: Float64Array,
): void {
  for (let k = (n & INDEX) - 1; k >= tree; k--) {
    const at = ROW * k;
    let x0 = rows[at + 4]!;
    let x1 = rows[at + 5]!;
    for (let p = start[k - tree]! & INDEX, stop = start[k - tree + 1]! & INDEX; p < stop; p++) {
      const u = 4 * p;
      const j = ROW * ((tree + col[p]!) & INDEX);
      const y0 = rows[j + 6]!;
      const y1 = rows[j + 7]!;
      x0 -= v[u]! * y0 + v[u + 1]! * y1;
      x1 -= v[u + 2]! * y0 + v[u + 3]! * y1;
    }
    rows[at + 6] = x0;
    rows[at + 7] = x1;
  }
}

function substituteTree(tree: number, parent: Int32Array, links: Float64Array, rows: Float64Array): void {
  for (let k = (tree & INDEX) - 1; k >= 0; k--) {
    const at = ROW * k;
    const m = ROW * (parent[k]! & INDEX);
    const y0 = rows[m + 6]!;
    const y1 = rows[m + 7]!;
    const g = links[LINK * k]!;
    const b = links[LINK * k + 1]!;
    const r0 = rows[at + 4]! - (g * y0 - b * y1);
    const r1 = rows[at + 5]! - (b * y0 + g * y1);
    rows[at + 6] = rows[at + 8]! * r0 + rows[at + 9]! * r1;
    rows[at + 7] = rows[at + 10]! * r0 + rows[at + 11]! * r1;
  }
}
