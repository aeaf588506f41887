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
  const table = totalLoad(network);
  const levelOfLoad = (load: number) => Math.round(COARSE * shareOf(load, LOADS));
  return {
    solve(p, q, into) {
      const rows = { p, q, into };
      const loadsOf = (first: number, length: number) => {
        const loads = new Int32Array(length);
        const sums = instance.loads(rows, first, length);
        for (let k = 0; k < length; k++) loads[k] = levelOf(sums[k]!, table, LOADS);
        return loads;
      };
      const chunks = chunksOf(into.rounds.length, instance.room, instance.lanes, { loadsOf, levelOf: levelOfLoad });
      for (const chunk of chunks) instance.solve(rows, chunk, startAt);
    },
  };
}

/** The total load of the table [kW]. */
function totalLoad(network: Network): number {
  const { p_kw, pi_kw, pz_kw } = tableLoads(network);
  return p_kw.reduce((sum, x, b) => sum + x + pi_kw[b]! + pz_kw[b]!, 0);
}
