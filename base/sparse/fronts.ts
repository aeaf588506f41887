// Panels and fronts of a factorisation L D Lᵀ (Duff & Reid 1983): where their numbers are kept, and substitution with them. The panel
// of a supernode and the update of its rows are one dense symmetric matrix, the front, to which the updates of the panels below in the
// tree are added. Panels are stored row by row, so that inner loops are products of rows. Factorisation: factor-fronts.ts.
import type { Supernodes } from './supernodes.ts';

export interface Fronts {
  readonly nodes: Supernodes;
  /** Panel s: rows of `width` entries, first those of its columns, then those of its rows, from start[s]. */
  readonly start: Float64Array;
  readonly l: Float64Array;
  readonly d: Float64Array;
  /** Row of the parent's front that each row is. */
  readonly above: Int32Array;
  /** Updates of panels not yet taken up, packed lower triangles by rows. */
  readonly stack: Float64Array;
  /** Update of the present panel, and its rows yi. */
  readonly update: Float64Array;
  readonly y: Float64Array;
}

export function frontsOf(nodes: Supernodes): Fronts {
  const { n, count, first, rowStart, rows, parent } = nodes;
  const start = new Float64Array(count + 1);
  const above = new Int32Array(rows.length);
  let [tallest, largest, depth, deepest] = [0, 0, 0, 0];
  const children = new Float64Array(count); // sizes of the updates of children
  for (let s = 0; s < count; s++) {
    const [w, r] = [first[s + 1]! - first[s]!, rowStart[s + 1]! - rowStart[s]!];
    start[s + 1] = start[s]! + w * (w + r);
    tallest = Math.max(tallest, r * w);
    largest = Math.max(largest, packed(r));
    depth += packed(r) - children[s]!;
    deepest = Math.max(deepest, depth);
    const p = parent[s]!;
    if (p < 0) continue;
    children[p]! += packed(r);
    const [from, end, wide] = [first[p]!, first[p + 1]!, first[p + 1]! - first[p]!];
    let at = rowStart[p]!;
    for (let a = rowStart[s]!; a < rowStart[s + 1]!; a++) {
      const i = rows[a]!;
      if (i >= end) while (rows[at]! < i) at++;
      above[a] = i < end ? i - from : wide + at - rowStart[p]!;
    }
  }
  return {
    nodes,
    start,
    l: new Float64Array(start[count]!),
    d: new Float64Array(n),
    above,
    stack: new Float64Array(deepest),
    update: new Float64Array(largest),
    y: new Float64Array(tallest),
  };
}

/** Entries of a packed triangle. */
export const packed = (r: number): number => (r * (r + 1)) / 2;

/** Places in `l` of the diagonal entries and of the pairs. */
export function placesOf(f: Fronts, rows: Int32Array, columns: Int32Array): Float64Array {
  const { n, place, count, first } = f.nodes;
  const panelOf = new Int32Array(n);
  for (let s = 0; s < count; s++) panelOf.fill(s, first[s], first[s + 1]);
  const places = new Float64Array(n + rows.length);
  for (let j = 0; j < n; j++) places[j] = placeIn(f, panelOf, place[j]!, place[j]!);
  for (let k = 0; k < rows.length; k++) {
    const [a, b] = [place[rows[k]!]!, place[columns[k]!]!];
    places[n + k] = placeIn(f, panelOf, Math.max(a, b), Math.min(a, b));
  }
  return places;
}

function placeIn({ nodes, start }: Fronts, panelOf: Int32Array, row: number, column: number): number {
  const { first, rowStart, rows } = nodes;
  const s = panelOf[column]!;
  const width = first[s + 1]! - first[s]!;
  let local = row - first[s]!;
  if (row >= first[s + 1]!) {
    let [low, high] = [rowStart[s]!, rowStart[s + 1]! - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (rows[middle]! < row) low = middle + 1;
      else high = middle;
    }
    local = width + low - rowStart[s]!;
  }
  return start[s]! + local * width + column - first[s]!;
}

/** x ← L⁻ᵀ D⁻¹ L⁻¹ x, in the order of elimination. */
export function substituteFronts({ nodes, start, l, d }: Fronts, x: Float64Array): void {
  const { n, count, first, rowStart, rows } = nodes;
  for (let s = 0; s < count; s++) {
    const from = first[s]!;
    const w = first[s + 1]! - from;
    let at = start[s]!;
    for (let i = 0; i < w; i++, at += w) {
      let sum = x[from + i]!;
      for (let k = 0; k < i; k++) sum -= l[at + k]! * x[from + k]!;
      x[from + i] = sum;
    }
    const last = rowStart[s + 1]!;
    for (let a = rowStart[s]!; a < last; a++) {
      let sum = 0;
      for (let k = 0; k < w; k++) sum += l[at++]! * x[from + k]!;
      x[rows[a]!]! -= sum;
    }
  }
  for (let i = 0; i < n; i++) x[i] = x[i]! / d[i]!;
  for (let s = count - 1; s >= 0; s--) {
    const from = first[s]!;
    const w = first[s + 1]! - from;
    const panel = start[s]!;
    let at = panel + w * w;
    const last = rowStart[s + 1]!;
    for (let a = rowStart[s]!; a < last; a++) {
      const xi = x[rows[a]!]!;
      for (let k = 0; k < w; k++) x[from + k]! -= l[at++]! * xi;
    }
    for (let i = w - 1; i > 0; i--) {
      const xi = x[from + i]!;
      const row = panel + i * w;
      for (let k = 0; k < i; k++) x[from + k]! -= l[row + k]! * xi;
    }
  }
}
