// What a day-ahead market came to: the plan of the mechanism, and what its tables are made of. No party knows all of it.
import type { AcCheck } from '../feeder/ac-check.ts';
import type { Baseline } from '../feeder/baseline.ts';
import type { Linearised } from '../feeder/linearised.ts';
import type { Models } from '../feeder/models.ts';
import type { Day } from '../feeder/schedule.ts';
import type { Round } from './exchange.ts';
import type { Refusal } from './messages.ts';
import type { Contract } from './settlement.ts';
import type { Bid, Clearing, Requirement } from './terms.ts';

export interface Outcome {
  readonly day: Day;
  readonly currency: string;
  /** What a kWh costs the customers, over the steps of the day [currency/kWh]. */
  readonly energy_price: readonly number[];
  /** Names of all aggregators. */
  readonly aggregators: readonly string[];
  /** What all devices are to draw: the supplier's schedule, the one after the market, and what is really asked for. */
  readonly baseline: Baseline;
  readonly final_kw: readonly Float64Array[];
  readonly set_point_kw: readonly Float64Array[];
  readonly models: Models;
  /** κ of all devices [currency/(kW² h)]. */
  readonly discomfort_per_kw2h: readonly number[];
  /** AC power flows of the baseline and of the final schedule, and the latter as the linear model has it. */
  readonly before: AcCheck;
  readonly after: AcCheck;
  readonly linear: Linearised;
  /** Voltages of the final schedule by linearised DistFlow from the empty network, [bus][t]. */
  readonly distflow_pu: readonly Float64Array[];
  readonly requirements: readonly Requirement[];
  /** Those that took part in the clearing, and those that did not. */
  readonly bids: readonly Bid[];
  readonly refused: readonly Refusal[];
  /** Calls that an aggregator with devices there did not answer, with the reason. */
  readonly unanswered: readonly Refusal[];
  /** What was bought and devices cannot do. */
  readonly unscheduled: readonly Unscheduled[];
  readonly clearing: Clearing;
  /** Rounds of the ADMM; none in a central clearing. */
  readonly rounds: readonly Round[];
  /** One for each bid. */
  readonly contracts: readonly Contract[];
}

/** Of a bid that was bought: what its devices cannot deliver, and payback beyond what was granted [kW, summed over the steps]. */
export interface Unscheduled {
  readonly aggregator: string;
  readonly load_point: string;
  readonly shortfall_kw: number;
  readonly excess_payback_kw: number;
}
