// AC check of a schedule: the AC power flow of every step, and what each branch could carry instead.
//   a branch carries S = P + jQ, at most |S| = S_max;  with the same Q it could carry  P_max = √(S_max² − Q²)
import { RunError } from '../../base/index.ts';
import {
  type BusLoads,
  emptyLoads,
  type Flow,
  gridOf,
  mvaOfAmps,
  type Network,
  type NetworkGrid,
} from '../../network/index.ts';
import type { Place, Schedule } from './schedule.ts';

/** Over the branches and buses of the network, and the steps of the day. */
export interface AcCheck {
  /** [branch][t] active power from → to, at the end where |S| is larger [kW]. */
  readonly flow_kw: readonly Float64Array[];
  /** [branch][t] most active power with the reactive power that flows there, ≥ 0; Infinity without a rating [kW]. */
  readonly limit_kw: readonly Float64Array[];
  /** [branch][t]; NaN without a rating. */
  readonly loading_percent: readonly Float64Array[];
  /** [branch][t] |S| above the rating at that end, ≥ 0; 0 without a rating [kVA]. */
  readonly overload_kva: readonly Float64Array[];
  /** [bus][t] */
  readonly vm_pu: readonly Float64Array[];
  readonly loss_kw: Float64Array;
}

/** The AC power flow of a schedule. */
export interface Checked extends AcCheck {
  readonly schedule: Schedule;
}

/**
 * The AC power flow of a schedule, step by step.
 * @throws RunError naming the first hour that the network cannot carry, and why
 */
export function acCheck(place: Place, schedule: Schedule): Checked {
  const { network, hours } = place;
  const grid = gridOf(network);
  const loads = busLoads(place, schedule);
  const record = recorder(network, hours.length);
  for (const [t, hour] of hours.entries()) record.keep(t, carried(grid, loads[t]!, hour));
  return { schedule, ...record.check };
}

/** What a schedule puts on every bus in each of its steps, taken as constant power. */
export function busLoads({ network, points, hours }: Place, { p_kw, q_kvar }: Schedule): readonly BusLoads[] {
  const size = network.buses.length;
  const place = new Map(network.buses.map((bus, b) => [bus, b]));
  const nothing = emptyLoads(size);
  const loads = hours.map(() => ({
    ...nothing,
    p_kw: new Float64Array(size),
    q_kvar: new Float64Array(size),
  }));
  for (const [d, { bus }] of points.entries()) {
    const b = place.get(bus)!;
    const [p, q] = [p_kw[d]!, q_kvar[d]!];
    for (let t = 0; t < hours.length; t++) {
      loads[t]!.p_kw[b]! += p[t]!;
      loads[t]!.q_kvar[b]! += q[t]!;
    }
  }
  return loads;
}

/**
 * The AC power flow of what is planned for an hour; the next one refills it.
 * @throws RunError when the network cannot carry it
 */
export function carried(grid: NetworkGrid, loads: BusLoads, hour: string): Flow {
  const flow = grid.solve(loads);
  if (!flow.converged) throw new RunError(`what is planned for ${hour} cannot be carried: ${flow.diagnosis}`);
  return flow;
}

/** An AC check to be filled step by step; steps never kept stay 0. */
export function recorder(network: Network, steps: number) {
  const over = (names: readonly string[]) => names.map(() => new Float64Array(steps));
  const { branches, buses } = network;
  const rating_kva = ratings(network);
  const flow_kw = over(branches);
  const limit_kw = over(branches);
  const loading_percent = over(branches);
  const overload_kva = over(branches);
  const vm_pu = over(buses);
  const loss_kw = new Float64Array(steps);
  const check: AcCheck = { flow_kw, limit_kw, loading_percent, overload_kva, vm_pu, loss_kw };
  return {
    check,
    keep(t: number, flow: Flow) {
      loss_kw[t] = flow.loss_kw;
      for (const [b, vm] of vm_pu.entries()) vm[t] = flow.vm_pu[b]!;
      for (let l = 0; l < branches.length; l++) {
        const sFrom = Math.hypot(flow.p_from_kw[l]!, flow.q_from_kvar[l]!);
        const sTo = Math.hypot(flow.p_to_kw[l]!, flow.q_to_kvar[l]!);
        const atFrom = sFrom >= sTo;
        const loading = flow.loading_percent[l]!;
        const s = atFrom ? sFrom : sTo;
        // a rating in A is one of |S| at the voltage there, so it is read from the loading wherever there is one
        const s_max_kva = loading > 0 ? (100 * s) / loading : rating_kva[l]!;
        const q_kvar = atFrom ? flow.q_from_kvar[l]! : flow.q_to_kvar[l]!;
        flow_kw[l]![t] = atFrom ? flow.p_from_kw[l]! : 0 - flow.p_to_kw[l]!;
        limit_kw[l]![t] = Math.sqrt(Math.max(0, s_max_kva ** 2 - q_kvar ** 2));
        loading_percent[l]![t] = loading;
        overload_kva[l]![t] = loading > 100 ? s - s_max_kva : 0;
      }
    },
  };
}

/** What each branch may carry at nominal voltage [kVA]; Infinity where no rating is known. */
export function ratings({ data }: Network): Float64Array {
  const vn = new Map(data.buses.map(({ bus, vn_kv }) => [bus, vn_kv]));
  return Float64Array.from(data.branches, ({ s_max_mva, i_max_a, from_bus }) => {
    const mva = i_max_a === undefined ? s_max_mva : mvaOfAmps(i_max_a, vn.get(from_bus)!);
    return 1000 * (mva || Number.POSITIVE_INFINITY);
  });
}
