// The conditions of an optimum, recomputed from the problem's own data, independently of the solver.
import { piecesOf } from './continued.ts';
import type { OptimisationProblem } from './problem.ts';
import type { Residuals } from './solution.ts';

export function objectiveAt(problem: OptimisationProblem, x: Float64Array): number {
  let sum = problem.objective.constant;
  for (const { firstColumn, objective } of piecesOf(problem)) {
    const { linear, quadratic } = objective;
    for (let j = 0, at = firstColumn; j < linear.length; j++, at++)
      sum += (linear[j]! + 0.5 * quadratic[j]! * x[at]!) * x[at]!;
  }
  return sum;
}

/** d objective / d x less Σ a y of all rows. */
export function reducedCostsAt(problem: OptimisationProblem, x: Float64Array, duals: Float64Array): Float64Array {
  const z = new Float64Array(x.length);
  for (const { firstColumn, firstRow, objective, rows } of piecesOf(problem)) {
    const { linear, quadratic } = objective;
    const { start, columns, coefficients } = rows;
    for (let j = 0, at = firstColumn; j < linear.length; j++, at++) z[at]! += linear[j]! + quadratic[j]! * x[at]!;
    for (let i = 0; i < rows.count; i++) {
      const y = duals[firstRow + i]!;
      if (y === 0) continue;
      for (let a = start[i]!; a < start[i + 1]!; a++) z[columns[a]!]! -= coefficients[a]! * y;
    }
  }
  return z;
}

/**
 * Primal: rows and bounds. Dual: stationarity cj + qj xj − Σi aij yi − zj = 0, and no multiplier on a side that is open.
 * Gap: between the objective and  c₀ − ½ xᵀQx + Σ (y⁺ L − y⁻ U) + Σ (z⁺ l − z⁻ u),  which bounds it from below.
 * Each relative, so that a problem in kW and the same in MW have equal residuals. Where multipliers are large, what cancels in the gap,
 * the terms of the bound and all yi aij xj, may be many times the objective. Its rounding is no gap: a change of as little in the
 * coefficients moves the optimum by as much.
 * @param at objective at x
 */
export function residualsOf(
  problem: OptimisationProblem,
  x: Float64Array,
  duals?: Float64Array,
  reducedCosts?: Float64Array,
  at = objectiveAt(problem, x),
): Residuals {
  const primal = primalOf(problem, x);
  if (!duals || !reducedCosts) return { primal, dual: 0, gap: 0 };
  const pieces = piecesOf(problem);
  let dual = 0;
  const sums = new Sums(problem.objective.constant);
  const left = new Float64Array(x.length);
  const size = new Float64Array(x.length);
  for (const { firstColumn, objective } of pieces) {
    const { linear, quadratic } = objective;
    for (let j = 0, at = firstColumn; j < linear.length; j++, at++) {
      const slope = linear[j]! + quadratic[j]! * x[at]!;
      left[at] = slope - reducedCosts[at]!;
      size[at] = Math.max(Math.abs(linear[j]!), Math.abs(slope));
      sums.add(-0.5 * quadratic[j]! * x[at]! * x[at]!);
    }
  }
  for (const { firstRow, rows } of pieces) {
    const { min, max, start, columns, coefficients } = rows;
    for (let i = 0; i < rows.count; i++) {
      const y = duals[firstRow + i]!;
      if (y === 0) continue;
      const side = y > 0 ? min[i]! : max[i]!;
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
  }
  for (const { firstColumn, variables } of pieces) {
    const { min, max } = variables;
    for (let j = 0, at = firstColumn; j < min.length; j++, at++) {
      const z = reducedCosts[at]!;
      const side = z > 0 ? min[j]! : max[j]!;
      let fault = Math.abs(left[at]!);
      if (Number.isFinite(side)) sums.add(z * side);
      else fault += Math.abs(z);
      dual = worst(dual, fault / (1 + size[at]!));
    }
  }
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
function primalOf(problem: OptimisationProblem, x: Float64Array): number {
  let primal = 0;
  for (const { firstColumn, variables, rows } of piecesOf(problem)) {
    for (let j = 0, at = firstColumn; j < variables.count; j++, at++) {
      const out = outside(x[at]!, variables.min[j]!, variables.max[j]!);
      if (out !== 0) primal = worst(primal, out / (1 + Math.abs(x[at]!)));
    }
    const { min, max, start, columns, coefficients } = rows;
    for (let i = 0; i < rows.count; i++) {
      let activity = 0;
      let size = 0;
      for (let a = start[i]!; a < start[i + 1]!; a++) {
        const term = coefficients[a]! * x[columns[a]!]!;
        activity += term;
        if (Math.abs(term) > size) size = Math.abs(term);
      }
      const out = outside(activity, min[i]!, max[i]!);
      if (out !== 0) primal = worst(primal, out / (1 + size));
    }
  }
  return primal;
}

const outside = (value: number, min: number, max: number): number => Math.max(0, min - value, value - max);

/** The larger; not-a-number counts as the largest of all. */
const worst = (a: number, b: number): number => (b <= a ? a : Number.isNaN(b) ? Infinity : b);
