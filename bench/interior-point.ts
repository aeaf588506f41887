// Solution times of the quadratic programs of an AC optimum: a day of a feeder with homes, each problem around the solution of the one
// before.
import { type OptimisationProblem, type Solution, solve } from '../optimisation/index.ts';
import { storageProblem } from '../optimisation/testing/problems.ts';
import { type Bench, type Table, time } from './bench.ts';
import { optimumDay } from './optimum-day.ts';

const CASE = 'ieee33-day';
const ROUNDS = 3;

export const interiorPoint: Bench = {
  name: 'interior-point',
  async run() {
    const rows: string[][] = [];
    const tiny = storageProblem(3, 5);
    for (let k = 0; k < 50; k++) await solve(tiny); // compiles the code
    rows.push(await row('3 batteries, 5 steps', tiny));
    const hourly = await optimumDay(CASE, ['clock.step=60min']);
    let plan = hourly.start;
    for (let round = 1; round <= ROUNDS; round++) {
      const posed = hourly.pose(plan);
      rows.push(await row(`${CASE}, 24 steps, round ${round}`, posed.problem, (found) => (plan = posed.next(found))));
    }
    const quarters = await optimumDay(CASE);
    rows.push(await row(`${CASE}, 96 steps, round 1`, quarters.pose(quarters.start).problem));
    const heads = ['problem', 'variables', 'rows', 'iterations', 'ms', 'residual'];
    const table: Table = { title: 'Quadratic programs of an AC optimum, by the interior point', heads, rows };
    return [table];
  },
};

async function row(name: string, problem: OptimisationProblem, then: (found: Solution) => void = () => {}) {
  let found: Solution | undefined;
  const { min_ms } = await time(1, async () => {
    found = await solve(problem, { solver: 'interior-point' });
  });
  const { iterations, residuals } = found!;
  then(found!);
  const worst = Math.max(residuals.primal, residuals.dual, residuals.gap);
  const sizes = [problem.variables.count, problem.rows.count, iterations].map(String);
  return [name, ...sizes, min_ms.toFixed(1), worst.toExponential(1)];
}
