// Factorisation with forward solve, and back substitution, of J x = r in the compiled order.
//   for k up:    zk = Jkk⁻¹ rk,  Ukj = Jkk⁻¹ Jkj,   Jij −= Jik Ukj,  ri −= Jik zk     for i, j > k
//   for k down:  xk = zk − Σj Ukj xj
// A diagonal block is the map v ↦ α v + β v*, of determinant Δ = |α|² − |β|² and with the inverse (α* v − β v*)/Δ. In a row of the tree the
// blocks Jkm, Jmk of its parent m are complex constants:
//   αm −= Jmk Jkm αk*/Δk,   βm += Jmk Jkm* βk/Δk,   xk = Jkk⁻¹ (rk − Jkm xm)
// The factors may be used again for another r (`resolve`), and the diagonal blocks may be written while they are.
// Loops are functions of arrays, here and in the other files of the kernel (reason: docs/decisions.md, "Loops are functions of arrays").
import type { Sign } from '../../base/index.ts';
import { INDEX_MAX } from '../model/index-range.ts';
import { type Elimination, LINK_SIZE } from './elimination.ts';

/** Numbers per row: α and β (2 each; a real block Jkk once the core is eliminated), rk or zk (2), xk (2), Jkk⁻¹ (4). */
export const ROW_SIZE = 12;

// V8 folds a module's own constants, not imported ones
const ROW = ROW_SIZE;
const LINK = LINK_SIZE;
const INDEX = INDEX_MAX;

/** A pivot whose determinant is this small relative to its two products has at most two correct digits. */
const SINGULAR = 1e-14;

/** The linear system J x = r, its factors and its solution. */
export interface System {
  /** Twelve numbers per row, as above; one row more than there are unknown nodes. */
  readonly rows: Float64Array;
  /** Blocks of the pairs of the core: all upper ones, then all lower ones. */
  readonly blocks: Float64Array;
}

export const createSystem = ({ n, coreBlocks }: Elimination): System => ({
  rows: new Float64Array(ROW * (n + 1)),
  blocks: new Float64Array(coreBlocks.length),
});

/** Eliminates all rows. Returns the sign of the determinant; 0 as soon as a pivot is singular, and the rows are then of no use. */
export function eliminate(of: Elimination, system: System): Sign {
  const sign = eliminateTree(of.tree, of.parent, of.links, system.rows);
  return of.tree === of.n || sign === 0 ? sign : ((sign * eliminateCore(of, system)) as Sign);
}

function eliminateTree(tree: number, parent: Int32Array, links: Float64Array, rows: Float64Array): Sign {
  const end = tree & INDEX;
  let negative = 0;
  for (let k = 0; k < end; k++) {
    const at = ROW * k;
    const l = LINK * k;
    const a0 = rows[at]!;
    const a1 = rows[at + 1]!;
    const b0 = rows[at + 2]!;
    const b1 = rows[at + 3]!;
    const r0 = rows[at + 4]!;
    const r1 = rows[at + 5]!;
    const a2 = a0 * a0 + a1 * a1;
    const b2 = b0 * b0 + b1 * b1;
    const det = a2 - b2;
    if (!(Math.abs(det) > SINGULAR * (a2 + b2))) return 0;
    if (det < 0) negative++;
    const scale = 1 / det;
    const p0 = a0 * scale; // α/Δ
    const p1 = a1 * scale;
    const q0 = b0 * scale; // β/Δ
    const q1 = b1 * scale;
    const a = p0 - q0;
    const b = p1 - q1;
    const c = -p1 - q1;
    const d = p0 + q0;
    rows[at + 8] = a;
    rows[at + 9] = b;
    rows[at + 10] = c;
    rows[at + 11] = d;
    const z0 = a * r0 + b * r1;
    const z1 = c * r0 + d * r1;
    const G = links[l + 2]!;
    const B = links[l + 3]!;
    const gg = links[l + 4]!;
    const gb = links[l + 5]!;
    const hg = links[l + 6]!;
    const hb = links[l + 7]!;
    const m = ROW * (parent[k]! & INDEX);
    rows[m] = rows[m]! - (gg * p0 + gb * p1);
    rows[m + 1] = rows[m + 1]! - (gb * p0 - gg * p1);
    rows[m + 2] = rows[m + 2]! + (hg * q0 - hb * q1);
    rows[m + 3] = rows[m + 3]! + (hg * q1 + hb * q0);
    rows[m + 4] = rows[m + 4]! - (G * z0 - B * z1);
    rows[m + 5] = rows[m + 5]! - (B * z0 + G * z1);
  }
  return negative % 2 === 0 ? 1 : -1;
}

/** The same for the core, whose blocks become full. */
function eliminateCore({ n, tree, core, coreBlocks }: Elimination, { rows, blocks }: System): Sign {
  blocks.set(coreBlocks);
  toReal(rows, tree, n);
  return eliminateRows(n, tree, core.start, core.col, core.target, rows, blocks);
}

function eliminateRows(
  n: number,
  tree: number,
  start: Int32Array,
  col: Int32Array,
  targets: Int32Array,
  rows: Float64Array,
  blocks: Float64Array,
): Sign {
  const end = n & INDEX;
  let negative = 0;
  let target = 0;
  for (let k = tree & INDEX; k < end; k++) {
    const at = ROW * k;
    const d0 = rows[at]!;
    const d1 = rows[at + 1]!;
    const d2 = rows[at + 2]!;
    const d3 = rows[at + 3]!;
    const ad = d0 * d3;
    const bc = d1 * d2;
    const det = ad - bc;
    if (!(Math.abs(det) > SINGULAR * (Math.abs(ad) + Math.abs(bc)))) return 0;
    if (det < 0) negative++;
    const scale = 1 / det;
    const a = d3 * scale;
    const b = -d1 * scale;
    const c = -d2 * scale;
    const d = d0 * scale;
    const r0 = rows[at + 4]!;
    const r1 = rows[at + 5]!;
    rows[at + 4] = a * r0 + b * r1;
    rows[at + 5] = c * r0 + d * r1;
    rows[at + 8] = a;
    rows[at + 9] = b;
    rows[at + 10] = c;
    rows[at + 11] = d;
    const first = start[k - tree]! & INDEX;
    const last = start[k - tree + 1]! & INDEX;
    eliminateRow(k, tree, first, last, col, rows, blocks);
    target = updatePairs(blocks, 4 * col.length, first, last, targets, target);
  }
  return negative % 2 === 0 ? 1 : -1;
}

/** α, β → the real blocks |Re α + Re β, Im β − Im α; Im α + Im β, Re α − Re β|. */
function toReal(rows: Float64Array, first: number, end: number): void {
  for (let k = first & INDEX, stop = end & INDEX; k < stop; k++) {
    const at = ROW * k;
    const a0 = rows[at]!;
    const a1 = rows[at + 1]!;
    const b0 = rows[at + 2]!;
    const b1 = rows[at + 3]!;
    rows[at] = a0 + b0;
    rows[at + 1] = b1 - a1;
    rows[at + 2] = a1 + b1;
    rows[at + 3] = a0 - b0;
  }
}

/** The pairs first … end − 1 of row k of the core, after its pivot. */
function eliminateRow(
  k: number,
  tree: number,
  first: number,
  end: number,
  col: Int32Array,
  rows: Float64Array,
  v: Float64Array,
): void {
  const lower = 4 * (col.length & INDEX);
  const at = ROW * (k & INDEX);
  const z0 = rows[at + 4]!;
  const z1 = rows[at + 5]!;
  const a = rows[at + 8]!;
  const b = rows[at + 9]!;
  const c = rows[at + 10]!;
  const d = rows[at + 11]!;
  const stop = end & INDEX;
  for (let p = first & INDEX; p < stop; p++) {
    const u = 4 * p;
    const a0 = v[u]!;
    const a1 = v[u + 1]!;
    const a2 = v[u + 2]!;
    const a3 = v[u + 3]!;
    const l0 = v[lower + u]!;
    const l1 = v[lower + u + 1]!;
    const l2 = v[lower + u + 2]!;
    const l3 = v[lower + u + 3]!;
    const u0 = a * a0 + b * a2;
    const u1 = a * a1 + b * a3;
    const u2 = c * a0 + d * a2;
    const u3 = c * a1 + d * a3;
    v[u] = u0;
    v[u + 1] = u1;
    v[u + 2] = u2;
    v[u + 3] = u3;
    const m = ROW * ((tree + col[p]!) & INDEX);
    rows[m] = rows[m]! - (l0 * u0 + l1 * u2);
    rows[m + 1] = rows[m + 1]! - (l0 * u1 + l1 * u3);
    rows[m + 2] = rows[m + 2]! - (l2 * u0 + l3 * u2);
    rows[m + 3] = rows[m + 3]! - (l2 * u1 + l3 * u3);
    rows[m + 4] = rows[m + 4]! - (l0 * z0 + l1 * z1);
    rows[m + 5] = rows[m + 5]! - (l2 * z0 + l3 * z1);
  }
}

/** Jij −= Jik Ukj and Jji −= Jjk Uki for the pairs i < j of the row of a pivot k; returns the next target. */
function updatePairs(v: Float64Array, lower: number, first: number, end: number, target: Int32Array, from: number) {
  const stop = end & INDEX;
  const low = lower & (4 * INDEX);
  let t = from;
  for (let p = first & INDEX; p < stop; p++) {
    const i = 4 * p;
    const ui0 = v[i]!;
    const ui1 = v[i + 1]!;
    const ui2 = v[i + 2]!;
    const ui3 = v[i + 3]!;
    const li0 = v[low + i]!;
    const li1 = v[low + i + 1]!;
    const li2 = v[low + i + 2]!;
    const li3 = v[low + i + 3]!;
    for (let q = p + 1; q < stop; q++) {
      const j = 4 * q;
      const ij = target[t++]! & (4 * INDEX);
      const uj0 = v[j]!;
      const uj1 = v[j + 1]!;
      const uj2 = v[j + 2]!;
      const uj3 = v[j + 3]!;
      v[ij] = v[ij]! - (li0 * uj0 + li1 * uj2);
      v[ij + 1] = v[ij + 1]! - (li0 * uj1 + li1 * uj3);
      v[ij + 2] = v[ij + 2]! - (li2 * uj0 + li3 * uj2);
      v[ij + 3] = v[ij + 3]! - (li2 * uj1 + li3 * uj3);
      const ji = low + ij;
      const lj0 = v[low + j]!;
      const lj1 = v[low + j + 1]!;
      const lj2 = v[low + j + 2]!;
      const lj3 = v[low + j + 3]!;
      v[ji] = v[ji]! - (lj0 * ui0 + lj1 * ui2);
      v[ji + 1] = v[ji + 1]! - (lj0 * ui1 + lj1 * ui3);
      v[ji + 2] = v[ji + 2]! - (lj2 * ui0 + lj3 * ui2);
      v[ji + 3] = v[ji + 3]! - (lj2 * ui1 + lj3 * ui3);
    }
  }
  return t;
}
