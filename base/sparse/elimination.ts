// The elimination tree of a symmetric matrix (Liu 1990): the parent of column j is the first row below the diagonal in column j of L.

export interface Upper {
  readonly start: Int32Array;
  readonly row: Int32Array;
}

/** Strict upper triangle by columns, in the order of elimination, of the matrix with entries at (rows[k], columns[k]). */
export function upperOf(order: Int32Array, rows: Int32Array, columns: Int32Array): Upper {
  const n = order.length;
  const place = new Int32Array(n);
  for (let k = 0; k < n; k++) place[order[k]!] = k;
  const start = new Int32Array(n + 1);
  for (let k = 0; k < rows.length; k++) start[Math.max(place[rows[k]!]!, place[columns[k]!]!) + 1]!++;
  for (let j = 0; j < n; j++) start[j + 1]! += start[j]!;
  const next = start.slice();
  const row = new Int32Array(rows.length);
  for (let k = 0; k < rows.length; k++) {
    const [a, b] = [place[rows[k]!]!, place[columns[k]!]!];
    row[next[Math.max(a, b)]!++] = Math.min(a, b);
  }
  return { start, row };
}

/** Parent of each column. */
export function eliminationTree(n: number, { start, row }: Upper): Int32Array {
  const parent = new Int32Array(n).fill(-1);
  const ancestor = new Int32Array(n).fill(-1);
  for (let k = 0; k < n; k++) {
    for (let p = start[k]!; p < start[k + 1]!; p++) {
      for (let i = row[p]!; i >= 0 && i < k; ) {
        const next = ancestor[i]!;
        ancestor[i] = k;
        if (next < 0) parent[i] = k;
        i = next;
      }
    }
  }
  return parent;
}

/** Entries of each column of L below the diagonal: row k of L is the union of the paths from its entries towards k. */
export function columnCounts(n: number, { start, row }: Upper, parent: Int32Array): Int32Array {
  const seen = new Int32Array(n).fill(-1);
  const counts = new Int32Array(n);
  for (let k = 0; k < n; k++) {
    seen[k] = k;
    for (let p = start[k]!; p < start[k + 1]!; p++) {
      for (let i = row[p]!; seen[i] !== k; i = parent[i]!) {
        counts[i]!++;
        seen[i] = k;
      }
    }
  }
  return counts;
}
