// What devices are to draw over a day, as parties of a mechanism hand it on.
import type { Network } from '../../network/index.ts';
import type { Horizon } from '../../optimisation/index.ts';

/** The steps a mechanism plans for, and their width. */
export interface Day {
  /** First step, as the run counts. */
  readonly from: number;
  /** Name of each step: the local time at its start. Their number is the length of the day. */
  readonly hours: readonly string[];
  readonly dt_h: number;
  /** The last step whose truth is known, as in `Horizon`; of none when absent, a day ahead. */
  readonly known?: number;
  /** How stores and houses end it, as in `Horizon`; true when absent: with at least as much as they began with. */
  readonly cyclic?: Horizon['cyclic'];
  /** Appliances start when their owners prefer, as in `Horizon`. */
  readonly preferred?: Horizon['preferred'];
}

/** Power of every device over the steps of a day; load convention. The outer arrays are in the order of the devices. */
export interface Schedule {
  readonly p_kw: readonly Float64Array[];
  readonly q_kvar: readonly Float64Array[];
}

/** What has a bus: a device, or a load point for many devices. */
export interface AtBus {
  readonly bus: string;
}

/** A network over the steps of a day, and what draws at its buses. */
export interface Place extends Day {
  readonly network: Network;
  /** What a schedule is of: devices, or load points for many devices. */
  readonly points: readonly AtBus[];
}

export const horizonOf = ({ from, hours, cyclic = true, preferred = false, known }: Day): Horizon => ({
  ...{ from, hours, cyclic, preferred },
  ...(known === undefined ? {} : { known }),
  exclusive: false,
});

/**
 * Sums over the points at each of `buses`, [bus][t]; points elsewhere count nowhere.
 * @param values of each point over the steps
 */
export function summedAt(
  points: readonly AtBus[],
  buses: readonly string[],
  values: readonly Float64Array[],
  steps: number,
): Float64Array[] {
  const sums = new Map(buses.map((bus) => [bus, new Float64Array(steps)]));
  for (const [d, { bus }] of points.entries()) {
    const sum = sums.get(bus);
    if (sum) for (let t = 0; t < steps; t++) sum[t]! += values[d]![t]!;
  }
  return [...sums.values()];
}

/** Local time of a step, from its name. */
export const timeOf = (hour: string): string => /(?:^|T)(\d\d:\d\d)/.exec(hour)![1]!;
