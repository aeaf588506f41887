// MIQP by outer approximation (Duran & Grossmann 1986). In turn
//   the MILP with tangents in place of the squares gives whole numbers, and a bound from below,
//   the QP with these whole numbers fixed gives a point, its cost from above, and prices;
// and the x of both gives further tangents, until the bounds meet. With tangents at the optimum of its QP the MILP cost
// of a choice of whole numbers is not below its true cost, so no choice recurs except by rounding.
import type { Highs } from 'highs';
import { RunError } from '../../base/index.ts';
import { diagnose } from '../highs/diagnose.ts';
import { configure, modelData } from '../highs/model.ts';
import { runModel } from '../highs/run.ts';
import { ACCEPTED, byInteriorPoint } from '../interior-point/answer.ts';
import { type OptimisationProblem, withIntegersFixed } from '../problem/problem.ts';
import type { Answer, SolveOptions } from '../problem/solution.ts';
import { tangentsAt } from './tangents.ts';

const MAX_ROUNDS = 100;

/**
 * Solves a convex MIQP to the relative gap of the options, but no closer than its QPs are solved, 1e-8 (1 + |objective|).
 * The time limit holds for each MILP. Throws where there is no solution, naming rows and variables.
 */
export function outerApproximation(highs: Highs, problem: OptimisationProblem, options: SolveOptions): Answer {
  const { gap = 1e-6 } = options;
  const begin = byInteriorPoint(problem);
  const fault = begin.answer ? undefined : diagnose(highs, problem, options);
  if (fault) throw fault;
  const tangents = tangentsAt(problem, (begin.answer ?? begin).x);
  let best: Answer | undefined;
  let bound = -Infinity;
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    const milp = solveMilp(highs, tangents.linearised(), { ...options, gap: gap / 2 });
    bound = Math.max(bound, milp.bound);
    const found = solveQp(problem, milp.x);
    if (!best || found.objective < best.objective) best = found;
    const size = Math.abs(best.objective);
    const close = Math.max(gap * size, ACCEPTED * (1 + size));
    const met = best.objective - bound <= close;
    if (met || milp.status === 'time-limit') {
      const { duals, reducedCosts, ...rest } = best;
      return {
        ...rest,
        ...(options.prices ? { duals, reducedCosts } : {}),
        status: met ? 'optimal' : 'time-limit',
        bound: Math.min(bound, best.objective),
        iterations: round,
      };
    }
    for (const { x } of [found, milp]) tangents.add(x, close / (10 * tangents.count));
  }
  throw new RunError(
    `${problem.name}: bounds of ${bound} and ${best?.objective} after ${MAX_ROUNDS} rounds of tangents`,
  );
}

const solveMilp = (highs: Highs, milp: OptimisationProblem, options: SolveOptions): Answer =>
  highs.withModel(modelData(milp, true), (model) => {
    configure(model, options);
    return runModel(highs, model, milp, options);
  });

function solveQp(problem: OptimisationProblem, x: Float64Array): Answer {
  const { answer } = byInteriorPoint(withIntegersFixed(problem, x));
  if (answer) return { ...answer, solver: 'outer-approximation' };
  throw new RunError(`${problem.name}: the QP with fixed integers was not solved to ${ACCEPTED}`);
}
