// What the engine knows of the things it couples: devices, a grid, controllers, observers, by interface only.
// Load convention at this boundary: p > 0 draws from the grid [kW], q > 0 draws [kvar]; the grid turns it into p.u.
import type { Remark } from '../base/index.ts';
import type { Flexibility, Formulation, Horizon } from '../optimisation/index.ts';
import type { PublishedIndicator, PublishedRows } from '../record/index.ts';
import type { Mail, MailState, Message } from './mail.ts';
import type { Clock } from './time/clock.ts';
import type { Schedule } from './time/schedule.ts';

export interface Range {
  readonly min: number;
  readonly max: number;
}

/** What is asked of a device for one step; an absent member leaves that quantity to the device. */
export interface SetPoint {
  readonly p_kw?: number;
  readonly q_kvar?: number;
}

/** Shares of constant impedance, current and power; each triple sums to 1. */
export interface Zip {
  readonly z: number;
  readonly i: number;
  readonly p: number;
}

/** What a device did in one step, and where it stands next. Powers are at 1 p.u. voltage when `zip` is given. */
export interface Step<X> {
  readonly p_kw: number;
  readonly q_kvar: number;
  readonly next: X;
  readonly zip?: Zip;
}

export interface Channel {
  readonly name: string;
  readonly unit: string;
  readonly title: string;
  readonly band?: readonly [lower: number, upper: number];
  /** It counts from the start of the run on: its last value is the sum of the run. */
  readonly cumulative?: true;
}

/** A device in its place: its parameters and its world are bound, its state travels from step to step. */
export interface Device<X = unknown, U = unknown> {
  readonly id: string;
  readonly kind: string;
  readonly bus: string;
  /** Labels a case gives it (`home: home-LP1-004`, `aggregator: ag2`), for controllers, tables and plots. */
  readonly labels: Readonly<Record<string, string>>;
  readonly channels: readonly Channel[];
  /** Rated apparent power of a converter whose reactive power may be asked for [kVA]; absent where it may not. */
  readonly rating_kva?: number | undefined;
  /** What it costs its owner to draw Δ kW less than planned: this times Δ² [currency/(kW² h)]; absent where nobody said. */
  readonly discomfort_per_kw2h?: number | undefined;
  start(): X;
  /** What the world does to it during step k. */
  inputs(k: number): U;
  limits(state: X, inputs: U): Range;
  /** What it does when nobody asks anything of it. */
  defaultSetPoint(state: X, inputs: U): SetPoint;
  /** Pure, so that a step may be tried again from the same state; clamps the ask to what physics allows. */
  step(state: X, inputs: U, setPoint: SetPoint): Step<X>;
  /** Variables and rows it adds to an optimisation; absent where it has none to offer. */
  flexibility?(state: X, horizon: Horizon, into: Formulation): Flexibility;
  observe(state: X): readonly number[];
}

/** What stands at every bus for one step, summed over its devices. Arrays run over `grid.buses`. */
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

/** What the grid answered. The arrays are the grid's own and are refilled by the next solve: copy what you keep. */
export interface Flow {
  readonly converged: boolean;
  readonly iterations: number;
  /** Largest |ΔP|, |ΔQ| left [p.u.]. */
  readonly mismatch_pu: number;
  /** Over `grid.buses`. */
  readonly vm_pu: Float64Array;
  readonly va_deg: Float64Array;
  /** Over `grid.branches`; both ends, > 0 flows into the branch. */
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
  /** Why it did not converge, in sentences; only when it did not. */
  readonly diagnosis?: string;
  /** What makes a solved flow doubtful; absent where nothing does. */
  readonly remarks?: readonly Remark[];
}

export interface Grid {
  readonly buses: readonly string[];
  readonly branches: readonly string[];
  /** Voltage magnitudes of the one fixed state that every solve starts from [p.u.], over `buses`. */
  readonly start_vm_pu: Float64Array;
  solve(loads: BusLoads): Flow;
}

/** What a controller may know when it decides for step k. */
export interface View {
  readonly k: number;
  readonly clock: Clock;
  /** Seed of the run; a mechanism that draws random numbers takes its own stream from it. */
  readonly seed: number;
  /** In the order of the scene: a device's place here is its index in the asks. */
  readonly devices: readonly DeviceView[];
  /**
   * Voltage magnitude at a bus [p.u.]: the last one solved, or the grid's start state before that. A controller that
   * follows the voltage sees the estimate for this very step instead, better with every round.
   */
  voltage(bus: string): number;
}

/** One device as its controller sees it. */
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
  /** As in `Device`, from where it stands now. */
  flexibility?(horizon: Horizon, into: Formulation): Flexibility;
}

/** What a mechanism remembers from one stage to the next, in its own shape; undefined before its first stage. */
export type Plan = unknown;

/** What a mechanism makes known of a stage or a step, for the record. */
export interface Publication {
  readonly rows?: readonly PublishedRows[];
  readonly indicators?: readonly PublishedIndicator[];
  /** What a reader of the result should know; the same id in several steps is kept once, with a count. */
  readonly remarks?: readonly Remark[];
}

export type Publish = (publication: Publication) => void;

/**
 * A mechanism. Each member is optional; one without any leaves every device to its habit. It keeps nothing but its plan,
 * so that a scene can be run again with the same records.
 */
export interface Controller {
  readonly name: string;
  /** Says that `realTime` answers to the voltage of the same step, so that the step iterates to agreement. */
  readonly followsVoltage?: boolean;
  dayAhead?(view: View, mail: Mail, publish: Publish): Plan | Promise<Plan>;
  intraday?(view: View, plan: Plan, mail: Mail, publish: Publish): Plan | Promise<Plan>;
  /**
   * One ask per device index; a device absent from the answer keeps its habit. Later controllers refine earlier ones,
   * active and reactive power apart. Asked once in a step; once in each round when it follows the voltage.
   */
  realTime?(view: View, plan: Plan, mail: Mail): ReadonlyMap<number, SetPoint>;
  /** Told of every finished step, to compare what was planned with what came of it. */
  settle?(record: StepRecord, plan: Plan, publish: Publish): void;
}

/** Everything about one finished step. Arrays are reused: copy what you keep. */
export interface StepRecord {
  readonly k: number;
  /** Start of the step, epoch milliseconds. */
  readonly time_ms: number;
  /** Over the devices: what each drew at the solved voltage [kW, kvar]; at 1 p.u. when the flow did not converge. */
  readonly p_kw: Float64Array;
  readonly q_kvar: Float64Array;
  /** Channel values of device d after the step. */
  observe(d: number): readonly number[];
  /** What the grid answered; `flow.converged` false leaves voltages and flows unknown. */
  readonly flow: Flow;
  /** Rounds of the voltage–power iteration; 1 when no device follows the voltage. */
  readonly rounds: number;
  /** Why this step stands in the ledger of failed steps; undefined for a step that was solved. */
  readonly failure: string | undefined;
}

/** A listener outside the physics: records, draws progress, keeps indicators. */
export interface Observer {
  onStart?(scene: Scene): void;
  /** A message as it is sent: the log of messages is what the observers make of it. */
  onMessage?(message: Message): void;
  /** What a mechanism makes known in step `k` or in a stage before it. */
  onPublish?(publication: Publication, k: number): void;
  onStep?(record: StepRecord): void;
  /** A place from which the run could be taken up again; everything before step `k` has been told. */
  onCheckpoint?(checkpoint: Checkpoint): void;
  onEnd?(final: Final): void;
}

/**
 * A run between two steps, as data that survives JSON. It is taken before a day-ahead stage in which every plan is made
 * anew: plans, which only their mechanisms understand, need not be kept.
 */
export interface Checkpoint {
  /** The step to go on with. */
  readonly k: number;
  /** Over the devices. */
  readonly states: readonly unknown[];
  /** Voltages last solved, over the buses [p.u.]. */
  readonly solved_pu: readonly number[];
  readonly failed: readonly FailedStep[];
  readonly mail: MailState;
}

/** What energy costs at the connection to the upstream grid, step by step. */
export interface EnergyPrices {
  readonly currency: string;
  /** Price of imported energy in step k [currency/kWh]. */
  readonly import_per_kwh: (k: number) => number;
  /** What exported energy is paid in step k [currency/kWh]; 0 where nothing is paid. */
  readonly export_per_kwh: (k: number) => number;
}

/** Everything a run needs. */
export interface Scene {
  readonly name: string;
  readonly clock: Clock;
  readonly seed: number;
  readonly grid: Grid;
  readonly devices: readonly Device[];
  /** Devices at buses without supply: no part of the run, kept so that an observer can say what was not served. */
  readonly unsupplied?: readonly Device[];
  readonly controllers: readonly Controller[];
  /** For observers; mechanisms learn prices from their site. Absent where the case has no market. */
  readonly prices?: EnergyPrices;
  /** When a day-ahead or intraday stage is held; it comes before the step is run, day-ahead first. */
  readonly stages: { readonly dayAhead: Schedule; readonly intraday: Schedule };
  /** How well voltage and power must agree when a controller follows the voltage; `defaultFixedPoint` when absent. */
  readonly fixedPoint?: FixedPoint;
}

/** When the iteration between voltage and power inside one step may stop. */
export interface FixedPoint {
  /** Largest change of a voltage magnitude between what was assumed and what was solved [p.u.]. */
  readonly tolerance_pu: number;
  /** After so many rounds the step goes to the ledger. */
  readonly max_rounds: number;
}

/** A step that could not be solved, kept and told. */
export interface FailedStep {
  readonly k: number;
  /** ISO 8601 with offset. */
  readonly time: string;
  readonly reason: string;
}

export interface Final {
  /** Steps that were run, the failed ones included. */
  readonly steps: number;
  readonly failed: readonly FailedStep[];
  readonly mail: Mail;
  /** True when a signal stopped the run before its last step. */
  readonly interrupted: boolean;
}
