// Runs a model and converts the output of HiGHS into a solution of this room.
import type { Highs, Model } from 'highs';
import { RunError } from '../../base/index.ts';
import { classOf } from '../problem/class.ts';
import { type OptimisationProblem, withIntegersFixed } from '../problem/problem.ts';
import { objectiveAt, residualsOf } from '../problem/residuals.ts';
import type { Answer, SolveOptions } from '../problem/solution.ts';
import { diagnose } from './diagnose.ts';
import { configure, modelData } from './model.ts';

/** Largest residual of an accepted solution. */
const ACCEPTED = 1e-7;

/** Runs a model that holds the linear part of `problem`. Throws where there is no solution, naming rows and variables. */
export function runModel(highs: Highs, model: Model, problem: OptimisationProblem, options: SolveOptions): Answer {
  const status = highs.constants.modelStatus;
  model.zeroAllClocks();
  model.run();
  const ended = model.getModelStatus();
  if (ended === status.infeasible || ended === status.unbounded || ended === status.unboundedOrInfeasible) {
    throw (
      diagnose(highs, problem, options) ?? new RunError(`${problem.name}: HiGHS finds no optimum and no reason why`)
    );
  }
  const isMilp = classOf(problem) === 'MILP';
  if (ended !== status.optimal) {
    if (ended !== status.timeLimit) throw new RunError(`${problem.name}: HiGHS gave up (${nameOf(status, ended)})`);
    if (!isMilp || model.info.get('primal_solution_status') !== FEASIBLE) {
      throw new RunError(`${problem.name}: HiGHS found no feasible point within its time limit`);
    }
  }
  const iterations = Number(model.info.get('simplex_iteration_count'));
  const { colValue: x, rowDual: duals, colDual: reducedCosts } = model.getSolution();
  const answer = isMilp
    ? { ...fixedLp(highs, problem, x, options), bound: Number(model.info.get('mip_dual_bound')) }
    : { lp: problem, x, duals, reducedCosts, bound: model.getObjectiveValue() };
  const residuals = residualsOf(answer.lp, answer.x, answer.duals, answer.reducedCosts);
  if (!(Math.max(residuals.primal, residuals.dual, residuals.gap) <= ACCEPTED)) {
    throw new RunError(
      `${problem.name}: HiGHS' answer fails the check of its optimality (${JSON.stringify(residuals)})`,
    );
  }
  const { lp: _, duals: y, reducedCosts: z, ...rest } = answer;
  return {
    status: ended === status.optimal ? 'optimal' : 'time-limit',
    solver: 'highs',
    objective: objectiveAt(problem, answer.x),
    iterations,
    residuals,
    ...rest,
    ...(!isMilp || options.prices ? { duals: y, reducedCosts: z } : {}),
  };
}

/** `primal_solution_status` of a feasible point. */
const FEASIBLE = 2;

/**
 * The LP with every integer fixed at the nearest whole number: its solution meets the rows to rounding,
 * where that of branch and bound may lean on an integer that is 1e-9 off times a large coefficient, and its duals are the
 * prices of the MILP (O'Neill et al. 2005).
 */
function fixedLp(highs: Highs, problem: OptimisationProblem, found: Float64Array, options: SolveOptions) {
  const lp = withIntegersFixed(problem, found);
  return highs.withModel(modelData(lp, false), (model) => {
    configure(model, options);
    model.run();
    if (model.getModelStatus() !== highs.constants.modelStatus.optimal) {
      throw new RunError(`${problem.name}: the LP with fixed integers has no optimum`);
    }
    const { colValue, rowDual, colDual } = model.getSolution();
    return { lp, x: colValue, duals: rowDual, reducedCosts: colDual };
  });
}

const nameOf = (codes: Readonly<Record<string, number>>, code: number): string =>
  Object.keys(codes).find((name) => codes[name] === code) ?? `status ${code}`;
