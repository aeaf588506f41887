// What a bid is made from: a schedule that is changed, and the bid with what it consists of, which is not sent.
import type { DeviceModel } from '../../../feeder/models.ts';
import type { Bid, CommittedRuns, MicrogridPlan, Period } from '../../terms.ts';
import type { Scheduling } from '../problem.ts';

/** A microgrid with its schedule. */
export interface Scheduled {
  readonly scheduling: Scheduling;
  /** Models of its devices in which appliances may start whenever they can be used, not only when their owners prefer. */
  readonly usable: readonly DeviceModel[];
  readonly plan: MicrogridPlan;
}

/** A microgrid that is called for bids in some periods. */
export interface Called extends Scheduled {
  readonly periods: readonly Period[];
}

/** An appliance with a run that is moved. */
export interface Run extends CommittedRuns {
  /** Values of the variables of its model with these runs. */
  readonly values: Float64Array;
}

export type Basis =
  /** Generation that is curtailed: positions of the sources in the microgrid. */
  | { readonly kind: 'generation'; readonly sources: readonly number[] }
  /** Appliances that start in the period, and what a battery adds to flatten their power [kW]. */
  | {
      readonly kind: 'appliances';
      readonly runs: readonly Run[];
      /** Position of the battery; undefined without one. */
      readonly battery: number | undefined;
      readonly battery_kw: Float64Array;
    }
  /** Any devices: the problem was solved again. */
  | { readonly kind: 'schedule' };

/** A bid with what it consists of. */
export interface OwnBid {
  readonly bid: Bid;
  readonly basis: Basis;
}

/** How a shift of appliances is priced. `published`: at the size of the change of its cost; `rational`: at the increase and a fee. */
export interface Pricing {
  readonly price: 'published' | 'rational';
  /** Added to a rational price, and to that of any devices [currency/kWh]. */
  readonly fee: number;
}
