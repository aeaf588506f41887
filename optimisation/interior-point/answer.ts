// What the interior point found, with the check that decides whether it is an answer.
import type { OptimisationProblem } from '../problem.ts';
import { objectiveAt, residualsOf } from '../residuals.ts';
import type { Answer, Residuals } from '../solution.ts';
import { interiorPoint } from './interior-point.ts';

/** What the residuals of an answer may be. */
export const ACCEPTED = 1e-8;

/** An answer, or how far from one the attempt ended. */
export type Attempt =
  | { readonly answer: Answer }
  | { readonly answer?: undefined; readonly residuals: Residuals; readonly x: Float64Array };

/** Solves an LP or a QP; whole numbers are not asked for. */
export function byInteriorPoint(problem: OptimisationProblem): Attempt {
  const { x, duals, reducedCosts, iterations } = interiorPoint(problem);
  const residuals = residualsOf(problem, x, duals, reducedCosts);
  if (!(Math.max(residuals.primal, residuals.dual, residuals.gap) <= ACCEPTED)) return { residuals, x };
  const objective = objectiveAt(problem, x);
  const bound = objective - residuals.gap * (1 + Math.abs(objective));
  const found = { objective, bound, iterations, residuals, x, duals, reducedCosts };
  return { answer: { status: 'optimal', solver: 'interior-point', ...found } };
}
