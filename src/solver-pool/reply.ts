// What a thread answers: the numbers of a solution, or why there is none. A message between threads is data, so that the class of an
// error and the functions of a solution are made again from it.
import { InputError, type Problem, RunError } from '../../base/index.ts';
import {
  type Answer,
  answerOf,
  type BatchOptions,
  InfeasibleError,
  indexOfName,
  named,
  type OptimisationProblem,
  type Solution,
  solve,
  UnboundedError,
} from '../../optimisation/index.ts';

export interface Task {
  readonly problem: OptimisationProblem;
  readonly options: BatchOptions | undefined;
}

export type Reply = { readonly answer: Answer } | { readonly failure: Failure };

type Failure =
  | { readonly kind: 'input'; readonly source: string; readonly problems: readonly Problem[] }
  | { readonly kind: 'infeasible'; readonly rows: readonly string[]; readonly variables: readonly string[] }
  | { readonly kind: 'unbounded'; readonly variables: readonly string[] }
  | { readonly kind: 'run'; readonly message: string };

/** Solves the problem of a task. Throws an error that `solve` does not foresee, such as one of memory, as it is. */
export async function replyTo({ problem, options }: Task): Promise<Reply> {
  try {
    return { answer: answerOf(await solve(problem, options)) };
  } catch (error) {
    return { failure: failureOf(error) };
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof InputError) return { kind: 'input', source: error.source, problems: error.problems };
  if (error instanceof InfeasibleError) return { kind: 'infeasible', rows: error.rows, variables: error.variables };
  if (error instanceof UnboundedError) return { kind: 'unbounded', variables: error.variables };
  if (error instanceof RunError) return { kind: 'run', message: error.message };
  throw error;
}

/** The solution of the problem in this thread, or its error thrown. */
export function solutionOf(problem: OptimisationProblem, reply: Reply): Solution {
  if ('answer' in reply) return named(problem, reply.answer);
  throw errorOf(problem, reply.failure);
}

function errorOf(problem: OptimisationProblem, failure: Failure): Error {
  const rows = (names: readonly string[]) => names.map((name) => indexOfName(problem.rows.families, name));
  const variables = (names: readonly string[]) => names.map((name) => indexOfName(problem.variables.families, name));
  switch (failure.kind) {
    case 'input':
      return new InputError(failure.source, failure.problems);
    case 'infeasible':
      return new InfeasibleError(problem, { rows: rows(failure.rows), variables: variables(failure.variables) });
    case 'unbounded':
      return new UnboundedError(problem, variables(failure.variables));
    case 'run':
      return new RunError(failure.message);
  }
}
