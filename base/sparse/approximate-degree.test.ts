import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { approximateMinimumDegree } from './approximate-degree.ts';
import { blockPattern, type Graph, graphOf, minimumDegree } from './index.ts';

const pairs = (n: number) =>
  fc.array(fc.tuple(fc.integer({ min: 0, max: n - 1 }), fc.integer({ min: 0, max: n - 1 })), { maxLength: 4 * n });
const graphs = fc.integer({ min: 1, max: 60 }).chain((n) => pairs(n).map((of) => graphOf(n, of)));
const trees = fc.integer({ min: 1, max: 60 }).chain((n) =>
  fc.tuple(...Array.from({ length: n - 1 }, (_, i) => fc.integer({ min: 0, max: i }))).map((parents) =>
    graphOf(
      n,
      parents.map((parent, i) => [parent, i + 1] as const),
    ),
  ),
);

/** Entries that elimination in this order adds. */
function fillOf({ n, start, adj }: Graph, order: Int32Array): number {
  const place = new Map(Array.from(order, (v, k) => [v, k]));
  const edges: [number, number][] = [];
  for (let v = 0; v < n; v++) {
    for (const u of adj.subarray(start[v], start[v + 1])) edges.push([place.get(v)!, place.get(u)!]);
  }
  return blockPattern(graphOf(n, edges)).fill;
}

/** A square lattice, and a star of many vertices whose centre is in it. */
function lattice(side: number, rays: number): Graph {
  const n = side * side;
  const edges: [number, number][] = [];
  for (let v = 0; v < n; v++) {
    if (v % side < side - 1) edges.push([v, v + 1]);
    if (v + side < n) edges.push([v, v + side]);
  }
  for (let ray = 0; ray < rays; ray++) edges.push([0, n + ray]);
  return graphOf(n + rays, edges);
}

describe('approximate minimum degree', () => {
  it('lists every vertex once', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const sorted = [...approximateMinimumDegree(graph)].sort((a, b) => a - b);
        expect(sorted).toEqual(Array.from({ length: graph.n }, (_, i) => i));
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it('adds no entry to a tree', () => {
    fc.assert(
      fc.property(trees, (tree) => {
        expect(fillOf(tree, approximateMinimumDegree(tree))).toBe(0);
      }),
      { seed: 2 },
    );
  });

  it('adds hardly more entries than the order by exact degrees', () => {
    let [ours, exact] = [0, 0];
    fc.assert(
      fc.property(graphs, (graph) => {
        ours += fillOf(graph, approximateMinimumDegree(graph));
        exact += fillOf(graph, minimumDegree(graph));
      }),
      { seed: 3, numRuns: 300 },
    );
    expect(ours).toBeLessThan(1.05 * exact);
    const grid = lattice(60, 0);
    expect(fillOf(grid, approximateMinimumDegree(grid))).toBeLessThan(1.05 * fillOf(grid, minimumDegree(grid)));
  });

  it('puts a vertex that is next to most others behind them', () => {
    const graph = lattice(10, 2000);
    const order = approximateMinimumDegree(graph);
    expect(order.indexOf(0)).toBeGreaterThan(2000);
    expect(fillOf(graph, order)).toBeLessThan(1000);
  });
});
