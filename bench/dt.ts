// CPU time of the DSO's problem of the dynamic tariff against the number of homes: 38 load points, a car and a heat pump per home, 24
// hours; all homes different, or homes of five types, where each type has one weighted group of variables. Each problem is solved by the
// dual method and by the interior point. BENCH_HOMES=7600 measures that number of homes instead, without the interior point.
import { stream } from '../base/index.ts';
import { groupsOf } from '../controllers/dt/problem/groups.ts';
import { type Congestion, keepLimits, priceResponse, violations } from '../controllers/dt/problem/problem.ts';
import { manage, respond } from '../controllers/dt/problem/solve.ts';
import { day, homesAt, membersOf, spot, steps } from '../controllers/dt/testing/study.ts';
import type { NetworkLimit } from '../controllers/feeder/limits.ts';
import type { DeviceView } from '../cosim/index.ts';
import { formulate, type Solution, solve } from '../optimisation/index.ts';
import { solversOnCores } from '../src/solver-pool/solve-on-cores.ts';
import type { Bench } from './bench.ts';

const LOAD_POINTS = 38;
/** Per load point. */
const HOMES = [10, 50, 100];
const PENALTY = 10;

/** Time of the work by the clock [s], the least of three. */
async function elapsed(work: () => Promise<unknown>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let again = 0; again < 3; again++) {
    const began = performance.now();
    await work();
    least = Math.min(least, (performance.now() - began) / 1000);
  }
  return least;
}

/** CPU time of the work [s], and its result. */
async function cpu<T>(work: () => T | Promise<T>): Promise<{ readonly s: number; readonly result: T }> {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { s: (user + system) / 1e6, result };
}

/** Homes with limits at 90 % of the peak of every load point. */
async function problemOf(homes: number, spread: number): Promise<Congestion> {
  const load_points = Array.from({ length: LOAD_POINTS }, (_, j) => `LP${j + 1}`);
  const random = stream(1, 'bench-dt', homes);
  const vary = () => 1 + spread * random.uniform(-0.01, 0.01);
  const devices = load_points.flatMap((bus): DeviceView[] => homesAt(bus, homes, vary));
  const groups = groupsOf(membersOf(devices));
  const price = load_points.map(() => Float64Array.from(spot));
  const problem = { groups, day, load_points, price, sensitivity: 2.351968e-4 };
  const { load_kw } = await respond(problem);
  const limits = load_points.flatMap((element, j) => {
    const peak = load_kw[j]!.reduce((upper, kw) => Math.max(upper, kw), 0);
    const per_kw = Float64Array.from(load_points, (_, i) => (i === j ? 1 : 0));
    return steps.map((t): NetworkLimit => {
      const lower = load_kw[j]![t]! - 0.9 * peak;
      return { service: 'overload', element, t, per_kw, lower, upper: Number.POSITIVE_INFINITY };
    });
  });
  return { ...problem, limits, baseline_kw: load_kw, activeSet: new Set() };
}

/** The problem with all limits. */
function posed(problem: Congestion) {
  const into = formulate('congestion management');
  const formulated = priceResponse(problem, into);
  keepLimits(problem, formulated, violations(problem, PENALTY * day.dt_h, into), into);
  return into.build();
}

async function row(what: string, homes: number, spread: number, compared: boolean): Promise<string[]> {
  const problem = await problemOf(homes, spread);
  const { s: posing, result: posedProblem } = await cpu(() => posed(problem));
  const dual = await cpu(() => solve(posedProblem));
  let other: { readonly s: number; readonly result: Solution } | undefined;
  if (compared) other = await cpu(() => solve(posedProblem, { solver: 'interior-point' }));
  const managed = await cpu(() => manage(problem, PENALTY));
  const [one, two] = [
    await elapsed(() => solve(posedProblem)),
    await elapsed(() => solversOnCores(2).solve(posedProblem)),
  ];
  const { objective, iterations, solver } = dual.result;
  const apart = other ? Math.abs(other.result.objective - objective) / (1 + Math.abs(objective)) : undefined;
  return [
    what,
    String(LOAD_POINTS * homes),
    String(problem.groups.length),
    posing.toFixed(2),
    `${dual.s.toFixed(2)} (${solver}, ${iterations})`,
    other ? other.s.toFixed(2) : '–',
    other ? (other.s / dual.s).toFixed(1) : '–',
    apart?.toExponential(0) ?? '–',
    managed.s.toFixed(2),
    `${one.toFixed(2)} / ${two.toFixed(2)}`,
    String(Math.round(process.memoryUsage().rss / 2 ** 20)),
  ];
}

export const dynamicTariff: Bench = {
  name: 'dt',
  async run() {
    const only = process.env['BENCH_HOMES'];
    const sizes = only === undefined ? HOMES : [Number(only) / LOAD_POINTS];
    const rows: string[][] = [];
    await row('warm-up', HOMES[0]!, 1, true);
    for (const homes of sizes) rows.push(await row('all different', homes, 1, only === undefined));
    for (const homes of sizes) rows.push(await row('of five types', homes, 0, only === undefined));
    return [
      {
        title: "the DSO's problem of the dynamic tariff, 38 load points, 24 hours, all limits: CPU time [s]",
        heads: [
          'homes',
          'number',
          'groups of devices',
          'posing',
          'dual method (evaluations)',
          'interior point',
          'ratio',
          'objectives apart',
          'with constraint generation',
          'dual method on 1 / 2 threads, by the clock',
          'memory MB',
        ],
        rows,
      },
    ];
  },
};
