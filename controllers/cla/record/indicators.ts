// Numbers that sum up a planned day of capacity limit allocation.
import { sum } from '../../../base/index.ts';
import { indicator } from '../../../record/index.ts';
import { largest, lowestVoltage, overloadOf } from '../../feeder/report.ts';
import type { Indicators } from '../../publishing.ts';
import type { ClaPlan, PlannedCla } from '../plan.ts';
import { accountOfDay } from './accounts.ts';
import { limitsOver } from './allocation.ts';

const planned = (id: string, unit: string, title: string, value: (plan: ClaPlan) => number, over?: 'max' | 'min') =>
  indicator<PlannedCla>(id, unit, title, ({ plan }) => value(plan), over);

/** Energy of the sum of the microgrids beyond the capacity limits [kWh]. */
function beyond(of: PlannedCla, which: 'initial' | 'final'): number {
  const [export_max, import_max] = [limitsOver(of, 'export_max_kw'), limitsOver(of, 'import_max_kw')];
  const net = of.hours.map((_, t) => sum(of.plan.microgrids.map((day) => day[which].net_kw[t]!)));
  const excess = net.map((kw, t) => Math.max(0, -kw - export_max[t]! || 0, kw - import_max[t]! || 0));
  return sum(excess) * of.dt_h;
}

export const indicators: Indicators<PlannedCla> = [
  planned('microgrids', '1', 'Microgrids that take part', ({ microgrids }) => microgrids.length, 'max'),
  indicator(
    'beyond_limits_initial_kwh',
    'kWh',
    'Energy beyond the capacity limits, initial schedules',
    (of: PlannedCla) => beyond(of, 'initial'),
  ),
  indicator('beyond_limits_final_kwh', 'kWh', 'Energy beyond the capacity limits, final schedules', (of: PlannedCla) =>
    beyond(of, 'final'),
  ),
  indicator(
    'overload_initial_kwh',
    'kWh',
    'Energy above the limits of branches, initial schedules',
    ({ plan, dt_h }: PlannedCla) => overloadOf(plan.before) * dt_h,
  ),
  indicator(
    'overload_final_kwh',
    'kWh',
    'Energy above the limits of branches, final schedules',
    ({ plan, dt_h }: PlannedCla) => overloadOf(plan.after) * dt_h,
  ),
  planned(
    'voltage_min_final_pu',
    'p.u.',
    'Lowest voltage, final schedules',
    ({ after }) => lowestVoltage(after),
    'min',
  ),
  planned(
    'voltage_max_final_pu',
    'p.u.',
    'Highest voltage, final schedules',
    ({ after }) => largest(after.vm_pu),
    'max',
  ),
  planned('bids', '1', 'Bids', ({ bids }) => bids.length),
  planned(
    'bids_accepted',
    '1',
    'Bids accepted, in whole or in part',
    ({ bids }) => bids.filter(({ state }) => state === 'accepted').length,
  ),
  planned(
    'bids_expired',
    '1',
    'Bids that expired',
    ({ bids }) => bids.filter(({ state }) => state === 'expired').length,
  ),
  planned(
    'shortfall_kw',
    'kW',
    'Largest violation of a capacity limit that no bid resolves',
    ({ shortfalls }) => Math.max(0, ...shortfalls.map(({ kw }) => kw)),
    'max',
  ),
  planned('rounds', '1', 'Most rounds of limits and bids', ({ rounds }) => rounds.length, 'max'),
  indicator(
    'cost',
    '{currency}',
    'Daily cost of all microgrids: energy, generation and wear, less payments',
    (of: PlannedCla) => sum(of.plan.microgrids.map((day) => accountOfDay(day, of).final.daily_cost)),
  ),
  indicator(
    'cost_without_limits',
    '{currency}',
    'Daily cost of all microgrids by their initial schedules',
    (of: PlannedCla) => sum(of.plan.microgrids.map((day) => accountOfDay(day, of).initial.daily_cost)),
  ),
];
