// The transactive flexibility market (SMART-MLA report, section 5.2): a day ahead, aggregators sell the DSO reductions of load
// where the cheapest schedule would overload branches or lower voltages too far. In real time every device is asked for its
// final schedule; after each step what the meters show is settled. docs/models/tfm.md ties each equation to a function.
import type { Plan, SetPoint } from '../../cosim/index.ts';
import type { ControllerKind } from '../controller.ts';
import { covers } from '../feeder/accounts.ts';
import { restOfDay } from '../feeder/day.ts';
import { agentsOf } from '../feeder/today.ts';
import { marketOf, seriesOf } from '../market.ts';
import { holdMarket } from './day-ahead.ts';
import { money, needs } from './needs.ts';
import { type Options, schema } from './options.ts';
import type { Outcome } from './outcome.ts';
import { planned } from './planned.ts';
import { plots } from './plots/index.ts';
import { remarksOf } from './remarks.ts';
import { settled } from './settled.ts';
import { tablesIn } from './tables.ts';

/** So many devices are few: each has rows of its own. */
const FEW = 24;

export const tfm: ControllerKind<Options> = {
  kind: 'tfm',
  title: 'transactive flexibility market between aggregators and DSO, day-ahead',
  schema,
  plans: true,
  buys: true,
  needs,
  money,
  plots,
  headings: { tfm: 'The flexibility market' },
  create(options, site) {
    const { import_price, currency } = marketOf('tfm', site);
    const { network } = site;
    const tables = tablesIn(currency);
    return {
      name: 'tfm',
      async dayAhead({ k, clock, devices, seed }, mail, publish): Promise<Outcome> {
        const day = { ...restOfDay(clock, k), dt_h: clock.dt_h };
        const energy_price = seriesOf(site, import_price, k, day.hours.length);
        const today = { day, devices, agents: agentsOf(devices), energy_price, currency, seed };
        const outcome = await holdMarket(network, options, today, mail);
        const flexible = flexibleOf(outcome);
        const listed = new Set(options.show);
        const shown = flexible.length <= FEW ? flexible : flexible.filter((d) => listed.has(devices[d]!.id));
        publish({
          ...planned(tables, network, devices, shown, outcome),
          remarks: remarksOf(network, devices, options, outcome),
        });
        return outcome;
      },
      realTime({ k }, plan) {
        const outcome = outcomeOf(plan);
        const setPoints = new Map<number, SetPoint>();
        if (!covers(outcome.day, k)) return setPoints;
        for (const d of flexibleOf(outcome))
          setPoints.set(d, { p_kw: outcome.set_point_kw[d]![k - outcome.day.from]! });
        return setPoints;
      },
      settle({ k, p_kw }, plan, publish) {
        const outcome = outcomeOf(plan);
        const rules = { ...options, dt_h: outcome.day.dt_h };
        if (covers(outcome.day, k)) publish(settled(tables, outcome, rules, k, p_kw));
      },
    };
  },
};

const outcomeOf = (plan: Plan): Outcome => plan as Outcome;

const flexibleOf = ({ baseline: { flexible } }: Outcome): number[] =>
  flexible.flatMap((decides, d) => (decides ? [d] : []));
