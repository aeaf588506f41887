// What the engine needs of a device. Load convention: p > 0 draws from the grid [kW], q > 0 draws [kvar].
import type { Flexibility, Formulation, Horizon } from '../optimisation/index.ts';
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
  flexibility?(state: X, horizon: Horizon, into: Formulation): Flexibility;
  observe(state: X): readonly number[];
}
