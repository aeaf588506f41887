// Order of elimination by approximate minimum degree (Amestoy, Davis & Duff 1996), for large graphs. The graph after some steps is
// kept as a quotient graph: an eliminated vertex is an element, whose members are neighbours of each other without an edge for
// each pair. A vertex has a list of elements and a list of vertices; its degree is bounded by
//
//   d[i] ≤ min(d[i] before + |Lk \ i|,  |Ai \ i| + |Lk \ i| + Σ over other elements e of |Le \ Lk|)      k the last pivot
//
// Vertices with equal lists become one, elements within another one are dropped.
import { degreeQueue } from './degree-queue.ts';
import type { Graph } from './order.ts';

/** A vertex with more neighbours than this times √n is put last without a search. */
const DENSE = 10;

interface Quotient {
  readonly n: number;
  /** Lists of the vertices: from start[i] the elements, `elements[i]` of them, then vertices, `length[i]` together. */
  readonly adj: Int32Array;
  readonly start: Int32Array;
  readonly length: Int32Array;
  readonly elements: Int32Array;
  /** Vertices that a vertex represents; 0 once it is in another one or eliminated. Negative while in the new element. */
  readonly weight: Int32Array;
  /** Bound of the degree; of an element the weight of its members. */
  readonly degree: Int32Array;
  /** Members of each element, from `first[e]`, `count[e]` of them, in `pool`. */
  pool: Int32Array;
  used: number;
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** Elements in the order of their making. */
  readonly made: Int32Array;
  pivots: number;
  /** 1 for an element that is not in another one. */
  readonly alive: Uint8Array;
  /** Marks of vertices and elements. */
  readonly mark: Float64Array;
  stamp: number;
  /** Vertices that are in another one, as chains. */
  readonly within: Int32Array;
  readonly tail: Int32Array;
  /** Weight of the remaining vertices. */
  remaining: number;
}

/** Vertices in the order of elimination; depends on the graph alone. */
export function approximateMinimumDegree(graph: Graph): Int32Array {
  const g = quotientOf(graph);
  const { n, weight, degree } = g;
  const queue = degreeQueue(n);
  const late: number[] = [];
  const limit = Math.max(16, DENSE * Math.sqrt(n));
  for (let v = n - 1; v >= 0; v--) {
    if (degree[v]! <= limit) queue.put(v, degree[v]!);
    else {
      late.push(v);
      weight[v] = 0;
      g.remaining--;
    }
  }
  const order = new Int32Array(n);
  let placed = 0;
  const place = (v: number) => {
    for (let i = v; i >= 0; i = g.within[i]!) order[placed++] = i;
  };
  const same = new Int32Array(n).fill(-1); // heads of the lists of vertices by hash
  const sameNext = new Int32Array(n);
  const hashes = new Int32Array(n);
  while (g.remaining > 0) {
    const k = queue.takeMin();
    makeElement(g, k, queue.remove);
    measureOverlaps(g, k);
    updateMembers(g, k, same, sameNext, hashes);
    joinEqual(g, k, same, sameNext, hashes);
    finish(g, k, queue.put);
    place(k);
  }
  for (const v of late.reverse()) order[placed++] = v;
  return order;
}

function quotientOf({ n, start, adj }: Graph): Quotient {
  const length = new Int32Array(n);
  for (let v = 0; v < n; v++) length[v] = start[v + 1]! - start[v]!;
  return {
    ...{ n, adj: adj.slice(), start, length, degree: length.slice() },
    elements: new Int32Array(n),
    weight: new Int32Array(n).fill(1),
    pool: new Int32Array(adj.length + n),
    used: 0,
    first: new Int32Array(n),
    count: new Int32Array(n),
    made: new Int32Array(n),
    pivots: 0,
    alive: new Uint8Array(n),
    mark: new Float64Array(n),
    stamp: 1,
    within: new Int32Array(n).fill(-1),
    tail: Int32Array.from({ length: n }, (_, v) => v),
    remaining: n,
  };
}

/** Members of element k: all vertices next to vertex k, directly or by an element. Those elements are dropped. */
function makeElement(g: Quotient, k: number, remove: (v: number, degree: number) => void): void {
  const { adj, start, length, elements, weight, degree, first, count, alive } = g;
  const [from, split, end] = [start[k]!, start[k]! + elements[k]!, start[k]! + length[k]!];
  let most = end - split;
  for (let p = from; p < split; p++) most += count[adj[p]!]!;
  reserve(g, most);
  g.remaining -= weight[k]!;
  weight[k] = -weight[k]!;
  const { pool } = g;
  let [at, size] = [g.used, 0];
  first[k] = at;
  const add = (i: number) => {
    const own = weight[i]!;
    if (own <= 0) return;
    size += own;
    weight[i] = -own;
    pool[at++] = i;
    remove(i, degree[i]!);
  };
  for (let p = split; p < end; p++) add(adj[p]!);
  for (let p = from; p < split; p++) {
    const e = adj[p]!;
    const last = first[e]! + count[e]!;
    for (let q = first[e]!; q < last; q++) add(pool[q]!);
    alive[e] = 0;
  }
  g.used = at;
  count[k] = at - first[k]!;
  degree[k] = size;
  alive[k] = 1;
  g.made[g.pivots++] = k;
}

/** Makes room for a number of members; elements that were dropped are removed from the pool. */
function reserve(g: Quotient, extra: number): void {
  if (g.used + extra <= g.pool.length) return;
  const { pool, first, count, alive, made } = g;
  let [to, left] = [0, 0];
  for (let k = 0; k < g.pivots; k++) {
    const e = made[k]!;
    if (!alive[e]) continue;
    pool.copyWithin(to, first[e]!, first[e]! + count[e]!);
    first[e] = to;
    to += count[e]!;
    made[left++] = e;
  }
  g.used = to;
  g.pivots = left;
  if (to + extra <= pool.length / 2) return;
  g.pool = new Int32Array(2 * (to + extra));
  g.pool.set(pool.subarray(0, to));
}

/** mark[e] − stamp = |Le \ Lk| for every element next to a member of k. */
function measureOverlaps(g: Quotient, k: number): void {
  const { adj, start, elements, weight, degree, first, count, alive, mark, pool } = g;
  g.stamp += g.n + 1;
  const { stamp } = g;
  const end = first[k]! + count[k]!;
  for (let q = first[k]!; q < end; q++) {
    const i = pool[q]!;
    const own = -weight[i]!;
    const last = start[i]! + elements[i]!;
    for (let p = start[i]!; p < last; p++) {
      const e = adj[p]!;
      if (!alive[e]) continue;
      mark[e] = (mark[e]! >= stamp ? mark[e]! : stamp + degree[e]!) - own;
    }
  }
}

/** New lists and bounds of the degrees of the members of k. Those with no other neighbour are eliminated with it. */
function updateMembers(g: Quotient, k: number, same: Int32Array, sameNext: Int32Array, hashes: Int32Array): void {
  const { n, adj, start, length, elements, weight, degree, first, count, alive, mark, pool, stamp } = g;
  const end = first[k]! + count[k]!;
  for (let q = first[k]!; q < end; q++) {
    const i = pool[q]!;
    const from = start[i]!;
    const split = from + elements[i]!;
    const last = from + length[i]!;
    let to = from;
    let hash = 0;
    let bound = 0;
    for (let p = from; p < split; p++) {
      const e = adj[p]!;
      if (!alive[e]) continue;
      const outside = mark[e]! - stamp;
      if (outside > 0) {
        bound += outside;
        hash += e;
        adj[to++] = e;
      } else alive[e] = 0; // within k
    }
    const vertices = to;
    for (let p = split; p < last; p++) {
      const j = adj[p]!;
      if (weight[j]! <= 0) continue; // in k, or gone
      bound += weight[j]!;
      hash += j;
      adj[to++] = j;
    }
    if (bound === 0) {
      const own = -weight[i]!;
      join(g, k, i);
      weight[k] = weight[k]! - own;
      g.degree[k]! -= own;
      g.remaining -= own;
      continue;
    }
    degree[i] = Math.min(degree[i]!, bound);
    adj[to] = adj[vertices]!; // k goes behind the elements; the first vertex moves to the end
    adj[vertices] = k;
    elements[i] = vertices - from + 1;
    length[i] = to - from + 1;
    const slot = hash % n;
    hashes[i] = slot;
    sameNext[i] = same[slot]!;
    same[slot] = i;
  }
}

/** Puts vertex j into i. */
function join({ weight, within, tail }: Quotient, i: number, j: number): void {
  weight[j] = 0;
  within[tail[i]!] = j;
  tail[i] = tail[j]!;
}

/** Members of k with the same lists become one. */
function joinEqual(g: Quotient, k: number, same: Int32Array, sameNext: Int32Array, hashes: Int32Array): void {
  const { weight, first, count, pool } = g;
  const end = first[k]! + count[k]!;
  for (let q = first[k]!; q < end; q++) {
    if (weight[pool[q]!]! >= 0) continue;
    const slot = hashes[pool[q]!]!;
    let i = same[slot]!;
    same[slot] = -1;
    for (; i >= 0 && sameNext[i]! >= 0; i = sameNext[i]!) joinEqualTo(g, i, sameNext);
  }
}

function joinEqualTo(g: Quotient, i: number, sameNext: Int32Array): void {
  const { adj, start, length, elements, weight, mark } = g;
  const stamp = ++g.stamp + g.n; // above every mark of an overlap
  const end = start[i]! + length[i]!;
  for (let p = start[i]!; p < end; p++) mark[adj[p]!] = stamp;
  let before = i;
  for (let j = sameNext[i]!; j >= 0; ) {
    let equal = length[j] === length[i] && elements[j] === elements[i];
    for (let p = start[j]!; equal && p < start[j]! + length[j]!; p++) equal = mark[adj[p]!] === stamp;
    const next = sameNext[j]!;
    if (equal) {
      weight[i] = weight[i]! + weight[j]!;
      join(g, i, j);
      sameNext[before] = next;
    } else before = j;
    j = next;
  }
}

/** Members that remain go back to the queue; others leave the element. */
function finish(g: Quotient, k: number, put: (v: number, degree: number) => void): void {
  const { weight, degree, first, count, alive, pool } = g;
  g.stamp += g.n + 1;
  const end = first[k]! + count[k]!;
  let to = first[k]!;
  for (let q = to; q < end; q++) {
    const i = pool[q]!;
    const own = -weight[i]!;
    if (own <= 0) continue;
    weight[i] = own;
    degree[i] = Math.min(degree[i]! + degree[k]! - own, g.remaining - own);
    put(i, degree[i]!);
    pool[to++] = i;
  }
  count[k] = to - first[k]!;
  g.used = to;
  weight[k] = 0;
  if (count[k] === 0) alive[k] = 0;
}
