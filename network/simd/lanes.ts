// The vector kernel behind `solveBatch`: many power flows of a network of PQ nodes at once, with lanes.as.
import type { NetworkGrid } from '../grid.ts';
import { tableLoads } from '../injections.ts';
import { atLevels, COARSE, levelOf, shareOf } from '../kernel/levels.ts';
import type { Network } from '../model/compile.ts';
import { chunksOf } from './chunks.ts';
import { createInstance, type LaneOptions, type LaneResults } from './instance.ts';
import { solvedAt } from './origin.ts';

export interface Lanes {
  /** Solves with loads of constant power [kW, kvar], scenario × bus. */
  solve(p: Float64Array, q: Float64Array, into: LaneResults): void;
}

/** Undefined where the network has PV nodes, or the host no WebAssembly with vectors. */
export function createLanes(grid: NetworkGrid, options: LaneOptions): Lanes | undefined {
  const { network } = grid;
  if (network.n === 0 || network.pq.some((given) => given !== 1)) return undefined;
  const instance = createInstance(network, options);
  if (!instance) return undefined;
  const startAt = atLevels((level) => {
    const origin = solvedAt(grid, shareOf(level, COARSE));
    return origin && instance.add(origin);
  });
  if (!startAt(0)) return undefined;
  const levelAt = levels(network);
  return {
    solve(p, q, into) {
      const level = new Int8Array(into.rounds.length);
      for (let s = 0; s < level.length; s++) level[s] = levelAt(p, s);
      for (const chunk of chunksOf(level, instance.room, instance.lanes))
        instance.solve({ p, q, into }, chunk, startAt);
    },
  };
}

/** The level of the total load of a scenario. */
function levels(network: Network): (p: Float64Array, scenario: number) => number {
  const nominal = tableLoads(network);
  let table = 0;
  for (let b = 0; b < nominal.p_kw.length; b++) table += nominal.p_kw[b]! + nominal.pi_kw[b]! + nominal.pz_kw[b]!;
  const buses = network.buses.length;
  return (p, scenario) => {
    let even = 0;
    let odd = 0;
    let b = scenario * buses;
    for (const end = b + buses - 1; b < end; b += 2) {
      even += p[b]!;
      odd += p[b + 1]!;
    }
    if (buses % 2 === 1) even += p[b]!;
    return levelOf(even + odd, table, COARSE);
  };
}
