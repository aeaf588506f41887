// Prices of a step, and the largest bonus.
//   λ        price of energy within the microgrid
//   cap      buy − sell                          as published
//            buy − λ in a deficit, λ − sell in a surplus: what the payer saves, and no more
import type { FeederDay } from '../../feeder/day.ts';
import type { Options } from '../options.ts';
import type { Sign, StepPrices } from '../plan.ts';

/** Prices over the steps of a day or of its rest. */
export interface Prices {
  readonly energy: readonly number[];
  readonly buy: readonly number[];
  readonly sell: readonly number[];
}

export function pricesOf(day: FeederDay<Options>): Prices {
  const { options, exchange } = day;
  const { import_price: buy, export_price: sell } = exchange;
  if (options.energy_price !== undefined) return { energy: day.profile(options.energy_price), buy, sell };
  const isPaid = sell.some((price) => price !== 0);
  return { energy: isPaid ? buy.map((price, t) => (price + sell[t]!) / 2) : buy, buy, sell };
}

export const pricesAt = ({ energy, buy, sell }: Prices, t: number): StepPrices => ({
  ...{ energy: energy[t]!, buy: buy[t]!, sell: sell[t]! },
});

/** What the payer saves by a kWh less imbalance. */
export const rationalCap = ({ energy, buy, sell }: StepPrices, sign: Sign): number =>
  Math.max(0, sign > 0 ? energy - sell : buy - energy);

export function capOf(prices: StepPrices, sign: Sign, { cap, cap_per_kwh }: Options): number {
  if (cap_per_kwh !== undefined) return cap_per_kwh;
  return cap === 'published' ? Math.max(0, prices.buy - prices.sell) : rationalCap(prices, sign);
}
