// The terms of the transactive flexibility market (SMART-MLA report, section 5.2). A load point is a bus, a step t counts from
// the start of the day. A reduction is a load less than the baseline in a congested step, a payback a load more than the
// baseline in one other step; both are ≥ 0 [kW]. Prices are per kWh reduced: what the report calls DKK/kW for one hour.
import type { NetworkLimit, Service } from '../feeder/limits.ts';

/** An amount below this is the rounding of a solver [kW]. */
export const ROUNDING_KW = 1e-3;

/** What an aggregator offers at one load point. Plain JSON: it is the payload of the message. */
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

/** One line of the flexibility requirement table (FRT): the required reductions, without the branch or bus they are for. */
export interface Requirement {
  readonly service: Service;
  /** Candidate load points. */
  readonly load_points: readonly string[];
  /** Least and largest reduction that resolves the congestion, over the steps of the day; 0 in the others [kW]. */
  readonly min_kw: readonly number[];
  readonly max_kw: readonly number[];
  /** Steps in which payback is allowed. */
  readonly payback_steps: readonly number[];
  /** Largest payback per reduction. */
  readonly payback_share_max: number;
  /** Highest price that the DSO pays [currency/kWh]. */
  readonly price_max: number;
}

/** The violation of a limit that the bids cannot resolve. */
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
  /** Of purchases that cost the same it is the one in proportion to the offers; otherwise the one of the solver. */
  readonly tiesSettled: boolean;
  /** Rounds of the ADMM that this took; 0 in a central clearing, and where the ADMM did not converge. */
  readonly tieRounds: number;
}
