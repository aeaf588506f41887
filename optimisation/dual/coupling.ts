// The shape of problem that is solved by the prices of its few coupling rows: chains (chains.ts), and outside the blocks
//
//   load ℓ     Lℓ = bℓ + Σ n p over the controls of the load      an equation that defines a free variable without cost
//   limit r    lower ≤ Σ a[r,ℓ] Lℓ + Σ e s ≤ upper                 s a slack: one bound, a linear cost, in this row alone
//
// A limit over controls themselves has a load of its own. Each control is part of one load at most. The multiplier y[r] of a limit is
// bounded where a slack or an open side bounds it, and the price of a control is  C = c + n σ[ℓ],  σ = −Aᵀ y.
import type { Chains } from './chains.ts';

/** A load: its variable, −1 for one of a limit alone, and the row that defines it. */
export interface Loads {
  readonly count: number;
  readonly column: Int32Array;
  readonly row: Int32Array;
  /** Coefficient of the variable in that row. */
  readonly own: Float64Array;
  /** b */
  readonly base: Float64Array;
}

export interface Limits {
  readonly count: number;
  readonly row: Int32Array;
  /** Limit r has loads[start[r]] … with the factors at the same places. */
  readonly start: Int32Array;
  readonly loads: Int32Array;
  readonly factors: Float64Array;
  /** Sides of Σ a Σ n p, without b and with slacks at their bounds. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Bounds of y, and the slack that sets each; −1 where none does. */
  readonly least: Float64Array;
  readonly most: Float64Array;
  readonly atLeast: Int32Array;
  readonly atMost: Int32Array;
}

export interface Coupling {
  readonly chains: Chains;
  /** Load and factor n of the control of each link; −1 where it is part of none. */
  readonly load: Int32Array;
  readonly factor: Float64Array;
  readonly loads: Loads;
  readonly limits: Limits;
  /** Values of the variables outside the blocks that are no load: slacks at their bounds, and those in no row. */
  readonly rest: ReadonlyMap<number, number>;
}
