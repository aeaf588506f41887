// Branches and voltages of the network under the initial and the final schedules, as the DSO checks them by AC power flow.
import { columns, table } from '../../../record/index.ts';
import { ratedBranches } from '../../feeder/report.ts';
import { over } from '../../feeder/tables.ts';
import { eachStep, type Source } from '../../publishing.ts';
import type { PlannedCla } from '../plan.ts';

export const lineLoadingTable = table(
  'line-loading',
  'Active power of every branch with a rating, from its first bus to its second, at the end that carries more',
  [
    columns<{ readonly branch: string }>().column('branch', 'string', 'Branch', (r) => r.branch),
    over(
      'limit_kw',
      'kW',
      'Limit of the active power in either direction, with the reactive power of the initial schedules',
    ),
    over('baseline_kw', 'kW', 'Initial schedules'),
    over('final_kw', 'kW', 'Final schedules'),
    over('baseline_percent', '%', 'Loading by the initial schedules'),
    over('final_percent', '%', 'Loading by the final schedules'),
  ],
);

export const voltagesTable = table('voltages', 'Voltage of every bus with devices', [
  columns<{ readonly bus: string }>().column('bus', 'string', 'Bus', (r) => r.bus),
  over('baseline_pu', 'p.u.', 'Initial schedules'),
  over('final_pu', 'p.u.', 'Final schedules'),
]);

export const networkTables: readonly Source<PlannedCla>[] = [
  eachStep(lineLoadingTable, ({ plan: { before, after }, network }) =>
    ratedBranches(network, before).map(([l, branch]) => ({
      branch,
      limit_kw: before.limit_kw[l]!,
      baseline_kw: before.flow_kw[l]!,
      final_kw: after.flow_kw[l]!,
      baseline_percent: before.loading_percent[l]!,
      final_percent: after.loading_percent[l]!,
    })),
  ),
  eachStep(voltagesTable, ({ plan: { before, after }, devices, network }) => {
    const place = new Map(network.buses.map((bus, i) => [bus, i]));
    return [...new Set(devices.map(({ bus }) => bus))].map((bus) => ({
      bus,
      baseline_pu: before.vm_pu[place.get(bus)!]!,
      final_pu: after.vm_pu[place.get(bus)!]!,
    }));
  }),
];
