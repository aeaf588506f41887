// The conditions of an optimum, recomputed from the problem's own data, independently of the solver.
import type { OptimisationProblem } from './problem.ts';
import type { Residuals } from './solution.ts';

export function objectiveAt({ objective }: OptimisationProblem, x: Float64Array): number {
  const { linear, quadratic } = objective;
  let sum = objective.constant;
  for (let j = 0; j < x.length; j++) sum += (linear[j]! + 0.5 * quadratic[j]! * x[j]!) * x[j]!;
  return sum;
}

/** d objective / d x less Σ a y of all rows. */
export function reducedCostsAt(
  { rows, objective }: OptimisationProblem,
  x: Float64Array,
  duals: Float64Array,
): Float64Array {
  const { start, columns, coefficients } = rows;
  const z = new Float64Array(x.length);
  for (let j = 0; j < x.length; j++) z[j] = objective.linear[j]! + objective.quadratic[j]! * x[j]!;
  for (let i = 0; i < rows.count; i++) {
    const y = duals[i]!;
    if (y === 0) continue;
    for (let a = start[i]!; a < start[i + 1]!; a++) z[columns[a]!]! -= coefficients[a]! * y;
  }
  return z;
}

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
  const primal = primalOf(problem, x);
  if (!duals || !reducedCosts) return { primal, dual: 0, gap: 0 };
  const { variables, rows, objective } = problem;
  const { start, columns, coefficients } = rows;
  let dual = 0;
  const sums = new Sums(objective.constant);
  const left = new Float64Array(variables.count);
  const size = new Float64Array(variables.count);
  for (let j = 0; j < variables.count; j++) {
    const slope = objective.linear[j]! + objective.quadratic[j]! * x[j]!;
    left[j] = slope - reducedCosts[j]!;
    size[j] = Math.max(Math.abs(objective.linear[j]!), Math.abs(slope));
    sums.add(-0.5 * objective.quadratic[j]! * x[j]! * x[j]!);
  }
  for (let i = 0; i < rows.count; i++) {
    const y = duals[i]!;
    if (y === 0) continue;
    const side = y > 0 ? rows.min[i]! : rows.max[i]!;
    if (Number.isFinite(side)) sums.add(y * side);
    else dual = worst(dual, Math.abs(y));
    for (let a = start[i]!; a < start[i + 1]!; a++) {
      const j = columns[a]!;
      const term = coefficients[a]! * y;
      sums.size += Math.abs(term * x[j]!);
      left[j]! -= term;
      if (Math.abs(term) > size[j]!) size[j] = Math.abs(term);
    }
  }
  for (let j = 0; j < variables.count; j++) {
    const z = reducedCosts[j]!;
    const side = z > 0 ? variables.min[j]! : variables.max[j]!;
    let fault = Math.abs(left[j]!);
    if (Number.isFinite(side)) sums.add(z * side);
    else fault += Math.abs(z);
    dual = worst(dual, fault / (1 + size[j]!));
  }
  const at = objectiveAt(problem, x);
  const gap = Math.max(0, Math.abs(at - sums.value) - Number.EPSILON * sums.size);
  return { primal, dual, gap: gap / (1 + Math.abs(at)) };
}

/** A sum and the sum of the sizes of its terms. */
class Sums {
  value: number;
  size: number;

  constructor(value: number) {
    this.value = value;
    this.size = Math.abs(value);
  }

  add(term: number): void {
    this.value += term;
    this.size += Math.abs(term);
  }
}

/** Largest violation of a bound or row. */
function primalOf({ variables, rows }: OptimisationProblem, x: Float64Array): number {
  const { start, columns, coefficients } = rows;
  let primal = 0;
  for (let j = 0; j < variables.count; j++) {
    const out = outside(x[j]!, variables.min[j]!, variables.max[j]!);
    if (out !== 0) primal = worst(primal, out / (1 + Math.abs(x[j]!)));
  }
  for (let i = 0; i < rows.count; i++) {
    let activity = 0;
    let size = 0;
    for (let a = start[i]!; a < start[i + 1]!; a++) {
      const term = coefficients[a]! * x[columns[a]!]!;
      activity += term;
      if (Math.abs(term) > size) size = Math.abs(term);
    }
    const out = outside(activity, rows.min[i]!, rows.max[i]!);
    if (out !== 0) primal = worst(primal, out / (1 + size));
  }
  return primal;
}

const outside = (value: number, min: number, max: number): number => Math.max(0, min - value, value - max);

/** The larger; not-a-number counts as the largest of all. */
const worst = (a: number, b: number): number => (b <= a ? a : Number.isNaN(b) ? Infinity : b);
