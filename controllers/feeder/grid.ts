// A feeder over the steps of a day: the network, and what draws at its buses. A schedule is of these, in their order.
import type { Network } from '../../network/index.ts';
import { acCheck, type Checked } from './ac-check.ts';
import { type LimitOptions, linearisedLimits, type NetworkLimit } from './limits.ts';
import { distflow, type Linearised, linearised, withoutLosses } from './linearised.ts';
import { type AtBus, type Day, type Place, type Schedule, summedAt } from './schedule.ts';

export interface Feeder extends Place {
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
  const place: Place = { ...day, network, points };
  return {
    ...place,
    acCheck: (schedule) => acCheck(place, schedule),
    lossless: (check) => withoutLosses(place, check.schedule, check),
    limits: (check, loadPoints, options) => linearisedLimits(place, check, loadPoints, options),
    linearised: (around, schedule, loadPoints, at) => linearised(place, around, schedule, loadPoints, at),
    distflow: (schedule) => distflow(place, schedule),
    summed: (values, buses) => summedAt(points, buses, values, day.hours.length),
  };
}
