// Voltage limits as rows of the dispatch, where they matter: the AC power flow of a plan shows which voltages leave their band.
// There they are linearised around that flow, with P and Q drawn at the buses b,
//   |V|n ≈ V0 + Σb ∂|V|n/∂Pb (Pb − P0b) + ∂|V|n/∂Qb (Qb − Q0b),   v_min ≤ |V|n ≤ v_max
// and the plan is made again, until its own AC power flow keeps the band (successive linear programming).
import { RunError } from '../../base/index.ts';
import { gridOf } from '../../network/index.ts';
import { busLoads, carried } from '../feeder/ac-check.ts';
import type { Place } from '../feeder/schedule.ts';
import type { VoltageRow } from './problem.ts';
import { type Dispatched, scheduleOf } from './solve.ts';

/** Largest remaining voltage violation [p.u.]. */
const CLOSE_PU = 1e-6;
const MAX_ROUNDS = 20;

/**
 * Makes a plan that keeps the voltage band of every bus, in the AC power flow of what the devices draw at 1 p.u.
 * @throws RunError when no plan does, when a plan cannot be carried, or when the linearisations do not settle
 */
export async function withinVoltageBands(
  place: Place,
  solve: (rows: readonly VoltageRow[]) => Promise<Dispatched>,
): Promise<Dispatched> {
  const watched = new Set<string>();
  let rows: readonly VoltageRow[] = [];
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const plan = await solve(rows);
    const seen = linearise(place, plan, watched);
    if (seen.worst_pu <= CLOSE_PU) return plan;
    rows = seen.rows;
  }
  throw new RunError(`the plan still leaves a voltage band after ${MAX_ROUNDS} linearisations`);
}

/** The AC power flows of a plan: how far they leave a band, and a row for every voltage that does or once did. */
function linearise(place: Place, plan: Dispatched, watched: Set<string>) {
  const { network, hours } = place;
  const grid = gridOf(network);
  const planned = busLoads(place, scheduleOf(plan));
  const rows: VoltageRow[] = [];
  let worst_pu = 0;
  for (const [t, hour] of hours.entries()) {
    const loads = planned[t]!;
    const flow = carried(grid, loads, hour);
    const sensitivities = grid.sensitivities();
    for (const [i, { bus, kind, v_min_pu: min_pu = 0, v_max_pu: max_pu = Infinity }] of network.data.buses.entries()) {
      const v = flow.vm_pu[i]!;
      const outside = kind === 'pq' ? Math.max(min_pu - v, v - max_pu) : 0;
      worst_pu = Math.max(worst_pu, outside);
      if (outside > CLOSE_PU) watched.add(`${bus} ${t}`);
      if (!watched.has(`${bus} ${t}`)) continue;
      const { per_kw, per_kvar } = sensitivities.ofVoltage(bus);
      const at_zero_pu = v - dot(per_kw, loads.p_kw) - dot(per_kvar, loads.q_kvar);
      rows.push({ bus, t, at_zero_pu, per_kw, per_kvar, min_pu, max_pu });
    }
  }
  return { rows, worst_pu };
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
