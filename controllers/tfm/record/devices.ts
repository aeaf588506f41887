// What devices draw before and after: by kind behind each bid that was bought, and some of them one by one.

import { grouped, sum } from '../../../base/index.ts';
import { columns, table } from '../../../record/index.ts';
import { aggregator, loadPoint, over } from '../../feeder/tables.ts';
import { eachStep, type Source } from '../../publishing.ts';
import type { PlannedMarket } from '../outcome.ts';

const group = columns<{ readonly kind: string }>();
const rescheduledTable = table('rescheduled', 'What the devices behind a bid draw, where something was bought of it', [
  aggregator,
  loadPoint,
  group.column('kind', 'string', 'Kind of device', (r) => r.kind),
  over('baseline_kw', 'kW', 'Baseline'),
  over('final_kw', 'kW', 'Final schedule'),
]);

const one = columns<{
  readonly device: PlannedMarket['devices'][number];
  readonly quantity: string;
  readonly unit: string;
  readonly baseline: Float64Array;
  readonly final: Float64Array;
}>();
export const rescheduledDevicesTable = table(
  'rescheduled-devices',
  'What single devices draw, and what that makes of their states at the end of the step',
  [
    one.column('device', 'string', 'Device', (r) => r.device.id),
    one.column('kind', 'string', 'Kind of device', (r) => r.device.kind),
    one.column('load_point', 'string', 'Load point', (r) => r.device.bus),
    one.column('aggregator', 'string', 'Aggregator', (r) => r.device.labels['aggregator'] ?? ''),
    one.column('quantity', 'string', 'Quantity; p_kw is the power drawn', (r) => r.quantity),
    one.column('unit', 'string', 'Unit of both values', (r) => r.unit),
    one.column('baseline', 'number', 'Baseline, in the unit of the row', (r, t) => r.baseline[t]!),
    one.column('final', 'number', 'Final schedule, in the unit of the row', (r, t) => r.final[t]!),
  ],
);

export const deviceTables: readonly Source<PlannedMarket>[] = [
  eachStep(rescheduledTable, ({ plan: { contracts, baseline, final_kw }, devices, hours }) => {
    const bought = contracts.filter(({ bought_kw }) => bought_kw.some((kw) => kw !== 0));
    return bought.flatMap(({ aggregator, load_point, devices: own }) =>
      Array.from(
        grouped(own, (d) => devices[d]!.kind),
        ([kind, places]) => {
          const total = (of: readonly Float64Array[]) => hours.map((_, t) => sum(places.map((i) => of[own[i]!]![t]!)));
          return { aggregator, load_point, kind, baseline_kw: total(baseline.p_kw), final_kw: total(final_kw) };
        },
      ),
    );
  }),
  eachStep(rescheduledDevicesTable, ({ plan: { shown, baseline, final_kw }, devices }) =>
    shown.flatMap(({ d, states }) => {
      const power = { quantity: 'p_kw', unit: 'kW', baseline: baseline.p_kw[d]!, final: final_kw[d]! };
      return [power, ...states].map((of) => ({ device: devices[d]!, ...of }));
    }),
  ),
];
