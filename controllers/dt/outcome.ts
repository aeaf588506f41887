// The outcome of a day of dynamic tariffs: the plan of the mechanism, and the source of its tables. No party knows all of it.
import type { Checked } from '../feeder/ac-check.ts';
import type { Linearised as LinearModel } from '../feeder/linearised.ts';
import type { Schedule } from '../feeder/schedule.ts';
import type { Planned } from '../mechanism.ts';
import type { Options } from './options.ts';
import type { Payment } from './reprofiling/shares.ts';
import type { Linearised } from './tariff/linearisation.ts';

export interface Outcome extends Checks {
  /** [currency/kWh] */
  readonly energy_price: readonly number[];
  /** Every bus with devices. */
  readonly load_points: readonly string[];
  /** As the device agents received them, [device][t]. */
  readonly set_points_kw: readonly Float64Array[];
}

/** What the DSO knows at the end of the day-ahead stage. */
export interface Checks {
  /** AC power flows of the baseline, which is the schedule by the spot price alone, and of the final schedule. */
  readonly before: Checked;
  readonly after: Checked;
  /** The latter by the linear model around the former. */
  readonly linear: LinearModel;
  /** The response to the tariff. */
  readonly tariffed: Schedule;
  /** DT [load point][t], currency/kWh. */
  readonly tariff: readonly Float64Array[];
  /** Undefined without congestion. */
  readonly decided: Tariffing | undefined;
  /** Violation of each limit that was decided on, at each stage, in its unit. */
  readonly violated: { readonly [S in 'baseline' | 'tariffed' | 'final']: readonly number[] };
  readonly payments: readonly Payment[];
  /** Largest difference of a load point between the response that the DSO foresaw and the one it received [kW]. */
  readonly foresight_kw: number;
}

/** The DSO's decision, without the solution that it is from. */
export interface Tariffing extends Omit<Linearised, 'managed' | 'tariff' | 'residual' | 'infeasible'> {
  /** λ of each limit. */
  readonly dual: Float64Array;
}

export type PlannedTariff = Planned<Options, Outcome>;
