// Who pays whom for one step, from what the devices drew.
//   energy       retail: each microgrid and the retailer; wholesale: each microgrid and the aggregator, at the prices of the market
//   wholesale    the aggregator and the market, for the sum
//   fee          a microgrid to the aggregator, for what it buys and sells on the wholesale market
//   flexibility  π P Δt of accepted bids: the DSO to the aggregator, the aggregator to the microgrid, as far as the final schedule is kept
//   penalty      of mandatory requests, between microgrid and DSO
import { sum } from '../../../base/index.ts';
import type { Accounted } from '../../accounts.ts';
import { timeOf } from '../../feeder/schedule.ts';
import type { Party, Transfer } from '../../transfers.ts';
import type { Event, MandatoryRequest, MeteredCla, MicrogridDay, OfferedBid } from '../plan.ts';
import { membershipAt } from '../protocol/membership.ts';

/** A settled step. */
export interface Settled extends Accounted {
  readonly requests: readonly MandatoryRequest[];
  /** Net power of each microgrid beyond its final schedule [kW]. */
  readonly beyond_kw: readonly number[];
  readonly events: readonly Event[];
}

/** A deviation from the schedule below this is rounding [kW]. */
const ROUNDING_KW = 1e-6;

export function settle(metered: MeteredCla): Settled {
  const { plan, t, correction, record, drawn_kw, options, hours } = metered;
  const microgrids = plan.microgrids.map((day) => {
    const net_kw = sum(day.microgrid.devices.map((d) => drawn_kw[d]!));
    const { member } = membershipAt(options, day.microgrid.name, timeOf(hours[t]!));
    return { day, net_kw, member };
  });
  const requests = correction?.requests ?? [];
  const transfers = [
    ...microgrids.flatMap(({ day, net_kw }) => energyOf(metered, day, net_kw)),
    ...wholesaleOf(metered, sum(microgrids.map(({ net_kw }) => net_kw))),
    ...customersOf(metered),
    ...microgrids.flatMap(({ day, net_kw, member }) => (member ? flexibilityOf(metered, day, net_kw, requests) : [])),
    ...requests.flatMap((request) => penaltyOf(metered, request)),
  ];
  return {
    transfers: transfers.filter(({ amount }) => amount !== 0),
    requests,
    beyond_kw: microgrids.map(({ day, net_kw }) => net_kw - day.final.net_kw[t]!),
    events: [...plan.log.filter(({ k }) => k === record.k && plan.stage === 'intraday'), ...realTime(metered)],
  };
}

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

function energyOf(metered: MeteredCla, { microgrid: { name } }: MicrogridDay, kw: number): Transfer[] {
  const { dt_h, options } = metered;
  const of = { kw, ...paidIn(metered), dt_h, microgrid: name };
  if (options.participation === 'retail') return trade(party(name), 'retailer', 'energy', of);
  const fee = options.wholesale.fee_per_kwh * Math.abs(kw) * dt_h;
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

/** Devices outside microgrids are customers of the retailer. */
function customersOf(metered: MeteredCla): Transfer[] {
  const { plan, devices, dt_h, drawn_kw, options } = metered;
  const inside = new Set(plan.microgrids.flatMap(({ microgrid }) => microgrid.devices));
  const kw = sum(devices.map((_, d) => (inside.has(d) ? 0 : drawn_kw[d]!)));
  const { buy, sell } = paidIn(metered);
  const fee = options.participation === 'retail' ? 0 : options.wholesale.fee_per_kwh; // as passed on to microgrids
  return trade('customers', 'retailer', 'energy', { kw, buy: buy + fee, sell: sell - fee, dt_h, microgrid: '' });
}

/** Accepted bids of a step, as far as the net power is that of the final schedule; a mandatory request does not count against it. */
function flexibilityOf(
  { plan, t, dt_h }: MeteredCla,
  { microgrid: { name }, final }: MicrogridDay,
  net_kw: number,
  requests: readonly MandatoryRequest[],
): Transfer[] {
  const requested = sum(requests.filter(({ microgrid }) => microgrid === name).map(({ done_kw }) => done_kw));
  const beyond = net_kw - requested - final.net_kw[t]!;
  const paid = acceptedIn(plan.bids, plan.periods.find(({ steps }) => steps.includes(t))!.hour, name);
  return paid.flatMap(({ bid, accepted_kw }): Transfer[] => {
    const missing = bid.direction === 'less-export' ? -beyond : beyond;
    const kw = Math.max(0, accepted_kw - (missing > ROUNDING_KW ? missing : 0));
    const amount = bid.price * kw * dt_h;
    const of = { purpose: 'flexibility', aggregator: name, amount };
    return [
      { from: 'dso', to: 'aggregator', ...of },
      { from: 'aggregator', to: party(name), ...of },
    ];
  });
}

const acceptedIn = (bids: readonly OfferedBid[], hour: number, microgrid: string): readonly OfferedBid[] =>
  bids.filter(({ state, bid }) => state === 'accepted' && bid.period === hour && bid.microgrid === microgrid);

function penaltyOf({ dt_h, options }: MeteredCla, { microgrid, done_kw }: MandatoryRequest): Transfer[] {
  const amount = options.penalty_per_kwh * Math.abs(done_kw) * dt_h;
  const [from, to]: [Party, Party] =
    options.penalty_payer === 'microgrid' ? [party(microgrid), 'dso'] : ['dso', party(microgrid)];
  return [{ from, to, purpose: 'mandatory request', aggregator: microgrid, amount }];
}

/** What the DSO could not resolve in this step. */
const realTime = ({ correction, record: { k } }: MeteredCla): Event[] =>
  (correction?.unresolved ?? []).map((text) => ({
    ...{ k, stage: 'real-time', round: 1, party: 'dso', event: 'unresolved', text },
  }));
