// Numbers that sum up a planned day of the market.
import { sum } from '../../../base/index.ts';
import { indicator, type Over } from '../../../record/index.ts';
import { errorsOf, largest, largestError, lowestVoltage, overloadOf } from '../../feeder/report.ts';
import type { Indicators } from '../../publishing.ts';
import { linearModelErrors } from '../../shared-indicators.ts';
import { paybackOf } from '../clearing/contracts.ts';
import type { Outcome, PlannedMarket } from '../outcome.ts';

type Value = (plan: Outcome) => number;
const planned = (id: string, unit: string, title: string, value: Value, over?: Over) =>
  indicator<PlannedMarket>(id, unit, title, ({ plan }) => value(plan), over);
const energy = (id: string, title: string, kw: Value) =>
  indicator<PlannedMarket>(id, 'kWh', title, ({ plan, dt_h }) => kw(plan) * dt_h);
const voltage = (id: string, title: string, value: Value, over: Over) => planned(id, 'p.u.', title, value, over);

export const indicators: Indicators<PlannedMarket> = [
  energy('overload_baseline_kwh', 'Energy above the limits of branches, by the baseline', (p) => overloadOf(p.before)),
  energy('overload_final_kwh', 'Energy above the limits of branches, after the market', (p) => overloadOf(p.after)),
  voltage('voltage_min_baseline_pu', 'Lowest voltage, by the baseline', (p) => lowestVoltage(p.before), 'min'),
  voltage('voltage_min_final_pu', 'Lowest voltage, after the market', (p) => lowestVoltage(p.after), 'min'),
  planned('bids', '1', 'Bids that took part', (p) => p.bids.length),
  planned('bids_refused', '1', 'Bids refused', (p) => p.refused.length),
  energy('bought_kwh', 'Energy of the reductions bought', (p) => sum(p.contracts.map((c) => sum(c.bought_kw)))),
  energy('payback_kwh', 'Energy paid back', ({ contracts, bids }) =>
    sum(contracts.map(({ bought_kw }, b) => paybackOf(bids[b]!, bought_kw))),
  ),
  planned('cost', '{currency}', 'Cost of what was bought, at the prices of the bids', (p) => p.clearing.cost),
  planned('rounds', '1', 'Most rounds of an ADMM', (p) => p.rounds.length, 'max'),
  planned(
    'tie_rounds',
    '1',
    'Most rounds of an ADMM that settle ties of equal bids',
    (p) => p.clearing.tieRounds,
    'max',
  ),
  planned('disagreement_kw', 'kW', 'Largest difference between operator and DSO at the end', disagreementOf, 'max'),
  energy('shortage_kwh', 'Overload that no bid resolved', (p) => sum(missing(p, 'overload'))),
  voltage('shortage_pu', 'Voltage that no bid resolved', (p) => largest([missing(p, 'voltage')]), 'max'),
  voltage(
    'linearisation_error_pu',
    'Largest error of a linearised voltage: of what the market changes',
    (p) => largestError(p.linear.vm_pu, p.after.vm_pu),
    'max',
  ),
  voltage(
    'distflow_error_pu',
    'Largest error of a voltage by linearised DistFlow of the whole final schedule',
    (p) => largestError(p.distflow_pu, p.after.vm_pu),
    'max',
  ),
  planned(
    'linearisation_error_kw',
    'kW',
    'Largest error of a linearised flow',
    (p) => largestError(p.linear.flow_kw, p.after.flow_kw),
    'max',
  ),
  ...linearModelErrors(({ plan }: PlannedMarket) => errorsOf(plan)),
];

/** How far operator and DSO were apart after the last round of the ADMM [kW]. */
export function disagreementOf({ rounds }: Outcome): number {
  const last = rounds.at(-1);
  return last ? Math.max(last.primal_kw, last.dual_kw) : 0;
}

const missing = ({ clearing }: Outcome, service: 'overload' | 'voltage'): number[] =>
  clearing.shortages.flatMap(({ limit, missing }) => (limit.service === service ? [missing] : []));
