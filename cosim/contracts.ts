// The interfaces that the engine couples: devices (`device.ts`), a grid, controllers, observers.
// Load convention at this boundary: p > 0 draws from the grid [kW], q > 0 draws [kvar]; the grid turns it into p.u.
import type { Remark } from '../base/index.ts';
import type { Flexibility, Formulation, Horizon } from '../optimisation/index.ts';
import type { Device, Range, SetPoint, SetPointsOf, Step } from './device.ts';
import type { Mail, MailState, Message } from './mail.ts';
import type { Publication, Publish } from './publication.ts';
import type { Clock } from './time/clock.ts';
import type { Schedule } from './time/schedule.ts';

export type {
  Channel,
  Device,
  Group,
  Member,
  Powers,
  Range,
  SetPoint,
  SetPointColumns,
  SetPointsOf,
  Step,
  Zip,
} from './device.ts';

/** Loads at every bus for one step, summed over its devices. Arrays run over `grid.buses`. */
export interface BusLoads {
  /** Constant power [kW, kvar]. */
  readonly p_kw: Float64Array;
  readonly q_kvar: Float64Array;
  /** Constant current and constant impedance parts at 1 p.u. [kW, kvar]. */
  readonly pi_kw: Float64Array;
  readonly qi_kvar: Float64Array;
  readonly pz_kw: Float64Array;
  readonly qz_kvar: Float64Array;
}

/** Result of a power flow. The next solve overwrites the arrays, so copy what you keep. */
export interface Flow {
  readonly converged: boolean;
  readonly iterations: number;
  /** Largest remaining |ΔP|, |ΔQ| [p.u.]. */
  readonly mismatch_pu: number;
  /** Over `grid.buses`. */
  readonly vm_pu: Float64Array;
  readonly va_deg: Float64Array;
  /** Over `grid.branches`, both ends; > 0 into the branch. */
  readonly p_from_kw: Float64Array;
  readonly q_from_kvar: Float64Array;
  readonly p_to_kw: Float64Array;
  readonly q_to_kvar: Float64Array;
  readonly i_from_a: Float64Array;
  readonly i_to_a: Float64Array;
  /** Larger of both ends, in % of the rating; NaN where a branch has no rating. */
  readonly loading_percent: Float64Array;
  readonly loss_kw: number;
  readonly loss_kvar: number;
  /** Power the slack buses feed into the network [kW, kvar]. */
  readonly import_kw: number;
  readonly import_kvar: number;
  /** Reasons for no convergence, in sentences; absent when converged. */
  readonly diagnosis?: string;
  /** Remarks on a doubtful solution; absent when there are none. */
  readonly remarks?: readonly Remark[];
}

export interface Grid {
  readonly buses: readonly string[];
  readonly branches: readonly string[];
  /** Voltage magnitudes of the fixed state from which every solve starts [p.u.], over `buses`. */
  readonly start_vm_pu: Float64Array;
  solve(loads: BusLoads): Flow;
}

/** Information available to a controller in its decision for step k. */
export interface View {
  readonly k: number;
  readonly clock: Clock;
  /** Seed of the run; a mechanism that draws random numbers derives its own stream from it. */
  readonly seed: number;
  /** In the order of the scene: the position of a device is its index in the set points. */
  readonly devices: readonly DeviceView[];
  /**
   * Voltage magnitude at a bus [p.u.]: that of the last solution, or of the grid's start state before the first. A controller
   * that follows the voltage gets the present estimate for this step, which improves with every round.
   */
  voltage(bus: string): number;
}

/**
 * One device in the view of a controller. In a day-ahead or intraday stage its inputs in the present step are a forecast; in real
 * time they are the truth.
 */
export interface DeviceView {
  readonly id: string;
  readonly kind: string;
  readonly bus: string;
  readonly labels: Readonly<Record<string, string>>;
  /** As in `Device`. */
  readonly rating_kva?: number | undefined;
  /** As in `Device`. */
  readonly discomfort_per_kw2h?: number | undefined;
  limits(): Range;
  defaultSetPoint(): SetPoint;
  observe(): readonly number[];
  /** What it would draw in this step with a set point; powers are at 1 p.u. voltage when `zip` is given. */
  respond(setPoint: SetPoint): Pick<Step<unknown>, 'p_kw' | 'q_kvar' | 'zip'>;
  /** As in `Device`, from the present state. `horizon.known` counts up to the last step whose truth is known in the stage. */
  flexibility?(horizon: Horizon, into: Formulation): Flexibility;
}

/** Data of a mechanism from one stage to the next, of its own type; undefined before its first stage. */
export type Plan = unknown;

/**
 * A mechanism. Each member is optional; without any, every device has its default behaviour. The plan is its only state, so
 * that a repeated run of a scene has the same records.
 */
export interface Controller {
  readonly name: string;
  /** Whether `realTime` depends on the voltage of the same step; the step is then a fixed-point iteration. */
  readonly followsVoltage?: boolean;
  dayAhead?(view: View, mail: Mail, publish: Publish): Plan | Promise<Plan>;
  intraday?(view: View, plan: Plan, mail: Mail, publish: Publish): Plan | Promise<Plan>;
  /** Held in every step, after the stages and before `realTime`; what it returns replaces the plan. */
  redispatch?(view: View, plan: Plan, mail: Mail, publish: Publish): Plan | Promise<Plan>;
  /**
   * Set points by device index; a device without one has its default behaviour. Later controllers override earlier ones,
   * separately for active and reactive power. Called once in a step; once in each round when it follows the voltage. The engine
   * reads them before it calls again: a controller that follows the voltage may return the same object with other set points.
   */
  realTime?(view: View, plan: Plan, mail: Mail): SetPointsOf | Promise<SetPointsOf>;
  /** Set points of the day-ahead plan in step `k`, for the schedule of the day; a device without one has its default behaviour. */
  scheduled?(plan: Plan, k: number): ReadonlyMap<number, SetPoint>;
  /** Called after every finished step, to compare the plan with the result. */
  settle?(record: StepRecord, plan: Plan, publish: Publish): void;
}

/** The record of one finished step. Arrays are reused: copy what you keep. */
export interface StepRecord {
  readonly k: number;
  /** Start of the step, epoch milliseconds. */
  readonly time_ms: number;
  /** Over the devices: power at the solved voltage [kW, kvar]; at 1 p.u. when the flow did not converge. */
  readonly p_kw: Float64Array;
  readonly q_kvar: Float64Array;
  /**
   * Channel values of all devices after the step, one device after the other: those of device d begin at `channelsAt[d]`, in the
   * order of its channels; its last entry is their number. They are computed when first read in a step.
   */
  readonly channels: Float64Array;
  readonly channelsAt: Int32Array;
  /** Channel values of device d after the step, as a new list. */
  observe(d: number): readonly number[];
  /** Result of the power flow; where `flow.converged` is false, voltages and flows are unknown. */
  readonly flow: Flow;
  /** Rounds of the voltage–power iteration; 1 when no device follows the voltage. */
  readonly rounds: number;
  /** Reason why this step is in the list of failed steps; undefined for a solved step. */
  readonly failure: string | undefined;
}

/** A listener without effect on the run: recording, progress, indicators. */
export interface Observer {
  onStart?(scene: Scene): void;
  /** Called with every message when it is sent. */
  onMessage?(message: Message): void;
  /** Called with the data that a mechanism publishes in step `k` or in a stage before it. */
  onPublish?(publication: Publication, k: number): void;
  /**
   * Called after the day-ahead stage before step `k` where forecasts may be wrong, with what the network imports until the next one
   * if they are right [kW]; NaN where the power flow has no solution.
   */
  onSchedule?(k: number, import_kw: Float64Array): void;
  onStep?(record: StepRecord): void;
  /** Called with a checkpoint before step `k`; all earlier steps have been reported. */
  onCheckpoint?(checkpoint: Checkpoint): void;
  onEnd?(final: Final): void;
}

/**
 * The state of a run between two steps, as JSON data. It is taken before a day-ahead stage in which every plan is replaced, so it
 * does not contain plans, whose types only their mechanisms know.
 */
export interface Checkpoint {
  /** The next step. */
  readonly k: number;
  /** Over the devices. */
  readonly states: readonly unknown[];
  /** Voltages last solved, over the buses [p.u.]. */
  readonly solved_pu: readonly number[];
  readonly failed: readonly FailedStep[];
  readonly mail: MailState;
}

/** Energy prices at the connection to the upstream grid, step by step. */
export interface EnergyPrices {
  readonly currency: string;
  /** Price of imported energy in step k [currency/kWh]. */
  readonly import_per_kwh: (k: number) => number;
  /** Price of exported energy in step k [currency/kWh]; 0 without remuneration. */
  readonly export_per_kwh: (k: number) => number;
  /** CO₂ of the generation of imported energy in step k [kg/kWh]; absent where the case has no profile of it. */
  readonly co2_kg_per_kwh?: (k: number) => number;
}

/** Everything a run needs. */
export interface Scene {
  readonly name: string;
  readonly clock: Clock;
  readonly seed: number;
  readonly grid: Grid;
  readonly devices: readonly Device[];
  /** Devices at buses without supply. They are not in the run; observers use them to report the load that is not served. */
  readonly unsupplied?: readonly Device[];
  readonly controllers: readonly Controller[];
  /** True where forecasts may be wrong; absent with perfect foresight. */
  readonly forecasts?: true;
  /** For observers; mechanisms get prices from their site. Absent where the case has no market. */
  readonly prices?: EnergyPrices;
  /** Schedules of the day-ahead and intraday stages; a stage is held before its step, day-ahead first. */
  readonly stages: { readonly dayAhead: Schedule; readonly intraday: Schedule };
  /** Tolerance of the voltage–power iteration when a controller follows the voltage; `defaultFixedPoint` when absent. */
  readonly fixedPoint?: FixedPoint;
}

/** Stopping criteria of the voltage–power iteration in a step. */
export interface FixedPoint {
  /** Largest difference between assumed and solved voltage magnitudes [p.u.]. */
  readonly tolerance_pu: number;
  /** Largest number of rounds; after it the step is recorded as failed. */
  readonly max_rounds: number;
}

/** A step that could not be solved. */
export interface FailedStep {
  readonly k: number;
  /** ISO 8601 with offset. */
  readonly time: string;
  readonly reason: string;
}

export interface Final {
  /** Number of steps run, including failed steps. */
  readonly steps: number;
  readonly failed: readonly FailedStep[];
  readonly mail: Mail;
  /** True when a signal stopped the run before its last step. */
  readonly interrupted: boolean;
}
