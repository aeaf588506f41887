// The cheapest day of every device, each by itself, against a price: what an energy supplier buys for its customers, and where every
// mechanism begins. Of plans that cost the same it is the one that moves least:
//
//   min   Σt ct pt Δt + costs of the device      s.t. rows of the device;  it ends the day no emptier than it began
//   then  min ½ Σ (x − x°)² / size               x what it draws or feeds, x° at rest (optimisation/flexibility/least-movement.ts)
//
// So energy is drawn evenly where hours cost the same, and a store that gains nothing rests. A run of an appliance is a whole number
// and moves the same whenever it is: where hours cost the same, it is the earlier, by 1e-7 of the largest price a step.
import { RunError } from '../../base/index.ts';
import type { DeviceView } from '../../cosim/index.ts';
import {
  alongChain,
  classOf,
  leastMovement,
  type Movement,
  movementsOf,
  type OptimisationProblem,
  type Optimum,
  type Solution,
  type SolveAll,
  solveInOrder,
} from '../../optimisation/index.ts';
import { type DeviceModel, isFlexible, type Models, modelOf, modelsOf } from './models.ts';
import type { Day, Schedule } from './schedule.ts';

export interface Baseline extends Schedule {
  /** False where a device has nothing to decide. */
  readonly flexible: readonly boolean[];
}

/** What a step costs more than the one before it, of the largest price, where whole numbers decide. */
const LATER = 1e-7;
/** More than this on both sides is charging and discharging at once [kW]. */
const AT_ONCE_KW = 1e-6;
/** Powers below this are rounding [kW]. */
const ROUNDING_KW = 1e-9;

/**
 * Least-cost schedule of every device; a load's is its forecast. A device's depends on its own model and the prices alone, and
 * devices with the same model are solved once.
 * @param price c over the steps of the day [currency/kWh]; devices state their own costs in the same currency
 * @param models of these devices on this day, where they are known already
 * @param solveAll solves the devices that need a solver, as one batch
 * @throws InfeasibleError naming the rows of a device that has no feasible day
 */
export async function baseline(
  devices: readonly DeviceView[],
  day: Day,
  price: readonly number[],
  seed: number,
  models: Models = modelsOf(devices, day),
  solveAll: SolveAll = solveInOrder,
): Promise<Baseline> {
  const views = models.distinct.map((_, m) => devices[models.of.indexOf(m)]!);
  const plans = await cheapest(views, models.distinct, { day, price, seed, solveAll });
  const of = Array.from(models.of, (m) => plans[m]!);
  return {
    p_kw: of.map(({ p_kw }) => p_kw),
    q_kvar: of.map(({ q_kvar }) => q_kvar),
    flexible: Array.from(models.of, (m) => isFlexible(models.distinct[m]!)),
  };
}

interface OneDevice {
  readonly p_kw: Float64Array;
  readonly q_kvar: Float64Array;
}

/** What a day is planned by. */
interface Terms {
  readonly day: Day;
  readonly price: readonly number[];
  readonly seed: number;
  readonly solveAll: SolveAll;
}

/** The cheapest day of each device, by its model. */
async function cheapest(
  devices: readonly DeviceView[],
  models: readonly DeviceModel[],
  terms: Terms,
): Promise<OneDevice[]> {
  const plans = models.map((model) => read(model, new Float64Array(model.problem.variables.count)));
  const flexible = [...models.keys()].filter((i) => isFlexible(models[i]!));
  const x = await withLeastMovement(
    flexible.map((i) => models[i]!),
    terms,
  );
  for (const [n, i] of flexible.entries()) plans[i] = read(models[i]!, x[n]!);
  // losing energy pays: binaries say which way a store goes where the price is below 0, and all else is left open again
  const losing = flexible.filter((i, n) => atOnce(models[i]!, x[n]!));
  const either = losing.map((i) => modelOf(devices[i]!, terms.day, true));
  const chosen = await withLeastMovement(either, terms);
  const oneWay = losing.map((i, n) => closed(models[i]!, either[n]!, chosen[n]!, terms.price));
  const moved = await withLeastMovement(oneWay, terms);
  for (const [n, i] of losing.entries()) {
    plans[i] = atOnce(models[i]!, moved[n]!) ? read(either[n]!, chosen[n]!) : read(oneWay[n]!, moved[n]!);
  }
  return plans;
}

/** The cheapest plan of each model, and of those the one that moves least, or is the earlier where whole numbers decide. */
async function withLeastMovement(
  models: readonly DeviceModel[],
  { day, price, seed, solveAll }: Terms,
): Promise<Float64Array[]> {
  const open: { readonly i: number; readonly problem: OptimisationProblem; readonly movements?: Movement[] }[] = [];
  const x = models.map(({ problem: unpriced, flexibility }, i) => {
    const problem = withPrice({ problem: unpriced, flexibility }, day, price);
    const movements = classOf(problem) === 'LP' ? movementsOf(flexibility, problem.variables) : undefined;
    const along = movements && alongChain(problem, flexibility.p_kw, movements);
    if (!along) open.push({ i, problem, ...(movements && { movements }) });
    return along;
  });
  const solutions = await solveAll(
    open.map(({ problem }) => problem),
    { seed, prices: true },
  );
  for (const [n, { i, problem, movements }] of open.entries()) {
    const optimum = optimal(problem, solutions[n]!);
    x[i] = movements ? await leastMovement(problem, optimum, movements) : optimum.x;
  }
  return x as Float64Array[];
}

const atOnce = ({ flexibility }: DeviceModel, x: Float64Array): boolean =>
  flexibility.exclusive.some(([a, b]) => x[a]! > AT_ONCE_KW && x[b]! > AT_ONCE_KW);

/** The model without the other way of each pair in steps with a price below 0, as the same model with binaries has chosen. */
function closed(model: DeviceModel, either: DeviceModel, chosen: Float64Array, price: readonly number[]): DeviceModel {
  const { problem, flexibility } = model;
  const max = problem.variables.max.slice();
  const step = new Map<number, number>();
  flexibility.p_kw.eachTerm((_, column, t) => step.set(column, t));
  for (const [i, [a, b]] of flexibility.exclusive.entries()) {
    if (price[step.get(a)!]! >= 0) continue;
    const [one, other] = either.flexibility.exclusive[i]!;
    max[chosen[one]! >= chosen[other]! ? b : a] = 0;
  }
  return { problem: { ...problem, variables: { ...problem.variables, max } }, flexibility };
}

/** A schedule cut short by the clock would be another one on another machine. */
function optimal({ name }: OptimisationProblem, solution: Solution): Solution & Optimum {
  const { status, gap } = solution;
  if (status === 'optimal') return solution as Solution & Optimum;
  throw new RunError(`${name}: out of time, ${(100 * gap).toPrecision(2)} % from its optimum`);
}

/** The model with its objective, in units of the largest price, so that a tie-break is seen in any currency. */
function withPrice(
  { problem, flexibility }: DeviceModel,
  { dt_h }: Day,
  price: readonly number[],
): OptimisationProblem {
  const scale = price.reduce((max, c) => Math.max(max, Math.abs(c)), 0) || 1;
  const later = problem.variables.integer.includes(1) ? LATER : 0;
  const linear = new Float64Array(problem.variables.count);
  const quadratic = new Float64Array(problem.variables.count);
  flexibility.p_kw.eachTerm((c, column, t) => {
    linear[column]! += c * (price[t]! / scale + later * t) * dt_h;
  });
  for (const cost of flexibility.costs) {
    for (const [c, column] of cost.linear.terms) linear[column]! += c / scale;
    for (const [c, column] of cost.squares) quadratic[column]! += (2 * c) / scale;
  }
  return { ...problem, objective: { constant: 0, linear, quadratic } };
}

function read({ flexibility: { p_kw, q_kvar } }: DeviceModel, x: Float64Array): OneDevice {
  const clean = (value: number) => (Math.abs(value) < ROUNDING_KW ? 0 : value);
  return {
    p_kw: p_kw.values(x).map(clean),
    q_kvar: q_kvar.values(x).map(clean),
  };
}
