// The vector kernel behind `solveBatch`: many power flows of a network of PQ nodes at once, with lanes.as.
//   radial   Newton's method, every Jacobian factored
//   meshed   the chord method, with the factors of the start state
// The start state is the solution at a multiple of the loads of the network's table, the one nearest to the total load of the scenario.
// It depends on the network and that scenario alone, and so does the result.
import type { NetworkGrid } from '../grid.ts';
import { tableLoads } from '../injections.ts';
import type { Network } from '../model/compile.ts';
import { createLevel, type LaneOptions, type LaneResults, type Level, type Rows } from './level.ts';

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
  if (!createLevel(grid, 0, options)) return undefined;
  const levels = new Map<number, Level | undefined>();
  /** The level, or the next one towards no load where it has no ordinary solution. */
  const levelAt = (step: number): Level | undefined => {
    if (!levels.has(step)) {
      levels.set(
        step,
        createLevel(grid, step / STEPS, options) ?? (step === 0 ? undefined : levelAt(step - Math.sign(step))),
      );
    }
    return levels.get(step);
  };
  const stepOf = steps(network);
  return {
    solve(p, q, into) {
      const rows: Rows = { p, q, into };
      for (const [step, scenarios] of grouped(into.rounds.length, (s) => stepOf(p, s))) {
        levelAt(step)?.solve(rows, scenarios);
      }
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
    let total = 0;
    for (let b = scenario * buses, end = b + buses; b < end; b++) total += p[b]!;
    const share = table > 0 && Number.isFinite(total) ? total / table : 0;
    return Math.round(STEPS * Math.min(RANGE.to, Math.max(RANGE.from, share)));
  };
}

function grouped(count: number, stepOf: (scenario: number) => number): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  for (let s = 0; s < count; s++) {
    const step = stepOf(s);
    const group = groups.get(step);
    if (group) group.push(s);
    else groups.set(step, [s]);
  }
  return groups;
}
