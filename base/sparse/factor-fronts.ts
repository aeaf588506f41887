// Numeric factorisation by fronts, each with
//
//   yij = aij − Σk<j yik ljk,   dj = ajj − Σk yjk ljk,   lij = yij / dj,   update of rows i ≥ j:  uij −= Σk lik yjk
import { type Fronts, packed } from './fronts.ts';

/** Factors the matrix in the panels. See `LdlSolver.factor`. */
export function factorFronts(f: Fronts, signs: Int8Array, min: number): number {
  const { first, rowStart, count, parent } = f.nodes;
  const waiting = new Int32Array(count).fill(-1); // last child whose update is on the stack
  const before = new Int32Array(count).fill(-1);
  let top = 0;
  let displaced = 0;
  for (let s = 0; s < count; s++) {
    const r = rowStart[s + 1]! - rowStart[s]!;
    const w = first[s + 1]! - first[s]!;
    if (r > 0) f.update.fill(0, 0, packed(r));
    for (let c = waiting[s]!; c >= 0; c = before[c]!) top = takeUp(f, c, s, top);
    displaced += factorPanel(f, s, w, signs, min);
    if (r === 0) continue;
    rowsBelow(f, s, w, r);
    updateRows(f, s, w, r);
    const size = packed(r);
    for (let k = 0; k < size; k++) f.stack[top + k] = f.update[k]!;
    top += size;
    const p = parent[s]!;
    before[s] = waiting[p]!;
    waiting[p] = s;
  }
  return displaced;
}

/** Adds the update of panel c, on top of the stack, to the front of s. Gives the new top. */
function takeUp({ nodes, start, l, above, stack, update }: Fronts, c: number, s: number, top: number): number {
  const { first, rowStart } = nodes;
  const width = first[s + 1]! - first[s]!;
  const panel = start[s]!;
  const from = rowStart[c]!;
  const r = rowStart[c + 1]! - from;
  const bottom = top - packed(r);
  let inside = 0; // rows that are columns of s
  while (inside < r && above[from + inside]! < width) inside++;
  let at = bottom;
  for (let a = 0; a < r; a++) {
    const i = above[from + a]!;
    const row = panel + i * width;
    const last = Math.min(a + 1, inside);
    for (let b = 0; b < last; b++) l[row + above[from + b]!]! += stack[at++]!;
    if (a < inside) continue;
    const below = i - width;
    const line = (below * (below + 1)) / 2 - width;
    for (let b = inside; b <= a; b++) update[line + above[from + b]!]! += stack[at++]!;
  }
  return bottom;
}

/** Factors the square part of a panel. */
function factorPanel({ nodes, start, l, d }: Fronts, s: number, w: number, signs: Int8Array, min: number): number {
  const first = nodes.first[s]!;
  const panel = start[s]!;
  let displaced = 0;
  for (let i = 0; i < w; i++) {
    const row = panel + i * w;
    for (let j = 1; j < i; j++) {
      const other = panel + j * w;
      let y = l[row + j]!;
      for (let k = 0; k < j; k++) y -= l[row + k]! * l[other + k]!;
      l[row + j] = y;
    }
    let di = l[row + i]!;
    for (let k = 0; k < i; k++) {
      const y = l[row + k]!;
      const lik = y / d[first + k]!;
      di -= y * lik;
      l[row + k] = lik;
    }
    const sign = signs[nodes.order[first + i]!]!;
    if (!(di * sign > min)) {
      displaced++;
      di = sign * min;
    }
    d[first + i] = di;
  }
  return displaced;
}

/** Rows yi and li below the square part, four at a time. */
function rowsBelow({ nodes, start, l, d, y }: Fronts, s: number, w: number, r: number): void {
  const first = nodes.first[s]!;
  const panel = start[s]!;
  const below = panel + w * w;
  let a = 0;
  for (; a + 3 < r && w > 1; a += 4) {
    const [r0, r1, r2, r3] = [below + a * w, below + (a + 1) * w, below + (a + 2) * w, below + (a + 3) * w];
    for (let j = 1; j < w; j++) {
      const other = panel + j * w;
      let [y0, y1, y2, y3] = [l[r0 + j]!, l[r1 + j]!, l[r2 + j]!, l[r3 + j]!];
      for (let k = 0; k < j; k++) {
        const ljk = l[other + k]!;
        y0 -= l[r0 + k]! * ljk;
        y1 -= l[r1 + k]! * ljk;
        y2 -= l[r2 + k]! * ljk;
        y3 -= l[r3 + k]! * ljk;
      }
      l[r0 + j] = y0;
      l[r1 + j] = y1;
      l[r2 + j] = y2;
      l[r3 + j] = y3;
    }
  }
  for (; a < r && w > 1; a++) {
    const row = below + a * w;
    for (let j = 1; j < w; j++) {
      const other = panel + j * w;
      let yij = l[row + j]!;
      for (let k = 0; k < j; k++) yij -= l[row + k]! * l[other + k]!;
      l[row + j] = yij;
    }
  }
  for (let i = 0, at = 0; i < r; i++) {
    for (let k = 0; k < w; k++, at++) {
      const own = l[below + at]!;
      y[at] = own;
      l[below + at] = own / d[first + k]!;
    }
  }
}

/** uij −= Σk lik yjk for i ≥ j, in blocks of 4 × 4. */
function updateRows(f: Fronts, s: number, w: number, r: number): void {
  const below = f.start[s]! + w * w;
  let i = 0;
  for (; i + 3 < r; i += 4) {
    for (let j = 0; j < i; j += 4) updateBlock(f, below + i * w, j * w, w, i, j);
    for (let a = i; a < i + 4; a++) updateRow(f, below, w, a, i);
  }
  for (; i < r; i++) updateRow(f, below, w, i, 0);
}

/** Row i of the update, from column j on. */
function updateRow({ l, y, update }: Fronts, below: number, w: number, i: number, from: number): void {
  const row = below + i * w;
  const line = packed(i);
  for (let j = from; j <= i; j++) {
    const other = j * w;
    let sum = 0;
    for (let k = 0; k < w; k++) sum += l[row + k]! * y[other + k]!;
    update[line + j]! -= sum;
  }
}

function updateBlock({ l, y, update }: Fronts, a: number, b: number, w: number, i: number, j: number): void {
  let s00 = 0;
  let s01 = 0;
  let s02 = 0;
  let s03 = 0;
  let s10 = 0;
  let s11 = 0;
  let s12 = 0;
  let s13 = 0;
  let s20 = 0;
  let s21 = 0;
  let s22 = 0;
  let s23 = 0;
  let s30 = 0;
  let s31 = 0;
  let s32 = 0;
  let s33 = 0;
  const end = a + w;
  for (let k = a, m = b; k < end; k++, m++) {
    const x0 = l[k]!;
    const x1 = l[k + w]!;
    const x2 = l[k + 2 * w]!;
    const x3 = l[k + 3 * w]!;
    const y0 = y[m]!;
    const y1 = y[m + w]!;
    const y2 = y[m + 2 * w]!;
    const y3 = y[m + 3 * w]!;
    s00 += x0 * y0;
    s01 += x0 * y1;
    s02 += x0 * y2;
    s03 += x0 * y3;
    s10 += x1 * y0;
    s11 += x1 * y1;
    s12 += x1 * y2;
    s13 += x1 * y3;
    s20 += x2 * y0;
    s21 += x2 * y1;
    s22 += x2 * y2;
    s23 += x2 * y3;
    s30 += x3 * y0;
    s31 += x3 * y1;
    s32 += x3 * y2;
    s33 += x3 * y3;
  }
  let at = packed(i) + j;
  update[at]! -= s00;
  update[at + 1]! -= s01;
  update[at + 2]! -= s02;
  update[at + 3]! -= s03;
  at += i + 1;
  update[at]! -= s10;
  update[at + 1]! -= s11;
  update[at + 2]! -= s12;
  update[at + 3]! -= s13;
  at += i + 2;
  update[at]! -= s20;
  update[at + 1]! -= s21;
  update[at + 2]! -= s22;
  update[at + 3]! -= s23;
  at += i + 3;
  update[at]! -= s30;
  update[at + 1]! -= s31;
  update[at + 2]! -= s32;
  update[at + 3]! -= s33;
}
