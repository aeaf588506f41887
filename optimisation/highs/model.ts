// A problem as the sparse arrays HiGHS reads. Quadratic costs are not passed on: its solver for them fails on ordinary
// bounded problems.
import type { Model, ModelData } from 'highs';
import type { OptimisationProblem } from '../problem/problem.ts';
import type { SolveOptions } from '../problem/solution.ts';

/** The linear part of a problem, with its integers or without. */
export function modelData({ variables, rows, objective }: OptimisationProblem, integers: boolean): ModelData {
  return {
    numCols: variables.count,
    numRows: rows.count,
    colCost: objective.linear,
    colLower: variables.min,
    colUpper: variables.max,
    rowLower: rows.min,
    rowUpper: rows.max,
    offset: objective.constant,
    matrix: {
      format: 'csr',
      numRows: rows.count,
      numCols: variables.count,
      starts: rows.start,
      indices: rows.columns,
      values: rows.coefficients,
    },
    ...(integers ? { integrality: Array.from(variables.integer, (whole): 0 | 1 => (whole ? 1 : 0)) } : {}),
  };
}

/** The options of a run. Tolerances are tighter than HiGHS' own, so that duals obey strong duality to 1e-7. */
export function configure(model: Model, { time_limit_s = 600, gap = 1e-6, seed = 0 }: SolveOptions): void {
  model.options.set({
    output_flag: false,
    random_seed: seed,
    time_limit: time_limit_s,
    mip_rel_gap: gap,
    mip_abs_gap: 1e-9,
    primal_feasibility_tolerance: TOLERANCE,
    dual_feasibility_tolerance: TOLERANCE,
    mip_feasibility_tolerance: TOLERANCE,
    small_matrix_value: 1e-12,
  });
}

const TOLERANCE = 1e-9;
