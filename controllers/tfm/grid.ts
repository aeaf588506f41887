// The DSO's day: what the supplier plans is checked by AC power flow, congestion becomes a requirement, and the final schedule
// is checked again. Of the devices it knows no more than what their load points draw.
import type { Mail } from '../../cosim/index.ts';
import type { Network } from '../../network/index.ts';
import { type AcCheck, acCheck } from '../feeder/ac-check.ts';
import type { AtBus } from '../feeder/flows.ts';
import type { NetworkLimit } from '../feeder/limits.ts';
import { networkLimits } from '../feeder/limits.ts';
import { distflow, type Linearised, linearised } from '../feeder/linearised.ts';
import { DSO, type LoadSchedule, read } from '../feeder/messages.ts';
import type { Day, Schedule } from '../feeder/schedule.ts';
import { loadBaseline, loadFinal, OPERATOR, requirements } from './messages.ts';
import type { Options } from './options.ts';
import { requirements as requirementsOf } from './requirements.ts';

/** Where the DSO works, and where aggregators are active. */
export interface Feeder {
  readonly network: Network;
  readonly options: Options;
  /** Load points of the market. */
  readonly loadPoints: readonly string[];
}

export interface Checked {
  readonly points: readonly AtBus[];
  readonly schedule: Schedule;
  readonly check: AcCheck;
  readonly limits: readonly NetworkLimit[];
}

/** Steps 2 and 3: validates the baseline, and asks the market for what it lacks. */
export function checkBaseline({ network, options, loadPoints }: Feeder, day: Day, mail: Mail): Checked {
  const { points, schedule } = scheduleOf(read(mail, DSO, loadBaseline));
  const check = acCheck(network, points, schedule, day);
  const limits = networkLimits(network, points, schedule, check, day, loadPoints, options);
  const price_max = options.price_max_per_kwh;
  const payload = {
    requirements: requirementsOf(network, points, schedule, day, loadPoints, limits, { ...options, price_max }),
  };
  mail.send(requirements, { from: DSO, to: OPERATOR, payload });
  return { points, schedule, check, limits };
}

/** Step 6: the AC power flow of the final schedule, and beside it what the linear models make of it. */
export function checkFinal(
  feeder: Feeder,
  checked: Checked,
  day: Day,
  mail: Mail,
): { after: AcCheck; linear: Linearised; distflow_pu: readonly Float64Array[] } {
  const { network, options, loadPoints } = feeder;
  const { points, schedule } = scheduleOf(read(mail, DSO, loadFinal));
  const place = new Map(points.map(({ bus }, i) => [bus, i]));
  const reduction_kw = loadPoints.map((bus) => {
    const i = place.get(bus);
    if (i === undefined) return new Float64Array(day.hours.length);
    return checked.schedule.p_kw[i]!.map((p, t) => p - schedule.p_kw[i]![t]!);
  });
  return {
    after: acCheck(network, points, schedule, day),
    linear: linearised(
      network,
      checked.points,
      checked.schedule,
      checked.check,
      day,
      loadPoints,
      reduction_kw,
      options.linearised_at,
    ),
    distflow_pu: distflow(network, points, schedule, day),
  };
}

function scheduleOf({ load_points, p_kw, q_kvar }: LoadSchedule) {
  const over = (values: LoadSchedule['p_kw']) => values.map((of) => Float64Array.from(of));
  return { points: load_points.map((bus) => ({ bus })), schedule: { p_kw: over(p_kw), q_kvar: over(q_kvar) } };
}
