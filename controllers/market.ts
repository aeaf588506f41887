// The prices at which a mechanism buys, where a case has them.
import { InputError } from '../base/index.ts';
import type { Market, Site } from './controller.ts';

/** @throws InputError when the site has no market */
export function marketOf(name: string, { market }: Site): Market {
  if (market !== undefined) return market;
  const expected = `prices to buy energy at, which the controller ${name} reads`;
  throw new InputError('case.yaml', [{ where: 'market', found: undefined, expected }]);
}

/** Some steps as a plan sees them, as in `Day`. */
interface Ahead {
  readonly from: number;
  readonly hours: readonly unknown[];
  readonly known?: number;
}

/** The forecast of a profile over the steps. */
export const seriesOf = (
  { profile, forecast = profile }: Site,
  name: string,
  { from, hours, known }: Ahead,
): number[] => hours.map((_, t) => forecast(name, from + t, known));

/** Prices and limits of the exchange with the upstream grid over some steps, the prices as they are forecast. */
export interface Exchange {
  readonly currency: string;
  /** Over the steps [currency/kWh]. */
  readonly import_price: readonly number[];
  readonly export_price: readonly number[];
  readonly import_max_kw: number;
  readonly export_max_kw: number;
}

/** Without a price, exported energy is paid nothing. */
export function exchangeOf(market: Market, site: Site, ahead: Ahead): Exchange {
  const { currency, import_price, export_price, import_max_kw, export_max_kw } = market;
  return {
    currency,
    import_price: seriesOf(site, import_price, ahead),
    export_price: export_price === undefined ? ahead.hours.map(() => 0) : seriesOf(site, export_price, ahead),
    import_max_kw: import_max_kw ?? Number.POSITIVE_INFINITY,
    export_max_kw: export_max_kw ?? Number.POSITIVE_INFINITY,
  };
}

export interface Prices {
  readonly import_price: number;
  readonly export_price: number;
}

/** The prices of a step, the truth, by which it is settled. */
export const pricesOf = ({ import_price, export_price }: Market, { profile }: Site, k: number): Prices => ({
  import_price: profile(import_price, k),
  export_price: export_price === undefined ? 0 : profile(export_price, k),
});
