// What a reader of a planned day should know: why nobody bid, what is not resolved and why, what cannot be delivered, and whether
// operator and DSO agreed.
import { type Remark, sum } from '../../../base/index.ts';
import { listed, violations } from '../../feeder/remarks.ts';
import type { Outcome, PlannedMarket } from '../outcome.ts';
import { disagreementOf } from './indicators.ts';

/** Below this an amount is the rounding of a solver [kW]. */
export const ROUNDING_KW = 1e-3;

const remark = (id: string, text: string): Remark => ({ id: `tfm_${id}`, text: `tfm: ${text}` });

const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

/** `ag1 at LP4`, of each. */
const named = (of: readonly { readonly aggregator: string; readonly load_point: string }[]): string[] =>
  of.map(({ aggregator, load_point }) => `${aggregator} at ${load_point}`);

const withReason = (of: Outcome['refused']): string[] => named(of).map((name, i) => `${name}: ${of[i]!.reason}`);

export const remarksOf = (of: PlannedMarket): Remark[] => [
  ...silence(of),
  ...notOffered(of),
  ...refusals(of),
  ...cappedBids(of),
  ...cappedPrices(of),
  ...shortages(of),
  ...disagreement(of),
  ...ties(of),
  ...kept(of),
  ...undelivered(of),
  ...violations('tfm', of.network, of.plan.after, of),
];

/** Nobody bids although flexibility is required. */
function silence({ plan: { requirements, bids, refused, unanswered } }: PlannedMarket): Remark[] {
  if (requirements.length === 0 || bids.length + refused.length > 0) return [];
  const places = [...new Set(requirements.flatMap(({ load_points }) => load_points))];
  const why =
    unanswered.length > 0
      ? listed(withReason(unanswered), 'calls without a bid')
      : 'no aggregator has devices there with something to decide, or a price for them';
  return [remark('nobody_bid', `flexibility was required at ${listed(places, 'load points')}, and nobody bid: ${why}`)];
}

function notOffered({ plan: { not_offered }, devices }: PlannedMarket): Remark[] {
  if (not_offered.length === 0) return [];
  const names = listed(
    not_offered.map((d) => devices[d]!.id),
    'devices',
  );
  const which = count(not_offered.length, 'device', 'devices');
  const why = 'whose power alone does not say what follows from it (losses both ways, whole numbers, costs of its own)';
  return [remark('devices_not_offered', `computed bids leave out ${which} ${why}: ${names}`)];
}

function refusals({ plan: { refused } }: PlannedMarket): Remark[] {
  if (refused.length === 0) return [];
  const bids = count(refused.length, 'bid was', 'bids were');
  return [remark('bids_refused', `${bids} refused (${listed(withReason(refused), 'bids')})`)];
}

const capOf = ({ options, currency }: PlannedMarket): string =>
  `the cap of ${options.price_max_per_kwh} ${currency}/kWh`;

/** Drawn prices above what the DSO pays. */
function cappedBids(of: PlannedMarket): Remark[] {
  const { bids: fromCase = [], price_max_per_kwh } = of.options;
  const drawn = of.plan.bids.filter(
    ({ price, aggregator, load_point }) =>
      price === price_max_per_kwh &&
      !fromCase.some((bid) => bid.aggregator === aggregator && bid.load_point === load_point),
  );
  if (drawn.length === 0) return [];
  const prices = count(drawn.length, 'drawn price of a bid was', 'drawn prices of bids were');
  return [remark('bid_prices_capped', `${prices} above ${capOf(of)} and bid at it: ${listed(named(drawn), 'bids')}`)];
}

/** Clearing prices that a shortage sets above what the DSO pays. */
function cappedPrices(of: PlannedMarket): Remark[] {
  const { price_max_per_kwh } = of.options;
  const cut = of.plan.contracts.flatMap(({ load_point, bid_price, bought_kw, clear_price }) =>
    of.hours.flatMap((hour, t) =>
      bought_kw[t]! > ROUNDING_KW && clear_price[t] === price_max_per_kwh && bid_price < price_max_per_kwh
        ? [`${load_point} at ${hour}`]
        : [],
    ),
  );
  if (cut.length === 0) return [];
  const at = listed([...new Set(cut)], 'places and hours');
  const text = `the last kWh needed was worth more than ${capOf(of)}, which is the clearing price instead: ${at}`;
  return [remark('clear_price_capped', text)];
}

/** What no bid resolved, with what was offered and bought of it. */
function shortages({ plan: { clearing, bids, contracts, unanswered, refused }, dt_h }: PlannedMarket): Remark[] {
  const { shortages: all } = clearing;
  if (all.length === 0) return [];
  const kwh = sum(all.map(({ limit, missing }) => (limit.service === 'overload' ? missing * dt_h : 0)));
  const pu = Math.max(0, ...all.map(({ limit, missing }) => (limit.service === 'voltage' ? missing : 0)));
  const amounts = [
    ...(kwh > 0 ? [`${kwh.toFixed(2)} kWh of overload`] : []),
    ...(pu > 0 ? [`up to ${pu.toFixed(5)} p.u. of voltage`] : []),
  ];
  const offered = sum(bids.map(({ reduction_kw }) => sum(reduction_kw))) * dt_h;
  const bought = sum(contracts.map(({ bought_kw }) => sum(bought_kw))) * dt_h;
  const why = [
    offered - bought <= ROUNDING_KW
      ? `all of the ${offered.toFixed(2)} kWh offered were bought`
      : `${bought.toFixed(2)} of ${offered.toFixed(2)} kWh offered were bought, and the rest does not help there, or its payback would violate a limit`,
    ...(unanswered.length > 0 ? [`no bid came from ${listed(withReason(unanswered), 'calls without a bid')}`] : []),
    ...(refused.length > 0 ? [`${count(refused.length, 'bid was', 'bids were')} refused`] : []),
  ];
  return [remark('shortage', `${amounts.join(' and ')} remain unresolved: ${why.join('; ')}`)];
}

function disagreement({ plan, options: { tolerance_kw } }: PlannedMarket): Remark[] {
  const kw = disagreementOf(plan);
  if (kw <= tolerance_kw) return [];
  const text = `operator and DSO did not agree in ${plan.rounds.length} rounds of the ADMM: ${kw.toPrecision(3)} kW apart, the tolerance is ${tolerance_kw} kW`;
  return [remark('admm_not_converged', text)];
}

/** Equal bids that may not be bought in proportion to what they offer. */
function ties({ plan, options: { tolerance_kw } }: PlannedMarket): Remark[] {
  if (plan.clearing.tiesSettled || disagreementOf(plan) > tolerance_kw) return [];
  const text =
    'bids of equal price could not be bought in proportion to what they offer; their shares are those that the solver ended at';
  return [remark('ties_not_settled', text)];
}

function kept({ plan: { kept_at_baseline }, devices }: PlannedMarket): Remark[] {
  if (kept_at_baseline.length === 0) return [];
  const names = listed(
    kept_at_baseline.map((d) => devices[d]!.id),
    'devices',
  );
  const which = count(kept_at_baseline.length, 'device', 'devices');
  const text = `${which} behind bids that were bought keep to the baseline, because whole numbers decide about them: ${names}`;
  return [remark('devices_kept_at_baseline', text)];
}

/** Sold, and impossible to schedule. */
function undelivered({ plan: { contracts, unscheduled }, dt_h }: PlannedMarket): Remark[] {
  const without = named(contracts.filter(({ bought_kw, devices }) => devices.length === 0 && sum(bought_kw) > 0));
  const names = named(unscheduled);
  const each = unscheduled.map(({ shortfall_kw, excess_payback_kw }, i) => {
    const short = shortfall_kw > 0 ? [`${(shortfall_kw * dt_h).toFixed(3)} kWh less than sold`] : [];
    const back = excess_payback_kw > 0 ? [`${excess_payback_kw.toFixed(3)} kW more payback than granted`] : [];
    return `${names[i]}: ${[...short, ...back].join(' and ')}`;
  });
  const empty = 'bids were bought that have no flexible device behind them, and nothing is delivered';
  return [
    ...(without.length > 0 ? [remark('sold_without_devices', `${empty}: ${listed(without, 'bids')}`)] : []),
    ...(each.length > 0
      ? [remark('not_schedulable', `devices cannot do all that was bought of them: ${listed(each, 'bids')}`)]
      : []),
  ];
}
