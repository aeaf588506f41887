// The vector kernel behind `solveBatch`: many power flows of a network of PQ nodes at once, with kernel/lanes.as.
import type { NetworkGrid } from '../grid.ts';
import { tableLoads } from '../injections.ts';
import { atLevels, COARSE, levelOf, type Spacing, shareOf } from '../kernel/levels.ts';
import type { Network } from '../model/compile.ts';
import { chunksOf } from './chunks.ts';
import { createInstance, type LaneOptions, type LaneResults } from './instance.ts';
import { solvedAt } from './origin.ts';

export interface Lanes {
  /** Solves with loads of constant power [kW, kvar], scenario × bus. */
  solve(p: Float64Array, q: Float64Array, into: LaneResults): void;
}

/** Loads per multiple of the loads of the table, by which scenarios are sorted. */
const LOADS: Spacing = 64;

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
  const loadAt = loads(network);
  const levelOfLoad = (load: number) => Math.round(COARSE * shareOf(load, LOADS));
  return {
    solve(p, q, into) {
      const loading = { loadOf: (scenario: number) => loadAt(p, scenario), levelOf: levelOfLoad };
      const chunks = chunksOf(into.rounds.length, instance.room, instance.lanes, loading);
      for (const chunk of chunks) instance.solve({ p, q, into }, chunk, startAt);
    },
  };
}

/** The total load of a scenario, relative to that of the table. */
function loads(network: Network): (p: Float64Array, scenario: number) => number {
  const nominal = tableLoads(network);
  let table = 0;
  for (let b = 0; b < nominal.p_kw.length; b++) table += nominal.p_kw[b]! + nominal.pi_kw[b]! + nominal.pz_kw[b]!;
  const buses = network.buses.length;
  return (p, scenario) => {
    let s0 = 0; // several sums, to which a processor adds at the same time
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    let b = scenario * buses;
    const end = b + buses;
    for (; b + 3 < end; b += 4) {
      s0 += p[b]!;
      s1 += p[b + 1]!;
      s2 += p[b + 2]!;
      s3 += p[b + 3]!;
    }
    for (; b < end; b++) s0 += p[b]!;
    return levelOf(s0 + s1 + (s2 + s3), table, LOADS);
  };
}
