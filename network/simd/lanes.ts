// The vector kernel behind `solveBatch`: many power flows of a network of PQ nodes at once, with lanes.as.
// The start state is the solution at a multiple of the loads of the network's table, the one nearest to the total load of the scenario.
// It depends on the network and that scenario alone, and so does the result.
import type { NetworkGrid } from '../grid.ts';
import { tableLoads } from '../injections.ts';
import type { Network } from '../model/compile.ts';
import { chunksOf } from './chunks.ts';
import { createInstance, type LaneOptions, type LaneResults, type Start } from './instance.ts';
import { solvedAt } from './origin.ts';

export interface Lanes {
  /** Solves with loads of constant power [kW, kvar], scenario × bus. */
  solve(p: Float64Array, q: Float64Array, into: LaneResults): void;
}

/** Start states per multiple of the loads of the table, and the range of multiples. */
const STEPS = 4;
const RANGE = { from: -1, to: 1.5 };

/** Undefined where the network has PV nodes, or the host no WebAssembly with vectors. */
export function createLanes(grid: NetworkGrid, options: LaneOptions): Lanes | undefined {
  const { network } = grid;
  if (network.n === 0 || network.pq.some((given) => given !== 1)) return undefined;
  const instance = createInstance(network, options);
  if (!instance) return undefined;
  const starts = new Map<number, Start | undefined>();
  /** The start state, or the next one towards no load where it is no ordinary solution. */
  const startAt = (step: number): Start | undefined => {
    if (!starts.has(step)) {
      const origin = solvedAt(grid, step / STEPS);
      const start = origin && instance.add(origin);
      starts.set(step, start ?? (step === 0 ? undefined : startAt(step - Math.sign(step))));
    }
    return starts.get(step);
  };
  if (!startAt(0)) return undefined;
  const stepOf = steps(network);
  return {
    solve(p, q, into) {
      const step = new Int8Array(into.rounds.length);
      for (let s = 0; s < step.length; s++) step[s] = stepOf(p, s);
      for (const chunk of chunksOf(step, instance.room, instance.lanes)) instance.solve({ p, q, into }, chunk, startAt);
    },
  };
}

/** The start state of a scenario: its total load over that of the table, in steps. */
function steps(network: Network): (p: Float64Array, scenario: number) => number {
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
    const total = even + odd;
    const share = table > 0 && Number.isFinite(total) ? total / table : 0;
    return Math.round(STEPS * Math.min(RANGE.to, Math.max(RANGE.from, share)));
  };
}
