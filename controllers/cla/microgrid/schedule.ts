// The schedules of microgrids: their problems are independent and are solved in batches.
import { RunError } from '../../../base/index.ts';
import {
  type Cost,
  evaluate,
  type Linear,
  leastMovement,
  movementsOf,
  type Optimum,
  type Solution,
  type SolveAll,
} from '../../../optimisation/index.ts';
import type { DeviceModel } from '../../feeder/models.ts';
import type { MicrogridPlan, ScheduledDevice } from '../terms.ts';
import { split } from './identical.ts';
import { type Posed, pose, type Scheduling } from './problem.ts';
import { roleOf } from './roles.ts';

export interface Solver {
  readonly solveAll: SolveAll;
  readonly seed: number;
}

/** Relative gap of a schedule, below the tie-break of `startEarly`. */
const GAP = 1e-10;
/** Prices apart by less than this, of the largest, are equal. */
const SAME = 1e-9;
/** More than this in both variables of a pair is charging and discharging at once [kW]. */
const AT_ONCE_KW = 1e-6;
/** Powers below this are rounding errors of the solver [kW]. */
const ROUNDING_KW = 1e-9;

/**
 * The cheapest schedule of each microgrid, and of equally cheap ones the one that moves least: energy is spread evenly over hours of equal
 * price, a battery that gains nothing is idle. Binaries of exclusive pairs are posed only for devices that use both variables
 * of a pair without them: a schedule in which none does is optimal with them too.
 * @throws InfeasibleError naming the rows of a device without a feasible schedule
 */
export async function schedule(problems: readonly Scheduling[], solver: Solver): Promise<MicrogridPlan[]> {
  const plans = new Array<MicrogridPlan>(problems.length);
  const apart = problems.map(() => new Set<DeviceModel>());
  for (let open = [...problems.keys()]; open.length > 0; ) {
    const posed = open.map((i) => pose(problems[i]!, apart[i]!));
    const solutions = await solver.solveAll(
      posed.map(({ problem }) => problem),
      { gap: GAP, prices: true, seed: solver.seed },
    );
    const again: number[] = [];
    for (const [k, i] of open.entries()) {
      const x = await settled(posed[k]!, solutions[k]!);
      const both = atOnce(posed[k]!, x).filter((model) => !apart[i]!.has(model));
      for (const model of both) apart[i]!.add(model);
      if (both.length > 0) again.push(i);
      else plans[i] = planOf(problems[i]!, posed[k]!, x);
    }
    open = again;
  }
  return plans;
}

/** Of all optima the one that moves least, with whole numbers as such. */
async function settled({ problem, groups }: Posed, solution: Solution): Promise<Float64Array> {
  const { status, gap } = solution;
  if (status !== 'optimal') {
    throw new RunError(`${problem.name}: out of time, ${(100 * gap).toPrecision(2)} % from its optimum`);
  }
  const movements = groups.flatMap(({ flexibility }) => movementsOf(flexibility, problem.variables));
  const x = await leastMovement(problem, solution as Solution & Optimum, movements, SAME);
  return x.map((value, j) => (problem.variables.integer[j] ? Math.round(value) : value));
}

const atOnce = ({ groups }: Posed, x: Float64Array): DeviceModel[] =>
  groups
    .filter(({ flexibility }) => flexibility.exclusive.some(([a, b]) => x[a]! > AT_ONCE_KW && x[b]! > AT_ONCE_KW))
    .map(({ model }) => model);

function planOf(of: Scheduling, { groups }: Posed, x: Float64Array): MicrogridPlan {
  const values = new Array<Float64Array>(of.models.length);
  for (const group of groups) {
    const own = x.subarray(group.first, group.first + group.model.problem.variables.count);
    for (const [k, value] of split(group, own).entries()) values[group.members[k]!] = value;
  }
  return planAt(of, values);
}

/** The plan in which the devices have these values of their variables. */
export function planAt(of: Scheduling, values: readonly Float64Array[]): MicrogridPlan {
  const { microgrid, models, agreed_kw = new Map<number, number>(), committed = [] } = of;
  const agreed = Array.from(agreed_kw, ([t, net_kw]) => ({ t, net_kw }));
  const powers = (which: 'p_kw' | 'q_kvar') =>
    models.map(({ flexibility }, d) => Float64Array.from(flexibility[which], (power) => cleaned(power, values[d]!)));
  const p_kw = powers('p_kw');
  const net_kw = new Float64Array(of.day.hours.length);
  for (const power of p_kw) for (const [t, kw] of power.entries()) net_kw[t]! += kw;
  const missing_kw = new Float64Array(net_kw.length);
  for (const { t, net_kw: power } of agreed) missing_kw[t] = missing(net_kw[t]!, power);
  const costs = costsOf(of, net_kw, values);
  const devices = models.map((model, d) => scheduled(model, values[d]!));
  const objective = Object.values(costs).reduce((sum, cost) => sum + cost, 0);
  const kept = { agreed, missing_kw, committed };
  return { microgrid, p_kw, q_kvar: powers('q_kvar'), net_kw, devices, values, costs, objective, ...kept };
}

/** Relative to 1 + the agreed power, a smaller deviation from it is rounding. */
const KEPT = 1e-6;

const missing = (net: number, agreed: number): number =>
  Math.abs(net - agreed) > KEPT * (1 + Math.abs(agreed)) ? Math.abs(net - agreed) : 0;

function cleaned(expression: Linear, x: Float64Array): number {
  const value = evaluate(expression, x);
  return Math.abs(value) < ROUNDING_KW ? 0 : value;
}

/** Terms of (1) by name, without the penalty and the tie-break [currency]. */
function costsOf({ models, prices, day }: Scheduling, net_kw: Float64Array, values: readonly Float64Array[]) {
  const costs: Record<string, number> = { bought: 0, sold: 0 };
  for (const [t, net] of net_kw.entries()) {
    costs['bought']! += day.dt_h * prices.buy[t]! * Math.max(0, net);
    costs['sold']! -= day.dt_h * prices.sell[t]! * Math.max(0, -net);
  }
  for (const [d, { flexibility }] of models.entries()) {
    for (const cost of flexibility.costs) costs[cost.name] = (costs[cost.name] ?? 0) + amountOf(cost, values[d]!);
  }
  return costs;
}

/** What a cost is at values of the variables [currency]. */
export const amountOf = ({ linear, squares }: Cost, x: Float64Array): number =>
  squares.reduce((sum, [c, column]) => sum + c * x[column]! ** 2, evaluate(linear, x));

const scheduled = (model: DeviceModel, x: Float64Array): ScheduledDevice => ({
  role: roleOf(model),
  cost: model.flexibility.costs.reduce((sum, cost) => sum + amountOf(cost, x), 0),
  shown: model.flexibility.shows.map(({ name, unit, values }) => ({
    name,
    unit,
    values: Float64Array.from(values, (value) => cleaned(value, x)),
  })),
});
