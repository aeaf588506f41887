// Symbolic factorisation in supernodes (Liu 1990): columns of L that follow each other and have the same rows are one dense panel.
// A panel with few columns is joined to the next one where that stores few zeros (Ashcraft & Grimes 1989).
import { columnCounts, eliminationTree, type Upper, upperOf } from './elimination.ts';

export interface Supernodes {
  readonly n: number;
  /** Order of elimination: place of each index, and index at each place. */
  readonly order: Int32Array;
  readonly place: Int32Array;
  readonly count: number;
  /** Supernode s has the columns first[s] … first[s + 1] − 1 (places). */
  readonly first: Int32Array;
  /** Its rows below the columns: rows[rowStart[s]] … rows[rowStart[s + 1] − 1], ascending. */
  readonly rowStart: Int32Array;
  readonly rows: Int32Array;
  /** Supernode of the first row; −1 at a root. */
  readonly parent: Int32Array;
  /** Entries of L below its diagonal, without the zeros that panels store. */
  readonly entries: number;
}

/** Panels are not wider, so that one row of a panel remains in the first cache. */
const WIDEST = 64;
/** Share of zeros that a joined panel of at most so many columns may store. */
const ZEROS: readonly (readonly [columns: number, share: number])[] = [
  [4, 1],
  [16, 0.5],
  [WIDEST, 0.1],
];

/** Of the pattern with entries at (rows[k], columns[k]), eliminated in this order, which is changed to an equivalent one. */
export function supernodes(order: Int32Array, rows: Int32Array, columns: Int32Array): Supernodes {
  const n = order.length;
  const before = upperOf(order, rows, columns);
  const tree = eliminationTree(n, before);
  const post = postorder(tree);
  const sorted = Int32Array.from(post, (k) => order[k]!);
  const place = new Int32Array(n);
  for (let k = 0; k < n; k++) place[sorted[k]!] = k;
  const upper = upperOf(sorted, rows, columns);
  const parent = eliminationTree(n, upper);
  const counts = columnCounts(n, upper, parent);
  const { first, sizes } = panels(parent, counts);
  const entries = counts.reduce((sum, of) => sum + of, 0);
  return { n, order: sorted, place, entries, count: first.length - 1, first, ...structure(n, first, sizes, upper) };
}

/** Children before parents, each subtree in one piece. */
function postorder(parent: Int32Array): Int32Array {
  const n = parent.length;
  const child = new Int32Array(n).fill(-1);
  const sibling = new Int32Array(n).fill(-1);
  for (let k = n - 1; k >= 0; k--) {
    const p = parent[k]!;
    if (p < 0) continue;
    sibling[k] = child[p]!;
    child[p] = k;
  }
  const post = new Int32Array(n);
  const stack = new Int32Array(n);
  let placed = 0;
  for (let root = 0; root < n; root++) {
    if (parent[root]! >= 0) continue;
    let depth = 0;
    stack[0] = root;
    while (depth >= 0) {
      const k = stack[depth]!;
      const next = child[k]!;
      if (next < 0) {
        post[placed++] = k;
        depth--;
      } else {
        child[k] = sibling[next]!;
        stack[++depth] = next;
      }
    }
  }
  return post;
}

/** First columns of the panels, and the number of rows below each. */
function panels(parent: Int32Array, counts: Int32Array): { first: Int32Array; sizes: Int32Array } {
  const n = parent.length;
  const first: number[] = [];
  const sizes: number[] = [];
  const zeros: number[] = [];
  for (let j = 0; j < n; j++) {
    first.push(j);
    sizes.push(counts[j]!);
    zeros.push(0);
    // joins the panel before, whose last column has column `own` of this panel as parent
    while (first.length > 1) {
      const s = first.length - 1;
      const [own, last] = [first[s]!, first[s]! - 1];
      const before = first[s - 1]!;
      if (parent[last]! !== own) break;
      const [w, width] = [j + 1 - own, own - before];
      if (w + width > WIDEST) break;
      const extra = width * (w + sizes[s]! - sizes[s - 1]!);
      const all = zeros[s - 1]! + zeros[s]! + extra;
      const [columns, entries] = [w + width, (w + width) * (w + width + 2 * sizes[s]!)];
      const share = ZEROS.find(([upTo]) => columns <= upTo)![1];
      if (extra > 0 && 2 * all > share * entries) break;
      first.pop();
      sizes[s - 1] = sizes[s]!;
      sizes.pop();
      zeros.pop();
      zeros[s - 1] = all;
    }
  }
  return { first: Int32Array.from([...first, n]), sizes: Int32Array.from(sizes) };
}

/** The rows of each panel: those of its entries and of the panels below it in the tree. */
function structure(n: number, first: Int32Array, sizes: Int32Array, { start, row }: Upper) {
  const count = first.length - 1;
  const panelOf = new Int32Array(n);
  for (let s = 0; s < count; s++) panelOf.fill(s, first[s], first[s + 1]);
  const rowStart = new Int32Array(count + 1);
  for (let s = 0; s < count; s++) rowStart[s + 1] = rowStart[s]! + sizes[s]!;
  // lower triangle by columns
  const lowerStart = new Int32Array(n + 1);
  for (const i of row) lowerStart[i + 1]!++;
  for (let j = 0; j < n; j++) lowerStart[j + 1]! += lowerStart[j]!;
  const next = lowerStart.slice();
  const lower = new Int32Array(row.length);
  for (let k = 0; k < n; k++) for (let p = start[k]!; p < start[k + 1]!; p++) lower[next[row[p]!]!++] = k;

  const rows = new Int32Array(rowStart[count]!);
  const parent = new Int32Array(count).fill(-1);
  const child = new Int32Array(count).fill(-1);
  const sibling = new Int32Array(count).fill(-1);
  const seen = new Int32Array(n).fill(-1);
  for (let s = 0; s < count; s++) {
    const end = first[s + 1]!;
    let at = rowStart[s]!;
    for (let p = lowerStart[first[s]!]!; p < lowerStart[end]!; p++) {
      const i = lower[p]!;
      if (i < end || seen[i] === s) continue;
      seen[i] = s;
      rows[at++] = i;
    }
    for (let c = child[s]!; c >= 0; c = sibling[c]!) {
      for (let p = rowStart[c]!; p < rowStart[c + 1]!; p++) {
        const i = rows[p]!;
        if (i < end || seen[i] === s) continue;
        seen[i] = s;
        rows[at++] = i;
      }
    }
    rows.subarray(rowStart[s], at).sort();
    if (at === rowStart[s]!) continue;
    const above = panelOf[rows[rowStart[s]!]!]!;
    parent[s] = above;
    sibling[s] = child[above]!;
    child[above] = s;
  }
  return { rowStart, rows, parent };
}
