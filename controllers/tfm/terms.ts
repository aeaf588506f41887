// The terms of the transactive flexibility market (SMART-MLA report, section 5.2). A load point is a bus, a step t counts from
// the start of the day. A reduction is a load less than the baseline in a congested step, a payback a load more than the
// baseline in one other step; both are ≥ 0 [kW]. Prices are per kWh reduced: what the report calls DKK/kW for one hour.
import type { NetworkLimit, Service } from '../feeder/limits.ts';

/** What an aggregator offers at one load point. Plain JSON: it is the message itself. */
export interface Bid {
  readonly aggregator: string;
  readonly load_point: string;
  /** π [currency/kWh]. */
  readonly price: number;
  /** Dt over the steps of the day; 0 where nothing is offered [kW]. */
  readonly reduction_kw: readonly number[];
  /** h: the step of the payback. */
  readonly payback_step: number;
  /** B: payback when everything is bought [kW]; of less it is the same share, B / Σ Dt. */
  readonly payback_kw: number;
}

/** One line of the flexibility requirement table (FRT): what the DSO asks for, without saying what it is short of. */
export interface Requirement {
  readonly service: Service;
  /** Candidate load points. */
  readonly load_points: readonly string[];
  /** Least and largest reduction that resolves the congestion, over the steps of the day; 0 in the others [kW]. */
  readonly min_kw: readonly number[];
  readonly max_kw: readonly number[];
  /** Steps in which payback is allowed. */
  readonly payback_steps: readonly number[];
  /** Most payback per reduction. */
  readonly payback_share_max: number;
  /** Most the DSO pays [currency/kWh]. */
  readonly price_max: number;
}

/** What is left of a limit that the bids cannot meet. */
export interface Shortage {
  readonly limit: NetworkLimit;
  /** Beyond `lower` or `upper`, in the unit of the limit, > 0. */
  readonly missing: number;
}

/** The market's answer. */
export interface Clearing {
  /** α: share bought of each bid in each step, [bid][t]; 0 where nothing is offered. */
  readonly share: readonly Float64Array[];
  /** Net reduction z [load point][t], kW. */
  readonly reduction_kw: readonly Float64Array[];
  /** λ of each network limit, ≥ 0 where `lower` binds, ≤ 0 where `upper` does [currency/kWh per unit of the limit]. */
  readonly dual: Float64Array;
  /** Pay-as-bid cost [currency]. */
  readonly cost: number;
  readonly shortages: readonly Shortage[];
  /** Of purchases that cost the same the one in proportion to the offers was found; otherwise the solver chose. */
  readonly tiesSettled: boolean;
  /** Rounds of the ADMM that this took; 0 where one place knows all, and where the ADMM did not converge. */
  readonly tieRounds: number;
}
