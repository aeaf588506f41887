// Symbolic factorisation: the nonzeros of the factors (George & Liu 1981), once per network, from the graph alone.
import type { Graph } from './order.ts';

/**
 * Pattern of a structurally symmetric matrix of 2×2 blocks and of its LU factors, pivots in the order 0 … n − 1.
 * Upper row k holds the columns col[start[k]] … col[start[k + 1] − 1], ascending, all above k; lower column k holds
 * the same rows. A block is 4 numbers, row by row; the values of a matrix of this pattern are one array of
 * 4n + 8m numbers: n diagonal blocks, then for each of the m stored pairs the upper block and the lower block.
 */
export interface BlockPattern {
  readonly n: number;
  readonly start: Int32Array;
  readonly col: Int32Array;
  /** For each pivot in order, and each pair i < j of columns of its row: offset of the pair (i, j) in the values. */
  readonly target: Int32Array;
  /** Number of pairs that are nonzeros of the factors and not of the matrix. */
  readonly fill: number;
}

/** Pattern of the factors of a matrix with the given graph, eliminated in the order of its vertex numbers. */
export function blockPattern(graph: Graph): BlockPattern {
  const rows = upperRows(graph);
  const n = rows.length;
  const start = new Int32Array(n + 1);
  for (let k = 0; k < n; k++) start[k + 1] = start[k]! + rows[k]!.length;
  const col = new Int32Array(start[n]!);
  for (let k = 0; k < n; k++) col.set(rows[k]!, start[k]!);
  return { n, start, col, target: updateTargets(n, start, col), fill: col.length - graph.adj.length / 2 };
}

/** Position of the pair i ≠ j, in either order, among the stored pairs; −1 where there is none. */
export function pairIndex({ start, col }: BlockPattern, i: number, j: number): number {
  const last = Math.max(i, j);
  let low = start[Math.min(i, j)]!;
  let high = start[Math.min(i, j) + 1]! - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (col[middle]! < last) low = middle + 1;
    else high = middle;
  }
  return low === high && col[low] === last ? low : -1;
}

/** Length of an array of values. */
export const valueCount = ({ n, col }: BlockPattern): number => 4 * n + 8 * col.length;

/**
 * Row k of the upper factor: the later neighbours of k, and the rows of its children in the elimination tree. The parent of
 * k is the first column of its row.
 */
function upperRows({ n, start, adj }: Graph): number[][] {
  const rows: number[][] = [];
  const children: number[][] = Array.from({ length: n }, () => []);
  const seenBy = new Int32Array(n).fill(-1);
  for (let k = 0; k < n; k++) {
    const row: number[] = [];
    const collect = (j: number) => {
      if (j <= k || seenBy[j] === k) return;
      seenBy[j] = k;
      row.push(j);
    };
    for (let a = start[k]!; a < start[k + 1]!; a++) collect(adj[a]!);
    for (const child of children[k]!) for (const j of rows[child]!) collect(j);
    row.sort((a, b) => a - b);
    if (row.length > 0) children[row[0]!]!.push(k);
    rows.push(row);
  }
  return rows;
}

/** Row i has every column j > i of a pivot row that contains i, so one pass along row i finds them all. */
function updateTargets(n: number, start: Int32Array, col: Int32Array): Int32Array {
  let pairs = 0;
  for (let k = 0; k < n; k++) {
    const degree = start[k + 1]! - start[k]!;
    pairs += (degree * (degree - 1)) / 2;
  }
  const target = new Int32Array(pairs);
  let t = 0;
  for (let k = 0; k < n; k++) {
    for (let p = start[k]!; p < start[k + 1]!; p++) {
      let at = start[col[p]!]!;
      for (let q = p + 1; q < start[k + 1]!; q++) {
        while (col[at]! < col[q]!) at++;
        target[t++] = 4 * n + 8 * at;
      }
    }
  }
  return target;
}
