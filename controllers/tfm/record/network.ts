// The price of energy, and load points, branches and voltages before and after the market.
import { columns, table } from '../../../record/index.ts';
import { ratedBranches, voltagesAt, voltagesTable } from '../../feeder/report.ts';
import { loadPoint, over } from '../../feeder/tables.ts';
import { eachStep, type Source } from '../../publishing.ts';
import type { PlannedMarket } from '../outcome.ts';

const price = columns<readonly number[]>();
export const energyPriceTable = table('energy-price', 'What energy costs the customers', [
  price.price('price', 'Price of energy', (c, t) => c[t]!),
]);

const loadPointsTable = table(
  'load-points',
  'What the load points draw: by the baseline of the supplier, and after the market',
  [loadPoint, over('baseline_kw', 'kW', 'Baseline'), over('final_kw', 'kW', 'Final schedule')],
);

const { column } = columns<{ readonly branch: string }>();
export const lineLoadingTable = table(
  'line-loading',
  'Active power of every branch with a rating, from its first bus to its second, at the end that carries more',
  [
    column('branch', 'string', 'Branch', (r) => r.branch),
    over('limit_kw', 'kW', 'Limit of the active power in either direction, with the reactive power of the baseline'),
    over('baseline_kw', 'kW', 'Baseline, by AC power flow'),
    over('linear_kw', 'kW', 'Final schedule, as the market has it'),
    over('final_kw', 'kW', 'Final schedule, by AC power flow'),
    over('baseline_percent', '%', 'Loading by the baseline'),
    over('final_percent', '%', 'Loading by the final schedule'),
  ],
);

export const voltageTable = voltagesTable({
  baseline: 'Baseline, by AC power flow',
  linear: 'Final schedule, as the market has it',
  error: 'Error of the linearisation: market less AC power flow',
});

export const networkTables: readonly Source<PlannedMarket>[] = [
  eachStep(energyPriceTable, ({ plan }) => [plan.energy_price]),
  eachStep(loadPointsTable, ({ plan, devices, summed }) => {
    const buses = busesOf(devices);
    const [baseline, final] = [summed(plan.baseline.p_kw, buses), summed(plan.final_kw, buses)];
    return buses.map((load_point, b) => ({ load_point, baseline_kw: baseline[b]!, final_kw: final[b]! }));
  }),
  eachStep(lineLoadingTable, ({ plan: { before, after, linear }, network }) =>
    ratedBranches(network, before).map(([l, branch]) => ({
      branch,
      limit_kw: before.limit_kw[l]!,
      baseline_kw: before.flow_kw[l]!,
      linear_kw: linear.flow_kw[l]!,
      final_kw: after.flow_kw[l]!,
      baseline_percent: before.loading_percent[l]!,
      final_percent: after.loading_percent[l]!,
    })),
  ),
  eachStep(voltageTable, (of) => voltagesAt(of, busesOf(of.devices), of.plan)),
];

const busesOf = (devices: PlannedMarket['devices']): string[] => [...new Set(devices.map(({ bus }) => bus))];
