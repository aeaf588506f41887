// The bids that take part: for a load point and a step that require flexibility, within the caps.
import type { Day } from '../../feeder/schedule.ts';
import { paybackShare } from '../clearing/incidence.ts';
import type { Refusal } from '../messages.ts';
import type { BidOption } from '../options.ts';
import type { Bid, Requirement } from '../terms.ts';
import { callAt } from './portfolio.ts';

export interface Admission {
  readonly admitted: readonly Bid[];
  readonly refused: readonly Refusal[];
}

export function admit(bids: readonly Bid[], requirements: readonly Requirement[], hours: readonly string[]): Admission {
  const reasons = bids.map((bid) => reasonAgainst(bid, requirements, hours));
  return {
    admitted: bids.filter((_, b) => reasons[b] === undefined),
    refused: bids.flatMap(({ aggregator, load_point }, b) => {
      const reason = reasons[b];
      return reason === undefined ? [] : [{ aggregator, load_point, reason }];
    }),
  };
}

/** Why a bid cannot take part; undefined where it can. */
function reasonAgainst(bid: Bid, requirements: readonly Requirement[], hours: readonly string[]): string | undefined {
  const { load_point, price, reduction_kw, payback_step, payback_kw } = bid;
  const call = callAt(load_point, requirements);
  if (!call) return `no flexibility is required of ${load_point}`;
  if (!call.steps.some((t) => reduction_kw[t]! > 0)) return 'it offers nothing in a step that requires flexibility';
  if (price > call.price_max) return `its price of ${price} is above the cap of ${call.price_max}`;
  if (payback_kw === 0) return undefined;
  const share = paybackShare(bid);
  if (share > call.payback_share_max * (1 + ROUNDING)) {
    return `it pays back ${share.toPrecision(4)} of its reduction, the cap is ${call.payback_share_max}`;
  }
  if (!call.payback_steps.includes(payback_step)) return `no payback is allowed at ${hours[payback_step]}`;
  return undefined;
}

/** A share this close to its cap is at it. */
const ROUNDING = 1e-9;

/** A bid as the case gives it, on the steps of the day; a refusal where no step begins at one of its times. */
export function givenBid(option: BidOption & Given, { hours }: Pick<Day, 'hours'>): Bid | Refusal {
  const { aggregator, load_point, price_per_kwh: price, reduction_kw: offered, payback, payback_kw } = option;
  const stepAt = (time: string) => hours.findIndex((hour) => hour === time || hour.slice(11, 16) === time);
  const missing = [...Object.keys(offered), payback].find((time) => stepAt(time) < 0);
  if (missing !== undefined) return { aggregator, load_point, reason: `no step of the day begins at ${missing}` };
  const reduction_kw = hours.map(() => 0);
  for (const [time, kw] of Object.entries(offered)) reduction_kw[stepAt(time)] = kw;
  return { aggregator, load_point, price, reduction_kw, payback_step: stepAt(payback), payback_kw };
}

/** The amounts of a bid. */
export interface Given {
  readonly reduction_kw: Readonly<Record<string, number>>;
  readonly payback: string;
  readonly payback_kw: number;
}

export const isGiven = (option: BidOption): option is BidOption & Given => option.reduction_kw !== undefined;
