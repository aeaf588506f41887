// The terms of capacity limit allocation (m2M-GRID deliverable 5.2, section 5.2). A microgrid is a group of devices behind one
// metering point. Its net power is what its devices draw together: > 0 is bought, < 0 is sold [kW]. Steps count from the start
// of the planned horizon. Prices are per kWh.

/** A commercial microgrid (CM). */
export interface Microgrid {
  readonly name: string;
  /** Indices of its devices. */
  readonly devices: readonly number[];
}

/** Prices of energy over the steps [currency/kWh]. */
export interface Prices {
  readonly buy: readonly number[];
  readonly sell: readonly number[];
}

/** A period of the limits and of the bids: a clock hour of the local day. */
export interface Period {
  /** 0 … 23. The hour that a change of clocks repeats is one period of two hours. */
  readonly hour: number;
  /** Its steps within the horizon, ascending. */
  readonly steps: readonly number[];
}

/** A source feeds and never draws, a store does both, a consumer is any other device. */
export type Role = 'source' | 'store' | 'consumer';

/** A device in a schedule. */
export interface ScheduledDevice {
  readonly role: Role;
  /** Its own cost over the horizon: generation, wear [currency]. */
  readonly cost: number;
  /** Quantities that it shows, over the steps: curtailment, stored energy. */
  readonly shown: readonly { readonly name: string; readonly unit: string; readonly values: Float64Array }[];
}

/** The schedule of a microgrid: plain data. Arrays over devices are in the order of the microgrid. */
export interface MicrogridPlan {
  readonly microgrid: string;
  /** Power of each device over the steps [kW]. */
  readonly p_kw: readonly Float64Array[];
  readonly q_kvar: readonly Float64Array[];
  /** Net power over the steps [kW]. */
  readonly net_kw: Float64Array;
  readonly devices: readonly ScheduledDevice[];
  /** Values of the variables of the model of each device. */
  readonly values: readonly Float64Array[];
  /** Terms of the cost over the horizon by name: `bought`, `sold` (≤ 0), and those of the devices [currency]. */
  readonly costs: Readonly<Record<string, number>>;
  /** Sum of the costs [currency]. */
  readonly objective: number;
  /** Net powers that are agreed by accepted bids, and by how much the schedule misses them [kW]. */
  readonly agreed: readonly AgreedPower[];
  readonly missing_kw: Float64Array;
  /** Runs of appliances that are agreed. */
  readonly committed: readonly CommittedRuns[];
}

export interface AgreedPower {
  readonly t: number;
  readonly net_kw: number;
}

/** Bounds of the mean net power of a microgrid over some steps: its share of the room below the limits on the sum; null without a limit. */
export interface Allowance {
  readonly steps: readonly number[];
  readonly least_kw: number | null;
  readonly most_kw: number | null;
}

export interface CommittedRuns {
  /** Position of the appliance in the microgrid. */
  readonly device: number;
  /** Steps in which its runs start. */
  readonly starts: readonly number[];
}

/** `less-export` raises the net power of a microgrid (downward flexibility), `less-import` lowers it. */
export type Direction = 'less-export' | 'less-import';

/** σ: the sign of a change of the net power. */
export const signOf = (direction: Direction): 1 | -1 => (direction === 'less-export' ? 1 : -1);

/** An offer of a microgrid to change its net power in one period by a constant power. Plain JSON: it is sent. */
export interface Bid {
  /** Unique in a round. */
  readonly id: string;
  readonly microgrid: string;
  /** Clock hour, as `Period.hour`. */
  readonly period: number;
  readonly direction: Direction;
  /** Type A is accepted whole or not at all (`on-off`, min = max); type B with any power from min to max (`range`). */
  readonly type: 'on-off' | 'range';
  readonly min_kw: number;
  readonly max_kw: number;
  /** Of the energy not exported or not imported [currency/kWh]. */
  readonly price: number;
  /** The price is the increase of the whole cost of the microgrid: energy that it buys, or does not sell, is included. */
  readonly includes_energy?: true;
  /** Change of the net power over the steps, in addition to that in the period, when all of it is accepted [kW]. */
  readonly follow_up_kw?: readonly number[];
  /** At most one of the bids of a microgrid with the same value is accepted: they use the same appliances. */
  readonly exclusive?: string;
}
