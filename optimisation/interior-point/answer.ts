// The result of the interior point, with the check that decides whether it is a solution.
import type { OptimisationProblem } from '../problem/problem.ts';
import { objectiveAt, residualsOf } from '../problem/residuals.ts';
import type { Answer, Near, Residuals, SolveOptions } from '../problem/solution.ts';
import { type Approach, interiorPoint } from './interior-point.ts';
import { CAREFUL } from './newton-system.ts';
import type { Restored } from './standard.ts';

/** Largest residual of an accepted solution. */
export const ACCEPTED = 1e-8;

/** A solution, or the residuals where the attempt ended. */
export type Attempt =
  | { readonly answer: Answer }
  | { readonly answer?: undefined; readonly residuals: Residuals; readonly x: Float64Array };

/**
 * A store that is full but for the rounding of another solver has almost no interior: its multipliers grow until nothing can be
 * checked. Where that can be the reason of a failed attempt, such rows count as forcing rows.
 */
const NARROW = 1e-9;

/** What of the options of a solve concerns the interior point. */
type Options = Pick<SolveOptions, 'near' | 'tolerance' | 'regularisation'>;

/** Solves an LP or a QP; integrality is relaxed. Where no attempt reaches 1e-8, the first within `tolerance` is taken. */
export function byInteriorPoint(
  problem: OptimisationProblem,
  { near, tolerance = ACCEPTED, regularisation: delta }: Options = {},
): Attempt {
  const start = near && fitting(problem, near);
  const approaches: Approach[] = [
    ...(start ? [{ near: start, delta }] : []),
    { delta },
    ...(delta === undefined ? [] : [{ delta, accuracy: CAREFUL }]),
    { accuracy: CAREFUL },
    { accuracy: CAREFUL, rounding: NARROW },
  ];
  let found: Answer | undefined;
  for (const [k, approach] of approaches.entries()) {
    const { answer, worst } = attempt(problem, approach);
    if (worst <= ACCEPTED) return { answer };
    if (worst <= tolerance) found ??= answer;
    else if (k === approaches.length - 1 && !found) return { residuals: answer.residuals, x: answer.x };
  }
  return { answer: found! };
}

/** The solution to start from, if it has the shape of the problem. */
function fitting({ variables, rows }: OptimisationProblem, { x, duals, reducedCosts }: Near): Restored | undefined {
  if (!duals || !reducedCosts || x.length !== variables.count || duals.length !== rows.count) return undefined;
  return { x, duals, reducedCosts };
}

function attempt(problem: OptimisationProblem, approach: Approach): { answer: Answer; worst: number } {
  const { x, duals, reducedCosts, iterations } = interiorPoint(problem, approach);
  const residuals = residualsOf(problem, x, duals, reducedCosts);
  const objective = objectiveAt(problem, x);
  const bound = objective - residuals.gap * (1 + Math.abs(objective));
  const found = { objective, bound, iterations, residuals, x, duals, reducedCosts };
  return {
    answer: { status: 'optimal', solver: 'interior-point', ...found },
    worst: Math.max(residuals.primal, residuals.dual, residuals.gap),
  };
}
