// Numbers that sum up a planned day of dynamic tariffs.
import { indicator } from '../../../record/index.ts';
import { largest, largestError, lowestVoltage, overloadOf } from '../../feeder/report.ts';
import type { Indicators } from '../../publishing.ts';
import type { PlannedTariff } from '../outcome.ts';

const PER_KWH = '{currency}/kWh';
const of = indicator<PlannedTariff>;
const max = (id: string, unit: string, title: string, value: (planned: PlannedTariff) => number) =>
  of(id, unit, title, value, 'max');
const overload = (id: string, stage: keyof PlannedTariff['plan']['violated'], when: string) =>
  of(id, 'kWh', `Energy above the limits that the tariff counts, ${when}`, ({ plan: { decided, violated }, dt_h }) => {
    const limits = decided?.limits ?? [];
    return limits.reduce((sum, { service }, r) => sum + (service === 'overload' ? violated[stage][r]! : 0), 0) * dt_h;
  });
const foreseen = ({ plan: { decided } }: PlannedTariff) => decided ?? { revenue: 0, cost: 0 };

export const indicators: Indicators<PlannedTariff> = [
  overload('overload_baseline_kwh', 'baseline', 'by the spot price alone'),
  overload('overload_tariff_kwh', 'tariffed', 'in answer to it'),
  overload('overload_final_kwh', 'final', 'after re-profiling'),
  of(
    'overload_baseline_ac_kwh',
    'kWh',
    'Energy above the limits of all branches by AC power flow, by the spot price alone',
    ({ plan, dt_h }) => overloadOf(plan.before) * dt_h,
  ),
  of(
    'overload_ac_kwh',
    'kWh',
    'Energy above the limits of all branches by AC power flow, after all',
    ({ plan, dt_h }) => overloadOf(plan.after) * dt_h,
  ),
  of(
    'voltage_min_baseline_pu',
    'p.u.',
    'Lowest voltage by the spot price alone',
    ({ plan }) => lowestVoltage(plan.before),
    'min',
  ),
  of('voltage_min_final_pu', 'p.u.', 'Lowest voltage after all', ({ plan }) => lowestVoltage(plan.after), 'min'),
  max('tariff_max', PER_KWH, 'Largest tariff', ({ plan }) => largest(plan.tariff)),
  max('penalty', PER_KWH, 'Penalty of the limits in the problem of the DSO; blank where they hold', ({ plan }) => {
    const penalty = plan.decided?.penalty ?? Number.NaN;
    return Number.isFinite(penalty) ? penalty : Number.NaN;
  }),
  of('revenue', '{currency}', 'Revenue of the tariff, as foreseen', (planned) => foreseen(planned).revenue),
  of('reprofiling_cost', '{currency}', 'Cost of re-profiling', (planned) => foreseen(planned).cost),
  of(
    'profit_foreseen',
    '{currency}',
    'Revenue of the tariff less cost of re-profiling, as the DSO foresees them when it sets the penalty',
    (planned) => foreseen(planned).revenue - foreseen(planned).cost,
  ),
  of(
    'neutral',
    '1',
    '1 where revenue and cost, as the DSO foresees them, meet at some penalty; blank where that was not searched',
    ({ plan: { decided } }) => (decided && decided.search.length > 0 ? Number(decided.neutral) : Number.NaN),
    'min',
  ),
  of(
    'trials',
    '1',
    'Penalties tried in search of the neutral one, in the last linearisation',
    ({ plan }) => plan.decided?.search.length ?? 0,
  ),
  max(
    'linearisations',
    '1',
    'Linearisations of the limits until they settled',
    ({ plan }) => plan.decided?.rounds ?? 0,
  ),
  max(
    'drift_kw',
    'kW',
    'How far a limit that binds still moved after the last linearisation',
    ({ plan }) => plan.decided?.drift_kw ?? 0,
  ),
  max(
    'foresight_kw',
    'kW',
    'Largest difference between what the DSO foresaw and what was answered',
    ({ plan }) => plan.foresight_kw,
  ),
  max('linearisation_error_kw', 'kW', 'Largest error of a linearised flow', ({ plan }) =>
    largestError(plan.linear.flow_kw, plan.after.flow_kw),
  ),
  max('linearisation_error_pu', 'p.u.', 'Largest error of a linearised voltage', ({ plan }) =>
    largestError(plan.linear.vm_pu, plan.after.vm_pu),
  ),
];
