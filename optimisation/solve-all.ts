// Batches of independent problems. Here they are solved one after another; a host with several cores brings a solver of batches of its
// own, which gives the same solutions and the same error.
import { namedError } from '../base/index.ts';
import type { OptimisationProblem } from './problem/problem.ts';
import type { Solution, SolveOptions } from './problem/solution.ts';
import { solve } from './solve.ts';

/** Options of every problem of a batch. They are data, which can be sent to another thread. */
export type BatchOptions = Omit<SolveOptions, 'near' | 'now' | 'join'>;

/**
 * Solves independent problems, each as `solve` does, whatever the number of cores; the solutions are in the order of the problems.
 * Throws the error of the first problem in order that has no solution.
 */
export type SolveAll = (problems: readonly OptimisationProblem[], options?: BatchOptions) => Promise<Solution[]>;

/** Solves one problem after another. */
export const solveInOrder: SolveAll = async (problems, options) => {
  const solutions: Solution[] = [];
  for (const problem of problems) solutions.push(await solveNamed(problem, options));
  return solutions;
};

/** `solve`, but an error without the name of the problem, as when memory runs out, becomes a RunError with it. */
async function solveNamed(problem: OptimisationProblem, options?: BatchOptions): Promise<Solution> {
  try {
    return await solve(problem, options);
  } catch (error) {
    throw namedError(error, problem.name);
  }
}
