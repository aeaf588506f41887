// Dynamic tariff (DT) with scheduled re-profiling (SRP), day by day (SMART-MLA report, section 5.1). See day-ahead.ts.
import type { Ask, Controller, DeviceView, Plan, PublishedIndicator } from '../../cosim/index.ts';
import type { Cells } from '../columns.ts';
import type { ControllerKind, Site } from '../controller.ts';
import { dayAhead } from '../dispatch/problem.ts';
import type { Day } from '../feeder/schedule.ts';
import { agentsOf, type Today } from '../feeder/today.ts';
import { marketOf, seriesOf } from '../market.ts';
import { balances, summed, type Transfer } from '../transfers.ts';
import { hold } from './day-ahead.ts';
import { checkContracts } from './homes.ts';
import { type Options, schema } from './options.ts';
import type { Outcome } from './outcome.ts';
import { planned } from './planned.ts';
import { settle } from './settlement.ts';
import { tablesIn } from './tables.ts';

export const dt: ControllerKind<Options> = {
  kind: 'dt',
  title: 'dynamic tariff, and scheduled re-profiling for what it leaves',
  schema,
  create: createDt,
};

/** The outcome of a day, and the transfers of its steps as they are settled. */
interface DtPlan {
  readonly outcome: Outcome;
  readonly devices: readonly DeviceView[];
  readonly transfers: Transfer[];
}

function createDt(options: Options, site: Site): Controller {
  const market = marketOf('dt', site);
  const tables = tablesIn(market.currency);
  return {
    name: 'dt',
    async dayAhead({ k, clock, devices, seed }, mail, publish): Promise<DtPlan> {
      checkContracts(devices);
      const cyclic = options.houses === 'free' ? 'stores' : true;
      const day: Day = { ...dayAhead(clock, k), dt_h: clock.dt_h, cyclic };
      const energy_price = seriesOf(site, market.import_price, k, day.hours.length);
      const today: Today = { day, devices, agents: agentsOf(devices), energy_price, currency: market.currency, seed };
      const outcome = await hold(today, options, site, mail);
      publish(planned(tables, site.network, devices, outcome));
      return { outcome, devices, transfers: [] };
    },
    realTime({ k, devices }, plan) {
      const { outcome } = planOf(plan);
      const asks = new Map<number, Ask>();
      if (!covers(outcome, k)) return asks;
      for (const [d, { flexibility }] of devices.entries()) {
        if (flexibility) asks.set(d, { p_kw: outcome.final.p_kw[d]![k - outcome.day.from]! });
      }
      return asks;
    },
    settle({ k, p_kw }, plan, publish) {
      const { outcome, devices, transfers } = planOf(plan);
      if (!covers(outcome, k)) return;
      const { from, hours } = outcome.day;
      transfers.push(...settle(devices, outcome, k - from, p_kw));
      publish({ indicators: [deviation(outcome, k - from, p_kw)] });
      if (k !== from + hours.length - 1) return;
      const all = summed(transfers);
      const accounts = Array.from(
        balances(all),
        ([party, { received, paid }]): Cells => [party, received, paid, received - paid],
      );
      publish({
        rows: [
          {
            table: tables.settlement,
            k,
            cells: all.map((t) => [t.from, t.to, t.purpose, t.aggregator, t.amount]),
          },
          { table: tables.balances, k, cells: accounts },
        ],
      });
    },
  };
}

const planOf = (plan: Plan): DtPlan => plan as DtPlan;

/** How far devices are from what they were to do in step t: a store that cannot follow its plan shows here. */
function deviation({ final }: Outcome, t: number, drawn_kw: ArrayLike<number>): PublishedIndicator {
  const value = final.p_kw.reduce((most, of, d) => Math.max(most, Math.abs(of[t]! - drawn_kw[d]!)), 0);
  const title = 'Largest difference between what a device was to draw and what it drew';
  return { id: 'dt_deviation_kw', value, unit: 'kW', title, over: 'max' };
}

/** Whether a step belongs to the day; from its end to the next tariff devices follow their habit. */
const covers = ({ day }: Outcome, k: number): boolean => k < day.from + day.hours.length;
