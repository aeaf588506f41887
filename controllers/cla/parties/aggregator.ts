// The aggregator: sums the schedules of the microgrids, calls for bids where a limit of the DSO binds, and activates the cheapest. It knows
// neither the devices of a microgrid nor the network.
import { sum } from '../../../base/index.ts';
import type { FeederDay } from '../../feeder/day.ts';
import { DSO, read } from '../../feeder/messages.ts';
import { allowancesOf } from '../aggregator/allowances.ts';
import { type BindingHour, marketOf } from '../aggregator/market.ts';
import { type Member, schedulesOf } from '../aggregator/schedules.ts';
import {
  AGGREGATOR,
  aggregateSchedule,
  allowance,
  type CapacityLimit,
  callForProposals,
  capacityLimits,
  confirm,
  controlAgent,
  finalAggregate,
  finalSchedule,
  initialSchedule,
  priceForecast,
  rejectSchedule,
  settlement,
} from '../messages.ts';
import type { Options } from '../options.ts';
import type { Conduct } from '../protocol/conduct.ts';
import { passedOn } from '../protocol/prices.ts';
import type { Direction, Period, Prices } from '../terms.ts';

/** What it sees of the day: steps, options and its mail. */
type Sees = Pick<FeederDay<Options>, 'hours' | 'dt_h' | 'options' | 'seed' | 'mail'>;

/** A limit is exceeded from here on [kW]. */
const CLOSE_KW = 1e-3;

export type Aggregator = ReturnType<typeof openAggregator>;

export function openAggregator(day: Sees, members: readonly Member[], periods: readonly Period[], conduct: Conduct) {
  const { hours, dt_h, options, seed, mail } = day;
  const schedules = schedulesOf(members, hours.length, mail, conduct);
  const market = marketOf(mail, conduct, schedules.party);
  const agents = members.map(({ agent }) => controlAgent(agent));
  const { coupled, deadline_min } = options;
  let prices: Prices = { buy: [], sell: [] };
  let limits: readonly CapacityLimit[] = [];
  let binding: readonly BindingHour[] = [];

  /** The room in the hours without a call, divided among the microgrids whose bids are accepted. */
  const allocate = (): void => {
    const called = new Set(binding.map(({ period }) => period));
    const room = {
      periods: periods.filter((period) => !called.has(period)),
      ...{ limits, eachStep: options.check === 'each-step', sum_kw: schedules.sum() },
    };
    const accepted = market.acceptedPower();
    const all = sum([...accepted.values()]);
    for (const { microgrid, agent } of members) {
      const own = accepted.get(microgrid);
      if (own === undefined) continue;
      const allowances = allowancesOf(schedules.of(microgrid), own / all, room);
      mail.send(allowance, { from: AGGREGATOR, to: controlAgent(agent), payload: { allowances } });
    }
  };

  return {
    /** Step 1. */
    forwardPrices(): void {
      prices = read(mail, AGGREGATOR, priceForecast);
      const payload = passedOn(prices, options);
      for (const to of agents) mail.send(priceForecast, { from: AGGREGATOR, to, payload });
    },
    /** Step 4. */
    aggregate(): void {
      schedules.collect(initialSchedule);
      const stamp = conduct.answers('aggregator', 'schedule');
      const payload = schedules.summed();
      if (stamp) mail.send(aggregateSchedule, { from: AGGREGATOR, to: DSO, payload: { ...payload, ...stamp } });
    },
    /** Step 6: calls for bids in the hours in which the sum exceeds a limit. */
    call(): readonly number[] {
      const [received] = conduct.inTime(() => 'dso', mail.take(AGGREGATOR, capacityLimits));
      if (received) limits = merged(limits, received.payload.limits);
      else conduct.note('default', 'dso', 'no capacity limits in time: the last known ones count');
      binding = periods.flatMap((period) => bindingIn(period, limits, schedules.net(period)));
      const calls = binding.map((hour) => ({ period: hour.limit.period, direction: directionOf(hour) }));
      if (calls.length === 0) return [];
      for (const to of agents) {
        mail.send(callForProposals, { from: AGGREGATOR, to, payload: { calls, deadline_min } });
      }
      return calls.map(({ period }) => period);
    },
    /** Step 8. */
    async activate(): Promise<void> {
      await market.decide(binding, binding.length > 0 ? agents : [], { prices, dt_h, coupled, seed });
      allocate();
    },
    /** Step 10. */
    forwardFinal(): void {
      schedules.collect(finalSchedule);
      const stamp = conduct.answers('aggregator', 'final-schedule');
      const payload = { ...schedules.summed(), due: market.due };
      if (stamp) mail.send(finalAggregate, { from: AGGREGATOR, to: DSO, payload: { ...payload, ...stamp } });
    },
    /** Step 11: whether the DSO confirms. */
    learnVerdict(): boolean {
      const rejected = conduct.inTime(() => 'dso', mail.take(AGGREGATOR, rejectSchedule));
      const confirmed = conduct.inTime(() => 'dso', mail.take(AGGREGATOR, confirm));
      if (rejected.length + confirmed.length > 0) return rejected.length === 0;
      conduct.note('default', 'dso', 'no confirmation in time: the schedules are in force without it');
      return true;
    },
    /** Step 12: passes on to each microgrid what is paid for its bids. */
    settle(): void {
      const paid = mail.take(AGGREGATOR, settlement).flatMap(({ payload }) => payload.payments);
      for (const { microgrid, agent } of members) {
        const own = new Set(market.bids.flatMap(({ bid }) => (bid.microgrid === microgrid ? [bid.id] : [])));
        const payments = paid.filter(({ bid }) => own.has(bid));
        if (payments.length === 0) continue;
        mail.send(settlement, { from: AGGREGATOR, to: controlAgent(agent), payload: { payments } });
      }
    },
    /** What it knows at the end. */
    knows: () => ({ prices, limits, counted: schedules.counted, bids: market.bids, shortfalls: market.shortfalls }),
  };
}

function bindingIn(period: Period, limits: readonly CapacityLimit[], sum_kw: number): BindingHour[] {
  const limit = limits.find((one) => one.period === period.hour);
  return limit && exceeded(limit, sum_kw) ? [{ period, limit, sum_kw }] : [];
}

function exceeded({ export_max_kw, import_max_kw }: CapacityLimit, sum_kw: number): Direction | undefined {
  if (export_max_kw !== null && -sum_kw - export_max_kw > CLOSE_KW) return 'less-export';
  if (import_max_kw !== null && sum_kw - import_max_kw > CLOSE_KW) return 'less-import';
  return undefined;
}

const directionOf = ({ limit, sum_kw }: BindingHour): Direction => exceeded(limit, sum_kw)!;

/** The later limit of each hour. */
const merged = (before: readonly CapacityLimit[], now: readonly CapacityLimit[]): CapacityLimit[] =>
  [...before.filter(({ period }) => !now.some((limit) => limit.period === period)), ...now].sort(
    (a, b) => a.period - b.period,
  );
