// A day ahead the whole day is dispatched at once; in real time every device is asked for what the plan says; after each step
// the AC power flow tells what the DC model left out.
import { RunError } from '../../base/index.ts';
import type { Ask, Clock, Controller, Plan } from '../../cosim/index.ts';
import type { Market, Site } from '../controller.ts';
import { marketOf, seriesOf } from '../market.ts';
import { compared } from './comparison.ts';
import { copperPlateOf, type DcNetwork, dcOf } from './dc.ts';
import { dayAhead, type Exchange } from './problem.ts';
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
      const exchange = exchangeOf(market, site, clock, horizon.from, horizon.hours.length);
      const dispatch = { devices, buses, dc, exchange, horizon, dt_h: clock.dt_h };
      const always = options.binaries === 'always';
      const plan = options.voltage
        ? await withinVoltageBands(site.network, (limits) => solveDispatch(dispatch, always, seed, limits))
        : await solveDispatch(dispatch, always, seed);
      publish(planned(tables, devices, plan));
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

/** Prices and limits of the horizon, in the clock's steps. */
function exchangeOf(market: Market, site: Site, clock: Clock, from: number, steps: number): Exchange {
  const series = (profile: string) => seriesOf(site, profile, from, steps);
  const import_price = series(market.import_price);
  // Exported energy is paid nothing, and costs as much as imported energy is paid where that price is below 0.
  const unpaid = () => import_price.map((π) => Math.min(0, π));
  const export_price = market.export_price === undefined ? unpaid() : series(market.export_price);
  for (let t = 0; t < steps; t++) {
    if (export_price[t]! > import_price[t]!) {
      const prices = `${export_price[t]} against ${import_price[t]} ${market.currency}/kWh`;
      const at = clock.iso(from + t);
      throw new RunError(
        `at ${at} exported energy is paid more than imported energy costs (${prices}): the plan would have no bound`,
      );
    }
  }
  return {
    currency: market.currency,
    import_price,
    export_price,
    import_max_kw: market.import_max_kw ?? Number.POSITIVE_INFINITY,
    export_max_kw: market.export_max_kw ?? Number.POSITIVE_INFINITY,
  };
}
