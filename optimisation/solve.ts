// Chooses the solver by the class of the problem, and holds a problem open for repeated solves.
import type { Highs, Model } from 'highs';
import { InputError, RunError } from '../base/index.ts';
import { byDual } from './dual/answer.ts';
import { diagnose } from './highs/diagnose.ts';
import { loadHighs } from './highs/load.ts';
import { configure, modelData } from './highs/model.ts';
import { runModel } from './highs/run.ts';
import { ACCEPTED, type Attempt, byInteriorPoint } from './interior-point/answer.ts';
import { outerApproximation } from './outer-approximation/outer-approximation.ts';
import { intervalFault } from './problem/check.ts';
import { classOf, type ProblemClass } from './problem/class.ts';
import { piecesOf } from './problem/continued.ts';
import { type NameFamily, nameAt } from './problem/names.ts';
import type { OptimisationProblem } from './problem/problem.ts';
import { named, type Requestable, type Residuals, type Solution, type SolveOptions } from './problem/solution.ts';

/**
 * Solves a problem: LP and MILP by HiGHS, QP by the interior point (which solves an LP too, on request), MIQP by outer
 * approximation with both. Every solution has passed a check of its optimality conditions on the problem's own data, to 1e-7
 * from HiGHS, 1e-8 from the interior point; those of a problem with whole numbers are of the LP or QP in which these are
 * fixed, and the bound gives their quality.
 *
 * Throws InputError where the problem cannot be solved by its nature (a negative quadratic cost), InfeasibleError or
 * UnboundedError where it has no optimum, RunError where none was found in time.
 */
export async function solve(problem: OptimisationProblem, options: SolveOptions = {}): Promise<Solution> {
  if (solverFor(problem, options.solver) !== 'interior-point') {
    return withSession(problem, options, (session) => session.solve());
  }
  const tried = timed(options, () => convex(problem, options));
  if (tried.answer) return named(problem, tried.answer);
  throw reasonFor(await loadHighs(), problem, options, tried.residuals);
}

/** `solve`, also where a host adds options of its own, as threads to share the work with. */
export type Solve = typeof solve;

/** A problem whose bounds and linear costs change between solves. HiGHS continues from its last basis. */
export interface Session {
  /** Sets the linear cost c of a variable. */
  setCost(column: number, c: number): void;
  /** Sets the bounds of a variable. */
  setBounds(column: number, min: number, max: number): void;
  /** Sets the bounds of a row; equal ones make it an equation. */
  setRow(row: number, min: number, max: number): void;
  /** Solves the present problem. Throws as `solve` does; the session remains usable afterwards. */
  solve(): Solution;
  /** Frees the memory of the solver, which is not garbage collected. */
  close(): void;
}

/** Opens a problem, does the work, and closes it however the work ends. */
export async function withSession<T>(
  problem: OptimisationProblem,
  options: SolveOptions,
  work: (session: Session) => T | Promise<T>,
): Promise<T> {
  const session = await openSession(problem, options);
  try {
    return await work(session);
  } finally {
    session.close();
  }
}

/** Opens a problem for repeated solves; the problem handed in stays as it is. Must be closed. */
export async function openSession(problem: OptimisationProblem, options: SolveOptions = {}): Promise<Session> {
  const solver = solverFor(problem, options.solver);
  const highs = await loadHighs();
  const current = changeable(problem);
  const { variables, rows, objective } = current;
  const model = solver === 'highs' ? openModel(highs, current, options) : undefined;
  return {
    setCost(column, c) {
      if (!Number.isFinite(c)) throw refused(problem, 'variable', variables.families, column, c, 'a finite cost');
      objective.linear[column] = c;
      model?.changeColCost(column, c);
    },
    setBounds(column, min, max) {
      const fault = intervalFault(min, max);
      if (fault) throw refused(problem, 'variable', variables.families, column, fault.found, fault.expected);
      variables.min[column] = min;
      variables.max[column] = max;
      model?.changeColBounds(column, min, max);
    },
    setRow(row, min, max) {
      const fault = intervalFault(min, max);
      if (fault) throw refused(problem, 'row', rows.families, row, fault.found, fault.expected);
      rows.min[row] = min;
      rows.max[row] = max;
      model?.changeRowBounds(row, min, max);
    },
    solve() {
      const tried = timed(options, (): Attempt => {
        if (model) return { answer: runModel(highs, model, current, options) };
        if (solver === 'outer-approximation') return { answer: outerApproximation(highs, current, options) };
        return convex(current, options);
      });
      if (!tried.answer) throw reasonFor(highs, current, options, tried.residuals);
      return named(current, tried.answer);
    },
    close: () => model?.dispose(),
  };
}

function openModel(highs: Highs, problem: OptimisationProblem, options: SolveOptions): Model {
  const model = highs.createModel(modelData(problem, true));
  configure(model, options);
  return model;
}

const changeable = ({ variables, rows, objective, ...rest }: OptimisationProblem): OptimisationProblem => ({
  ...rest,
  variables: { ...variables, min: variables.min.slice(), max: variables.max.slice() },
  rows: { ...rows, min: rows.min.slice(), max: rows.max.slice() },
  objective: { ...objective, linear: objective.linear.slice() },
});

function solverFor(problem: OptimisationProblem, requested: Requestable | undefined): Requestable {
  const { name, variables } = problem;
  if (piecesOf(problem).some(({ objective }) => objective.quadratic.some((q) => q < 0))) {
    const { objective } = problem;
    const concave = Array.from(objective.quadratic.keys()).filter((j) => objective.quadratic[j]! < 0);
    throw new InputError(
      name,
      concave.map((j) => ({
        where: `variable ${nameAt(variables.families, j)}`,
        found: objective.quadratic[j],
        expected: 'a quadratic cost of 0 or more',
        hint: 'with a negative one the problem is not convex',
      })),
    );
  }
  const kind = classOf(problem);
  const able = ABLE[kind];
  if (requested && !able.includes(requested)) {
    throw new InputError(name, [{ where: 'solver', found: requested, expected: `${able.join(' or ')} for a ${kind}` }]);
  }
  if (variables.count === 0) return 'interior-point'; // HiGHS does not solve a model without columns
  return requested ?? able[0];
}

/** Solvers of each class; the first is the default. */
const ABLE: Readonly<Record<ProblemClass, readonly [Requestable, ...Requestable[]]>> = {
  LP: ['highs', 'interior-point'],
  MILP: ['highs'],
  QP: ['interior-point'],
  MIQP: ['outer-approximation'],
};

/** By the prices of the few rows that couple its blocks where a problem has that shape, else by the interior point. */
function convex(problem: OptimisationProblem, options: SolveOptions): Attempt {
  const answer = options.solver ? undefined : byDual(problem, options.near, options.join);
  return answer ? { answer } : byInteriorPoint(problem, options);
}

/** Why the interior point failed: HiGHS finds infeasibility or unboundedness from the linear part. */
function reasonFor(highs: Highs, problem: OptimisationProblem, options: SolveOptions, residuals: Residuals): RunError {
  const { primal, dual, gap } = residuals;
  const reached = `rows to ${primal.toExponential(1)}, costs to ${dual.toExponential(1)}, gap ${gap.toExponential(1)}`;
  return (
    diagnose(highs, problem, options) ??
    new RunError(`${problem.name}: the interior point did not reach ${options.tolerance ?? ACCEPTED} (${reached})`)
  );
}

/** Runs the work and adds its time to the solution. */
function timed(options: SolveOptions, work: () => Attempt): Attempt {
  if (!options.now) return work();
  const began = options.now();
  const tried = work();
  const time_ms = options.now() - began;
  return tried.answer ? { answer: { ...tried.answer, time_ms } } : tried;
}

const refused = (
  { name }: OptimisationProblem,
  what: string,
  families: readonly NameFamily[],
  index: number,
  found: unknown,
  expected: string,
) => new InputError(name, [{ where: `${what} ${nameAt(families, index)}`, found, expected }]);
