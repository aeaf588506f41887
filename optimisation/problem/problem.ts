// An optimisation problem as plain data; solvers are dialects that read it.
//
//   min   c₀ + Σj cj xj + ½ Σj qj xj²        always a minimum; to maximise, negate the costs
//   s.t.  Li ≤ Σj aij xj ≤ Ui                named rows; equal bounds make an equation, ±∞ is no bound
//         lj ≤ xj ≤ uj                       named variables, some of them whole numbers
//
// Duals everywhere in this room: the dual yi of a row is d objective / d right-hand side at the optimum (of the side that
// binds), so yi ≥ 0 where Li binds, yi ≤ 0 where Ui binds. The reduced cost zj = cj + qj xj − Σi aij yi is d objective /
// d bound in the same way: zj ≥ 0 where lj binds, ≤ 0 where uj binds.
import type { NameFamily } from './names.ts';

/**
 * Frozen outside; its arrays are shared, not copied, and must not be written to. Survives structuredClone.
 * Made by `formulate`.
 */
export interface OptimisationProblem {
  readonly name: string;
  readonly variables: {
    readonly count: number;
    readonly families: readonly NameFamily[];
    readonly min: Float64Array;
    readonly max: Float64Array;
    /** 1 where the variable takes whole numbers only; a binary is one of these within 0 … 1. */
    readonly integer: Uint8Array;
  };
  readonly rows: {
    readonly count: number;
    readonly families: readonly NameFamily[];
    readonly min: Float64Array;
    readonly max: Float64Array;
    /** Row i holds columns[start[i]] … columns[start[i + 1] − 1], ascending, with the coefficients at the same places. */
    readonly start: Int32Array;
    readonly columns: Int32Array;
    readonly coefficients: Float64Array;
  };
  /** Problems included as a whole: block b has the variables columns[2b] … columns[2b + 1] − 1, and the rows likewise. */
  readonly blocks?: { readonly columns: Int32Array; readonly rows: Int32Array };
  readonly objective: {
    readonly constant: number;
    readonly linear: Float64Array;
    /** q of ½ q x², one per variable. */
    readonly quadratic: Float64Array;
  };
}

/** The problem with every whole-number variable fixed at the whole number nearest to x. */
export function withIntegersFixed(problem: OptimisationProblem, x: Float64Array): OptimisationProblem {
  const { variables } = problem;
  const min = variables.min.slice();
  const max = variables.max.slice();
  for (let j = 0; j < variables.count; j++) if (variables.integer[j]) min[j] = max[j] = Math.round(x[j]!);
  return { ...problem, variables: { ...variables, min, max } };
}
