// What a bid is made from: a schedule that is changed, and the bid with what it consists of, which is not sent.
import type { Bid, MicrogridPlan, Period } from '../../terms.ts';
import type { Scheduling } from '../problem.ts';

/** A microgrid that is called, with its schedule. */
export interface Called {
  readonly scheduling: Scheduling;
  readonly plan: MicrogridPlan;
  /** The periods in which its net power is to change. */
  readonly periods: readonly Period[];
}

/** A run of an appliance that is moved. */
export interface Run {
  /** Position of the appliance in the microgrid. */
  readonly device: number;
  /** Values of the variables of its model with the run at its new time. */
  readonly values: Float64Array;
}

export type Basis =
  /** Generation that is curtailed: positions of the sources in the microgrid. */
  | { readonly kind: 'generation'; readonly sources: readonly number[] }
  /** Appliances that start in the period, and what a battery adds to flatten their power [kW]. */
  | { readonly kind: 'appliances'; readonly runs: readonly Run[]; readonly battery_kw: Float64Array }
  /** Any device: the problem was solved again. */
  | { readonly kind: 'schedule' };

/** A bid with what it consists of. */
export interface OwnBid {
  readonly bid: Bid;
  readonly basis: Basis;
}
