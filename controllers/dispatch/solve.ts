// From a posed dispatch to the numbers of a plan, in standard units.
import { RunError } from '../../base/index.ts';
import {
  evaluate,
  InfeasibleError,
  type Linear,
  leastMovement,
  movementsOf,
  type Optimum,
  type Solution,
  solve,
} from '../../optimisation/index.ts';
import type { Schedule } from '../feeder/schedule.ts';
import type { Exchange } from '../market.ts';
import type { DcNetwork } from './dc.ts';
import { type Dispatch, type Posed, pose, type VoltageRow } from './problem.ts';
import { inWords } from './words.ts';

/** What a device is to do over the horizon. */
export interface DevicePlan {
  /** Over the steps [kW], load convention. */
  readonly p_kw: Float64Array;
  readonly q_kvar: Float64Array;
  /** False where it has nothing to decide. */
  readonly flexible: boolean;
  /** Quantities it shows in addition to its power, over the steps. */
  readonly shows: readonly { readonly name: string; readonly unit: string; readonly values: Float64Array }[];
}

/** The optimum. Arrays over nodes, branches and supply buses hold one array over the steps each. */
export interface Dispatched {
  readonly dc: DcNetwork;
  readonly exchange: Exchange;
  readonly devices: readonly DevicePlan[];
  readonly import_kw: readonly Float64Array[];
  readonly export_kw: readonly Float64Array[];
  readonly flow_kw: readonly Float64Array[];
  readonly angle_deg: readonly Float64Array[];
  /** Locational marginal price at each node: what one more kWh drawn there would cost [currency/kWh]. */
  readonly price: readonly Float64Array[];
  /** What one more kW of rating would save at each branch [currency/kWh], ≥ 0. */
  readonly congestion: readonly Float64Array[];
  /** Terms of the cost over the horizon, by name [currency]; they sum to `objective`. */
  readonly costs: ReadonlyMap<string, number>;
  /** Starts of units over the horizon. */
  readonly starts: number;
  readonly objective: number;
  /** Relative gap. */
  readonly gap: number;
}

export const scheduleOf = ({ devices }: Dispatched): Schedule => ({
  p_kw: devices.map(({ p_kw }) => p_kw),
  q_kvar: devices.map(({ q_kvar }) => q_kvar),
});

/** Relative gap at which the schedule of units counts as optimal. */
const GAP = 1e-7;
/** Powers below this are the solver's rounding [kW]. */
const ROUNDING_KW = 1e-7;
/** More than this on both sides is charging and discharging at once [kW]. */
const AT_ONCE_KW = 1e-6;

/**
 * Solves a dispatch. Binaries against simultaneous charging and discharging are posed for `always`, and else only
 * for devices that do so without: an optimum that does not is the optimum with them too. Of plans that cost the same it is the one
 * that moves least; its prices are those of all of them.
 * @throws RunError when no schedule meets all rows, naming those in conflict
 */
export async function solveDispatch(
  dispatch: Dispatch,
  always: boolean,
  seed: number,
  limits: readonly VoltageRow[] = [],
): Promise<Dispatched> {
  const exclusive = new Set<number>();
  for (;;) {
    const posed = pose(dispatch, (d) => always || exclusive.has(d), limits);
    const found = await attempt(posed, seed);
    const { variables } = posed.problem;
    const movements = posed.flexibility.flatMap((device) => movementsOf(device, variables));
    const x = await leastMovement(posed.problem, found, movements);
    const before = exclusive.size;
    if (!always) for (const d of atOnce(posed, x)) exclusive.add(d);
    if (exclusive.size === before) return read(dispatch, posed, { ...found, x }, limits);
  }
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

const atOnce = ({ flexibility }: Posed, x: Float64Array): number[] =>
  flexibility.flatMap(({ exclusive }, d) =>
    exclusive.some(([a, b]) => x[a]! > AT_ONCE_KW && x[b]! > AT_ONCE_KW) ? [d] : [],
  );

function read(dispatch: Dispatch, posed: Posed, solution: Solution, limits: readonly VoltageRow[]): Dispatched {
  const { dc, dt_h, horizon } = dispatch;
  const { problem, flexibility, imports, exports, flow, angle } = posed;
  const x = solution.x.map((value, j) => (problem.variables.integer[j] ? Math.round(value) : value));
  const K = horizon.hours.length;
  const over = (values: readonly Linear[]) => Float64Array.from(values, (value) => clean(evaluate(value, x)));
  const rows = (family: Posed['flow'], values: Float64Array, unit: (value: number) => number) =>
    Array.from({ length: family.count / K }, (_, i) =>
      Float64Array.from({ length: K }, (_, t) => unit(values[family.first + i * K + t]!)),
    );
  const devices = flexibility.map(
    ({ p_kw, q_kvar, shows }): DevicePlan => ({
      p_kw: over(p_kw),
      q_kvar: over(q_kvar),
      flexible: p_kw.some(({ terms }) => terms.length > 0),
      shows: shows.map(({ name, unit, values }) => ({ name, unit, values: over(values) })),
    }),
  );
  const exchanged = exchangedIn(rows(imports, x, clean), rows(exports, x, clean));
  return {
    dc,
    exchange: dispatch.exchange,
    devices,
    ...exchanged,
    flow_kw: rows(flow, x, clean),
    angle_deg: rows(angle, x, (a) => (a / dc.base_kw) * (180 / Math.PI)),
    price: prices(dispatch, posed, solution, limits),
    congestion: rows(flow, solution.reducedCosts!, (z) => Math.abs(z) / dt_h),
    costs: costs(dispatch, posed, x, exchanged),
    starts: devices.reduce((n, { shows }) => n + sum(shows.find(({ name }) => name === 'start')?.values ?? []), 0),
    objective: solution.objective,
    gap: solution.gap,
  };
}

/** Import and export, an import below 0 being an export. */
const exchangedIn = (imports: readonly Float64Array[], exports: readonly Float64Array[]) => ({
  import_kw: imports.map((of) => of.map((kw) => Math.max(0, kw))),
  export_kw: exports.map((of, s) => of.map((kw, t) => kw + Math.max(0, -imports[s]![t]!))),
});

/**
 * What one more kW drawn at a node does to the cost: by the dual λ of its balance, and by the duals μ of the voltages v it
 * lowers, λ − Σ μ ∂v/∂P.
 */
function prices(
  { dc, buses, dt_h, horizon }: Dispatch,
  { balance, voltage }: Posed,
  { duals }: Solution,
  limits: readonly VoltageRow[],
): Float64Array[] {
  const K = horizon.hours.length;
  const price = dc.nodes.map((_, n) => duals!.slice(balance(n, 0), balance(n, 0) + K));
  const place = new Map(buses.map((bus, i) => [bus, i]));
  const at = dc.nodes.map((bus) => place.get(bus)!);
  for (const [r, { t, per_kw }] of limits.entries()) {
    const dual = duals![voltage(r)]!;
    for (const [n, i] of at.entries()) price[n]![t]! -= dual * per_kw[i]!;
  }
  for (const of of price) for (let t = 0; t < K; t++) of[t]! /= dt_h;
  return price;
}

/** Rounding errors of the solver become 0, so that no set point is a billionth of a kW. */
const clean = (value: number): number => (Math.abs(value) < ROUNDING_KW ? 0 : value);

const sum = (values: Iterable<number>): number => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};

function costs(
  { exchange, dt_h }: Dispatch,
  { flexibility }: Posed,
  x: Float64Array,
  { import_kw, export_kw }: Pick<Dispatched, 'import_kw' | 'export_kw'>,
): Map<string, number> {
  const traded = (power: readonly Float64Array[], price: readonly number[]) =>
    sum(power.flatMap((kw) => price.map((π, t) => π * kw[t]! * dt_h)));
  const terms = new Map([
    ['import', traded(import_kw, exchange.import_price)],
    ['export', 0 - traded(export_kw, exchange.export_price)],
  ]);
  for (const { name, linear, squares } of flexibility.flatMap((f) => f.costs)) {
    const squared = sum(squares.map(([c, column]) => c * x[column]! ** 2));
    terms.set(name, (terms.get(name) ?? 0) + evaluate(linear, x) + squared);
  }
  return terms;
}
