// A schedule as a linear model sees it, around the AC power flow of the baseline. With z[j,t] the reduction at load
// point j:
//   flow of branch l    f − Σj PTDF[l,j] z[j]
//   voltage of bus i    V − Σj ∂V[i]/∂P[j] z[j]
// The difference from the AC power flow of the same schedule is the error of the linearisation. For comparison, linearised
// DistFlow (Baran & Wu 1989) of the whole schedule, from the voltages V0 of the empty network and at nominal voltage:
//   voltage of bus i    V0[i] − Σj (R[i,j] P[j] + X[i,j] Q[j])
// with R[i,j], X[i,j] what the paths to both buses share, which is −V0[i] ∂V[i]/∂P[j], ∂Q[j] of the empty network. [p.u.]
import { emptyLoads, gridOf } from '../../network/index.ts';
import { type AcCheck, busLoads, type Checked, carried, ratings } from './ac-check.ts';
import type { LimitOptions } from './limits.ts';
import { type Place, type Schedule, summedAt } from './schedule.ts';
import { ptdf, voltagePerKw } from './sensitivities.ts';

export interface Linearised {
  /** [branch][t], as in the AC check of the baseline [kW]. */
  readonly flow_kw: readonly Float64Array[];
  /** [bus][t] */
  readonly vm_pu: readonly Float64Array[];
}

/** Flows and voltages of a schedule, linear around another one; they differ at these load points alone. */
export function linearised(
  place: Place,
  around: Checked,
  schedule: Schedule,
  loadPoints: readonly string[],
  at: LimitOptions['linearised_at'],
): Linearised {
  const { network, hours, points } = place;
  const drawn = ({ p_kw }: Schedule) => summedAt(points, loadPoints, p_kw, hours.length);
  const after = drawn(schedule);
  const reduction_kw = drawn(around.schedule).map((of, j) => of.map((kw, t) => kw - after[j]![t]!));
  const flow_kw = around.flow_kw.map((of) => of.slice());
  const vm_pu = around.vm_pu.map((of) => of.slice());
  const changed = hours.flatMap((_, t) => (reduction_kw.some((z) => z[t] !== 0) ? [t] : []));
  if (changed.length === 0) return { flow_kw, vm_pu };
  const grid = gridOf(network);
  const loads = busLoads(place, around.schedule);
  const atNoLoad = voltagePerKw(grid, emptyLoads(network.buses.length), 'no hour, no load', loadPoints);
  const factors = ptdf(network, loadPoints);
  for (const t of changed) {
    const perKw = at === 'no-load' ? atNoLoad : voltagePerKw(grid, loads[t]!, hours[t]!, loadPoints);
    for (const [j, z] of reduction_kw.entries()) {
      for (const [l, of] of flow_kw.entries()) of[t]! -= factors[l]![j]! * z[t]!;
      for (const [i, of] of vm_pu.entries()) of[t]! -= perKw[i]![j]! * z[t]!;
    }
  }
  return { flow_kw, vm_pu };
}

/** Voltages of a whole schedule by linearised DistFlow, [bus][t] p.u. */
export function distflow({ network, points, hours }: Place, { p_kw, q_kvar }: Schedule): Float64Array[] {
  const grid = gridOf(network);
  const empty = carried(grid, emptyLoads(network.buses.length), 'an hour without load').vm_pu.slice();
  const sensitivities = grid.sensitivities();
  const vm_pu = Array.from(empty, (v) => new Float64Array(hours.length).fill(v));
  for (const [d, { bus }] of points.entries()) {
    const { vm_pu_per_kw, vm_pu_per_kvar } = sensitivities.toLoadAt(bus);
    for (const [i, of] of vm_pu.entries()) {
      const [perKw, perKvar] = [empty[i]! * vm_pu_per_kw[i]!, empty[i]! * vm_pu_per_kvar[i]!];
      for (let t = 0; t < of.length; t++) of[t]! += perKw * p_kw[d]![t]! + perKvar * q_kvar[d]![t]!;
    }
  }
  return vm_pu;
}

/** The check with lossless flows f[l] = Σj PTDF[l,j] P[j] and bare ratings; voltages remain those of the AC power flow. */
export function withoutLosses<Check extends AcCheck>(
  { network, points }: Pick<Place, 'network' | 'points'>,
  { p_kw }: Pick<Schedule, 'p_kw'>,
  check: Check,
): Check {
  const steps = check.loss_kw.length;
  const buses = [...new Set(points.map(({ bus }) => bus))];
  const loads = summedAt(points, buses, p_kw, steps);
  const flow_kw = ptdf(network, buses).map((factors) =>
    Float64Array.from({ length: steps }, (_, t) => factors.reduce((sum, factor, j) => sum + factor * loads[j]![t]!, 0)),
  );
  const limit_kw = Array.from(ratings(network), (rating) => new Float64Array(steps).fill(rating));
  const loading_percent = flow_kw.map((of, l) =>
    of.map((f, t) => (limit_kw[l]![t]! < Infinity ? (100 * Math.abs(f)) / limit_kw[l]![t]! : Number.NaN)),
  );
  return { ...check, flow_kw, limit_kw, loading_percent };
}
