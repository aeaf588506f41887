// The errors of the network model of a dispatch: its voltages and flows, and those of the AC power flow of the same plan.
//   dc            all voltages are 1 p.u., flows have no losses
//   copper plate  it has neither
//   ac            the mismatch that the optimisation left
import { RunError } from '../../base/index.ts';
import { gridOf } from '../../network/index.ts';
import { busLoads, carried } from '../feeder/ac-check.ts';
import { largestError } from '../feeder/report.ts';
import type { Planned } from '../mechanism.ts';
import type { ModelErrors } from '../shared-indicators.ts';
import type { AcPlan } from './ac/plan.ts';
import type { DcPlan } from './dc.ts';
import { type Dispatched, scheduleOf } from './plan.ts';

type Of = Planned<unknown, Dispatched>;

/** NaN where the network cannot carry the plan. */
export function modelErrors(of: Of): ModelErrors {
  try {
    return of.plan.ac ? ofAc(of, of.plan.ac) : ofDc(of, of.plan.dc!);
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    return { pu: Number.NaN, kw: Number.NaN };
  }
}

function ofDc(of: Of, { network: dc, flow_kw }: DcPlan): ModelErrors {
  if (dc.branches.length === 0) return { pu: Number.NaN, kw: Number.NaN };
  const { vm_pu, flow_kw: ac_kw } = of.acCheck(scheduleOf(of.plan));
  const row = new Map(of.network.branches.map((branch, l) => [branch, l]));
  return {
    pu: largestError(
      vm_pu.map((values) => values.map((v) => (v > 0 ? 1 : v))),
      vm_pu,
    ),
    kw: largestError(
      flow_kw,
      dc.branches.map(({ branch }) => ac_kw[row.get(branch)!]!),
    ),
  };
}

/** At both ends of every branch: of two equally large flows, rounding would choose the end. */
function ofAc(of: Of, plan: AcPlan): ModelErrors {
  const grid = gridOf(of.network);
  const loads = busLoads(of, scheduleOf(of.plan));
  let [pu, kw] = [0, 0];
  for (const [t, hour] of of.hours.entries()) {
    const flow = carried(grid, loads[t]!, hour);
    for (const [b, vm_pu] of flow.vm_pu.entries()) {
      if (vm_pu > 0) pu = Math.max(pu, Math.abs(plan.vm_pu[b]![t]! - vm_pu));
    }
    for (let l = 0; l < of.network.branches.length; l++) {
      const [from, to] = [plan.p_from_kw[l]![t]! - flow.p_from_kw[l]!, plan.p_to_kw[l]![t]! - flow.p_to_kw[l]!];
      kw = Math.max(kw, Math.abs(from), Math.abs(to));
    }
  }
  return { pu, kw };
}
