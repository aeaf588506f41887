// Numbers that sum up a planned day of dynamic tariffs.
import { indicator, type Over } from '../../../record/index.ts';
import { errorsOf, largest, largestError, lowestVoltage, overloadOf } from '../../feeder/report.ts';
import type { Indicators } from '../../publishing.ts';
import { linearModelErrors } from '../../shared-indicators.ts';
import type { PlannedTariff } from '../outcome.ts';

type Plan = PlannedTariff['plan'];
const PER_KWH = '{currency}/kWh';
const planned = (id: string, unit: string, title: string, value: (plan: Plan) => number, over?: Over) =>
  indicator<PlannedTariff>(id, unit, title, ({ plan }) => value(plan), over);
const max = (id: string, unit: string, title: string, value: (plan: Plan) => number) =>
  planned(id, unit, title, value, 'max');
const energy = (id: string, title: string, kw: (plan: Plan) => number) =>
  indicator<PlannedTariff>(id, 'kWh', title, ({ plan, dt_h }) => kw(plan) * dt_h);
const overload = (id: string, stage: keyof Plan['violated'], when: string) =>
  energy(id, `Energy above the limits that the tariff counts, ${when}`, ({ decided, violated }) => {
    const limits = decided?.limits ?? [];
    return limits.reduce((sum, { service }, r) => sum + (service === 'overload' ? violated[stage][r]! : 0), 0);
  });
const overloadAc = (id: string, flows: 'before' | 'after', when: string) =>
  energy(id, `Energy above the limits of all branches by AC power flow, ${when}`, (plan) => overloadOf(plan[flows]));
const lowest = (id: string, flows: 'before' | 'after', when: string) =>
  planned(id, 'p.u.', `Lowest voltage ${when}`, (plan) => lowestVoltage(plan[flows]), 'min');
const foreseen = ({ decided }: Plan) => decided ?? { revenue: 0, cost: 0 };

export const indicators: Indicators<PlannedTariff> = [
  overload('overload_baseline_kwh', 'baseline', 'by the spot price alone'),
  overload('overload_tariff_kwh', 'tariffed', 'in answer to it'),
  overload('overload_final_kwh', 'final', 'after re-profiling'),
  overloadAc('overload_baseline_ac_kwh', 'before', 'by the spot price alone'),
  overloadAc('overload_ac_kwh', 'after', 'after all'),
  lowest('voltage_min_baseline_pu', 'before', 'by the spot price alone'),
  lowest('voltage_min_final_pu', 'after', 'after all'),
  max('tariff_max', PER_KWH, 'Largest tariff', ({ tariff }) => largest(tariff)),
  max('penalty', PER_KWH, 'Penalty of the limits in the problem of the DSO; blank where they hold', ({ decided }) => {
    const penalty = decided?.penalty ?? Number.NaN;
    return Number.isFinite(penalty) ? penalty : Number.NaN;
  }),
  planned('revenue', '{currency}', 'Revenue of the tariff, as foreseen', (plan) => foreseen(plan).revenue),
  planned('reprofiling_cost', '{currency}', 'Cost of re-profiling', (plan) => foreseen(plan).cost),
  planned(
    'profit_foreseen',
    '{currency}',
    'Revenue of the tariff less cost of re-profiling, as the DSO foresees them when it sets the penalty',
    (plan) => foreseen(plan).revenue - foreseen(plan).cost,
  ),
  planned(
    'neutral',
    '1',
    '1 where revenue and cost, as the DSO foresees them, meet at some penalty; blank where that was not searched',
    ({ decided }) => (decided && decided.search.length > 0 ? Number(decided.neutral) : Number.NaN),
    'min',
  ),
  planned(
    'trials',
    '1',
    'Penalties tried in search of the neutral one, in the last linearisation',
    ({ decided }) => decided?.search.length ?? 0,
  ),
  max('linearisations', '1', 'Linearisations of the limits until they settled', ({ decided }) => decided?.rounds ?? 0),
  max(
    'drift_kw',
    'kW',
    'How far a limit that binds still moved after the last linearisation',
    ({ decided }) => decided?.drift_kw ?? 0,
  ),
  max(
    'foresight_kw',
    'kW',
    'Largest difference between what the DSO foresaw and what was answered',
    (plan) => plan.foresight_kw,
  ),
  max('linearisation_error_kw', 'kW', 'Largest error of a linearised flow', ({ linear, after }) =>
    largestError(linear.flow_kw, after.flow_kw),
  ),
  max('linearisation_error_pu', 'p.u.', 'Largest error of a linearised voltage', ({ linear, after }) =>
    largestError(linear.vm_pu, after.vm_pu),
  ),
  ...linearModelErrors(({ plan }: PlannedTariff) => errorsOf(plan)),
];
