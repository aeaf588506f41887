// The energy market agent: the retailer, or the wholesale market. It announces prices.

import type { FeederDay } from '../../feeder/day.ts';
import { DSO } from '../../feeder/messages.ts';
import { MARKET, priceForecast, RETAILER } from '../messages.ts';
import type { Options } from '../options.ts';
import { marketPrices } from '../protocol/prices.ts';

type Sees = Pick<FeederDay<Options>, 'options' | 'exchange' | 'profile' | 'mail'>;

/** Step 1. */
export function announcePrices(day: Sees): void {
  const { buy, sell } = marketPrices(day);
  const from = day.options.participation === 'retail' ? RETAILER : MARKET;
  day.mail.send(priceForecast, { from, to: DSO, payload: { buy: [...buy], sell: [...sell] } });
}
