// Why a problem has no solution, by name: the rows and bounds that are infeasible together, or the variables that are unbounded.
import type { Highs, ModelData } from 'highs';
import { InfeasibleError, UnboundedError } from '../problem/errors.ts';
import type { OptimisationProblem } from '../problem/problem.ts';
import type { SolveOptions } from '../problem/solution.ts';
import { configure, modelData } from './model.ts';

/** The error with that diagnosis; undefined where the problem is feasible and bounded. */
export function diagnose(
  highs: Highs,
  problem: OptimisationProblem,
  options: SolveOptions,
): InfeasibleError | UnboundedError | undefined {
  const rows = Array.from({ length: problem.rows.count }, (_, i) => i);
  const violatedRow = rows.find((i) => isEmpty(problem, i) && (problem.rows.min[i]! > 0 || problem.rows.max[i]! < 0));
  if (violatedRow !== undefined) return new InfeasibleError(problem, { rows: [violatedRow], variables: [] });
  const noWhole = Array.from(problem.variables.min.keys()).find((j) => hasNoWhole(problem, j));
  if (noWhole !== undefined) return new InfeasibleError(problem, { rows: [], variables: [noWhole] });
  if (isInfeasible(highs, feasibility(problem, rows, false), options)) {
    return new InfeasibleError(problem, irreducible(highs, problem, options));
  }
  if (problem.variables.integer.includes(1) && isInfeasible(highs, feasibility(problem, rows, true), options)) {
    return new InfeasibleError(problem, wholeNumberConflict(highs, problem, options));
  }
  const ray = descent(highs, problem, options);
  return ray.length > 0 ? new UnboundedError(problem, ray) : undefined;
}

/** A whole-number variable with no whole number within its bounds. */
const hasNoWhole = ({ variables: { integer, min, max } }: OptimisationProblem, j: number) =>
  integer[j] === 1 && Math.ceil(min[j]!) > Math.floor(max[j]!);

const isEmpty = ({ rows }: OptimisationProblem, i: number) => rows.start[i] === rows.start[i + 1];

/** The rows at these places and all bounds, at no cost. */
function feasibility(problem: OptimisationProblem, kept: readonly number[], integers: boolean): ModelData {
  const { rows, variables } = problem;
  const keep = new Set(kept);
  const free = (bounds: Float64Array, open: number) => bounds.map((b, i) => (keep.has(i) ? b : open));
  return {
    ...modelData(problem, integers),
    colCost: new Float64Array(variables.count),
    rowLower: free(rows.min, -Infinity),
    rowUpper: free(rows.max, Infinity),
  };
}

const isInfeasible = (highs: Highs, data: ModelData, options: SolveOptions): boolean =>
  highs.withModel(data, (model) => {
    configure(model, options);
    model.run();
    return model.getModelStatus() === highs.constants.modelStatus.infeasible;
  });

/** Elastic LP, then refined until no row or bound can be spared. */
const FROM_LP_IRREDUCIBLE = 2 | 4;

/** An irreducible infeasible subset of the linear rows and bounds. */
function irreducible(highs: Highs, problem: OptimisationProblem, options: SolveOptions) {
  const all = Array.from({ length: problem.rows.count }, (_, i) => i);
  return highs.withModel(feasibility(problem, all, false), (model) => {
    configure(model, options);
    model.options.set({ iis_strategy: FROM_LP_IRREDUCIBLE, iis_time_limit: options.time_limit_s ?? 600 });
    model.run();
    const { rowIndex, colIndex, colBound } = model.getIis();
    const bounded = Array.from(colIndex).filter((_, k) => colBound[k] !== highs.constants.iis.boundFree);
    return { rows: [...rowIndex], variables: bounded };
  });
}

/**
 * Rows that only whole numbers cannot meet, no one of which can be spared: rows are dropped by halves for as long as the
 * rest stays infeasible (deletion filter; Chinneck 2008, ch. 6), with the whole-number variables in them.
 */
function wholeNumberConflict(highs: Highs, problem: OptimisationProblem, options: SolveOptions) {
  const { rows, variables } = problem;
  let kept = Array.from({ length: rows.count }, (_, i) => i);
  for (let chunk = Math.ceil(kept.length / 2); ; chunk = Math.ceil(chunk / 2)) {
    for (let at = 0; at < kept.length; ) {
      const without = kept.toSpliced(at, chunk);
      if (isInfeasible(highs, feasibility(problem, without, true), options)) kept = without;
      else at += chunk;
    }
    if (chunk <= 1) break;
  }
  const whole = new Set<number>();
  for (const i of kept) {
    for (const j of rows.columns.subarray(rows.start[i]!, rows.start[i + 1]!)) if (variables.integer[j]) whole.add(j);
  }
  return { rows: kept, variables: [...whole] };
}

const NEGLIGIBLE = 1e-7;

/**
 * A direction that keeps every row and bound and lowers the objective: the vertex of
 *   min cᵀd   s.t.  A d ≥ 0 where L is finite, ≤ 0 where U is,  d likewise within −1 … 1,  d = 0 where q > 0.
 */
function descent(highs: Highs, problem: OptimisationProblem, options: SolveOptions): number[] {
  const { rows, variables, objective } = problem;
  const closed = (bounds: Float64Array, open: number) => bounds.map((b) => (Number.isFinite(b) ? 0 : open));
  const still = (bounds: Float64Array) => bounds.map((b, j) => (objective.quadratic[j]! > 0 ? 0 : b));
  const data: ModelData = {
    ...modelData(problem, false),
    offset: 0,
    colLower: still(closed(variables.min, -1)),
    colUpper: still(closed(variables.max, 1)),
    rowLower: closed(rows.min, -Infinity),
    rowUpper: closed(rows.max, Infinity),
  };
  return highs.withModel(data, (model) => {
    configure(model, options);
    model.run();
    if (!(model.getObjectiveValue() < -NEGLIGIBLE)) return [];
    const d = model.getSolution().colValue;
    return Array.from(d.keys()).filter((j) => Math.abs(d[j]!) > NEGLIGIBLE);
  });
}
