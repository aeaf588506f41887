// What a reader of a planned day should know: why nobody bid, what is not resolved and why, what cannot be delivered, and whether
// operator and DSO agreed.
import { decimals, type Remark, sum } from '../../../base/index.ts';
import { listed, violations } from '../../feeder/report.ts';
import type { PlannedMarket } from '../outcome.ts';
import { ROUNDING_KW } from '../terms.ts';
import { disagreementOf } from './indicators.ts';

/** The text of each remark by its id; undefined where there is nothing to remark on. */
const REMARKS: Readonly<Record<string, (of: PlannedMarket) => string | undefined>> = {
  nobody_bid: nobodyBid,
  devices_not_offered: devicesNotOffered,
  bids_refused: bidsRefused,
  bid_prices_capped: bidPricesCapped,
  clear_price_capped: clearPriceCapped,
  shortage,
  admm_not_converged: admmNotConverged,
  ties_not_settled: tiesNotSettled,
  devices_kept_at_baseline: devicesKept,
  sold_without_devices: soldWithoutDevices,
  not_schedulable: notSchedulable,
};

export const remarksOf = (of: PlannedMarket): Remark[] => [
  ...Object.entries(REMARKS).flatMap(([id, textOf]) => {
    const text = textOf(of);
    return text === undefined ? [] : [{ id: `tfm_${id}`, text: `tfm: ${text}` }];
  }),
  ...violations('tfm', of.network, of.plan.after, of),
];

const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

interface Seller {
  readonly aggregator: string;
  readonly load_point: string;
}

const named = ({ aggregator, load_point }: Seller): string => `${aggregator} at ${load_point}`;

const reasons = (of: readonly (Seller & { readonly reason: string })[], what: string): string =>
  listed(
    of.map((one) => `${named(one)}: ${one.reason}`),
    what,
  );

const idsOf = ({ devices }: PlannedMarket, of: readonly number[]): string =>
  listed(
    of.map((d) => devices[d]!.id),
    'devices',
  );

/** Nobody bids although flexibility is required. */
function nobodyBid({ plan: { requirements, bids, refused, unanswered } }: PlannedMarket) {
  if (requirements.length === 0 || bids.length + refused.length > 0) return undefined;
  const places = [...new Set(requirements.flatMap(({ load_points }) => load_points))];
  const why =
    unanswered.length > 0
      ? reasons(unanswered, 'calls without a bid')
      : 'no aggregator has devices there with something to decide, or a price for them';
  return `flexibility was required at ${listed(places, 'load points')}, and nobody bid: ${why}`;
}

function devicesNotOffered(of: PlannedMarket) {
  const { not_offered } = of.plan;
  if (not_offered.length === 0) return undefined;
  const which = count(not_offered.length, 'device', 'devices');
  return `computed bids leave out ${which} whose power alone does not say what follows from it (losses both ways, whole numbers, costs of its own): ${idsOf(of, not_offered)}`;
}

function bidsRefused({ plan: { refused } }: PlannedMarket) {
  if (refused.length === 0) return undefined;
  return `${count(refused.length, 'bid was', 'bids were')} refused (${reasons(refused, 'bids')})`;
}

const capOf = ({ options, currency }: PlannedMarket): string =>
  `the cap of ${options.price_max_per_kwh} ${currency}/kWh`;

/** Drawn prices above what the DSO pays. */
function bidPricesCapped(of: PlannedMarket) {
  const { bids: fromCase = [], price_max_per_kwh } = of.options;
  const isDrawn = ({ aggregator, load_point }: Seller) =>
    !fromCase.some((bid) => bid.aggregator === aggregator && bid.load_point === load_point);
  const drawn = of.plan.bids.filter((bid) => bid.price === price_max_per_kwh && isDrawn(bid));
  if (drawn.length === 0) return undefined;
  const prices = count(drawn.length, 'drawn price of a bid was', 'drawn prices of bids were');
  return `${prices} above ${capOf(of)} and bid at it: ${listed(drawn.map(named), 'bids')}`;
}

/** Clearing prices that a shortage sets above what the DSO pays. */
function clearPriceCapped(of: PlannedMarket) {
  const cap = of.options.price_max_per_kwh;
  const cut = of.plan.contracts.flatMap(({ load_point, bid_price, bought_kw, clear_price }) =>
    of.hours.flatMap((hour, t) =>
      bought_kw[t]! > ROUNDING_KW && clear_price[t] === cap && bid_price < cap ? [`${load_point} at ${hour}`] : [],
    ),
  );
  if (cut.length === 0) return undefined;
  const at = listed([...new Set(cut)], 'places and hours');
  return `the last kWh needed was worth more than ${capOf(of)}, which is the clearing price instead: ${at}`;
}

/** What no bid resolved, with what was offered and bought of it. */
function shortage({ plan: { clearing, bids, contracts, unanswered, refused }, dt_h }: PlannedMarket) {
  const { shortages: all } = clearing;
  if (all.length === 0) return undefined;
  const kwh = sum(all.map(({ limit, missing }) => (limit.service === 'overload' ? missing * dt_h : 0)));
  const pu = Math.max(0, ...all.map(({ limit, missing }) => (limit.service === 'voltage' ? missing : 0)));
  const amounts = [
    ...(kwh > 0 ? [`${decimals(kwh, 2)} kWh of overload`] : []),
    ...(pu > 0 ? [`up to ${decimals(pu, 5)} p.u. of voltage`] : []),
  ];
  const offered = sum(bids.map(({ reduction_kw }) => sum(reduction_kw))) * dt_h;
  const bought = sum(contracts.map(({ bought_kw }) => sum(bought_kw))) * dt_h;
  const why = [
    offered - bought <= ROUNDING_KW
      ? `all of the ${offered.toFixed(2)} kWh offered were bought`
      : `${bought.toFixed(2)} of ${offered.toFixed(2)} kWh offered were bought, and the rest does not help there, or its payback would violate a limit`,
    ...(unanswered.length > 0 ? [`no bid came from ${reasons(unanswered, 'calls without a bid')}`] : []),
    ...(refused.length > 0 ? [`${count(refused.length, 'bid was', 'bids were')} refused`] : []),
  ];
  return `${amounts.join(' and ')} remain unresolved: ${why.join('; ')}`;
}

function admmNotConverged({ plan, options: { tolerance_kw } }: PlannedMarket) {
  const kw = disagreementOf(plan);
  if (kw <= tolerance_kw) return undefined;
  return `operator and DSO did not agree in ${plan.rounds.length} rounds of the ADMM: ${kw.toPrecision(3)} kW apart, the tolerance is ${tolerance_kw} kW`;
}

function tiesNotSettled({ plan, options: { tolerance_kw } }: PlannedMarket) {
  if (plan.clearing.tiesSettled || disagreementOf(plan) > tolerance_kw) return undefined;
  return 'bids of equal price could not be bought in proportion to what they offer; their shares are those that the solver ended at';
}

function devicesKept(of: PlannedMarket) {
  const { kept_at_baseline } = of.plan;
  if (kept_at_baseline.length === 0) return undefined;
  const which = count(kept_at_baseline.length, 'device', 'devices');
  return `${which} behind bids that were bought keep to the baseline, because whole numbers decide about them: ${idsOf(of, kept_at_baseline)}`;
}

function soldWithoutDevices({ plan: { contracts } }: PlannedMarket) {
  const without = contracts.filter(({ bought_kw, devices }) => devices.length === 0 && sum(bought_kw) > 0);
  if (without.length === 0) return undefined;
  return `bids were bought that have no flexible device behind them, and nothing is delivered: ${listed(without.map(named), 'bids')}`;
}

function notSchedulable({ plan: { unscheduled }, dt_h }: PlannedMarket) {
  if (unscheduled.length === 0) return undefined;
  const each = unscheduled.map(({ shortfall_kw, excess_payback_kw, ...seller }) => {
    const short = shortfall_kw > 0 ? [`${decimals(shortfall_kw * dt_h, 3)} kWh less than sold`] : [];
    const back = excess_payback_kw > 0 ? [`${decimals(excess_payback_kw, 3)} kW more payback than granted`] : [];
    return `${named(seller)}: ${[...short, ...back].join(' and ')}`;
  });
  return `devices cannot do all that was bought of them: ${listed(each, 'bids')}`;
}
