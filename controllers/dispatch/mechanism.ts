// A day ahead the whole day is dispatched at once; in real time every device is asked for what the plan says; after each step
// the AC power flow tells what the DC model left out.
import type { Ask, Controller, Plan } from '../../cosim/index.ts';
import type { Market, Site } from '../controller.ts';
import { marketOf, seriesOf } from '../market.ts';
import { compared } from './comparison.ts';
import { copperPlateOf, type DcNetwork, dcOf } from './dc.ts';
import type { Exchange } from './exchange.ts';
import { dayAhead } from './problem.ts';
import { remarksOf } from './remarks.ts';
import { type Dispatched, solveDispatch } from './solve.ts';
import { planned, tablesIn } from './tables.ts';
import { withinVoltageBands } from './voltage.ts';

export interface DispatchOptions {
  /** Flows and ratings of every branch, or none. */
  readonly network: 'dc' | 'copper-plate';
  /** Whether the voltage bands of the buses are kept, as the AC power flow has them. */
  readonly voltage: boolean;
  /** Stores end the day as they began it, cars and houses with at least as much. */
  readonly cyclic: boolean;
  /** Whether the binaries against charging and discharging at once are there from the beginning. */
  readonly binaries: 'always' | 'if-needed';
}

/** @throws InputError when the site has no market */
export function createDispatch(name: string, options: DispatchOptions, site: Site): Controller {
  const market = marketOf(name, site);
  const dc: DcNetwork = options.network === 'dc' ? dcOf(site.network) : copperPlateOf(site.network);
  const tables = tablesIn(market.currency);
  const { buses, branches } = site.network;
  return {
    name,
    async dayAhead({ k, clock, devices, seed }, _mail, publish): Promise<Dispatched> {
      const horizon = { ...dayAhead(clock, k), cyclic: options.cyclic };
      const exchange = exchangeOf(market, site, horizon.from, horizon.hours.length);
      const dispatch = { devices, buses, dc, exchange, horizon, dt_h: clock.dt_h };
      const always = options.binaries === 'always';
      const plan = options.voltage
        ? await withinVoltageBands(site.network, (limits) => solveDispatch(dispatch, always, seed, limits))
        : await solveDispatch(dispatch, always, seed);
      publish({ ...planned(tables, devices, plan), remarks: remarksOf(name, site.network, plan) });
      return plan;
    },
    realTime({ k }, plan) {
      const { dispatch, devices } = dispatched(plan);
      const asks = new Map<number, Ask>();
      for (const [d, { flexible, p_kw }] of devices.entries()) {
        if (flexible) asks.set(d, { p_kw: p_kw[k - dispatch.horizon.from]! });
      }
      return asks;
    },
    settle(record, plan, publish) {
      if (record.failure === undefined) publish(compared(tables, buses, branches, dispatched(plan))(record));
    },
  };
}

const dispatched = (plan: Plan): Dispatched => plan as Dispatched;

/** Prices and limits of the horizon, in the clock's steps. Without a price, exported energy is paid nothing. */
function exchangeOf(market: Market, site: Site, from: number, steps: number): Exchange {
  const series = (profile: string) => seriesOf(site, profile, from, steps);
  const { export_price } = market;
  return {
    currency: market.currency,
    import_price: series(market.import_price),
    export_price: export_price === undefined ? new Array<number>(steps).fill(0) : series(export_price),
    import_max_kw: market.import_max_kw ?? Number.POSITIVE_INFINITY,
    export_max_kw: market.export_max_kw ?? Number.POSITIVE_INFINITY,
  };
}
