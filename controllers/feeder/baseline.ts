// The cheapest day of every device, each by itself, against a price: what an energy supplier buys for its customers.
//
//   min   Σt ct pt Δt + costs of the device      s.t. rows of the device;  it ends the day no emptier than it began
//
// Equal hours are common (a car does not care when at night it charges), so that a step costs a little more than the one
// before it: ct + 1e-7 max|c| t. Where both could be, energy is drawn earlier.
import { RunError } from '../../base/index.ts';
import type { DeviceView } from '../../cosim/index.ts';
import { classOf, evaluate, type OptimisationProblem, solve } from '../../optimisation/index.ts';
import { type DeviceModel, isFlexible, type Models, modelOf, modelsOf } from './models.ts';
import type { Day, Schedule } from './schedule.ts';
import { apart, inGroups, sideBySide } from './side-by-side.ts';

export interface Baseline extends Schedule {
  /** False where a device leaves nothing to decide. */
  readonly flexible: readonly boolean[];
}

/** What a step costs more than the one before it, of the largest price. */
const LATER = 1e-7;
/** More than this on both sides is charging and discharging at once [kW]. */
const AT_ONCE_KW = 1e-6;
/** Powers below this are the solver's rounding [kW]. */
const ROUNDING_KW = 1e-9;
/** Variables that HiGHS is given at a time: it starts in half a millisecond, and slows down in problems much larger. */
const GROUP = 2500;

/**
 * Least-cost schedule of every device; a load's is its forecast. Devices with the same model are solved once.
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
  const cheapest = await schedules(models, day, price, seed);
  for (const [d, m] of models.of.entries()) {
    cheapest[m] ??= await notAtOnce(devices[d]!, day, price, seed);
  }
  const of = Array.from(models.of, (m) => cheapest[m]!);
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

/** Schedule of each distinct model; undefined where its optimum charges and discharges in the same step. */
async function schedules({ distinct }: Models, day: Day, price: readonly number[], seed: number) {
  const problems = distinct.map((model) => withPrice(model, day, price));
  const x: Float64Array[] = new Array(distinct.length);
  const linear = [...distinct.keys()].filter((m) => isFlexible(distinct[m]!) && classOf(problems[m]!) === 'LP');
  let next = 0;
  for (const group of inGroups(
    linear.map((m) => problems[m]!),
    GROUP,
  )) {
    const together = await optimum(sideBySide(group), seed);
    for (const own of apart(group, together)) x[linear[next++]!] = own;
  }
  for (const [m, problem] of problems.entries()) {
    x[m] ??= isFlexible(distinct[m]!) ? await optimum(problem, seed) : new Float64Array(problem.variables.count);
  }
  return distinct.map((model, m) => (atOnce(model, x[m]!) ? undefined : read(model, x[m]!)));
}

const atOnce = ({ flexibility }: DeviceModel, x: Float64Array): boolean =>
  flexibility.exclusive.some(([a, b]) => x[a]! > AT_ONCE_KW && x[b]! > AT_ONCE_KW);

/** The same with binaries, for prices at which losing energy pays. */
async function notAtOnce(device: DeviceView, day: Day, price: readonly number[], seed: number): Promise<OneDevice> {
  const model = modelOf(device, day, true);
  return read(model, await optimum(withPrice(model, day, price), seed));
}

/** A schedule cut short by the clock would be another one on another machine. */
async function optimum(problem: OptimisationProblem, seed: number): Promise<Float64Array> {
  const { status, gap, x } = await solve(problem, { seed });
  if (status === 'optimal') return x;
  throw new RunError(`${problem.name}: out of time, ${(100 * gap).toPrecision(2)} % from its optimum`);
}

/** The model with its objective, in units of the largest price, so that the tie-break is seen in any currency. */
function withPrice(
  { problem, flexibility }: DeviceModel,
  { dt_h }: Day,
  price: readonly number[],
): OptimisationProblem {
  const scale = price.reduce((most, c) => Math.max(most, Math.abs(c)), 0) || 1;
  const linear = new Float64Array(problem.variables.count);
  const quadratic = new Float64Array(problem.variables.count);
  for (const [t, { terms }] of flexibility.p_kw.entries()) {
    for (const [c, column] of terms) linear[column]! += c * (price[t]! / scale + LATER * t) * dt_h;
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
