// What a round of the method passes to its subproblem.

/** Multipliers of the last subproblem, in its units; λ by node and step, μ ≥ 0. */
export interface Multipliers {
  readonly p: Float64Array;
  readonly q: Float64Array;
  readonly limit: Float64Array;
  /** Of the circles, by control and step. */
  readonly circle: Float64Array;
}

/** A tangent of the circle of a control in a step, at the angle φ of (p, q). */
export interface Tangent {
  readonly control: number;
  readonly t: number;
  readonly angle: number;
}

export interface Round {
  /** Places of the limits that have a row. */
  readonly watched: readonly number[];
  readonly tangents: readonly Tangent[];
  readonly multipliers: Multipliers;
  readonly radius: number;
  /** ρ, per p.u. of violation. */
  readonly penalty: number;
  /** Whether costs count; without them the sum of violations is minimised. */
  readonly costs: boolean;
  /** Whether whole numbers are whole; the subproblem is then linear in the network, without its curvature. */
  readonly whole?: boolean;
  /** Second-order correction: what the linear model of each limit missed at the last trial [p.u.]. */
  readonly shift?: Float64Array;
}
