import { piecesOf } from './continued.ts';
import type { OptimisationProblem } from './problem.ts';

export type ProblemClass = 'LP' | 'QP' | 'MILP' | 'MIQP';

/** Class of the problem: whole numbers make it mixed-integer, a quadratic cost makes it quadratic. */
export function classOf(problem: OptimisationProblem): ProblemClass {
  const pieces = piecesOf(problem);
  const quadratic = pieces.some(({ objective }) => objective.quadratic.some((q) => q !== 0));
  if (pieces.some(({ variables }) => variables.integer.includes(1))) return quadratic ? 'MIQP' : 'MILP';
  return quadratic ? 'QP' : 'LP';
}
