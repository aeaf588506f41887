// What the interior point found, with the check that decides whether it is an answer.
import type { OptimisationProblem } from '../problem/problem.ts';
import { objectiveAt, residualsOf } from '../problem/residuals.ts';
import type { Answer, Near, Residuals } from '../problem/solution.ts';
import { type Approach, interiorPoint } from './interior-point.ts';
import type { Restored } from './standard.ts';

/** What the residuals of an answer may be. */
export const ACCEPTED = 1e-8;

/** An answer, or how far from one the attempt ended. */
export type Attempt =
  | { readonly answer: Answer }
  | { readonly answer?: undefined; readonly residuals: Residuals; readonly x: Float64Array };

/**
 * A store short of full by what another solver left of it has next to no inside: its multipliers grow until nothing can be
 * checked. Where that may be why an attempt failed, such rows count as leaving no choice.
 */
const NARROW = 1e-9;

/** Solves an LP or a QP; whole numbers are not asked for. */
export function byInteriorPoint(problem: OptimisationProblem, near?: Near): Attempt {
  const start = near && fitting(problem, near);
  const approaches: Approach[] = [...(start ? [{ near: start }] : []), {}, { rounding: NARROW }];
  let tried = attempt(problem, approaches.shift()!);
  while (!tried.answer && approaches.length > 0) tried = attempt(problem, approaches.shift()!);
  return tried;
}

/** The answer it may start from, if that has the shape of the problem. */
function fitting({ variables, rows }: OptimisationProblem, { x, duals, reducedCosts }: Near): Restored | undefined {
  if (!duals || !reducedCosts || x.length !== variables.count || duals.length !== rows.count) return undefined;
  return { x, duals, reducedCosts };
}

function attempt(problem: OptimisationProblem, approach: Approach): Attempt {
  const { x, duals, reducedCosts, iterations } = interiorPoint(problem, approach);
  const residuals = residualsOf(problem, x, duals, reducedCosts);
  if (!(Math.max(residuals.primal, residuals.dual, residuals.gap) <= ACCEPTED)) return { residuals, x };
  const objective = objectiveAt(problem, x);
  const bound = objective - residuals.gap * (1 + Math.abs(objective));
  const found = { objective, bound, iterations, residuals, x, duals, reducedCosts };
  return { answer: { status: 'optimal', solver: 'interior-point', ...found } };
}
