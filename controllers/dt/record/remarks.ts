// What a reader of a day with dynamic tariffs should know: a penalty that was not found, limits that did not settle or are
// violated, re-profiling that nobody could sell, and devices that did not follow their plan.
import type { Remark } from '../../../base/index.ts';
import { listed, violations } from '../../feeder/report.ts';
import type { Metered } from '../../mechanism.ts';
import { type Options, RELAXED } from '../options.ts';
import type { Outcome, PlannedTariff } from '../outcome.ts';
import type { Settled } from '../settlement.ts';
import { nearer, profit } from '../tariff/neutral.ts';

export const remarksOf = (of: PlannedTariff): Remark[] => [
  ...search(of),
  ...unsettled(of),
  ...violations('dt', of.network, of.plan.after, of),
];

function search({ currency, plan: { decided } }: PlannedTariff): Remark[] {
  const trials = decided?.search ?? [];
  if (!decided || decided.neutral || trials.length === 0) return [];
  const penalties = trials.map(({ penalty }) => penalty);
  const range = `${Math.min(...penalties).toPrecision(3)} … ${Math.max(...penalties).toPrecision(3)} ${currency}/kWh`;
  if (trials.every(({ cost }) => cost === 0)) {
    const text = `dt: at no penalty in ${range} is re-profiling needed that somebody under contract could sell: the tariff works alone, with a penalty of ${RELAXED} ${currency}/kWh`;
    return [{ id: 'dt_no_reprofiling_to_buy', text }];
  }
  const nearest = trials.reduce(nearer);
  const text = `dt: revenue and cost meet at no penalty in ${range}; the nearest, ${nearest.penalty.toPrecision(4)} ${currency}/kWh, has a profit of ${profit(nearest).toPrecision(3)} ${currency}`;
  return [{ id: 'dt_not_neutral', text }];
}

function unsettled({ plan: { decided } }: PlannedTariff): Remark[] {
  if (!decided || decided.settled) return [];
  const { rounds, drift_kw } = decided;
  const text = `dt: after ${rounds} linearisations a limit that binds still moved by ${drift_kw.toPrecision(3)} kW`;
  return [{ id: 'dt_limits_not_settled', text }];
}

/** A smaller difference from its set point is rounding [kW]. */
const ROUNDING_KW = 1e-3;

export function notFollowed({ devices, beyond_kw }: Metered<Options, Outcome> & Settled): Remark[] {
  const apart = devices.flatMap(({ id }, d) => {
    const kw = beyond_kw[d]!;
    return Math.abs(kw) > ROUNDING_KW ? [`${id} by ${kw.toFixed(3)} kW`] : [];
  });
  if (apart.length === 0) return [];
  return [{ id: 'dt_plan_not_followed', text: `dt: devices drew other than planned: ${listed(apart, 'devices')}` }];
}
