// What a reader of a market's day should know: why nobody bid, what is not resolved and why, who cannot deliver what it sold,
// and whether operator and DSO agreed.
import type { Remark } from '../../base/index.ts';
import type { DeviceView } from '../../cosim/index.ts';
import type { Network } from '../../network/index.ts';
import { isFlexible } from '../feeder/models.ts';
import { listed, violations } from '../feeder/remarks.ts';
import { isGiven } from './admission.ts';
import type { Options } from './options.ts';
import type { Outcome } from './outcome.ts';
import { isOffered } from './response.ts';

/** Below this an amount is the rounding of a solver [kW]. */
const ROUNDING_KW = 1e-3;

export function remarksOf(
  network: Network,
  devices: readonly DeviceView[],
  options: Options,
  outcome: Outcome,
): Remark[] {
  return [
    ...silence(outcome),
    ...notOffered(devices, options, outcome),
    ...refusals(outcome),
    ...capped(options, outcome),
    ...shortages(outcome),
    ...disagreement(options, outcome),
    ...ties(options, outcome),
    ...kept(devices, outcome),
    ...undelivered(outcome),
    ...violations('tfm', network, outcome.after, outcome.day),
  ];
}

/** Nobody bids although flexibility is required. */
function silence({ requirements, bids, refused, unanswered }: Outcome): Remark[] {
  if (requirements.length === 0 || bids.length + refused.length > 0) return [];
  const places = [...new Set(requirements.flatMap(({ load_points }) => load_points))];
  const why =
    unanswered.length > 0
      ? whyNot(unanswered)
      : 'no aggregator has devices there with something to decide, or a price for them';
  return [
    {
      id: 'tfm_nobody_bid',
      text: `tfm: flexibility was required at ${listed(places, 'load points')}, and nobody bid: ${why}`,
    },
  ];
}

const whyNot = (unanswered: Outcome['unanswered']): string =>
  listed(
    unanswered.map(({ aggregator, load_point, reason }) => `${aggregator} at ${load_point}: ${reason}`),
    'calls without a bid',
  );

/** Devices that a computed bid leaves out, although flexibility is required where they are. */
function notOffered(
  devices: readonly DeviceView[],
  { bids, bid_price }: Options,
  { requirements, models }: Outcome,
): Remark[] {
  const places = new Set(requirements.flatMap(({ load_points }) => load_points));
  const computes = (aggregator: string, load_point: string) => {
    const own = bids?.find((bid) => bid.aggregator === aggregator && bid.load_point === load_point);
    return own ? !isGiven(own) : bids === undefined || bid_price !== undefined;
  };
  const left = devices.filter(({ bus, labels }, d) => {
    const model = models.distinct[models.of[d]!]!;
    const aggregator = labels['aggregator'];
    return (
      aggregator !== undefined && places.has(bus) && computes(aggregator, bus) && isFlexible(model) && !isOffered(model)
    );
  });
  if (left.length === 0) return [];
  const names = listed(
    left.map(({ id }) => id),
    'devices',
  );
  const text = `tfm: computed bids leave out ${count(left.length, 'device', 'devices')} whose power alone does not say what follows from it (losses both ways, whole numbers, costs of its own): ${names}`;
  return [{ id: 'tfm_devices_not_offered', text }];
}

/** Prices that would be above what the DSO pays. */
function capped({ bids: listedBids = [], price_max_per_kwh: max }: Options, outcome: Outcome): Remark[] {
  const { bids, contracts, currency, day } = outcome;
  const cap = `the cap of ${max} ${currency}/kWh`;
  const drawn = bids.filter(
    ({ price, aggregator, load_point }) =>
      price === max && !listedBids.some((bid) => bid.aggregator === aggregator && bid.load_point === load_point),
  );
  const cut = contracts.flatMap(({ load_point, bid_price, bought_kw, clear_price }) =>
    day.hours.flatMap((hour, t) =>
      bought_kw[t]! > ROUNDING_KW && clear_price[t] === max && bid_price < max ? [`${load_point} at ${hour}`] : [],
    ),
  );
  const at = listed([...new Set(cut)], 'places and hours');
  return [
    ...(drawn.length > 0
      ? [
          {
            id: 'tfm_bid_prices_capped',
            text: `tfm: ${count(drawn.length, 'drawn price of a bid was', 'drawn prices of bids were')} above ${cap} and bid at it: ${listed(
              drawn.map(({ aggregator, load_point }) => `${aggregator} at ${load_point}`),
              'bids',
            )}`,
          },
        ]
      : []),
    ...(cut.length > 0
      ? [
          {
            id: 'tfm_clear_price_capped',
            text: `tfm: the last kWh needed was worth more than ${cap}, which is the clearing price instead: ${at}`,
          },
        ]
      : []),
  ];
}

function refusals({ refused }: Outcome): Remark[] {
  if (refused.length === 0) return [];
  const each = refused.map(({ aggregator, load_point, reason }) => `${aggregator} at ${load_point}: ${reason}`);
  const text = `tfm: ${count(refused.length, 'bid was', 'bids were')} refused (${listed(each, 'bids')})`;
  return [{ id: 'tfm_bids_refused', text }];
}

/** What no bid resolved, with what was offered and bought of it. */
function shortages({ clearing, bids, contracts, unanswered, refused, day: { dt_h } }: Outcome): Remark[] {
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
  const left = offered - bought;
  const why = [
    left <= ROUNDING_KW
      ? `all of the ${offered.toFixed(2)} kWh offered were bought`
      : `${bought.toFixed(2)} of ${offered.toFixed(2)} kWh offered were bought, and the rest does not help there, or its payback would violate a limit`,
    ...(unanswered.length > 0 ? [`no bid came from ${whyNot(unanswered)}`] : []),
    ...(refused.length > 0 ? [`${count(refused.length, 'bid was', 'bids were')} refused`] : []),
  ];
  return [{ id: 'tfm_shortage', text: `tfm: ${amounts.join(' and ')} remain unresolved: ${why.join('; ')}` }];
}

function disagreement({ tolerance_kw }: Options, { rounds }: Outcome): Remark[] {
  const last = rounds.at(-1);
  const kw = last ? Math.max(last.primal_kw, last.dual_kw) : 0;
  if (kw <= tolerance_kw) return [];
  const text = `tfm: operator and DSO did not agree in ${rounds.length} rounds of the ADMM: ${kw.toPrecision(3)} kW apart, the tolerance is ${tolerance_kw} kW`;
  return [{ id: 'tfm_admm_not_converged', text }];
}

/** Equal bids that may not be bought in proportion to what they offer. */
function ties({ tolerance_kw }: Options, { clearing, rounds }: Outcome): Remark[] {
  const last = rounds.at(-1);
  const disagrees = last !== undefined && Math.max(last.primal_kw, last.dual_kw) > tolerance_kw;
  if (clearing.tiesSettled || disagrees) return [];
  const text =
    'tfm: bids of equal price could not be bought in proportion to what they offer; their shares are those that the solver ended at';
  return [{ id: 'tfm_ties_not_settled', text }];
}

/** Devices that a reschedule does not touch, because whole numbers decide about them. */
function kept(devices: readonly DeviceView[], { contracts, models }: Outcome): Remark[] {
  const bought = contracts.filter(({ bought_kw }) => bought_kw.some((kw) => kw > ROUNDING_KW));
  const whole = [...new Set(bought.flatMap((contract) => contract.devices))].filter((d) =>
    models.distinct[models.of[d]!]!.problem.variables.integer.includes(1),
  );
  if (whole.length === 0) return [];
  const names = listed(
    whole.map((d) => devices[d]!.id),
    'devices',
  );
  const text = `tfm: ${count(whole.length, 'device', 'devices')} behind bids that were bought keep to the baseline, because whole numbers decide about them: ${names}`;
  return [{ id: 'tfm_devices_kept_at_baseline', text }];
}

/** Sold, and impossible to schedule. */
function undelivered({ contracts, unscheduled, day: { dt_h } }: Outcome): Remark[] {
  const empty = contracts.filter(({ bought_kw, devices }) => devices.length === 0 && sum(bought_kw) > 0);
  const without = empty.map(({ aggregator, load_point }) => `${aggregator} at ${load_point}`);
  const each = unscheduled.map(({ aggregator, load_point, shortfall_kw, excess_payback_kw }) => {
    const short = shortfall_kw > 0 ? [`${(shortfall_kw * dt_h).toFixed(3)} kWh less than sold`] : [];
    const back = excess_payback_kw > 0 ? [`${excess_payback_kw.toFixed(3)} kW more payback than granted`] : [];
    return `${aggregator} at ${load_point}: ${[...short, ...back].join(' and ')}`;
  });
  return [
    ...(without.length > 0
      ? [
          {
            id: 'tfm_sold_without_devices',
            text: `tfm: bids were bought that have no flexible device behind them, and nothing is delivered: ${listed(without, 'bids')}`,
          },
        ]
      : []),
    ...(each.length > 0
      ? [
          {
            id: 'tfm_not_schedulable',
            text: `tfm: devices cannot do all that was bought of them: ${listed(each, 'bids')}`,
          },
        ]
      : []),
  ];
}

const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

const sum = (values: Iterable<number>): number => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};
