// Buses that are one electrical node, and islands.
import type { NetworkData } from './data.ts';

/** Union–find over 0 … n − 1 with path halving (Tarjan & van Leeuwen 1984); the smallest member represents its set. */
export function unionFind(n: number) {
  const parent = Int32Array.from({ length: n }, (_, i) => i);
  const find = (i: number): number => {
    let at = i;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  };
  const join = (a: number, b: number) => {
    const [ra, rb] = [find(a), find(b)];
    parent[Math.max(ra, rb)] = Math.min(ra, rb);
  };
  return { find, join };
}

export interface Topology {
  /** Position of a bus in the table, by name. */
  readonly busIndex: ReadonlyMap<string, number>;
  /** Bus that represents the electrical node of each bus: the first of those joined by closed switches. */
  readonly fused: (bus: number) => number;
  /** Buses of each island, in the order of the table. */
  readonly islands: readonly (readonly number[])[];
}

/** Requires that every bus name in branches and switches is known. */
export function topologyOf(data: NetworkData): Topology {
  const busIndex = new Map(data.buses.map((b, i) => [b.bus, i]));
  const nodes = unionFind(data.buses.length);
  const islands = unionFind(data.buses.length);
  for (const s of data.switches) {
    if (!s.closed) continue;
    nodes.join(busIndex.get(s.from_bus)!, busIndex.get(s.to_bus)!);
    islands.join(busIndex.get(s.from_bus)!, busIndex.get(s.to_bus)!);
  }
  for (const b of data.branches) {
    if (b.in_service) islands.join(busIndex.get(b.from_bus)!, busIndex.get(b.to_bus)!);
  }
  const members = new Map<number, number[]>();
  for (let i = 0; i < data.buses.length; i++) {
    const root = islands.find(i);
    const island = members.get(root);
    if (island) island.push(i);
    else members.set(root, [i]);
  }
  return { busIndex, fused: nodes.find, islands: [...members.values()] };
}
