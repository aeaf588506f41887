// The prices at which a mechanism buys, where a case has them.
import { InputError } from '../base/index.ts';
import type { Market, Site } from './controller.ts';

/** @throws InputError when the site has no market */
export function marketOf(name: string, { market }: Site): Market {
  if (market !== undefined) return market;
  const expected = `prices to buy energy at, which the controller ${name} reads`;
  throw new InputError('case.yaml', [{ where: 'market', found: undefined, expected }]);
}

/** A profile over steps of the clock. */
export const seriesOf = ({ profile }: Site, name: string, from: number, steps: number): number[] =>
  Array.from({ length: steps }, (_, t) => profile(name, from + t));

/** Prices and limits of the exchange with the upstream grid over some steps. */
export interface Exchange {
  readonly currency: string;
  /** Over the steps [currency/kWh]. */
  readonly import_price: readonly number[];
  readonly export_price: readonly number[];
  readonly import_max_kw: number;
  readonly export_max_kw: number;
}

/** Without a price, exported energy is paid nothing. */
export function exchangeOf(market: Market, site: Site, from: number, steps: number): Exchange {
  const { currency, import_price, export_price, import_max_kw, export_max_kw } = market;
  return {
    currency,
    import_price: seriesOf(site, import_price, from, steps),
    export_price:
      export_price === undefined ? new Array<number>(steps).fill(0) : seriesOf(site, export_price, from, steps),
    import_max_kw: import_max_kw ?? Number.POSITIVE_INFINITY,
    export_max_kw: export_max_kw ?? Number.POSITIVE_INFINITY,
  };
}
