// From a posed dispatch to the numbers of a plan, in standard units.
import { RunError } from '../../base/index.ts';
import {
  InfeasibleError,
  leastMovement,
  movementsOf,
  type Optimum,
  type Solution,
  solve,
} from '../../optimisation/index.ts';
import { atOnce } from './contributions.ts';
import { clean, costTerms, type Dispatched, devicePlans, startsOf, withWholeNumbers } from './plan.ts';
import { type Dispatch, type Posed, pose } from './problem.ts';
import { inWords } from './words.ts';

/** Relative gap at which the schedule of units counts as optimal. */
const GAP = 1e-7;

/**
 * Solves a dispatch. Binaries against simultaneous charging and discharging are posed for `always`, and else only
 * for devices that do so without: an optimum that does not is the optimum with them too. Of plans that cost the same it is the one
 * that moves least; its prices are those of all of them.
 * @throws RunError when no schedule meets all rows, naming those in conflict
 */
export async function solveDispatch(dispatch: Dispatch, always: boolean, seed: number): Promise<Dispatched> {
  const exclusive = new Set<number>();
  for (;;) {
    const { posed, solution: found } = await solvePosed(dispatch, (d) => always || exclusive.has(d), seed);
    const { variables } = posed.problem;
    const movements = posed.flexibility.flatMap((device) => movementsOf(device, variables));
    const x = await leastMovement(posed.problem, found, movements);
    const before = exclusive.size;
    if (!always)
      for (const [d, pairs] of atOnce(posed.flexibility, x).entries()) if (pairs.length > 0) exclusive.add(d);
    if (exclusive.size === before) return read(dispatch, posed, { ...found, x });
  }
}

/** Poses and solves it once. */
async function solvePosed(dispatch: Dispatch, exclusive: (device: number) => boolean, seed: number) {
  const posed = pose(dispatch, exclusive);
  return { posed, solution: await attempt(posed, seed) };
}

async function attempt({ problem }: Posed, seed: number): Promise<Solution & Optimum> {
  try {
    return finished(await solve(problem, { prices: true, gap: GAP, seed })) as Solution & Optimum; // `prices` are asked for
  } catch (error) {
    if (!(error instanceof InfeasibleError)) throw error;
    throw new RunError(inWords(error));
  }
}

/** A plan cut short by the clock would be another one on another machine. */
function finished(solution: Solution): Solution {
  if (solution.status === 'optimal') return solution;
  throw new RunError(
    `the day-ahead problem ran out of time, ${(100 * solution.gap).toPrecision(2)} % from its optimum`,
  );
}

function read(dispatch: Dispatch, posed: Posed, solution: Solution): Dispatched {
  const { dc, dt_h, horizon, exchange } = dispatch;
  const { problem, flexibility, imports, exports, flow, angle, balance } = posed;
  const x = withWholeNumbers(problem, solution.x);
  const K = horizon.hours.length;
  const rows = (family: Posed['flow'], values: Float64Array, unit: (value: number) => number) =>
    Array.from({ length: family.count / K }, (_, i) =>
      Float64Array.from({ length: K }, (_, t) => unit(values[family.first + i * K + t]!)),
    );
  const devices = devicePlans(flexibility, x);
  const exchanged = exchangedIn(rows(imports, x, clean), rows(exports, x, clean));
  const price = rows(balance, solution.duals!, (dual) => dual / dt_h);
  return {
    exchange,
    devices,
    ...exchanged,
    prices: Array.from(dc.nodeOf, ([bus, node]) => ({ bus, price: price[node]! })),
    costs: costTerms(flexibility, x, { exchange, dt_h, ...exchanged }),
    starts: startsOf(devices),
    objective: solution.objective,
    gap: solution.gap,
    dc: {
      network: dc,
      flow_kw: rows(flow, x, clean),
      angle_deg: rows(angle, x, (a) => (a / dc.base_kw) * (180 / Math.PI)),
      congestion: rows(flow, solution.reducedCosts!, (z) => Math.abs(z) / dt_h),
    },
  };
}

/** Import and export of all supply buses, an import below 0 being an export. */
const exchangedIn = (imports: readonly Float64Array[], exports: readonly Float64Array[]) => ({
  import_kw: summed(imports.map((of) => of.map((kw) => Math.max(0, kw)))),
  export_kw: summed(exports.map((of, s) => of.map((kw, t) => kw + Math.max(0, -imports[s]![t]!)))),
});

const summed = (of: readonly Float64Array[]): Float64Array =>
  of[0]!.map((_, t) => of.reduce((sum, values) => sum + values[t]!, 0));
