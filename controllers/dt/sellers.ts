// Who answers to the DSO: aggregators, and the agent of the homes that have none. Each answers to prices with its own homes, and
// re-profiles its share of what is bought.
import type { Mail } from '../../cosim/index.ts';
import { agentOf, aggregatorOf, DSO, limitsOnTheWire } from '../feeder/messages.ts';
import type { Models } from '../feeder/models.ts';
import type { Schedule } from '../feeder/schedule.ts';
import type { Today } from '../feeder/today.ts';
import { type Aggregator, type Draws, openAggregator } from './aggregator.ts';
import { weight } from './congestion.ts';
import type { Decided, Situation } from './dso.ts';
import { customersAt, type Homes } from './homes.ts';
import { request } from './messages.ts';
import type { Options } from './options.ts';
import type { Payment } from './outcome.ts';

/** An aggregator, or the agent of the homes that have none. */
export interface Seller {
  readonly name: string | undefined;
  readonly acts: Aggregator;
  /** Its customers under contract for re-profiling, at each load point. */
  readonly customers: readonly number[];
}

export function sellersOf(
  today: Today,
  homes: Homes,
  models: Models,
  cheapest: Schedule | undefined,
  load_points: readonly string[],
  options: Options,
  mail: Mail,
): Seller[] {
  const side = new Map<number, 'dt' | 'srp'>([
    ...homes.dt.map((d) => [d, 'dt'] as const),
    ...homes.srp.map((d) => [d, 'srp'] as const),
  ]);
  return today.agents.flatMap((agent): Seller[] => {
    const own = {
      dt: agent.devices.filter((d) => side.get(d) === 'dt'),
      srp: agent.devices.filter((d) => side.get(d) === 'srp'),
    };
    if (own.dt.length + own.srp.length === 0) return [];
    const acts = openAggregator({ agent, ...own, models, cheapest, load_points }, today, options, mail);
    return [{ name: agent.aggregator, acts, customers: customersAt(today.devices, own.srp, load_points) }];
  });
}

/** Where mail for the homes of an aggregator goes. */
export const addressOf = (name: string | undefined) => (name === undefined ? agentOf(undefined) : aggregatorOf(name));

/** What all of them do, one after the other. */
export async function each(sellers: readonly Seller[], act: (acts: Aggregator) => Promise<Draws>): Promise<Draws> {
  const draws: Draws = new Map();
  for (const { acts } of sellers) for (const [d, draw] of await act(acts)) draws.set(d, draw);
  return draws;
}

/** Asks every seller for its share of what is left of the limits, and promises what it is paid. */
export function buy(
  decided: Decided,
  { load_points, day, customers }: Situation,
  sellers: readonly Seller[],
  mail: Mail,
): Payment[] {
  const { purchases, remaining } = decided;
  if (purchases.length === 0) return [];
  const total = (of: readonly number[], counts: (j: number) => boolean) =>
    of.reduce((sum, n, j) => sum + (counts(j) ? n : 0), 0);
  const payments: Payment[] = [];
  for (const { name, customers: own } of sellers) {
    if (own.every((n) => n === 0)) continue;
    const share = (counts: (j: number) => boolean) => total(own, counts) / total(customers, counts);
    const limits = remaining.flatMap((limit) => {
      const { t, per_kw, lower, upper } = limit;
      const part = share((j) => per_kw[j] !== 0);
      if (!(part > 0)) return [];
      const scale = weight(limit);
      return [{ t, per_kw: per_kw.map((a) => a * scale), lower: lower * scale * part, upper: upper * scale * part }];
    });
    const parts = purchases.map((purchase) => ({ ...purchase, part: share((j) => purchase.customers[j]! > 0) }));
    const sent = parts.map(({ element, amount_kw, price, part }) => ({
      element,
      amount_kw: Array.from(amount_kw, (r) => r * part),
      price: Array.from(price),
    }));
    const payload = { load_points, limits: limitsOnTheWire(limits), purchases: sent };
    mail.send(request, { from: DSO, to: addressOf(name), payload });
    for (const { element, amount_kw, price, part } of parts) {
      const amount = amount_kw.map((r, t) => Math.abs(r) * part * price[t]! * day.dt_h);
      payments.push({ element, aggregator: name ?? '', amount_kw: amount_kw.map((r) => r * part), amount });
    }
  }
  return payments;
}
