// The part of a device in an optimisation, the same for every mechanism: its variables and rows, and its power, cost and shown
// quantities as expressions of them. Devices write it, `cosim` passes it on, mechanisms read it.

import { Expressions } from './expressions.ts';
import { constant, type Linear, type Term } from './linear.ts';

/** The steps that an optimisation plans, and the conditions at their end. */
export interface Horizon {
  /** First step, as the run counts. */
  readonly from: number;
  /** Name of each step, unlike each other: the local time at its start. Their number is the length of the horizon. */
  readonly hours: readonly string[];
  /**
   * A store ends where it began, as far as it can; a car or a house ends with at least as much as it began with. With
   * `stores` a house does not: it may end as cool as its comfort band allows.
   */
  readonly cyclic: boolean | 'stores';
  /**
   * Channels of the device when the plan began of which this horizon is the rest: the state to which cyclic ends refer. The present
   * state when absent.
   */
  readonly began?: readonly number[];
  /** A binary keeps a store from charging and discharging in the same step. */
  readonly exclusive: boolean;
  /** An appliance starts within the times its owner prefers, where it has some; otherwise anywhere in its window. */
  readonly preferred?: boolean;
  /** The reactive power of a converter is a variable within ± its rating s; who solves poses p² + q² ≤ s². Else it is 0. */
  readonly reactive?: boolean;
  /** The last step whose truth is known: later ones are forecast as of it. Without it, all steps have their day-ahead forecast. */
  readonly known?: number;
}

/** One kind of cost over the whole horizon: an expression and Σ coefficient · variable². */
export interface Cost {
  /** `generation`, `start`, … */
  readonly name: string;
  readonly currency: string;
  readonly linear: Linear;
  readonly squares: readonly Term[];
}

/** A quantity of a device that the mechanism may show next to its power, per step. */
export interface Shown<Values = Expressions> {
  readonly name: string;
  readonly unit: string;
  readonly values: Values;
}

/** Part of a device in a problem. Expressions run over the steps of the horizon; load convention, > 0 is drawn. */
export interface Flexibility<Values = Expressions> {
  readonly p_kw: Values;
  /** Reactive power at 1 p.u.: by default, or where `Horizon.reactive` makes it a decision of a converter. */
  readonly q_kvar: Values;
  /** Shares of constant impedance, current and power of p and q, where they depend on the voltage. */
  readonly zip?: { readonly z: number; readonly i: number; readonly p: number };
  readonly costs: readonly Cost[];
  readonly shows: readonly Shown<Values>[];
  /** Pairs of variables that must not both be above 0; the rows hold that only where `exclusive` is set. */
  readonly exclusive: readonly (readonly [number, number])[];
}

/** A flexibility as a device writes it: with an expression per step in a list. */
export type Contribution = Flexibility<readonly Linear[]>;

/** A contribution as mechanisms keep and read it. */
export const flexibilityOf = ({ p_kw, q_kvar, shows, ...rest }: Contribution): Flexibility => ({
  ...rest,
  p_kw: Expressions.of(p_kw),
  q_kvar: Expressions.of(q_kvar),
  shows: shows.map(({ values, ...shown }) => ({ ...shown, values: Expressions.of(values) })),
});

/** A device without a decision. */
export const inflexible = (p_kw: readonly number[], q_kvar: readonly number[]): Contribution => ({
  p_kw: p_kw.map(constant),
  q_kvar: q_kvar.map(constant),
  costs: [],
  shows: [],
  exclusive: [],
});
