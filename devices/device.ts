import type { z } from 'zod';
import type { Contribution, Formulation, Horizon } from '../optimisation/index.ts';
import type { AnyPlot } from '../record/index.ts';

// A device: frozen parameters P, state X (data), external inputs U of one step, and pure functions of them. Load convention:
// p > 0 draws from the grid [kW], q > 0 draws lagging reactive power [kvar].

export interface Range {
  readonly min: number;
  readonly max: number;
}

/** Set point of a device for one step; for an absent member the device has its default behaviour. */
export interface SetPoint {
  readonly p_kw?: number;
  readonly q_kvar?: number;
}

/** Shares of constant impedance, current and power of its load; each sums to 1. */
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

/** A step in the making: what `Step` shows, assigned. */
export interface Draft<X> {
  p_kw: number;
  q_kvar: number;
  readonly next: { -readonly [field in keyof X]: X[field] };
}

/** Powers over the devices of a run: set points, where NaN is none, or results [kW, kvar]. */
export interface Powers {
  readonly p_kw: Float64Array;
  readonly q_kvar: Float64Array;
}

/**
 * Devices of one kind in a run, stepped together: states, inputs and results are in arrays, and a step allocates nothing. Members are
 * numbered from 0; `at` of `DeviceKind.group` has their positions in arrays over the devices of the run.
 */
export interface Group<X> {
  /** Replaces the present states, one for each member. */
  load(states: readonly X[]): void;
  /** Present state of a member, as data. */
  state(member: number): X;
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

/** External data for devices: the calendar and the profiles of the case, on the clock of the run. */
export interface World {
  /** Step width [h]. */
  readonly dt_h: number;
  /** Local wall-clock hour at the start of step k, 0 ≤ h < 24 (a quarter past seven is 7.25). */
  hour(k: number): number;
  /** Whole local days since the start of the run at the start of step k (the first day is 0). */
  day(k: number): number;
  /** Local weekday at the start of step k, 1 Monday … 7 Sunday (ISO 8601). */
  weekday(k: number): number;
  /**
   * Hours from the start of the run to a local time: the first of two equal local times at a change of clocks, and the moment of
   * the change for a skipped one. The function is monotonic.
   * @param day in the numbering of `day`, from −1 to the day after the last
   * @param hour of that day; 24 and more are on the next day, 48 at most
   */
  elapsed_h(day: number, hour: number): number;
  /** Hours of a warm-up before the start of the run, whose steps are −1, −2, …; none when absent. */
  readonly warm_up_h?: number;
  /** Mean of a profile of the case over step k, in the internal unit of its dimension: kW, kvar, °C, p.u., m/s, … */
  profile(name: string, k: number): number;
}

/** An output quantity of a device, recorded every step: state of charge, indoor temperature, … */
export interface Channel {
  readonly name: string;
  readonly unit: string;
  readonly title: string;
  /** Its lower and upper bound, for plots and checks, where the device has bounds. */
  readonly band?: readonly [lower: number, upper: number];
  /** Cumulative from the start of the run: the last value is the sum of the run. */
  readonly cumulative?: true;
  /**
   * Of what a device stores or owes: electric energy that a rise by one unit takes [kWh], negative for energy owed. It prices what
   * is missing or left over at the end of a run.
   */
  readonly kwh_per_unit?: number;
}

/** A quantity of a device that plans see by a forecast, whose error is relative to its power. */
export interface Foreseen<P, U> {
  readonly quantity: 'load' | 'pv' | 'wind';
  /** Its default active power with these inputs [kW]. */
  power_kw(params: P, inputs: U): number;
  /** The inputs with that power times a factor of 0 or more, within the rating of the device. */
  scaled(params: P, inputs: U, factor: number): U;
}

/** One kind of device. All functions are pure: equal parameters, state, inputs and set point give equal results. */
export interface DeviceKind<P, X, U> {
  readonly kind: string;
  readonly title: string;
  /** `#rrggbb` in every plot; when absent, a colour is chosen from the name of the kind. */
  readonly colour?: string;
  /** Plots in the report of every run that has data for them. */
  readonly plots?: readonly AnyPlot[];
  /**
   * Checks and completes the parameters in a case. Every field has a description, and its unit in its name. A field that names
   * a profile is a `profileField`.
   */
  readonly schema: z.ZodType<P>;
  /** What forecasts of it are wrong about; absent where only its profiles are forecast. */
  readonly foreseen?: Foreseen<P, U>;
  /** It has no decision in an optimisation, for any parameters. */
  readonly inflexible?: true;
  /** Currency of its costs; undefined where it has none. */
  currency?(params: P): string | undefined;
  /** Rated apparent power [kVA] of a converter with controllable reactive power; undefined where it is not controllable. */
  rating_kva?(params: P): number | undefined;
  /** Cost to the owner of drawing Δ kW less than planned: this times Δ² [currency/(kW² h)]; undefined where not given. */
  discomfort_per_kw2h?(params: P): number | undefined;
  /** State before the first step. */
  start(params: P): X;
  /** External inputs during step k. */
  inputs(params: P, world: World, k: number): U;
  /** Bounds of the active power over a whole step of dt hours [kW]; min ≤ max. */
  limits(params: P, state: X, inputs: U, dt_h: number): Range;
  /** Default behaviour, without a set point: a car charges on arrival, a thermostat switches, a battery idles. */
  defaultSetPoint(params: P, state: X, inputs: U, dt_h: number): SetPoint;
  /** Applies a set point, clamped to `limits`. Returns the power and the next state; has no side effects. */
  step(params: P, state: X, inputs: U, setPoint: SetPoint, dt_h: number): Step<X>;
  /**
   * Adds the variables and constraints of the device, from this state, to an optimisation `into`, whose names are unique to the
   * device. `inputs` has one entry for each step of the horizon. `step` realises the set points of a feasible plan.
   */
  flexibility(
    params: P,
    state: X,
    inputs: readonly U[],
    horizon: Horizon,
    into: Formulation,
    dt_h: number,
  ): Contribution;
  /** The channels of these parameters, in the order of `observe`. */
  channels(params: P): readonly Channel[];
  /** Present values of the channels. */
  observe(params: P, state: X): readonly number[];
  /**
   * All devices of this kind in a run, stepped together; where absent, each is stepped by itself. Results are those of `inputs`,
   * `step` and `observe`, bit for bit.
   */
  group?(params: readonly P[], world: World, at: Int32Array): Group<X>;
}

/** A device kind with any types of parameters, state and inputs. */
// biome-ignore lint/suspicious/noExplicitAny: a registry contains kinds of every parameter, state and input type
export type AnyDeviceKind = DeviceKind<any, any, any>;
