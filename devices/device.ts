import type { z } from 'zod';
import type { Flexibility, Formulation, Horizon } from '../optimisation/index.ts';
import type { AnyPlot } from '../record/index.ts';

// A device: frozen parameters P, state X (data), inputs U (what the world does to it in one step), and pure functions
// over them. Load convention: p > 0 draws from the grid [kW], q > 0 draws lagging reactive power [kvar].

export interface Range {
  readonly min: number;
  readonly max: number;
}

/** What a controller asks of a device for one step; an absent member leaves that quantity to the device. */
export interface SetPoint {
  readonly p_kw?: number;
  readonly q_kvar?: number;
}

/** Shares of constant impedance, current and power of what it draws; each sums to 1. */
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

/** What a device may ask of the world: the calendar and the profiles of the case, all on the run's own clock. */
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
   * Hours from the start of the run to a local time, each exactly once, and never back from one local time to a later one:
   * the first of two that a change of clocks repeats, the moment of the change for one that it skips.
   * @param day as `day` counts, from −1 to the day after the last
   * @param hour of that day; 24 and more lead into the day after, 48 at most
   */
  elapsed_h(day: number, hour: number): number;
  /** Mean of a profile of the case over step k, in the house's unit of its dimension: kW, kvar, °C, p.u., m/s, … */
  profile(name: string, k: number): number;
}

/** A number a device shows about itself, recorded every step: state of charge, indoor temperature, … */
export interface Channel {
  readonly name: string;
  readonly unit: string;
  readonly title: string;
  /** The band it has to stay in, for plots and checks, where the device has one. */
  readonly band?: readonly [lower: number, upper: number];
  /** It counts from the start of the run on, so that its last value says how much there was altogether. */
  readonly cumulative?: true;
}

/** One kind of device. Everything is pure: same parameters, state, inputs and ask give the same answer. */
export interface DeviceKind<P, X, U> {
  readonly kind: string;
  readonly title: string;
  /** `#rrggbb` in every plot; one is chosen by the name of the kind when absent. */
  readonly colour?: string;
  /** Drawn in the report of every run that has something of them to show. */
  readonly plots?: readonly AnyPlot[];
  /**
   * Checks and completes what a case says of it; every field described, with its unit in its name. A field that names a
   * profile is a `profileField`.
   */
  readonly schema: z.ZodType<P>;
  /** It leaves a plan nothing to decide, whatever its parameters. */
  readonly inflexible?: true;
  /** Currency of its costs; undefined where it has none. */
  currency?(params: P): string | undefined;
  /** Rated apparent power [kVA] of a converter whose reactive power may be asked for; undefined where it may not. */
  rating_kva?(params: P): number | undefined;
  /** What it costs its owner to draw Δ kW less than planned: this times Δ² [currency/(kW² h)]; undefined where nobody said. */
  discomfort_per_kw2h?(params: P): number | undefined;
  /** State before the first step. */
  start(params: P): X;
  /** What the world does to it during step k. */
  inputs(params: P, world: World, k: number): U;
  /** Active power it can hold for the whole step of dt hours [kW]; min ≤ max always. */
  limits(params: P, state: X, inputs: U, dt_h: number): Range;
  /** What it does when nobody asks anything of it: a car charges on arrival, a thermostat switches, a battery idles. */
  defaultSetPoint(params: P, state: X, inputs: U, dt_h: number): SetPoint;
  /** What was asked becomes what it gave, clamped to `limits`, and where it stands next. Nothing else changes. */
  step(params: P, state: X, inputs: U, setPoint: SetPoint, dt_h: number): Step<X>;
  /**
   * What it brings to an optimisation that starts in this state: variables and rows written `into` the formulation, whose
   * names are its own already. `inputs` is one step of the horizon after the other. What a plan then asks, `step` gives.
   */
  flexibility(
    params: P,
    state: X,
    inputs: readonly U[],
    horizon: Horizon,
    into: Formulation,
    dt_h: number,
  ): Flexibility;
  /** The channels these parameters give, in the order `observe` fills them. */
  channels(params: P): readonly Channel[];
  /** Present values of the channels, in their order. */
  observe(params: P, state: X): readonly number[];
}

/** A device kind whose parameter, state and input types are its own business. */
// biome-ignore lint/suspicious/noExplicitAny: a registry holds kinds of every parameter, state and input type
export type AnyDeviceKind = DeviceKind<any, any, any>;
