// What the engine needs of a device. Load convention: p > 0 draws from the grid [kW], q > 0 draws [kvar].
import type { Contribution, Formulation, Horizon } from '../optimisation/index.ts';
import type { Foreseeable } from './foresight.ts';

export interface Range {
  readonly min: number;
  readonly max: number;
}

/** Set point of a device for one step; for an absent member the device has its default behaviour. */
export interface SetPoint {
  readonly p_kw?: number;
  readonly q_kvar?: number;
}

/** Set points of many devices in columns, over `devices`; a column that is absent gives none, and every number of one that is there is finite. */
export interface SetPointColumns {
  /** Positions in the run, each once. */
  readonly devices: Int32Array;
  readonly p_kw?: Float64Array;
  readonly q_kvar?: Float64Array;
}

/** Set points by device index, or in columns, which the engine reads several times faster where a controller has hundreds. */
export type SetPointsOf = ReadonlyMap<number, SetPoint> | SetPointColumns;

/** Shares of constant impedance, current and power; each triple sums to 1. */
export interface Zip {
  readonly z: number;
  readonly i: number;
  readonly p: number;
}

/** Result of a device for one step, and its next state. Powers are at 1 p.u. voltage when `zip` is given. */
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
  /** Cumulative from the start of the run: the last value is the sum of the run. */
  readonly cumulative?: true;
  /** Of what a device stores or owes (< 0): electric energy that a rise by one unit takes [kWh]; prices the end of a run. */
  readonly kwh_per_unit?: number;
}

/** A device at a bus: its parameters and its world are bound, its state is passed from step to step. */
export interface Device<X = unknown, U = unknown> {
  readonly id: string;
  readonly kind: string;
  readonly bus: string;
  /** Labels in the case (`home: home-LP1-004`, `aggregator: ag2`), for controllers, tables and plots. */
  readonly labels: Readonly<Record<string, string>>;
  readonly channels: readonly Channel[];
  /** Rated apparent power of a converter with controllable reactive power [kVA]; absent where it is not controllable. */
  readonly rating_kva?: number | undefined;
  /** Cost to the owner of drawing Δ kW less than planned: this times Δ² [currency/(kW² h)]; absent where not given. */
  readonly discomfort_per_kw2h?: number | undefined;
  start(): X;
  /** External inputs during step k: the truth. */
  inputs(k: number): U;
  /**
   * The same as forecast when the truth is known up to the step `known`; of no step when absent, a day ahead. The truth where the
   * member is absent.
   */
  forecast?(k: number, known?: number): U;
  /** What forecasts of it are wrong about; absent where nothing is. */
  readonly foreseen?: Foreseeable;
  limits(state: X, inputs: U): Range;
  /** Default behaviour, without a set point. */
  defaultSetPoint(state: X, inputs: U): SetPoint;
  /** Pure, so that a step may be repeated from the same state; clamps the set point to the physical limits. */
  step(state: X, inputs: U, setPoint: SetPoint): Step<X>;
  /** Variables and constraints of the device in an optimisation; absent where it has none. */
  flexibility?(state: X, horizon: Horizon, into: Formulation): Contribution;
  observe(state: X): readonly number[];
  /** Its part in a group; absent where it is stepped by itself. */
  readonly member?: Member;
}

/** A device in a group of those with the same `group` and `world`: they are stepped together. */
export interface Member {
  readonly group: (params: readonly unknown[], world: never, at: Int32Array) => Group;
  readonly world: unknown;
  readonly params: unknown;
  /**
   * What the group does for the device, with the same results bit for bit. A device in which `inputs`, `step` or `defaultSetPoint` is
   * another function is stepped by itself, and one in which `observe` is another is observed by itself.
   */
  readonly replaces: {
    readonly inputs: unknown;
    readonly step: unknown;
    readonly observe: unknown;
    readonly defaultSetPoint: unknown;
  };
}

/** Numbers over the devices of a run: set points, where NaN is none, or results [kW, kvar]. */
export interface Powers {
  readonly p_kw: Float64Array;
  readonly q_kvar: Float64Array;
}

/** Devices that are stepped together, over arrays. Members are numbered from 0; `at` has their positions in the run. */
export interface Group {
  /** Replaces the present states, one for each member. */
  load(states: readonly unknown[]): void;
  /** Present state of a member, as data. */
  state(member: number): unknown;
  /** Reads the external inputs of all members during step k. */
  read(k: number): void;
  /** Steps the members that are due (1, not 0) from their present states, and writes their powers at 1 p.u. voltage. */
  step(setPoints: Powers, due: Uint8Array, powers: Powers): void;
  /**
   * The same of members that were stepped before from these states with the same active set points: writes their reactive powers, where
   * only these depend on reactive set points. Absent where more does; the members are stepped again then.
   */
  react?(setPoints: Powers, due: Uint8Array, powers: Powers): void;
  /** All members take their next states. */
  advance(): void;
  /** Writes the present channel values; those of device d begin at `from[d]`. */
  observe(values: Float64Array, from: Int32Array): void;
  /** Shares of the load of a member, the same in every step; constant power where absent or undefined. */
  readonly zip?: (member: number) => Zip | undefined;
}
