// The bids that the aggregator receives, and its decisions on them.
import type { Address, Mail } from '../../../cosim/index.ts';
import { AGGREGATOR, accept, type CapacityLimit, type Payment, propose, refuse, reject } from '../messages.ts';
import type { OfferedBid, Shortfall } from '../plan.ts';
import type { Conduct } from '../protocol/conduct.ts';
import type { Bid, Period, Prices } from '../terms.ts';
import { activate, type ClearedHour } from './activation.ts';
import { meanIn } from './schedules.ts';

/** An hour in which a limit binds. */
export interface BindingHour {
  readonly period: Period;
  readonly limit: CapacityLimit;
  /** Mean of the sum before [kW]. */
  readonly sum_kw: number;
}

interface Terms {
  readonly prices: Prices;
  readonly dt_h: number;
  readonly coupled: boolean;
  readonly seed: number;
}

interface Received {
  readonly from: Address;
  readonly bids: readonly Bid[];
}

/** Bids, their states and what is due for them over a stage. */
export function marketOf(mail: Mail, conduct: Conduct, party: (from: string) => string) {
  const bids: OfferedBid[] = [];
  const shortfalls: Shortfall[] = [];
  const due: Payment[] = [];

  /** Answers to the call: all of them, and the bids of those in time. */
  const receive = (called: readonly Address[]) => {
    const proposals = mail.take(AGGREGATOR, propose);
    const inTime = conduct.inTime(party, proposals);
    const refusals = mail.take(AGGREGATOR, refuse);
    conduct.inTime(party, refusals);
    const answered = new Set([...proposals, ...refusals].map(({ from }) => from));
    for (const from of called) {
      if (!answered.has(from)) conduct.note('expired', party(from), 'no answer to the call for proposals');
    }
    const all = proposals.map(({ from, payload }): Received => ({ from, bids: payload.bids }));
    return { all, valid: inTime.flatMap(({ payload }) => payload.bids) };
  };

  return {
    bids,
    shortfalls,
    due,
    /** Sum of the bids that this round accepts, by microgrid [kW]; only of microgrids with some. */
    acceptedPower(): ReadonlyMap<string, number> {
      const energy = new Map<string, number>();
      for (const { bid, round, state, accepted_kw } of bids) {
        if (round !== conduct.round || state !== 'accepted') continue;
        energy.set(bid.microgrid, (energy.get(bid.microgrid) ?? 0) + accepted_kw);
      }
      return energy;
    },
    /** Activates bids; one that came too late, or that is not decided on in time, has expired. */
    async decide(hours: readonly BindingHour[], called: readonly Address[], terms: Terms): Promise<void> {
      const { all, valid } = receive(called);
      const decides = conduct.answers('aggregator', 'acceptance') !== undefined;
      if (!decides && hours.length > 0) {
        conduct.note('expired', 'aggregator', 'no decision on the bids: all have expired');
      }
      const open = decides ? valid : [];
      const cleared = hours.map((hour) => clearedHour(hour, terms));
      const offered = open.map((bid) => ({
        bid,
        follow_up_kw: hours.map(({ period }) =>
          bid.follow_up_kw === undefined ? 0 : meanIn(bid.follow_up_kw, period),
        ),
      }));
      const activation = await activate(cleared, offered, terms);
      for (const { kw, period, direction } of activation.shortfalls) {
        shortfalls.push({ round: conduct.round, period, direction, kw });
        conduct.note('shortfall', 'aggregator', `hour ${period}: no bid for ${kw.toFixed(3)} kW of ${direction}`);
      }
      const kwOf = new Map(open.map(({ id }, f) => [id, activation.accepted_kw[f]!]));
      for (const { from, bids: own } of all) for (const bid of own) answer(bid, from, kwOf.get(bid.id), cleared);
    },
  };

  function answer(bid: Bid, to: Address, kw: number | undefined, cleared: readonly ClearedHour[]): void {
    const state = kw === undefined ? 'expired' : kw > 0 ? 'accepted' : 'rejected';
    bids.push({ bid, round: conduct.round, state, accepted_kw: kw ?? 0 });
    if (kw === undefined) return;
    if (kw === 0) {
      mail.send(reject, { from: AGGREGATOR, to, payload: { bid: bid.id } });
      return;
    }
    mail.send(accept, { from: AGGREGATOR, to, payload: { bid: bid.id, kw } });
    const { duration_h } = cleared.find(({ limit }) => limit.period === bid.period)!;
    due.push({ bid: bid.id, amount: kw * bid.price * duration_h });
  }
}

const clearedHour = ({ period, limit, sum_kw }: BindingHour, { prices, dt_h }: Terms): ClearedHour => ({
  limit,
  sum_kw,
  buy: meanIn(prices.buy, period),
  sell: meanIn(prices.sell, period),
  duration_h: period.steps.length * dt_h,
});
