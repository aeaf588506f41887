// Problems on several cores. Each problem of a batch is solved whole by one thread, with a solver of its own; a large one by itself may
// be solved home by home by all threads. Solutions do not depend on the number of threads.
import { type Join, type Solution, type Solve, type SolveAll, solve, solveInOrder } from '../../optimisation/index.ts';
import { jobsOf } from './jobs.ts';
import { hasIdleThread, takeThread } from './thread.ts';

/** As long as this, problems are solved without threads, whose start takes about as long [ms]. */
const START_MS = 150;
/** From so many whole-number variables in a batch, threads are started at once. */
const WHOLE = 200;

export interface Solvers {
  readonly solve: Solve;
  readonly solveAll: SolveAll;
}

/**
 * Solvers of problems and batches on several cores. Small batches are solved without threads. Threads are shared by all batches of the process.
 * @param jobs problems solved at the same time; FEEDERLAB_JOBS or the number of cores when absent
 * @throws InputError when jobs is not a whole number of 1 or more
 */
export function solversOnCores(jobs?: number): Solvers {
  const most = jobsOf(jobs);
  return {
    solve: most === 1 ? solve : (problem, options) => solve(problem, { join: joinWith(most - 1), ...options }),
    solveAll: batchesOn(most),
  };
}

/**
 * Threads are free between batches, and what they are asked next waits until the shared work has ended. No more are asked than there are
 * items for, one of which this thread takes.
 */
const joinWith =
  (others: number): Join =>
  (work) => {
    const threads = Array.from({ length: Math.min(others, work.todo.length - 1) }, takeThread);
    for (const thread of threads) {
      thread.assist(work);
      thread.release();
    }
  };

function batchesOn(most: number): SolveAll {
  return async (problems, options) => {
    const solutions: Solution[] = [];
    const began = performance.now();
    const startsSmall = !hasIdleThread() && wholeNumbersIn(problems) < WHOLE;
    const isSmall = () =>
      most === 1 || solutions.length >= problems.length - 1 || (startsSmall && performance.now() - began < START_MS);
    while (solutions.length < problems.length && isSmall()) {
      solutions.push(...(await solveInOrder([problems[solutions.length]!], options)));
    }
    return [...solutions, ...(await inThreads(most, problems.slice(solutions.length), options))];
  };
}

function wholeNumbersIn(problems: Parameters<SolveAll>[0]): number {
  return problems.reduce((sum, { variables }) => variables.integer.reduce((n, whole) => n + whole, sum), 0);
}

/** The error is that of the first problem in order that fails: those before it were begun before it, and are waited for. */
async function inThreads(most: number, ...[problems, options]: Parameters<SolveAll>): Promise<Solution[]> {
  const solutions: Solution[] = [];
  const failures: { readonly i: number; readonly error: unknown }[] = [];
  let next = 0;
  const work = async () => {
    const thread = takeThread();
    while (next < problems.length && failures.length === 0) {
      const i = next++;
      try {
        solutions[i] = await thread.solve({ problem: problems[i]!, options });
      } catch (error) {
        failures.push({ i, error });
      }
    }
    thread.release();
  };
  await Promise.all(Array.from({ length: Math.min(most, problems.length) }, work));
  const [first] = failures.sort((a, b) => a.i - b.i);
  if (first) throw first.error;
  return solutions;
}
