// What a day-ahead market came to: the plan of the mechanism, and what its tables are made of. No party knows all of it.
import type { AcCheck } from '../feeder/ac-check.ts';
import type { Baseline } from '../feeder/baseline.ts';
import type { Linearised } from '../feeder/linearised.ts';
import type { Planned } from '../mechanism.ts';
import type { Round } from './clearing/exchange.ts';
import type { Refusal } from './messages.ts';
import type { Options } from './options.ts';
import type { Contract } from './settlement/settlement.ts';
import type { Bid, Clearing, Requirement } from './terms.ts';

export type PlannedMarket = Planned<Options, Outcome>;

export interface Outcome {
  /** What a kWh costs the customers, over the steps of the day [currency/kWh]. */
  readonly energy_price: readonly number[];
  /** Names of all aggregators. */
  readonly aggregators: readonly string[];
  /** What all devices are to draw: the supplier's schedule, and the one after the market. */
  readonly baseline: Baseline;
  readonly final_kw: readonly Float64Array[];
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
  /** Devices that computed bids leave out. */
  readonly not_offered: readonly number[];
  /** What was bought and devices cannot do. */
  readonly unscheduled: readonly Unscheduled[];
  /** Devices behind bids that were bought which are not rescheduled, because whole numbers decide about them. */
  readonly kept_at_baseline: readonly number[];
  readonly clearing: Clearing;
  /** Rounds of the ADMM; none in a central clearing. */
  readonly rounds: readonly Round[];
  /** One for each bid. */
  readonly contracts: readonly Contract[];
  /** Devices that are published one by one. */
  readonly shown: readonly ShownDevice[];
}

/** Of a bid that was bought: what its devices cannot deliver, and payback beyond what was granted [kW, summed over the steps]. */
export interface Unscheduled {
  readonly aggregator: string;
  readonly load_point: string;
  readonly shortfall_kw: number;
  readonly excess_payback_kw: number;
}

/** A device by index, and its states by the baseline and by the final schedule; NaN where whole numbers decide. */
export interface ShownDevice {
  readonly d: number;
  readonly states: readonly {
    readonly quantity: string;
    readonly unit: string;
    readonly baseline: Float64Array;
    readonly final: Float64Array;
  }[];
}
