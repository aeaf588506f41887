// A feeder over the steps of a day: the network, and what draws at its buses. A schedule is of these, in their order.
import type { Network } from '../../network/index.ts';
import { type AcCheck, acCheck } from './ac-check.ts';
import type { AtBus } from './flows.ts';
import { type LimitOptions, linearisedLimits, type NetworkLimit } from './limits.ts';
import { distflow, type Linearised, linearised } from './linearised.ts';
import { summedAt } from './load-points.ts';
import { withoutLosses } from './lossless.ts';
import type { Day, Schedule } from './schedule.ts';

/** The AC power flow of a schedule. */
export interface Checked extends AcCheck {
  readonly schedule: Schedule;
}

export interface Feeder extends Day {
  readonly network: Network;
  /** What a schedule is of: devices, or load points that stand for many. */
  readonly points: readonly AtBus[];
  /**
   * The AC power flow of every step.
   * @throws RunError naming the first hour that the network cannot carry, and why
   */
  acCheck(schedule: Schedule): Checked;
  /** The same with lossless flows and bare ratings; voltages remain those of the AC power flow. */
  lossless(check: Checked): Checked;
  /** The limits of every step on what is moved at some load points, around a schedule that was checked. */
  limits(check: Checked, loadPoints: readonly string[], options: LimitOptions): NetworkLimit[];
  /** Flows and voltages of a schedule, linear around another one that was checked; they differ at these load points alone. */
  linearised(
    around: Checked,
    schedule: Schedule,
    loadPoints: readonly string[],
    at: LimitOptions['linearised_at'],
  ): Linearised;
  /** Voltages of a schedule by linearised DistFlow from the empty network, [bus][t] p.u. */
  distflow(schedule: Schedule): Float64Array[];
  /** Sums at each of some buses, [bus][t]. */
  summed(values: readonly Float64Array[], buses: readonly string[]): Float64Array[];
}

export function feederOf(network: Network, points: readonly AtBus[], day: Day): Feeder {
  const summed: Feeder['summed'] = (values, buses) => summedAt(points, buses, values, day.hours.length);
  return {
    ...day,
    network,
    points,
    acCheck: (schedule) => ({ schedule, ...acCheck(network, points, schedule, day) }),
    lossless: (check) => ({ schedule: check.schedule, ...withoutLosses(network, points, check.schedule, check) }),
    limits: (check, loadPoints, options) =>
      linearisedLimits(network, points, check.schedule, check, day, loadPoints, options),
    linearised(around, schedule, loadPoints, at) {
      const after = summed(schedule.p_kw, loadPoints);
      const reduction_kw = summed(around.schedule.p_kw, loadPoints).map((of, j) =>
        of.map((kw, t) => kw - after[j]![t]!),
      );
      return linearised(network, points, around.schedule, around, day, loadPoints, reduction_kw, at);
    },
    distflow: (schedule) => distflow(network, points, schedule, day),
    summed,
  };
}
