// What is worth doubting in a dispatch: it is planned by DC power flow or without a network, so the AC power flow of its devices
// may overload branches, leave voltage bands, or have no solution.
import type { Remark } from '../../base/index.ts';
import { gridOf, type Network } from '../../network/index.ts';
import { busLoads } from '../feeder/flows.ts';
import { listed, violations } from '../feeder/remarks.ts';
import { recorder } from '../feeder/validate.ts';
import type { Dispatched } from './solve.ts';

export function remarksOf(name: string, network: Network, plan: Dispatched): Remark[] {
  const { devices, horizon, dt_h } = plan.dispatch;
  const { hours } = horizon;
  const schedule = { p_kw: plan.devices.map((d) => d.p_kw), q_kvar: plan.devices.map((d) => d.q_kvar) };
  const grid = gridOf(network);
  const record = recorder(network, hours.length);
  const unsolved: string[] = [];
  for (const [t, loads] of busLoads(network, devices, schedule, hours.length).entries()) {
    const flow = grid.solve(loads);
    if (flow.converged) record.keep(t, flow);
    else unsolved.push(hours[t]!);
  }
  const text = `${name}: the plan has no AC power flow at ${listed(unsolved, 'steps')}`;
  return [
    ...(unsolved.length > 0 ? [{ id: `${name}_plan_not_carried`, text }] : []),
    ...violations(name, network, record.validation, { ...horizon, dt_h }),
  ];
}
