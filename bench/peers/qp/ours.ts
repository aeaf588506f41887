// The built solvers of feederlab behind the protocol of run.ts: `node --import tsx ours.ts METHOD`, METHOD one of
//
//   known     the interior point, for a pattern that it has solved before
//   first     the interior point, where the pattern is new
//   chosen    what `solve` chooses by itself
//
// each with the regularisation of the run.
import { createInterface } from 'node:readline';
import type * as Optimisation from '../../../optimisation/index.ts';
import type { Answer } from '../engine.ts';
import { readProblem } from './arrays.ts';

const SECONDS = 0.3;
/** Until the code of a solver is compiled. */
const WARM_S = 4;
/** Solves of a round in which every pattern is new: a problem has twice as many orders as rows. */
const NEW = 20;

const built = new URL('../../../dist/optimisation/index.js', import.meta.url).href;
const { solve }: typeof Optimisation = await import(built);
const method = process.argv[2];

type Problem = Optimisation.OptimisationProblem;
type Work = (problem: Problem) => Promise<Optimisation.Solution>;

/** At least one solve, so many seconds of CPU time or so many solves. */
async function measured(work: Work, next: () => Problem, seconds: number, most = Infinity): Promise<Answer> {
  let spent = 0;
  for (let solves = 1; ; solves++) {
    const problem = next();
    const before = process.cpuUsage();
    const { objective, iterations } = await work(problem);
    const { user, system } = process.cpuUsage(before);
    spent += user + system;
    if (spent > 1e6 * seconds || solves === most) return { us: spent / solves, objective, iterations };
  }
}

/** The problem with its rows in another order for each call: from another first row on, and then backwards. */
function reordered(problem: Problem): () => Problem {
  const { rows } = problem;
  let turn = 0;
  return () => {
    turn++;
    const order = Array.from({ length: rows.count }, (_, i) => (i + turn) % rows.count);
    if (Math.floor(turn / rows.count) % 2 === 1) order.reverse();
    return { ...problem, rows: inOrder(rows, order) };
  };
}

function inOrder(rows: Problem['rows'], order: readonly number[]): Problem['rows'] {
  const places = order.flatMap((i) =>
    Array.from({ length: rows.start[i + 1]! - rows.start[i]! }, (_, a) => rows.start[i]! + a),
  );
  const start = new Int32Array(rows.count + 1);
  for (const [k, i] of order.entries()) start[k + 1] = start[k]! + rows.start[i + 1]! - rows.start[i]!;
  return {
    ...rows,
    start,
    min: Float64Array.from(order, (i) => rows.min[i]!),
    max: Float64Array.from(order, (i) => rows.max[i]!),
    columns: Int32Array.from(places, (a) => rows.columns[a]!),
    coefficients: Float64Array.from(places, (a) => rows.coefficients[a]!),
  };
}

const answer = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`);
answer({ ready: true });
let round: (() => Promise<Answer>) | undefined;
for await (const line of createInterface({ input: process.stdin })) {
  const [command, file] = line.split(' ');
  try {
    if (command === 'load') {
      const { problem, ...options } = readProblem(file!);
      const work: Work = (of) => solve(of, method === 'chosen' ? options : { solver: 'interior-point', ...options });
      const next = method === 'first' ? reordered(problem) : () => problem;
      await measured(work, next, WARM_S);
      round = () => measured(work, next, SECONDS, method === 'first' ? NEW : Infinity);
      answer({});
    } else if (command === 'solve') answer(await round!());
  } catch (error) {
    answer({ skipped: String(error) });
  }
}
