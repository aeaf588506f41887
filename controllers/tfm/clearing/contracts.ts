// The result of a clearing for each bid: what was bought, its payback, and its clearing price. The shadow price of a kW less at load
// point j in step t is λ[j,t] = Σk λ[k] A[k,j] over the limits k of that step; a kW bought of a bid includes its payback:
//   clear price[b,t] = λ[j,t] − g λ[j,h] − e[b,t],   g = B / Σ D,   e: the cost of the shift (incidence.ts)
// At the optimum that is the bid's price where it is bought in part, at least it where it is bought whole, at most it where it is not
// bought. An ADMM has λ to some digits; where it is within them of the price of a bid at the load point in the step, it is that price.
import { type NetworkLimit, shadowPriceAt } from '../../feeder/limits.ts';
import type { Portfolio } from '../bidding/portfolio.ts';
import type { Contract } from '../settlement/settlement.ts';
import type { Bid, Clearing } from '../terms.ts';
import { equalWithin, paybackShare, shiftCost } from './incidence.ts';

export interface Cleared {
  readonly bids: readonly Bid[];
  readonly clearing: Clearing;
  readonly limits: readonly NetworkLimit[];
  readonly loadPoints: readonly string[];
  /** Cap on the clearing price: in a shortage the dual is the price of the shortage, which is not paid. */
  readonly price_max: number;
  /** As in `Offers`. */
  readonly energy_price?: readonly number[];
}

/** @param portfolios whose devices deliver; a bid without one has no device */
export function contractsOf(cleared: Cleared, portfolios: readonly Portfolio[]): Contract[] {
  const { bids, clearing, limits, loadPoints, price_max, energy_price } = cleared;
  // in an ADMM the multiplier that operator and DSO both hold
  const shadowPrice = shadowPriceAt(limits, clearing.dual, loadPoints.length, clearing.reduction_kw[0]?.length ?? 0);
  return bids.map((bid, b): Contract => {
    const { aggregator, load_point, price, payback_step } = bid;
    const λ = shadowPrice[loadPoints.indexOf(load_point)]!;
    const g = paybackShare(bid);
    const bought_kw = clearing.share[b]!.map((α, t) => α * bid.reduction_kw[t]!);
    const own = portfolios.find((p) => p.aggregator === aggregator && p.load_point === load_point);
    const clear_price = bought_kw.map((bought, t) => {
      const value = priceSetBy(bids, bid, t, λ[t]! - g * λ[payback_step]! - shiftCost(bid, t, energy_price));
      return Math.min(price_max, Math.max(bought > 0 ? price : 0, value));
    });
    return { aggregator, load_point, bought_kw, bid_price: price, clear_price, devices: own?.devices ?? [] };
  });
}

/** The price of a bid that offers at the same place and time, where the value is equal to it; else the value. */
function priceSetBy(bids: readonly Bid[], { load_point }: Bid, t: number, value: number): number {
  const equal = equalWithin(bids.map(({ price }) => price));
  const near = bids.filter(
    (b) => b.load_point === load_point && b.reduction_kw[t]! > 0 && Math.abs(b.price - value) <= equal,
  );
  return near.length > 0 ? near.reduce((max, { price }) => Math.max(max, price), 0) : value;
}

/** Payback of what was bought [kW]. */
export function paybackOf(bid: Bid, bought_kw: Iterable<number>): number {
  let bought = 0;
  for (const kw of bought_kw) bought += kw;
  return paybackShare(bid) * bought;
}
