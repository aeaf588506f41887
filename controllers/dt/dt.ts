// Dynamic tariff (DT) with scheduled re-profiling (SRP), day by day (SMART-MLA report, section 5.1). See day-ahead.ts.
import type { Remark } from '../../base/index.ts';
import type { Controller, DeviceView, Plan, PublishedIndicator, SetPoint } from '../../cosim/index.ts';
import type { ControllerKind, Site } from '../controller.ts';
import { accountRows, balanceIndicators, covers } from '../feeder/accounts.ts';
import { restOfDay } from '../feeder/day.ts';
import { listed } from '../feeder/remarks.ts';
import { indicatorsOf } from '../feeder/report.ts';
import type { Day } from '../feeder/schedule.ts';
import { agentsOf, type Today } from '../feeder/today.ts';
import { marketOf, seriesOf } from '../market.ts';
import { type Party, passed, type Transfer } from '../transfers.ts';
import { hold } from './day-ahead.ts';
import { CONTRACTS } from './homes.ts';
import { money, needs } from './needs.ts';
import { type Options, schema } from './options.ts';
import type { Outcome } from './outcome.ts';
import { planned } from './planned.ts';
import { plots } from './plots/index.ts';
import { remarksOf } from './remarks.ts';
import { settle } from './settlement.ts';
import { tablesIn } from './tables.ts';

export const dt: ControllerKind<Options> = {
  kind: 'dt',
  title: 'dynamic tariff, and scheduled re-profiling for what it leaves',
  schema,
  plans: true,
  buys: true,
  labels: { contract: CONTRACTS },
  needs,
  money,
  plots,
  create: createDt,
};

/** The outcome of a day, and who takes part in it. */
interface DtPlan {
  readonly outcome: Outcome;
  readonly devices: readonly DeviceView[];
  readonly parties: readonly Party[];
}

function createDt(options: Options, site: Site): Controller {
  const market = marketOf('dt', site);
  const tables = tablesIn(market.currency);
  return {
    name: 'dt',
    async dayAhead({ k, clock, devices, seed }, mail, publish): Promise<DtPlan> {
      const cyclic = options.houses === 'free' ? 'stores' : true;
      const day: Day = { ...restOfDay(clock, k), dt_h: clock.dt_h, cyclic };
      const energy_price = seriesOf(site, market.import_price, k, day.hours.length);
      const today: Today = { day, devices, agents: agentsOf(devices), energy_price, currency: market.currency, seed };
      const outcome = await hold(today, options, site, mail);
      publish({
        ...planned(tables, site.network, devices, outcome, options.flows),
        remarks: remarksOf(site.network, market.currency, outcome),
      });
      return { outcome, devices, parties: partiesOf(today) };
    },
    realTime({ k, devices }, plan) {
      const { outcome } = planOf(plan);
      const setPoints = new Map<number, SetPoint>();
      if (!covers(outcome.day, k)) return setPoints;
      for (const [d, { flexibility }] of devices.entries()) {
        if (flexibility) setPoints.set(d, { p_kw: outcome.final.p_kw[d]![k - outcome.day.from]! });
      }
      return setPoints;
    },
    settle({ k, p_kw }, plan, publish) {
      const { outcome, devices, parties } = planOf(plan);
      if (!covers(outcome.day, k)) return;
      const t = k - outcome.day.from;
      const transfers = settle(devices, outcome, t, p_kw);
      publish({
        rows: accountRows(tables, k, transfers),
        indicators: [
          deviation(outcome, t, p_kw),
          ...paid(transfers, market.currency),
          ...balanceIndicators('dt', parties, transfers, market.currency),
        ],
        remarks: notFollowed(outcome, devices, t, p_kw),
      });
    },
  };
}

const planOf = (plan: Plan): DtPlan => plan as DtPlan;

const partiesOf = ({ agents }: Today): Party[] => {
  const sellers = agents.flatMap(({ aggregator }): Party[] => (aggregator ? [`aggregator:${aggregator}`] : []));
  return ['dso', ...sellers, 'customers', 'supplier'];
};

/** What was foreseen as revenue and cost, as it came. */
function paid(transfers: readonly Transfer[], currency: string): PublishedIndicator[] {
  const indicator = indicatorsOf('dt');
  const tariff = passed(transfers, 'tariff', 'to', 'dso');
  const reprofiling = passed(transfers, 're-profiling', 'from', 'dso');
  return [
    indicator('tariff_paid', tariff, currency, 'Tariff paid for what the devices drew'),
    indicator('reprofiling_paid', reprofiling, currency, 'Paid for re-profiling'),
    indicator(
      'profit_settled',
      tariff - reprofiling,
      currency,
      'Tariff paid less paid for re-profiling, as settled: what the DSO is left with',
    ),
  ];
}

/** How far devices are from what they were to do in step t: a store that cannot follow its plan shows here. */
function deviation({ final }: Outcome, t: number, drawn_kw: ArrayLike<number>): PublishedIndicator {
  const value = final.p_kw.reduce((max, of, d) => Math.max(max, Math.abs(of[t]! - drawn_kw[d]!)), 0);
  const title = 'Largest difference between what a device was to draw and what it drew';
  return indicatorsOf('dt')('deviation_kw', value, 'kW', title, 'max');
}

/** Further from its plan than this a device did not follow it [kW]. */
const APART_KW = 1e-3;

function notFollowed(
  { final }: Outcome,
  devices: readonly DeviceView[],
  t: number,
  drawn_kw: ArrayLike<number>,
): Remark[] {
  const apart = devices.flatMap(({ id }, d) => {
    const kw = drawn_kw[d]! - final.p_kw[d]![t]!;
    return Math.abs(kw) > APART_KW ? [`${id} by ${kw.toFixed(3)} kW`] : [];
  });
  if (apart.length === 0) return [];
  return [{ id: 'dt_plan_not_followed', text: `dt: devices drew other than planned: ${listed(apart, 'devices')}` }];
}
