// A schedule as a linear model sees it, around the AC power flow of the baseline. With z[j,t] the reduction at load
// point j:
//   flow of branch l    f − Σj PTDF[l,j] z[j]
//   voltage of bus i    V − Σj ∂V[i]/∂P[j] z[j]
// What the AC power flow of the same schedule says otherwise is the error of the linearisation. Beside it stands linearised
// DistFlow (Baran & Wu 1989) of the whole schedule, from the voltages V0 of the empty network and at nominal voltage:
//   voltage of bus i    V0[i] − Σj (R[i,j] P[j] + X[i,j] Q[j])
// with R[i,j], X[i,j] what the paths to both buses share, which is −V0[i] ∂V[i]/∂P[j], ∂Q[j] of the empty network. [p.u.]
import { emptyLoads, gridOf, type Network } from '../../network/index.ts';
import type { AcCheck } from './ac-check.ts';
import { type AtBus, busLoads, carried } from './flows.ts';
import type { LimitOptions } from './limits.ts';
import { ptdf } from './ptdf.ts';
import type { Day, Schedule } from './schedule.ts';
import { voltagePerKw } from './voltage-sensitivity.ts';

export interface Linearised {
  /** [branch][t], as in the validation of the baseline [kW]. */
  readonly flow_kw: readonly Float64Array[];
  /** [bus][t] */
  readonly vm_pu: readonly Float64Array[];
}

/** @param reduction_kw z, [load point][t] */
export function linearised(
  network: Network,
  devices: readonly AtBus[],
  baseline: Schedule,
  before: AcCheck,
  { hours }: Day,
  loadPoints: readonly string[],
  reduction_kw: readonly Float64Array[],
  linearised_at: LimitOptions['linearised_at'],
): Linearised {
  const flow_kw = before.flow_kw.map((of) => of.slice());
  const vm_pu = before.vm_pu.map((of) => of.slice());
  const changed = hours.flatMap((_, t) => (reduction_kw.some((z) => z[t] !== 0) ? [t] : []));
  if (changed.length === 0) return { flow_kw, vm_pu };
  const grid = gridOf(network);
  const loads = busLoads(network, devices, baseline, hours.length);
  const atNoLoad = voltagePerKw(grid, emptyLoads(network.buses.length), 'no hour, no load', loadPoints);
  const factors = ptdf(network, loadPoints);
  for (const t of changed) {
    const perKw = linearised_at === 'no-load' ? atNoLoad : voltagePerKw(grid, loads[t]!, hours[t]!, loadPoints);
    for (const [j, z] of reduction_kw.entries()) {
      for (const [l, of] of flow_kw.entries()) of[t]! -= factors[l]![j]! * z[t]!;
      for (const [i, of] of vm_pu.entries()) of[t]! -= perKw[i]![j]! * z[t]!;
    }
  }
  return { flow_kw, vm_pu };
}

/** Voltages of a whole schedule by linearised DistFlow, [bus][t] p.u. */
export function distflow(
  network: Network,
  devices: readonly AtBus[],
  { p_kw, q_kvar }: Schedule,
  { hours }: Day,
): Float64Array[] {
  const grid = gridOf(network);
  const empty = carried(grid, emptyLoads(network.buses.length), 'an hour without load').vm_pu.slice();
  const sensitivities = grid.sensitivities();
  const vm_pu = Array.from(empty, (v) => new Float64Array(hours.length).fill(v));
  for (const [d, { bus }] of devices.entries()) {
    const { vm_pu_per_kw, vm_pu_per_kvar } = sensitivities.toLoadAt(bus);
    for (const [i, of] of vm_pu.entries()) {
      const [perKw, perKvar] = [empty[i]! * vm_pu_per_kw[i]!, empty[i]! * vm_pu_per_kvar[i]!];
      for (let t = 0; t < of.length; t++) of[t]! += perKw * p_kw[d]![t]! + perKvar * q_kvar[d]![t]!;
    }
  }
  return vm_pu;
}
