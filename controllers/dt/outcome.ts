// What a day of dynamic tariffs came to: the plan of the mechanism, and what its tables are made of. No party knows all of it.

import type { AcCheck } from '../feeder/ac-check.ts';
import type { NetworkLimit } from '../feeder/limits.ts';
import type { Linearised } from '../feeder/linearised.ts';
import type { Day, Schedule } from '../feeder/schedule.ts';
import type { Decided } from './dso.ts';

export interface Outcome {
  readonly day: Day;
  readonly energy_price: readonly number[];
  /** Every bus with devices. */
  readonly load_points: readonly string[];
  /** Schedules of all devices: by the spot price alone, in answer to the tariff, and after re-profiling. */
  readonly baseline: Schedule;
  readonly tariffed: Schedule;
  readonly final: Schedule;
  /** AC power flows of the first and the last. */
  readonly before: AcCheck;
  readonly after: AcCheck;
  /** The last as the linear model around the first has it. */
  readonly linear: Linearised;
  /** Limits around the baseline; none where nothing is congested. */
  readonly limits: readonly NetworkLimit[];
  /** Undefined where nothing is congested. */
  readonly decided: Decided | undefined;
  /** What each limit is beyond its bounds: by the baseline, after the tariff and after re-profiling [unit of the limit]. */
  readonly violations: readonly { readonly baseline: number; readonly tariffed: number; readonly final: number }[];
  /** DT [load point][t], currency/kWh. */
  readonly tariff: readonly Float64Array[];
  /** What each aggregator is paid for re-profiling, over the steps [currency]. */
  readonly payments: readonly Payment[];
  /** Linearisations of the limits until they settled, and how far one that binds still moved after the last [kW]. */
  readonly rounds: number;
  readonly drift_kw: number;
  readonly settled: boolean;
  /** Largest difference of a load point between what the DSO foresaw and what the aggregators answered [kW]. */
  readonly foresight_kw: number;
}

export interface Payment {
  readonly element: string;
  readonly aggregator: string;
  /** Its part of the amount bought, < 0 where more is drawn [kW], and what it is paid for it, ≥ 0 [currency]. */
  readonly amount_kw: Float64Array;
  readonly amount: Float64Array;
}
