// The DSO: checks the supplier's schedule by AC power flow, requires flexibility where it is congested, and checks the final
// schedule. Of the devices it knows what their load points draw together.
import type { FeederDay } from '../../feeder/day.ts';
import { feederOf } from '../../feeder/grid.ts';
import { isViolated } from '../../feeder/limits.ts';
import { DSO, type LoadSchedule, read } from '../../feeder/messages.ts';
import type { Day, Schedule } from '../../feeder/schedule.ts';
import { loadBaseline, loadFinal, OPERATOR, purchase, requirements } from '../messages.ts';
import type { Options } from '../options.ts';
import type { Outcome } from '../outcome.ts';
import { type Congestion, requirementsOf } from '../requirements/requirements.ts';

/** What it sees of the day: the network and its mail; no device, no price. */
type Sees = Pick<FeederDay<Options>, keyof Day | 'network' | 'options' | 'mail'>;

/** Step 2: the AC power flow of the baseline. */
export function acCheck(
  { network, from, hours, dt_h, options, mail }: Sees,
  loadPoints: readonly string[],
): Congestion {
  const loads = read(mail, DSO, loadBaseline);
  const points = loads.load_points.map((bus) => ({ bus }));
  const feeder = feederOf(network, points, { from, hours, dt_h });
  const before = feeder.acCheck(scheduleOf(loads));
  const limits = feeder.limits(before, loadPoints, options);
  return { feeder, before, loadPoints, limits: limits.some(isViolated) ? limits : [] };
}

/** Step 3: the flexibility that the baseline requires, to the operator. */
export function requireFlexibility({ options, mail }: Sees, congestion: Congestion): void {
  const payload = { requirements: requirementsOf(congestion, options) };
  mail.send(requirements, { from: DSO, to: OPERATOR, payload });
}

/** Step 7: the AC power flow of the final schedule, and the same by the linear models. Where nothing was bought it is the baseline. */
export function finalCheck(
  { options, mail }: Sees,
  { feeder, before, loadPoints }: Congestion,
): Pick<Outcome, 'before' | 'after' | 'linear' | 'distflow_pu'> {
  const schedule = scheduleOf(read(mail, DSO, loadFinal));
  const isBought = read(mail, DSO, purchase).reduction_kw.some((of) => of.some((kw) => kw !== 0));
  return {
    before,
    after: isBought ? feeder.acCheck(schedule) : before,
    linear: feeder.linearised(before, schedule, loadPoints, options.linearised_at),
    distflow_pu: feeder.distflow(schedule),
  };
}

function scheduleOf({ p_kw, q_kvar }: LoadSchedule): Schedule {
  const over = (values: LoadSchedule['p_kw']) => values.map((of) => Float64Array.from(of));
  return { p_kw: over(p_kw), q_kvar: over(q_kvar) };
}
