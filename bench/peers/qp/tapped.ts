// The QP solvers of the product, which write what they are asked: see tap.ts.
import { join } from 'node:path';
import { byDual as dual } from '../../../optimisation/dual/answer.ts';
import type { OptimisationProblem } from '../../../optimisation/index.ts';
import { byInteriorPoint as interiorPoint } from '../../../optimisation/interior-point/answer.ts';
import { writeProblem } from './arrays.ts';

export { ACCEPTED } from '../../../optimisation/interior-point/answer.ts';

/** Variables of the largest problem of each name, without what a name says of hours and places. */
const largest = new Map<string, number>();

function write(problem: OptimisationProblem, regularisation?: number): void {
  const name = problem.name.split(' of ')[0]!;
  if (!problem.objective.quadratic.some((q) => q !== 0)) return;
  if (problem.variables.count < (largest.get(name) ?? 0)) return;
  largest.set(name, problem.variables.count);
  writeProblem(problem, join(process.env['QP_FOLDER']!, name.replaceAll(' ', '-')), regularisation);
}

export const byDual: typeof dual = (problem, near) => {
  write(problem);
  return dual(problem, near);
};

export const byInteriorPoint: typeof interiorPoint = (problem, options) => {
  write(problem, options?.regularisation);
  return interiorPoint(problem, options);
};
