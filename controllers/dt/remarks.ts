// What a reader of a day with dynamic tariffs should know: a penalty that was not found, limits that did not settle or are not
// kept, and re-profiling that nobody could sell.
import type { Remark } from '../../base/index.ts';
import type { Network } from '../../network/index.ts';
import { violations } from '../feeder/remarks.ts';
import { profit } from './neutral.ts';
import { RELAXED } from './options.ts';
import type { Outcome } from './outcome.ts';

export function remarksOf(network: Network, currency: string, outcome: Outcome): Remark[] {
  return [
    ...search(currency, outcome),
    ...unsettled(outcome),
    ...violations('dt', network, outcome.after, outcome.day),
  ];
}

function search(currency: string, { decided }: Outcome): Remark[] {
  const trials = decided?.search ?? [];
  if (!decided || decided.neutral || trials.length === 0) return [];
  const penalties = trials.map(({ penalty }) => penalty);
  const range = `${Math.min(...penalties).toPrecision(3)} … ${Math.max(...penalties).toPrecision(3)} ${currency}/kWh`;
  if (trials.every(({ cost }) => cost === 0)) {
    const text = `dt: at no penalty in ${range} is re-profiling needed that somebody under contract could sell: the tariff works alone, with a penalty of ${RELAXED} ${currency}/kWh`;
    return [{ id: 'dt_no_reprofiling_to_buy', text }];
  }
  const nearest = trials.reduce((a, b) => (Math.abs(profit(b)) < Math.abs(profit(a)) ? b : a));
  const text = `dt: revenue and cost meet at no penalty in ${range}; the nearest, ${nearest.penalty.toPrecision(4)} ${currency}/kWh, has a profit of ${profit(nearest).toPrecision(3)} ${currency}`;
  return [{ id: 'dt_not_neutral', text }];
}

function unsettled({ settled, rounds, drift_kw }: Outcome): Remark[] {
  if (settled) return [];
  const text = `dt: after ${rounds} linearisations a limit that binds still moved by ${drift_kw.toPrecision(3)} kW`;
  return [{ id: 'dt_limits_not_settled', text }];
}
