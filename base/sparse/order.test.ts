import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockPattern, type Graph, graphOf, minimumDegree } from './index.ts';

const sizes = fc.integer({ min: 1, max: 30 });
const graphs = sizes.chain((n) =>
  fc
    .array(fc.tuple(fc.integer({ min: 0, max: n - 1 }), fc.integer({ min: 0, max: n - 1 })), { maxLength: 3 * n })
    .map((pairs) => graphOf(n, pairs)),
);
const trees = sizes.chain((n) =>
  fc.tuple(...Array.from({ length: n - 1 }, (_, i) => fc.integer({ min: 0, max: i }))).map((parents) =>
    graphOf(
      n,
      parents.map((parent, i) => [parent, i + 1] as const),
    ),
  ),
);

/** Renumbers a graph so that vertex order[k] becomes k. */
function renumber(graph: Graph, order: Int32Array): Graph {
  const place = new Map(Array.from(order, (v, k) => [v, k]));
  return graphOf(
    graph.n,
    edges(graph).map(([a, b]) => [place.get(a)!, place.get(b)!] as const),
  );
}

function edges({ n, start, adj }: Graph): [number, number][] {
  return Array.from({ length: n }, (_, v) => v).flatMap((v) =>
    Array.from(adj.subarray(start[v]!, start[v + 1]!), (u): [number, number] => [v, u]),
  );
}

/** Textbook elimination on a dense table of booleans: the pairs i < j that are nonzeros of the factors. */
function eliminated(graph: Graph): string[] {
  const has = Array.from({ length: graph.n }, () => new Array<boolean>(graph.n).fill(false));
  for (const [a, b] of edges(graph)) has[a]![b] = true;
  for (let k = 0; k < graph.n; k++) {
    for (let i = k + 1; i < graph.n; i++) {
      for (let j = k + 1; j < graph.n; j++) if (has[i]![k] && has[k]![j]) has[i]![j] = true;
    }
  }
  return has.flatMap((row, i) => row.flatMap((is, j) => (is && i < j ? [`${i},${j}`] : [])));
}

describe('minimum degree', () => {
  it('lists every vertex once', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        expect([...minimumDegree(graph)].sort((a, b) => a - b)).toEqual(Array.from({ length: graph.n }, (_, i) => i));
      }),
      { seed: 1 },
    );
  });

  it('adds no entry to a tree', () => {
    fc.assert(
      fc.property(trees, (tree) => {
        expect(blockPattern(renumber(tree, minimumDegree(tree))).fill).toBe(0);
      }),
      { seed: 2 },
    );
  });

  it('eliminates at each step a vertex with the fewest remaining neighbours', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const neighbours = Array.from({ length: graph.n }, () => new Set<number>());
        for (const [a, b] of edges(graph)) neighbours[a]!.add(b);
        const left = new Set(neighbours.keys());
        for (const v of minimumDegree(graph)) {
          expect(neighbours[v]!.size).toBe(Math.min(...[...left].map((u) => neighbours[u]!.size)));
          left.delete(v);
          for (const u of neighbours[v]!) {
            neighbours[u]!.delete(v);
            for (const w of neighbours[v]!) if (w !== u) neighbours[u]!.add(w);
          }
        }
      }),
      { seed: 3 },
    );
  });

  it('adds to a 40 × 40 lattice less than a third of the fill of row-by-row order', () => {
    const side = 40;
    const pairs = Array.from({ length: side * side }, (_, v) => v).flatMap((v) => [
      ...(v % side < side - 1 ? [[v, v + 1] as const] : []),
      ...(v + side < side * side ? [[v, v + side] as const] : []),
    ]);
    const lattice = graphOf(side * side, pairs);
    expect(blockPattern(renumber(lattice, minimumDegree(lattice))).fill).toBeLessThan(blockPattern(lattice).fill / 3);
  });
});

describe('pattern of the factors', () => {
  it('equals that of elimination on a dense table', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const { n, start, col } = blockPattern(graph);
        const pairs = Array.from({ length: n }, (_, i) => i).flatMap((i) =>
          Array.from(col.subarray(start[i]!, start[i + 1]!), (j) => `${i},${j}`),
        );
        expect(pairs).toEqual(eliminated(graph));
      }),
      { seed: 4 },
    );
  });
});
