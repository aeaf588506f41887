// The schedule that an agent nominates: the power of its devices with a decision at each of its load points.
import type { Mail } from '../../../cosim/index.ts';
import { type AtBus, summedAt } from '../../feeder/schedule.ts';
import { addressOf, CONTROL_UNIT, schedule } from '../messages.ts';
import type { AgentOfDay } from '../plan.ts';

/** @param p_kw of every device over the steps of the day, sent from step `from` on */
export function nominate(
  { name, devices }: AgentOfDay,
  points: readonly AtBus[],
  p_kw: readonly (Float64Array | undefined)[],
  from: number,
  mail: Mail,
): void {
  const own = devices.map((d) => points[d]!);
  const load_points = [...new Set(own.map(({ bus }) => bus))];
  const powers = devices.map((d) => p_kw[d]!.slice(from));
  const sums = summedAt(own, load_points, powers, powers[0]!.length).map((of) => Array.from(of));
  const payload = { load_points, p_kw: sums, q_kvar: sums.map((of) => of.map(() => 0)) };
  mail.send(schedule, { from: addressOf(name), to: CONTROL_UNIT, payload });
}
