// Prices of the two kinds of participation. Retail: every microgrid trades with the retailer, and the aggregator counts the sum at the same
// prices. Wholesale: the aggregator trades the sum on the wholesale market; a microgrid pays the fee on what it buys and on what it sells.
import type { FeederDay } from '../../feeder/day.ts';
import type { Options } from '../options.ts';
import type { Prices } from '../terms.ts';

type Sees = Pick<FeederDay<Options>, 'options' | 'exchange' | 'profile'>;

/** What the energy market agent announces. */
export function marketPrices({ options: { participation, wholesale }, exchange, profile }: Sees): Prices {
  const retail = { buy: exchange.import_price, sell: exchange.export_price };
  if (participation === 'retail') return retail;
  const { buy_price, sell_price } = wholesale;
  const buy = buy_price === undefined ? retail.buy : profile(buy_price);
  return { buy, sell: sell_price === undefined ? buy : profile(sell_price) };
}

/** What the aggregator passes on to microgrids. */
export function passedOn({ buy, sell }: Prices, { participation, wholesale }: Options): Prices {
  const fee = participation === 'wholesale' ? wholesale.fee_per_kwh : 0;
  return { buy: buy.map((price) => price + fee), sell: sell.map((price) => price - fee) };
}
