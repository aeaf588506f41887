// An aggregator: offers what its customers' devices can do at each load point, and reschedules them to what was bought.
import { sum } from '../../../base/index.ts';
import type { FeederDay } from '../../feeder/day.ts';
import {
  agentOf,
  aggregatorOf,
  deviceSchedule,
  deviceState,
  type LoadSchedule,
  read,
  SUPPLIER,
  schedulesFromTheWire,
  schedulesOnTheWire,
} from '../../feeder/messages.ts';
import type { Day, Schedule } from '../../feeder/schedule.ts';
import { givenBid, isGiven } from '../bidding/admission.ts';
import { bidOf } from '../bidding/bid.ts';
import { type Call, callAt, type Offering, type Portfolio } from '../bidding/portfolio.ts';
import { isOffered } from '../bidding/response.ts';
import { paybackOf } from '../clearing/contracts.ts';
import {
  acceptance,
  bids as bidsMessage,
  deviceBaseline,
  OPERATOR,
  type Refusal,
  refusals,
  requirements,
  rescheduled,
} from '../messages.ts';
import { bidPrice, type Options } from '../options.ts';
import type { Outcome, Unscheduled } from '../outcome.ts';
import { reschedule } from '../rescheduling/reschedule.ts';
import { type Bid, type Requirement, ROUNDING_KW } from '../terms.ts';

export interface Aggregator {
  /** Step 4: answers the call. */
  bid(): Pick<Outcome, 'unanswered' | 'not_offered'> & {
    /** Bids of the case that do not fit the day. */
    readonly unfit: readonly Refusal[];
  };
  /** Bids that the operator refused. */
  refused(): readonly Refusal[];
  /**
   * Step 6: reschedules the devices to what was bought, and sends the schedules to device agents and supplier.
   * @throws RunError when devices cannot be rescheduled
   */
  reschedule(): Promise<Pick<Outcome, 'unscheduled' | 'kept_at_baseline'>>;
}

/** What it sees of the day: its contracts, the price of energy, its mail; not the network. */
type Sees = Pick<
  FeederDay<Options>,
  keyof Day | 'options' | 'agents' | 'devices' | 'models' | 'energy_price' | 'seed' | 'mail'
>;

/** @param portfolios its devices with something to decide, by load point */
export function openAggregator(day: Sees, name: string, portfolios: readonly Portfolio[]): Aggregator {
  const { options, models, energy_price: spot, mail } = day;
  const self = aggregatorOf(name);
  const [state] = mail.take(self, deviceState);
  const own = state ? day.agents.find(({ aggregator }) => aggregator === name)!.devices : [];
  const baseline: Schedule = state
    ? schedulesFromTheWire(own, read(mail, self, deviceBaseline))
    : { p_kw: [], q_kvar: [] };
  const offering: Offering = { day, models, baseline, spot, discomfort_per_kw2h: discomfortOf(day) };
  const modelOf = (d: number) => models.distinct[models.of[d]!]!;
  let sent: readonly Bid[] = [];

  return {
    bid() {
      const required = read(mail, self, requirements).requirements;
      const listed = (options.bids ?? []).filter(({ aggregator }) => aggregator === name);
      const given = listed.filter(isGiven).map((option) => givenBid(option, day));
      const computed: Bid[] = [];
      const unanswered: Refusal[] = [];
      const not_offered: number[] = [];
      for (const portfolio of portfolios) {
        const { load_point, devices } = portfolio;
        const price = bidPrice(options, day.seed, name, load_point);
        const call = callAt(load_point, required);
        if (!call || price === undefined || given.some((bid) => bid.load_point === load_point)) continue;
        not_offered.push(...devices.filter((d) => !isOffered(modelOf(d))));
        const bid = bidOf(portfolio, price, call, offering)?.bid;
        if (bid) computed.push(bid);
        else
          unanswered.push({
            aggregator: name,
            load_point,
            reason: whyNoBid(price, call, largestOf(load_point, required)),
          });
      }
      sent = [...given.filter((bid) => 'price' in bid), ...computed];
      if (sent.length > 0) mail.send(bidsMessage, { from: self, to: OPERATOR, payload: { bids: sent } });
      return { unfit: given.filter((bid) => 'reason' in bid), unanswered, not_offered };
    },
    refused: () => mail.take(self, refusals).flatMap(({ payload }) => payload.refused),
    async reschedule() {
      const final = { p_kw: baseline.p_kw.slice(), q_kvar: baseline.q_kvar.slice() };
      const changed: Portfolio[] = [];
      const unscheduled: Unscheduled[] = [];
      const kept_at_baseline: number[] = [];
      const accepted = mail.take(self, acceptance).flatMap(({ payload }) => payload.accepted);
      for (const { load_point, share } of accepted) {
        const bid = sent.find((one) => one.load_point === load_point)!;
        const portfolio = portfolios.find((one) => one.load_point === load_point);
        if (!portfolio || share.every((α) => α === 0)) continue;
        const reduction_kw = bid.reduction_kw.map((kw, t) => kw * share[t]!);
        const owed = { ...bid, reduction_kw, payback_kw: paybackOf(bid, reduction_kw) };
        const { p_kw, q_kvar, shortfall_kw, excess_payback_kw } = await reschedule(portfolio, owed, offering);
        const short = sum(shortfall_kw);
        if (short + excess_payback_kw > 0)
          unscheduled.push({ aggregator: name, load_point, shortfall_kw: short, excess_payback_kw });
        if (reduction_kw.some((kw) => kw > ROUNDING_KW)) kept_at_baseline.push(...portfolio.devices.filter(isWhole));
        for (const [i, d] of portfolio.devices.entries()) [final.p_kw[d], final.q_kvar[d]] = [p_kw[i]!, q_kvar[i]!];
        changed.push(portfolio);
      }
      if (changed.length > 0) {
        const payload = differences(changed, final, baseline, day.hours.length);
        mail.send(rescheduled, { from: self, to: SUPPLIER, payload });
      }
      if (own.length > 0) {
        mail.send(deviceSchedule, { from: self, to: agentOf(name), payload: schedulesOnTheWire(own, final) });
      }
      return { unscheduled, kept_at_baseline };
    },
  };

  /** Whether whole numbers decide about a device. */
  function isWhole(d: number): boolean {
    return modelOf(d).problem.variables.integer.includes(1);
  }
}

/** κ over all devices [currency/(kW² h)]. */
const discomfortOf = ({ devices, options }: Pick<Sees, 'devices' | 'options'>): number[] =>
  devices.map(({ discomfort_per_kw2h }) => discomfort_per_kw2h ?? options.discomfort_per_kw2h);

/** @param required_kw largest reduction required of the load point in a step */
const whyNoBid = (price: number, { steps, payback_steps, payback_share_max }: Call, required_kw: number): string =>
  payback_steps.every((h) => steps.includes(h))
    ? `no step has room for the payback of what is required there, up to ${required_kw.toFixed(2)} kW in a step, at a payback_share_max of ${payback_share_max}`
    : `no device that can plan a reduction earns more than its discomfort and energy at ${price.toPrecision(4)} per kWh`;

const largestOf = (load_point: string, required: readonly Requirement[]): number =>
  Math.max(...required.filter(({ load_points }) => load_points.includes(load_point)).flatMap(({ max_kw }) => max_kw));

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
