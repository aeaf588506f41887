// Who pays whom for one step, from what the devices drew.
//   energy       retail: each microgrid and the retailer; wholesale: each microgrid and the aggregator, at the prices of the market
//   wholesale    the aggregator and the market, for the sum
//   fee          a microgrid to the aggregator, for what it buys and sells on the wholesale market
//   flexibility  π P Δt of accepted bids: the DSO to the aggregator, the aggregator to the microgrid, as far as the final schedule is kept
//   penalty      of mandatory requests, between microgrid and DSO
import { sum } from '../../../base/index.ts';
import type { Accounted } from '../../accounts.ts';
import { timeOf } from '../../feeder/schedule.ts';
import { type Party, type Transfer, together } from '../../transfers.ts';
import type { Options } from '../options.ts';
import type { Event, MandatoryRequest, MeteredCla, MicrogridDay, OfferedBid } from '../plan.ts';
import { membershipAt } from '../protocol/membership.ts';
import {
  type Delivered,
  energyPayments,
  flexibilityPayments,
  type Group,
  type Penalty,
  paidPowers,
  penaltyPayments,
  type Settling,
} from './payments.ts';

/** A settled step. */
export interface Settled extends Accounted {
  readonly requests: readonly MandatoryRequest[];
  /** Net power of each microgrid beyond its final schedule [kW]. */
  readonly beyond_kw: readonly number[];
  readonly events: readonly Event[];
  /** What owners pay in addition to their energy at the prices of the market, by device; < 0: receive [currency]. */
  readonly payments: ReadonlyMap<number, number>;
}

export function settle(metered: MeteredCla): Settled {
  const { plan, t, correction, record, drawn_kw, options, hours } = metered;
  const microgrids = plan.microgrids.map((day) => {
    const { name, devices } = day.microgrid;
    const { member } = membershipAt(options, name, timeOf(hours[t]!));
    return { day, name, devices, net_kw: netOf(drawn_kw, devices), member };
  });
  const requests = correction?.requests ?? [];
  const outside = outsideOf(metered);
  const delivered = microgrids.flatMap(({ day, net_kw, member }) =>
    member ? deliveredOf(metered, day, net_kw, requests) : [],
  );
  const penalties = requests.map((request) => penaltyOf(metered, request));
  const transfers = [
    ...microgrids.flatMap((microgrid) => energyOf(metered, microgrid)),
    ...wholesaleOf(metered, sum(microgrids.map(({ net_kw }) => net_kw))),
    ...customersOf(metered, outside),
    ...delivered.flatMap(flexibilityTransfers),
    ...penalties.map((of) => penaltyTransfer(of, options.penalty_payer)),
  ];
  return {
    transfers: transfers.filter(({ amount }) => amount !== 0),
    requests,
    beyond_kw: microgrids.map(({ day, net_kw }) => net_kw - day.final.net_kw[t]!),
    events: [...plan.log.filter(({ k }) => k === record.k && plan.stage === 'intraday'), ...realTime(metered)],
    payments: together([
      ...[...microgrids, outside].map((group) => energyPayments(metered, group, settling(metered))),
      ...delivered.map((of) => flexibilityPayments(of, t)),
      ...penalties.map((of) => penaltyPayments(of, options.penalty_payer)),
    ]),
  };
}

const netOf = (drawn_kw: ArrayLike<number>, devices: readonly number[]): number =>
  sum(devices.map((d) => drawn_kw[d]!));

const party = (microgrid: string): Party => `microgrid:${microgrid}`;

/** A purchase for kw > 0, a sale for kw < 0. */
function trade(
  buyer: Party,
  seller: Party,
  purpose: string,
  of: { kw: number; buy: number; sell: number; dt_h: number; microgrid: string },
): Transfer[] {
  const { kw, buy, sell, dt_h, microgrid: aggregator } = of;
  if (kw >= 0) return [{ from: buyer, to: seller, purpose, aggregator, amount: buy * kw * dt_h }];
  return [{ from: seller, to: buyer, purpose, aggregator, amount: -sell * kw * dt_h }];
}

/** The true prices of the step, where plans read a forecast of them. */
function paidIn({ prices, profile, options }: MeteredCla): { readonly buy: number; readonly sell: number } {
  const { import_price, export_price } = prices!;
  if (options.participation === 'retail') return { buy: import_price, sell: export_price };
  const { buy_price, sell_price } = options.wholesale;
  const buy = buy_price === undefined ? import_price : profile(buy_price);
  return { buy, sell: sell_price === undefined ? buy : profile(sell_price) };
}

/** As `paidIn`, with the fee of the aggregator on what is bought and sold. */
function settling(metered: MeteredCla): Settling {
  const { participation, wholesale } = metered.options;
  const { buy, sell } = paidIn(metered);
  const fee = participation === 'retail' ? 0 : wholesale.fee_per_kwh;
  return { buy: buy + fee, sell: sell - fee };
}

interface Billed extends Group {
  readonly name: string;
}

function energyOf(metered: MeteredCla, { name, net_kw }: Billed): Transfer[] {
  const { dt_h, options } = metered;
  const of = { kw: net_kw, ...paidIn(metered), dt_h, microgrid: name };
  if (options.participation === 'retail') return trade(party(name), 'retailer', 'energy', of);
  const fee = options.wholesale.fee_per_kwh * Math.abs(net_kw) * dt_h;
  return [
    ...trade(party(name), 'aggregator', 'energy', of),
    { from: party(name), to: 'aggregator', purpose: 'fee', aggregator: name, amount: fee },
  ];
}

function wholesaleOf(metered: MeteredCla, kw: number): Transfer[] {
  const { dt_h, options } = metered;
  if (options.participation === 'retail') return [];
  return trade('aggregator', 'market-operator', 'energy', { kw, ...paidIn(metered), dt_h, microgrid: '' });
}

/** The devices outside microgrids. */
function outsideOf({ plan, devices, drawn_kw }: MeteredCla): Group {
  const inside = new Set(plan.microgrids.flatMap(({ microgrid }) => microgrid.devices));
  const outside = [...devices.keys()].filter((d) => !inside.has(d));
  return { devices: outside, net_kw: netOf(drawn_kw, outside) };
}

/** They are customers of the retailer, who passes the fee on. */
const customersOf = (metered: MeteredCla, { net_kw }: Group): Transfer[] =>
  trade('customers', 'retailer', 'energy', {
    ...{ kw: net_kw, ...settling(metered), dt_h: metered.dt_h, microgrid: '' },
  });

/** Accepted bids of a step, as far as the net power is that of the final schedule; a mandatory request does not count against it. */
function deliveredOf(
  { plan, t, dt_h }: MeteredCla,
  day: MicrogridDay,
  net_kw: number,
  requests: readonly MandatoryRequest[],
): Delivered[] {
  const { name } = day.microgrid;
  const requested = sum(requests.filter(({ microgrid }) => microgrid === name).map(({ done_kw }) => done_kw));
  const beyond = net_kw - requested - day.final.net_kw[t]!;
  const accepted = acceptedIn(plan.bids, plan.periods.find(({ steps }) => steps.includes(t))!.hour, name);
  const paid_kw = paidPowers(accepted, beyond);
  return accepted.map(({ bid }, i) => ({ day, bid, amount: bid.price * paid_kw[i]! * dt_h }));
}

function flexibilityTransfers({ bid: { microgrid }, amount }: Delivered): Transfer[] {
  const of = { purpose: 'flexibility', aggregator: microgrid, amount };
  return [
    { from: 'dso', to: 'aggregator', ...of },
    { from: 'aggregator', to: party(microgrid), ...of },
  ];
}

const acceptedIn = (bids: readonly OfferedBid[], hour: number, microgrid: string): readonly OfferedBid[] =>
  bids.filter(({ state, bid }) => state === 'accepted' && bid.period === hour && bid.microgrid === microgrid);

const penaltyOf = ({ dt_h, options }: MeteredCla, request: MandatoryRequest): Penalty => ({
  ...{ request, amount: options.penalty_per_kwh * Math.abs(request.done_kw) * dt_h },
});

function penaltyTransfer({ request: { microgrid }, amount }: Penalty, payer: Options['penalty_payer']): Transfer {
  const [from, to]: [Party, Party] = payer === 'microgrid' ? [party(microgrid), 'dso'] : ['dso', party(microgrid)];
  return { from, to, purpose: 'mandatory request', aggregator: microgrid, amount };
}

/** What the DSO could not resolve in this step. */
function realTime({ correction, record: { k } }: MeteredCla): Event[] {
  if (!correction) return [];
  const round = correction.requests.at(-1)?.round ?? 1;
  return correction.unresolved.map((text) => ({
    k,
    stage: 'real-time',
    round,
    party: 'dso',
    event: 'unresolved',
    text,
  }));
}
