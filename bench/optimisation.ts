// Solution times: battery schedules as QP and as LP, and a MILP, with every solver of the problem class. The QP solver of
// HiGHS, which the product does not use, is compared under a time limit.
import { loadHighs } from '../optimisation/highs/load.ts';
import { modelData } from '../optimisation/highs/model.ts';
import { formulate, type OptimisationProblem, type Solution, solve } from '../optimisation/index.ts';
import { storageProblem } from '../optimisation/testing/problems.ts';
import { type Bench, type Table, time } from './bench.ts';

const ROUNDS = 3;
const SIZES = [
  [5, 24],
  [10, 24],
  [10, 48],
  [10, 96],
  [50, 96],
] as const;
const QP_LIMIT_S = 20;
/** Largest number of steps for outer approximation. */
const MIQP_HOURS = 24;

export const optimisation: Bench = {
  name: 'optimisation',
  async run() {
    await solve(storageProblem(2, 4, 0)); // loads HiGHS
    return [await schedules(), await milps(), await formulating()];
  },
};

async function schedules(): Promise<Table> {
  const rows: string[][] = [];
  for (const [batteries, steps] of SIZES) {
    const qp = storageProblem(batteries, steps);
    const lp = storageProblem(batteries, steps, 0);
    const ours = await measured(qp, () => solve(qp));
    const theirs = await highsQp(qp);
    const interior = await measured(lp, () => solve(lp, { solver: 'interior-point' }));
    const simplex = await measured(lp, () => solve(lp));
    const off = Math.abs(theirs.objective - ours.solution.objective) / Math.abs(ours.solution.objective);
    rows.push([
      `${batteries} × ${steps}`,
      String(qp.variables.count),
      String(ours.solution.iterations),
      ours.ms.toFixed(0),
      worst(ours.solution).toExponential(1),
      theirs.status === 'optimal' ? `${theirs.ms.toFixed(0)} (${off.toExponential(1)} off)` : theirs.status,
      interior.ms.toFixed(0),
      simplex.ms.toFixed(0),
      (interior.ms / simplex.ms).toFixed(1),
    ]);
  }
  return {
    title: `Battery schedules: wall time, least of ${ROUNDS}; QP, then the same without its quadratic cost as LP`,
    heads: [
      'B × T',
      'variables',
      'QP rounds',
      'QP ms',
      'residual',
      'HiGHS QP ms',
      'LP ms, ours',
      'LP ms, HiGHS',
      'ratio',
    ],
    rows,
  };
}

const worst = ({ residuals }: Solution): number => Math.max(residuals.primal, residuals.dual, residuals.gap);

async function measured(_: OptimisationProblem, work: () => Promise<Solution>) {
  let solution: Solution | undefined;
  const { min_ms } = await time(ROUNDS, async () => {
    solution = await work();
  });
  return { ms: min_ms, solution: solution! };
}

/** Time of HiGHS for the QP, or its status without a solution. */
async function highsQp(problem: OptimisationProblem) {
  const highs = await loadHighs();
  const n = problem.variables.count;
  return highs.withModel(modelData(problem, false), (model) => {
    model.options.set({ output_flag: false, time_limit: QP_LIMIT_S });
    const squares = Array.from(problem.objective.quadratic.keys()).filter((j) => problem.objective.quadratic[j] !== 0);
    const starts = new Int32Array(n + 1);
    for (const j of squares) starts.fill(starts[j]! + 1, j + 1);
    const values = squares.map((j) => problem.objective.quadratic[j]!);
    model.passHessian({ format: 'triangular', dimension: n, starts, indices: squares, values });
    const began = performance.now();
    let status = 'error';
    try {
      model.run();
      const code = model.getModelStatus();
      status = Object.entries(highs.constants.modelStatus).find(([, value]) => value === code)?.[0] ?? String(code);
    } catch {
      // HiGHS fails at some sizes; the table lists this
    }
    const ms = performance.now() - began;
    return { status, ms, objective: status === 'optimal' ? model.getObjectiveValue() : Number.NaN };
  });
}

async function milps(): Promise<Table> {
  const rows: string[][] = [];
  for (const [units, hours] of [
    [6, 24],
    [20, 24],
    [20, 96],
  ] as const) {
    const problem = commitment(units, hours);
    const plain = await measured(problem, () => solve(problem, { gap: 1e-4 }));
    const relaxed = {
      ...problem,
      variables: { ...problem.variables, integer: new Uint8Array(problem.variables.count) },
    };
    const lp = await measured(problem, () => solve(relaxed));
    const bent = commitment(units, hours, 0.2);
    const miqp = hours <= MIQP_HOURS ? await measured(bent, () => solve(bent, { gap: 1e-4 })) : undefined;
    rows.push([
      `${units} × ${hours}`,
      String(problem.variables.count),
      String(problem.rows.count),
      plain.ms.toFixed(0),
      plain.solution.gap.toExponential(1),
      lp.ms.toFixed(0),
      (plain.ms / lp.ms).toFixed(1),
      miqp ? miqp.ms.toFixed(0) : '–',
      miqp ? String(miqp.solution.iterations) : '–',
    ]);
  }
  return {
    title: 'Unit commitment to a gap of 1e-4: wall time against its LP relaxation, then with quadratic costs',
    heads: ['units × hours', 'variables', 'rows', 'MILP ms', 'gap', 'LP ms', 'ratio', 'MIQP ms', 'rounds'],
    rows,
  };
}

/** Unit commitment with minimum powers and start costs, for a load with two peaks. */
function commitment(units: number, hours: number, quadratic = 0): OptimisationProblem {
  const m = formulate('commitment');
  const all = [units, hours] as const;
  const load = (t: number) =>
    units * (6 - 2 * Math.cos((2 * Math.PI * t) / hours) - Math.cos((4 * Math.PI * t) / hours));
  const p = m.variables('p', all, { min: 0, cost: (u) => 20 + ((7 * u) % 11), quadratic });
  const on = m.variables('on', all, { type: 'binary', cost: (u) => 15 + ((3 * u) % 7) });
  const start = m.variables('start', all, { min: 0, max: 1, cost: (u) => 40 + u });
  m.rows('balance', [hours], (row, t) => {
    for (let u = 0; u < units; u++) row.term(1, p(u, t));
    row.equals(load(t));
  });
  m.rows('least', all, (row, u, t) => row.term(1, p(u, t)).term(-4, on(u, t)).atLeast(0));
  m.rows('most', all, (row, u, t) => row.term(1, p(u, t)).term(-12, on(u, t)).atMost(0));
  m.rows('started', all, (row, u, t) => {
    row.term(1, start(u, t)).term(-1, on(u, t)).atLeast(0);
    if (t > 0) row.term(1, on(u, t - 1));
  });
  return m.build();
}

async function formulating(): Promise<Table> {
  const rows: string[][] = [];
  for (const [batteries, steps] of [
    [50, 96],
    [1400, 96],
  ] as const) {
    const { min_ms } = await time(ROUNDS, () => storageProblem(batteries, steps));
    const { variables } = storageProblem(batteries, steps);
    rows.push([String(variables.count), min_ms.toFixed(0), ((1e6 * min_ms) / variables.count).toFixed(0)]);
  }
  return { title: 'Writing a problem down', heads: ['variables', 'ms', 'ns/variable'], rows };
}
