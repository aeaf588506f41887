// Remarks on a dispatch. Where it is planned by DC power flow or without a network, the AC power flow of its devices may
// overload branches, leave voltage bands, or have no solution. An AC plan violates only limits that no plan keeps.
import type { Remark } from '../../base/index.ts';
import { gridOf } from '../../network/index.ts';
import { busLoads, recorder } from '../feeder/ac-check.ts';
import { listed, violations } from '../feeder/report.ts';
import type { Planned } from '../mechanism.ts';
import { inUnits, leastViolation } from './ac/limits.ts';
import { type Dispatched, scheduleOf } from './plan.ts';

export function remarksOf(name: string, planned: Planned<unknown, Dispatched>): Remark[] {
  const { network, hours, plan, dt_h } = planned;
  if (plan.ac) return leastViolation(name, inUnits(plan.ac, dt_h), hours);
  const grid = gridOf(network);
  const record = recorder(network, hours.length);
  const unsolved: string[] = [];
  for (const [t, loads] of busLoads(planned, scheduleOf(plan)).entries()) {
    const flow = grid.solve(loads);
    if (flow.converged) record.keep(t, flow);
    else unsolved.push(hours[t]!);
  }
  const text = `${name}: the plan has no AC power flow at ${listed(unsolved, 'steps')}`;
  return [
    ...(unsolved.length > 0 ? [{ id: `${name}_plan_not_carried`, text }] : []),
    ...violations(name, network, record.check, planned),
  ];
}
