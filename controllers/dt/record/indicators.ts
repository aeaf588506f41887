// Numbers that sum up a planned day of dynamic tariffs.
import { indicator } from '../../../record/index.ts';
import { largest, largestError, lowestVoltage, overloadOf } from '../../feeder/report.ts';
import type { Indicators } from '../../publishing.ts';
import type { PlannedTariff } from '../outcome.ts';

type Of = PlannedTariff;
const PER_KWH = '{currency}/kWh';

export const indicators: Indicators<Of> = [
  indicator(
    'overload_baseline_kwh',
    'kWh',
    'Energy above the limits that the tariff counts, by the spot price alone',
    (of: Of) => overload_kwh(of, 'baseline'),
  ),
  indicator('overload_tariff_kwh', 'kWh', 'Energy above the limits that the tariff counts, in answer to it', (of: Of) =>
    overload_kwh(of, 'tariffed'),
  ),
  indicator(
    'overload_final_kwh',
    'kWh',
    'Energy above the limits that the tariff counts, after re-profiling',
    (of: Of) => overload_kwh(of, 'final'),
  ),
  indicator(
    'overload_baseline_ac_kwh',
    'kWh',
    'Energy above the limits of all branches by AC power flow, by the spot price alone',
    ({ plan, dt_h }: Of) => overloadOf(plan.before) * dt_h,
  ),
  indicator(
    'overload_ac_kwh',
    'kWh',
    'Energy above the limits of all branches by AC power flow, after all',
    ({ plan, dt_h }: Of) => overloadOf(plan.after) * dt_h,
  ),
  indicator(
    'voltage_min_baseline_pu',
    'p.u.',
    'Lowest voltage by the spot price alone',
    ({ plan }: Of) => lowestVoltage(plan.before),
    'min',
  ),
  indicator(
    'voltage_min_final_pu',
    'p.u.',
    'Lowest voltage after all',
    ({ plan }: Of) => lowestVoltage(plan.after),
    'min',
  ),
  indicator('tariff_max', PER_KWH, 'Largest tariff', ({ plan }: Of) => largest(plan.tariff), 'max'),
  indicator(
    'penalty',
    PER_KWH,
    'Penalty of the limits in the problem of the DSO; blank where they hold',
    ({ plan: { decided } }: Of) =>
      decided && decided.penalty < Number.POSITIVE_INFINITY ? decided.penalty : Number.NaN,
    'max',
  ),
  indicator('revenue', '{currency}', 'Revenue of the tariff, as foreseen', (of: Of) => foreseen(of).revenue),
  indicator('reprofiling_cost', '{currency}', 'Cost of re-profiling', (of: Of) => foreseen(of).cost),
  indicator(
    'profit_foreseen',
    '{currency}',
    'Revenue of the tariff less cost of re-profiling, as the DSO foresees them when it sets the penalty',
    (of: Of) => foreseen(of).revenue - foreseen(of).cost,
  ),
  indicator(
    'neutral',
    '1',
    '1 where revenue and cost, as the DSO foresees them, meet at some penalty; blank where that was not searched',
    ({ plan: { decided } }: Of) => (decided && decided.search.length > 0 ? Number(decided.neutral) : Number.NaN),
    'min',
  ),
  indicator(
    'trials',
    '1',
    'Penalties tried in search of the neutral one, in the last linearisation',
    ({ plan }: Of) => plan.decided?.search.length ?? 0,
  ),
  indicator(
    'linearisations',
    '1',
    'Linearisations of the limits until they settled',
    ({ plan }: Of) => plan.decided?.rounds ?? 0,
    'max',
  ),
  indicator(
    'drift_kw',
    'kW',
    'How far a limit that binds still moved after the last linearisation',
    ({ plan }: Of) => plan.decided?.drift_kw ?? 0,
    'max',
  ),
  indicator(
    'foresight_kw',
    'kW',
    'Largest difference between what the DSO foresaw and what was answered',
    ({ plan }: Of) => plan.foresight_kw,
    'max',
  ),
  indicator(
    'linearisation_error_kw',
    'kW',
    'Largest error of a linearised flow',
    ({ plan }: Of) => largestError(plan.linear.flow_kw, plan.after.flow_kw),
    'max',
  ),
  indicator(
    'linearisation_error_pu',
    'p.u.',
    'Largest error of a linearised voltage',
    ({ plan }: Of) => largestError(plan.linear.vm_pu, plan.after.vm_pu),
    'max',
  ),
];

const overload_kwh = ({ plan: { decided, violated }, dt_h }: Of, stage: 'baseline' | 'tariffed' | 'final'): number =>
  violated.reduce((sum, of, r) => sum + (decided!.limits[r]!.service === 'overload' ? of[stage] : 0), 0) * dt_h;

const foreseen = ({ plan: { decided } }: Of) => decided ?? { revenue: 0, cost: 0 };
