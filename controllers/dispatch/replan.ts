// What is published of a plan of an intraday stage: how far it departs from the plan that it replaces. The other tables of a planned day
// are those of the day-ahead stage.
import { columns, indicator, table } from '../../record/index.ts';
import type { Day, Schedule } from '../feeder/schedule.ts';
import type { Planned, Replanned } from '../mechanism.ts';
import { type Indicators, once, type Source } from '../publishing.ts';
import { type Dispatched, scheduleOf } from './plan.ts';

type Of = Replanned<unknown, Dispatched>;

/** A plan in force, over the steps of a later day that ends with it. */
export function restOf({ plan, from }: Planned<unknown, Dispatched>, later: Pick<Day, 'from'>): Schedule {
  const rest = (of: readonly Float64Array[]) => of.map((powers) => powers.subarray(later.from - from));
  const { p_kw, q_kvar } = scheduleOf(plan);
  return { p_kw: rest(p_kw), q_kvar: rest(q_kvar) };
}

interface Change {
  /** Of the power of a device in a step; NaN where no plan was in force. */
  readonly largest_kw: number;
  /** The device with the largest change. */
  readonly device: string;
  /** Σ |Δp| Δt over devices and steps, half of it: what is moved to another step or device, or drawn in addition [kWh]. */
  readonly moved_kwh: number;
}

function changeOf({ before, from, plan, dt_h, devices }: Of): Change {
  if (!before) return { largest_kw: Number.NaN, device: '', moved_kwh: 0 };
  let [largest_kw, device, sum] = [0, '', 0];
  for (const [d, earlier] of restOf(before, { from }).p_kw.entries()) {
    const { p_kw, flexible } = plan.devices[d]!;
    if (!flexible) continue;
    for (const [t, kw] of p_kw.entries()) {
      const change = Math.abs(kw - earlier[t]!);
      sum += change;
      if (change > largest_kw) [largest_kw, device] = [change, devices[d]!.id];
    }
  }
  return { largest_kw, device, moved_kwh: (sum * dt_h) / 2 };
}

interface Row extends Change {
  readonly plan: Dispatched;
}

const { column } = columns<Row>();
const replannings = table(
  'replannings',
  'Plans of the intraday stages, and how far they depart from the plan in force',
  [
    column('change_max_kw', 'kW', 'Largest change of the power of a device in a step', (r) => r.largest_kw),
    column('change_max_device', 'string', 'Device with this change', (r) => r.device),
    column('moved_kwh', 'kWh', 'Half the sum of all changes: energy that is moved', (r) => r.moved_kwh),
    column('cost_rest', '{currency}', 'Cost of the rest of the day, as planned', (r) => r.plan.objective),
    column(
      'rounds',
      'integer',
      'Rounds of the AC optimisation; blank without one',
      (r) => r.plan.ac?.rounds ?? Number.NaN,
    ),
  ],
);

export const replanTables: readonly Source<Of>[] = [once(replannings, (of) => [{ ...changeOf(of), plan: of.plan }])];

export const replanIndicators: Indicators<Of> = [
  indicator('count', '1', 'Plans of the intraday stages', () => 1),
  indicator(
    'change_max_kw',
    'kW',
    'Largest change of the power of a device by a plan of an intraday stage',
    (of) => changeOf(of).largest_kw || 0,
    'max',
  ),
  indicator(
    'moved_kwh',
    'kWh',
    'Half the sum of all changes of power by the plans of the intraday stages',
    (of) => changeOf(of).moved_kwh,
  ),
];
