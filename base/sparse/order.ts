// Order of elimination by minimum degree (Tinney & Walker 1967, scheme 2): each step eliminates the vertex with the fewest
// remaining neighbours, and its neighbours become neighbours of each other. In a tree this eliminates leaves and adds no entry.
import { degreeQueue } from './degree-queue.ts';

/** An undirected graph without loops: the neighbours of v are adj[start[v]] … adj[start[v + 1] − 1]. */
export interface Graph {
  readonly n: number;
  readonly start: Int32Array;
  readonly adj: Int32Array;
}

/** Builds a graph from vertex pairs given in any order; pairs may repeat, loops are ignored. */
export function graphOf(n: number, pairs: Iterable<readonly [number, number]>): Graph {
  const neighbours: Set<number>[] = Array.from({ length: n }, () => new Set());
  for (const [a, b] of pairs) {
    if (a === b) continue;
    neighbours[a]!.add(b);
    neighbours[b]!.add(a);
  }
  const start = new Int32Array(n + 1);
  for (let v = 0; v < n; v++) start[v + 1] = start[v]! + neighbours[v]!.size;
  const adj = new Int32Array(start[n]!);
  for (let v = 0; v < n; v++) adj.set([...neighbours[v]!], start[v]!);
  return { n, start, adj };
}

/**
 * Vertices in the order of elimination. Of equal degrees the vertex updated last is taken, so that a path is followed to its
 * end. The order depends on the graph alone. Time is linear for a tree, and Σ degree² of the eliminated vertices in general.
 */
export function minimumDegree({ n, start, adj }: Graph): Int32Array {
  const neighbours = Array.from({ length: n }, (_, v) => new Set(adj.subarray(start[v]!, start[v + 1]!)));
  const queue = degreeQueue(n);
  for (let v = n - 1; v >= 0; v--) queue.put(v, neighbours[v]!.size);
  const order = new Int32Array(n);
  for (let k = 0; k < n; k++) {
    const v = queue.takeMin();
    order[k] = v;
    const left = [...neighbours[v]!];
    neighbours[v]!.clear();
    for (const u of left) {
      const near = neighbours[u]!;
      const before = near.size;
      near.delete(v);
      for (const w of left) if (w !== u) near.add(w);
      queue.remove(u, before);
      queue.put(u, near.size);
    }
  }
  return order;
}
