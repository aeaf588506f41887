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
  evaluate,
  leastMovement,
  movementsOf,
  type OptimisationProblem,
  type Optimum,
  type Solution,
  solve,
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
 * @throws InfeasibleError naming the rows of a device that has no feasible day
 */
export async function baseline(
  devices: readonly DeviceView[],
  day: Day,
  price: readonly number[],
  seed: number,
  models: Models = modelsOf(devices, day),
): Promise<Baseline> {
  const plans: OneDevice[] = [];
  for (const [m, model] of models.distinct.entries()) {
    plans.push(await cheapest(devices[models.of.indexOf(m)]!, model, { day, price, seed }));
  }
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
}

async function cheapest(device: DeviceView, model: DeviceModel, terms: Terms): Promise<OneDevice> {
  if (!isFlexible(model)) return read(model, new Float64Array(model.problem.variables.count));
  const x = await withLeastMovement(model, terms);
  if (!atOnce(model, x)) return read(model, x);
  // losing energy pays: binaries say which way a store goes where the price is below 0, and all else is left open again
  const either = modelOf(device, terms.day, true);
  const chosen = await withLeastMovement(either, terms);
  const oneWay = closed(model, either, chosen, terms.price);
  const moved = await withLeastMovement(oneWay, terms);
  return atOnce(model, moved) ? read(either, chosen) : read(oneWay, moved);
}

/** The cheapest plan of a model, and of those the one that moves least, or is the earlier where whole numbers decide. */
async function withLeastMovement(model: DeviceModel, { day, price, seed }: Terms): Promise<Float64Array> {
  const problem = withPrice(model, day, price);
  if (classOf(problem) !== 'LP') return (await optimum(problem, seed)).x;
  const movements = movementsOf(model.flexibility, problem.variables);
  const x = alongChain(problem, model.flexibility.p_kw, movements);
  return x ?? leastMovement(problem, await optimum(problem, seed), movements);
}

const atOnce = ({ flexibility }: DeviceModel, x: Float64Array): boolean =>
  flexibility.exclusive.some(([a, b]) => x[a]! > AT_ONCE_KW && x[b]! > AT_ONCE_KW);

/** The model without the other way of each pair in steps with a price below 0, as the same model with binaries has chosen. */
function closed(model: DeviceModel, either: DeviceModel, chosen: Float64Array, price: readonly number[]): DeviceModel {
  const { problem, flexibility } = model;
  const max = problem.variables.max.slice();
  const step = new Map(flexibility.p_kw.flatMap(({ terms }, t) => terms.map(([, column]) => [column, t])));
  for (const [i, [a, b]] of flexibility.exclusive.entries()) {
    if (price[step.get(a)!]! >= 0) continue;
    const [one, other] = either.flexibility.exclusive[i]!;
    max[chosen[one]! >= chosen[other]! ? b : a] = 0;
  }
  return { problem: { ...problem, variables: { ...problem.variables, max } }, flexibility };
}

/** A schedule cut short by the clock would be another one on another machine. */
async function optimum(problem: OptimisationProblem, seed: number): Promise<Solution & Optimum> {
  const solution = await solve(problem, { seed, prices: true });
  const { status, gap } = solution;
  if (status === 'optimal') return solution as Solution & Optimum;
  throw new RunError(`${problem.name}: out of time, ${(100 * gap).toPrecision(2)} % from its optimum`);
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
  for (const [t, { terms }] of flexibility.p_kw.entries()) {
    for (const [c, column] of terms) linear[column]! += c * (price[t]! / scale + later * t) * dt_h;
  }
  for (const cost of flexibility.costs) {
    for (const [c, column] of cost.linear.terms) linear[column]! += c / scale;
    for (const [c, column] of cost.squares) quadratic[column]! += (2 * c) / scale;
  }
  return { ...problem, objective: { constant: 0, linear, quadratic } };
}

function read({ flexibility: { p_kw, q_kvar } }: DeviceModel, x: Float64Array): OneDevice {
  const clean = (value: number) => (Math.abs(value) < ROUNDING_KW ? 0 : value);
  return {
    p_kw: Float64Array.from(p_kw, (value) => clean(evaluate(value, x))),
    q_kvar: Float64Array.from(q_kvar, (value) => clean(evaluate(value, x))),
  };
}
