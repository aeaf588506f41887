// The conditions of an optimum, recomputed from the problem's own data, independently of the solver.
import type { OptimisationProblem } from './problem.ts';
import type { Residuals } from './solution.ts';

export const objectiveAt = ({ objective }: OptimisationProblem, x: Float64Array): number =>
  x.reduce((sum, v, j) => sum + (objective.linear[j]! + 0.5 * objective.quadratic[j]! * v) * v, objective.constant);

/**
 * Primal: rows and bounds. Dual: stationarity cj + qj xj − Σi aij yi − zj = 0, and no multiplier on a side that is open.
 * Gap: between the objective and  c₀ − ½ xᵀQx + Σ (y⁺ L − y⁻ U) + Σ (z⁺ l − z⁻ u),  which bounds it from below.
 * Each relative, so that a problem in kW and the same in MW have equal residuals. Where multipliers are large, what cancels in the gap,
 * the terms of the bound and all yi aij xj, may be many times the objective. Its rounding is no gap: a change of as little in the
 * coefficients moves the optimum by as much.
 */
export function residualsOf(
  problem: OptimisationProblem,
  x: Float64Array,
  duals?: Float64Array,
  reducedCosts?: Float64Array,
): Residuals {
  const { variables, rows, objective } = problem;
  let primal = 0;
  for (let j = 0; j < variables.count; j++) {
    const out = outside(x[j]!, variables.min[j]!, variables.max[j]!);
    primal = worst(primal, out / (1 + Math.abs(x[j]!)));
  }
  for (let i = 0; i < rows.count; i++) {
    let activity = 0;
    let size = 0;
    for (let a = rows.start[i]!; a < rows.start[i + 1]!; a++) {
      const term = rows.coefficients[a]! * x[rows.columns[a]!]!;
      activity += term;
      size = Math.max(size, Math.abs(term));
    }
    primal = worst(primal, outside(activity, rows.min[i]!, rows.max[i]!) / (1 + size));
  }
  if (!duals || !reducedCosts) return { primal, dual: 0, gap: 0 };

  let dual = 0;
  let value = objective.constant;
  let summed = Math.abs(value);
  const add = (term: number) => {
    value += term;
    summed += Math.abs(term);
  };
  const left = new Float64Array(variables.count);
  const size = new Float64Array(variables.count);
  for (let j = 0; j < variables.count; j++) {
    const slope = objective.linear[j]! + objective.quadratic[j]! * x[j]!;
    left[j] = slope - reducedCosts[j]!;
    size[j] = Math.max(Math.abs(objective.linear[j]!), Math.abs(slope));
    add(-0.5 * objective.quadratic[j]! * x[j]! ** 2);
  }
  for (let i = 0; i < rows.count; i++) {
    const y = duals[i]!;
    const side = y > 0 ? rows.min[i]! : rows.max[i]!;
    if (Number.isFinite(side)) add(y * side);
    else dual = worst(dual, Math.abs(y));
    for (let a = rows.start[i]!; a < rows.start[i + 1]!; a++) {
      const j = rows.columns[a]!;
      const term = rows.coefficients[a]! * y;
      summed += Math.abs(term * x[j]!);
      left[j]! -= term;
      size[j] = Math.max(size[j]!, Math.abs(term));
    }
  }
  for (let j = 0; j < variables.count; j++) {
    const z = reducedCosts[j]!;
    const side = z > 0 ? variables.min[j]! : variables.max[j]!;
    let fault = Math.abs(left[j]!);
    if (Number.isFinite(side)) add(z * side);
    else fault += Math.abs(z);
    dual = worst(dual, fault / (1 + size[j]!));
  }
  const at = objectiveAt(problem, x);
  const gap = Math.max(0, Math.abs(at - value) - Number.EPSILON * summed);
  return { primal, dual, gap: gap / (1 + Math.abs(at)) };
}

const outside = (value: number, min: number, max: number): number => Math.max(0, min - value, value - max);

/** The larger; not-a-number counts as the largest of all. */
const worst = (a: number, b: number): number => (b <= a ? a : Number.isNaN(b) ? Infinity : b);
