// What devices are to draw over a day, as parties of a mechanism hand it on.
import type { Horizon } from '../../optimisation/index.ts';

/** The steps a mechanism plans for, and their width. */
export interface Day {
  /** First step, as the run counts. */
  readonly from: number;
  /** Name of each step: the local time at its start. Their number is the length of the day. */
  readonly hours: readonly string[];
  readonly dt_h: number;
  /** How stores and houses end it, as in `Horizon`; true when absent: with at least as much as they began with. */
  readonly cyclic?: Horizon['cyclic'];
}

/** Power of every device over the steps of a day; load convention. The outer arrays are in the order of the devices. */
export interface Schedule {
  readonly p_kw: readonly Float64Array[];
  readonly q_kvar: readonly Float64Array[];
}

export const horizonOf = ({ from, hours, cyclic = true }: Day): Horizon => ({ from, hours, cyclic, exclusive: false });
