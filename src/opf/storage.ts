// Batteries and PV of a case with a horizon, over the steps.
import type { Remark } from '../../base/index.ts';
import type { MultiDevice, MultiProblem } from '../../opf/index.ts';
import { evaluate } from '../../optimisation/index.ts';
import type { BatteryRow, PvRow } from './report.ts';
import type { Solved } from './solved.ts';

/** Power from which charging and discharging in the same step is reported [kW]. */
const BOTH_KW = 1e-3;

export function storageOf(
  { problem, optimum: { x }, stepOf }: Solved,
  { devices }: MultiProblem,
): { readonly batteries: readonly BatteryRow[]; readonly pv: readonly PvRow[]; readonly notes: readonly Remark[] } {
  const eachStep = <T>(row: (t: number, device: MultiDevice) => T, kind: MultiDevice['kind']): T[] =>
    problem.hours.flatMap((_, t) => devices.filter((d) => d.kind === kind).map((device) => row(t, device)));
  const at = (t: number, { p_mw, q_mvar, bus }: MultiDevice) => ({
    bus: Number(bus),
    p_kw: 1000 * evaluate(p_mw[t]!, x),
    q_kvar: 1000 * evaluate(q_mvar[t]!, x),
  });
  const batteries = eachStep((t, d): BatteryRow => {
    return { ...stepOf(t), battery: d.number, ...at(t, d), e_kwh: 1000 * evaluate(d.store!.e_mwh[t]!, x) };
  }, 'battery');
  const pv = eachStep((t, d): PvRow => {
    return { ...stepOf(t), pv: d.number, ...at(t, d), p_available_kw: 1000 * d.p_available_mw![t]! };
  }, 'pv');
  return { batteries, pv, notes: bothWays(devices, x) };
}

/** Where energy has no value, a store may lose it by charging and discharging at once: the problem has no binaries. */
function bothWays(devices: readonly MultiDevice[], x: Float64Array): Remark[] {
  return devices.flatMap(({ store, number }): Remark[] => {
    if (!store) return [];
    const both = store.charge.map((c, t) => 1000 * Math.min(evaluate(c, x), evaluate(store.discharge[t]!, x)));
    const steps = both.filter((kw) => kw > BOTH_KW).length;
    if (steps === 0) return [];
    const most = Math.max(...both).toFixed(3);
    const text = `battery ${number} charges and discharges at once in ${steps} of ${both.length} steps, up to ${most} kW: losing energy costs nothing there, and the problem has no binaries`;
    return [{ id: 'opf_charge_and_discharge', text }];
  });
}
