// Schedules of the microgrids, initial and final: their net power, and what consumers, sources and stores have of it.
import { grouped, sum } from '../../../base/index.ts';
import { columns, table } from '../../../record/index.ts';
import { over } from '../../feeder/tables.ts';
import { eachStep, type Source } from '../../publishing.ts';
import type { MicrogridDay, PlannedCla } from '../plan.ts';
import type { MicrogridPlan } from '../terms.ts';
import { drawnBy, shownOf } from './account.ts';

const member = columns<{ readonly microgrid: string }>();
export const microgrid = member.column('microgrid', 'string', 'Microgrid', (r) => r.microgrid);

export const schedulesTable = table(
  'schedules',
  'Schedule of every microgrid: by prices alone, and after bids were accepted',
  [
    microgrid,
    over('initial_net_kw', 'kW', 'Net power, initial schedule; > 0 is bought'),
    over('final_net_kw', 'kW', 'Net power, final schedule'),
    over('available_kw', 'kW', 'Generation that is forecast'),
    over('initial_generation_kw', 'kW', 'Generation used, initial schedule'),
    over('final_generation_kw', 'kW', 'Generation used, final schedule'),
    over('initial_consumption_kw', 'kW', 'Consumption, initial schedule'),
    over('final_consumption_kw', 'kW', 'Consumption, final schedule'),
    over('initial_storage_kw', 'kW', 'Stores, initial schedule; > 0 charges'),
    over('final_storage_kw', 'kW', 'Stores, final schedule'),
    over('initial_stored_kwh', 'kWh', 'Energy stored at the end of the step, initial schedule'),
    over('final_stored_kwh', 'kWh', 'Energy stored at the end of the step, final schedule'),
  ],
);

export const flexibleConsumptionTable = table(
  'flexible-consumption',
  'Consumption that a microgrid can move, by kind of device and population',
  [
    microgrid,
    columns<{ readonly kind: string }>().column('kind', 'string', 'Kind of device', (r) => r.kind),
    columns<{ readonly population: string }>().column(
      'population',
      'string',
      'Population of the case; empty for a single device',
      (r) => r.population,
    ),
    over('initial_kw', 'kW', 'Initial schedule'),
    over('final_kw', 'kW', 'Final schedule'),
  ],
);

export const scheduleTables: readonly Source<PlannedCla>[] = [
  eachStep(schedulesTable, ({ plan }) => plan.microgrids.map(rowOf)),
  eachStep(flexibleConsumptionTable, ({ plan, devices }) =>
    plan.microgrids.flatMap(({ microgrid: { name, devices: own }, initial, final }) => {
      const movable = [...own.keys()].filter((i) => initial.devices[i]!.role === 'consumer' && decides(initial, i));
      const labelled = grouped(movable, (i) => {
        const { kind, labels } = devices[own[i]!]!;
        return JSON.stringify([kind, labels['population'] ?? '']);
      });
      return Array.from(labelled, ([key, of]) => {
        const [kind, population] = JSON.parse(key) as [string, string];
        const together = ({ p_kw, net_kw }: MicrogridPlan) =>
          net_kw.map((_, t) => sum(of.map((j) => p_kw[movable[j]!]![t]!)));
        return { microgrid: name, kind, population, initial_kw: together(initial), final_kw: together(final) };
      });
    }),
  ),
];

const decides = ({ values }: MicrogridPlan, i: number): boolean => values[i]!.length > 0;

function rowOf({ microgrid: { name }, initial, final }: MicrogridDay) {
  const generation = [initial, final].map((plan) => drawnBy(plan, 'source').map((kw) => 0 - kw));
  const curtailed = shownOf(initial, 'curtailment_kw');
  return {
    microgrid: name,
    initial_net_kw: initial.net_kw,
    final_net_kw: final.net_kw,
    available_kw: generation[0]!.map((kw, t) => kw + curtailed[t]!),
    initial_generation_kw: generation[0]!,
    final_generation_kw: generation[1]!,
    initial_consumption_kw: drawnBy(initial, 'consumer'),
    final_consumption_kw: drawnBy(final, 'consumer'),
    initial_storage_kw: drawnBy(initial, 'store'),
    final_storage_kw: drawnBy(final, 'store'),
    initial_stored_kwh: shownOf(initial, 'e_kwh'),
    final_stored_kwh: shownOf(final, 'e_kwh'),
  };
}
