// An aggregator: offers what its customers' devices can do at each load point, and reschedules them to what was bought.
import type { Mail } from '../../cosim/index.ts';
import {
  agentOf,
  aggregatorOf,
  deviceSchedule,
  type LoadSchedule,
  read,
  SUPPLIER,
  schedulesFromTheWire,
  schedulesOnTheWire,
} from '../feeder/messages.ts';
import type { Models } from '../feeder/models.ts';
import type { Schedule } from '../feeder/schedule.ts';
import type { Today } from '../feeder/today.ts';
import { givenBid, isGiven } from './admission.ts';
import { bidOf, type Call, callAt, type Offering, type Portfolio } from './bidding.ts';
import { paybackOf } from './contracts.ts';
import {
  acceptance,
  bids as bidsMessage,
  deviceBaseline,
  OPERATOR,
  type Refusal,
  requirements,
  rescheduled,
} from './messages.ts';
import { bidPrice, type Options } from './options.ts';
import type { Unscheduled } from './outcome.ts';
import { reschedule } from './reschedule.ts';
import type { Bid } from './terms.ts';

/** What an aggregator has before the market opens. */
export interface Business {
  readonly name: string;
  /** All devices under contract, as indices, and those with something to decide, by load point. */
  readonly devices: readonly number[];
  readonly portfolios: readonly Portfolio[];
  readonly models: Models;
  /** κ over all devices [currency/(kW² h)]. */
  readonly discomfort_per_kw2h: readonly number[];
}

export interface Aggregator {
  /** Step 4: answers the call. */
  bid(): Answered;
  /** Step 6: reschedules the devices to what was bought, and sends the schedules to device agents and supplier; returns what they cannot do of it. */
  reschedule(): Promise<readonly Unscheduled[]>;
}

/** The result of a call in addition to the bids that were sent, with the reasons. */
export interface Answered {
  /** Bids of the case that do not fit the day. */
  readonly unfit: readonly Refusal[];
  /** Calls for which no bid was computed. */
  readonly unanswered: readonly Refusal[];
}

/** @throws RunError when devices cannot be rescheduled */
export function openAggregator(business: Business, options: Options, today: Today, mail: Mail): Aggregator {
  const { name, devices, portfolios, models, discomfort_per_kw2h } = business;
  const { day, energy_price: spot, seed } = today;
  const self = aggregatorOf(name);
  const baseline = devices.length === 0 ? NOTHING : schedulesFromTheWire(devices, read(mail, self, deviceBaseline));
  const offering: Offering = { day, models, baseline, spot, discomfort_per_kw2h };
  let sent: readonly Bid[] = [];

  const changes = (bid: Bid, portfolio: Portfolio, share: readonly number[]) => {
    const reduction_kw = bid.reduction_kw.map((kw, t) => kw * share[t]!);
    const { payback_step } = bid;
    return reschedule(portfolio, { reduction_kw, payback_step, payback_kw: paybackOf(bid, reduction_kw) }, offering);
  };

  return {
    bid() {
      const required = read(mail, self, requirements).requirements;
      const listed = (options.bids ?? []).filter(({ aggregator }) => aggregator === name);
      const given = listed.filter(isGiven).map((option) => givenBid(option, day));
      const own: Bid[] = [];
      const unanswered: Refusal[] = [];
      for (const portfolio of portfolios) {
        const { load_point } = portfolio;
        const price = bidPrice(options, seed, name, load_point);
        const call = callAt(load_point, required);
        if (!call || price === undefined || given.some((bid) => bid.load_point === load_point)) continue;
        const bid = bidOf(portfolio, price, call, offering)?.bid;
        if (bid) own.push(bid);
        else unanswered.push({ aggregator: name, load_point, reason: whyNoBid(price, call) });
      }
      sent = [...given.filter((bid) => 'price' in bid), ...own];
      if (sent.length > 0) mail.send(bidsMessage, { from: self, to: OPERATOR, payload: { bids: sent } });
      return { unfit: given.filter((bid) => 'reason' in bid), unanswered };
    },
    async reschedule() {
      const final = { p_kw: baseline.p_kw.slice(), q_kvar: baseline.q_kvar.slice() };
      const changed: Portfolio[] = [];
      const unscheduled: Unscheduled[] = [];
      const accepted = mail.take(self, acceptance).flatMap(({ payload }) => payload.accepted);
      for (const { load_point, share } of accepted) {
        const bid = sent.find((one) => one.load_point === load_point)!;
        const portfolio = portfolios.find((one) => one.load_point === load_point);
        if (!portfolio || share.every((α) => α === 0)) continue;
        const { p_kw, q_kvar, shortfall_kw, excess_payback_kw } = await changes(bid, portfolio, share);
        const short = shortfall_kw.reduce((sum, kw) => sum + kw, 0);
        if (short + excess_payback_kw > 0)
          unscheduled.push({ aggregator: name, load_point, shortfall_kw: short, excess_payback_kw });
        for (const [i, d] of portfolio.devices.entries()) [final.p_kw[d], final.q_kvar[d]] = [p_kw[i]!, q_kvar[i]!];
        changed.push(portfolio);
      }
      if (changed.length > 0) {
        const payload = differences(changed, final, baseline, day.hours.length);
        mail.send(rescheduled, { from: self, to: SUPPLIER, payload });
      }
      if (devices.length > 0) {
        mail.send(deviceSchedule, { from: self, to: agentOf(name), payload: schedulesOnTheWire(devices, final) });
      }
      return unscheduled;
    },
  };
}

const whyNoBid = (price: number, { steps, payback_steps }: Call): string =>
  payback_steps.every((h) => steps.includes(h))
    ? 'no step of the day may carry the payback'
    : `no device that can plan a reduction earns more than its discomfort and energy at ${price.toPrecision(4)} per kWh`;

const NOTHING: Schedule = { p_kw: [], q_kvar: [] };

/** What portfolios draw more than by the baseline. */
function differences(
  portfolios: readonly Portfolio[],
  final: Schedule,
  baseline: Schedule,
  steps: number,
): LoadSchedule {
  const over = (which: 'p_kw' | 'q_kvar') =>
    portfolios.map(({ devices }) => {
      const change = new Array<number>(steps).fill(0);
      for (const d of devices)
        for (let t = 0; t < steps; t++) change[t]! += final[which][d]![t]! - baseline[which][d]![t]!;
      return change;
    });
  return { load_points: portfolios.map(({ load_point }) => load_point), p_kw: over('p_kw'), q_kvar: over('q_kvar') };
}
