// The plan of capacity limit allocation for the rest of a day: what all parties came to. It is plain data; no party knows all of it.
import type { AcCheck } from '../feeder/ac-check.ts';
import type { LoadSchedule } from '../feeder/messages.ts';
import type { Coming, Correction, Metered, Planned } from '../mechanism.ts';
import type { CapacityLimit } from './messages.ts';
import type { Options } from './options.ts';
import type { Bid, Direction, Microgrid, MicrogridPlan, Period, Prices } from './terms.ts';

export type PlannedCla = Planned<Options, ClaPlan>;
export type ComingStep = Coming<Options, ClaPlan>;
export type MeteredCla = Metered<Options, ClaPlan, Request>;

/** Arrays over steps begin at the first step of the plan. */
export interface ClaPlan {
  /** Where it was made. */
  readonly stage: 'day-ahead' | 'intraday';
  /** Those that take part. */
  readonly microgrids: readonly MicrogridDay[];
  /** Clock hours of limits and bids. */
  readonly periods: readonly Period[];
  /** Prices of the microgrids, and those of the sum that the aggregator sees. With retail participation they are equal. */
  readonly prices: Prices;
  readonly aggregator_prices: Prices;
  /** Price of a customer without own generation, a comparison in the accounts [currency/kWh]. */
  readonly reference_price: readonly number[];
  /** Schedule of the devices outside microgrids, [device][t] kW; undefined for one that has its default behaviour. */
  readonly others_kw: readonly (Float64Array | undefined)[];
  /** In the last round in which the hour had one; in the order of the periods. */
  readonly limits: readonly CapacityLimit[];
  /** All bids of all rounds. */
  readonly bids: readonly OfferedBid[];
  /** Violations of limits that the bids do not resolve. */
  readonly shortfalls: readonly Shortfall[];
  /** AC power flow of the initial and of the final schedules, as the DSO checks them. */
  readonly before: AcCheck;
  readonly after: AcCheck;
  readonly rounds: readonly Round[];
  /** What was said and done, in order; expired answers and defaults too. */
  readonly log: readonly Event[];
}

/** A microgrid on this day. */
export interface MicrogridDay {
  readonly microgrid: Microgrid;
  /** Its load points, in the order of their first device. */
  readonly load_points: readonly string[];
  /** Name of its control agent; that of the microgrid unless it is replaced. */
  readonly agent: string;
  /** Cheapest schedule by the prices alone; the schedule in force in an intraday stage. */
  readonly initial: MicrogridPlan;
  readonly final: MicrogridPlan;
  /** Set points of its devices, in its order; undefined for one that has nothing to decide [kW]. */
  readonly orders_kw: readonly (Float64Array | undefined)[];
  /** What the aggregator counts with: the final schedule, or a default where the microgrid did not answer. */
  readonly counted: LoadSchedule;
}

/** `expired`: its bid came too late, or the round ended without a decision on it. */
export interface OfferedBid {
  readonly bid: Bid;
  readonly round: number;
  readonly state: 'accepted' | 'rejected' | 'expired';
  /** 0 where it is not accepted [kW]. */
  readonly accepted_kw: number;
}

/** A limit that the accepted bids of a round do not keep. */
export interface Shortfall {
  readonly round: number;
  readonly period: number;
  readonly direction: Direction;
  readonly kw: number;
}

/** A round of limits, bids and final schedules. */
export interface Round {
  readonly round: number;
  /** Clock hours in which bids were called for. */
  readonly called: readonly number[];
  /** Clock hours in which the final schedules violate a limit of the network; empty where the DSO confirms. */
  readonly violated: readonly number[];
  /** Least violations that no flexibility resolves, in words. */
  readonly unresolved: readonly string[];
}

/** An entry of the log of the protocol. */
export interface Event {
  /** Step of the run in which the stage was held. */
  readonly k: number;
  readonly stage: 'day-ahead' | 'intraday' | 'real-time';
  readonly round: number;
  readonly party: string;
  readonly event:
    | 'expired'
    | 'default'
    | 'joins'
    | 'leaves'
    | 'replaced'
    | 'shortfall'
    | 'rejected'
    | 'confirmed'
    | 'unresolved';
  readonly text: string;
}

/** What the DSO requests in real time, and what comes of it: the correction of a step. */
export interface Request extends Correction {
  readonly requests: readonly MandatoryRequest[];
  /** Violations that remain, in words. */
  readonly unresolved: readonly string[];
}

export interface MandatoryRequest {
  /** In a step, counted from 1: what is done less in one is requested at other load points in the next. */
  readonly round: number;
  readonly microgrid: string;
  readonly load_point: string;
  /** Change of the net power that the DSO requests, and what the devices can do of it [kW]. */
  readonly requested_kw: number;
  readonly done_kw: number;
  /** Change of each device of the load point, which sum to what is done [kW]. */
  readonly moved_kw: ReadonlyMap<number, number>;
}
