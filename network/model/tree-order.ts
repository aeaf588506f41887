// The order in which the laterals of a network, or all of a radial one, are eliminated.
import type { BlockPattern } from '../../base/index.ts';

/** Nodes of a part. */
const PART = 512;

/**
 * An order of the leading rows of a pattern, which have at most one later neighbour each, the parent, that keeps every row before its
 * parent: subtree after subtree, so that successive rows are near each other in the network and in memory; in parts of some hundred from
 * the leaves up, so that successive rows are mostly independent of each other and a processor can overlap them.
 */
export function treeOrder({ start, col }: BlockPattern, rows: number): Int32Array {
  const parent = (k: number) => (start[k + 1]! > start[k]! && col[start[k]!]! < rows ? col[start[k]!]! : -1);
  const height = new Int32Array(rows);
  const size = new Int32Array(rows).fill(1);
  for (let k = 0; k < rows; k++) {
    const m = parent(k);
    if (m < 0) continue;
    height[m] = Math.max(height[m]!, height[k]! + 1);
    size[m]! += size[k]!;
  }
  // postorder: a subtree ends with its root, before that its smaller branches
  const before = new Int32Array(rows); // rows between a subtree and the root above it
  const used = new Int32Array(rows + 1);
  for (const k of Int32Array.from(size.keys()).sort((a, b) => size[a]! - size[b]! || a - b)) {
    const m = parent(k) < 0 ? rows : parent(k);
    before[k] = used[m]!;
    used[m]! += size[k]!;
  }
  const place = new Int32Array(rows);
  for (let k = rows - 1; k >= 0; k--) {
    const m = parent(k);
    place[k] = (m < 0 ? rows : place[m]!) - 1 - before[k]!;
  }
  const part = (k: number) => Math.floor(place[k]! / PART);
  return Int32Array.from({ length: rows }, (_, k) => k).sort(
    (a, b) => part(a) - part(b) || height[a]! - height[b]! || place[a]! - place[b]!,
  );
}
