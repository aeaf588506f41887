// The response of a device to a change of its power, from its own variables and rows, whatever its kind.
//
// In a car or a house the powers p determine everything: each row is an equation that gives one more state, one after the
// other (e[t] from e[t−1] and p[t]; T[t] likewise). So its states are linear in p, with S[i,t] = ∂s[i]/∂p[t], and the moves that
// a schedule permits are a small polyhedron: constraints (2) to (4) of problem.ts.
//
// Where p does not determine the states (a battery with losses, an appliance, a load adjusted up and down), or where power has a
// cost of its own in addition to its price, there is no such response, and the device keeps to its baseline in a computed bid.
import type { DeviceModel } from '../../feeder/models.ts';
import { orderOf, substitute } from '../../feeder/states/substitution.ts';

export interface Response {
  /** Bounds of the power over the steps [kW]. */
  readonly p_min_kw: Float64Array;
  readonly p_max_kw: Float64Array;
  /** Bounds of the states, and of the remaining rows that determine none. */
  readonly min: Float64Array;
  readonly max: Float64Array;
  /** S, state by state over the steps [unit of the state per kW]. */
  readonly effect: Float64Array;
  /** Values of all variables at powers over the steps. */
  variables(p_kw: Float64Array): Float64Array;
  /** The states among them, in the order of `min`. */
  states(p_kw: Float64Array): Float64Array;
}

/** Whether a device can take part in a computed bid. */
export const isOffered = (model: DeviceModel): boolean => linearOrder(model) !== undefined;

const linearOrder = (model: DeviceModel) => (hasCosts(model) ? undefined : orderOf(model));

/** Undefined where the powers do not determine the rest. */
export function responseOf(model: DeviceModel): Response | undefined {
  const order = linearOrder(model);
  if (!order) return undefined;
  const { variables, rows } = model.problem;
  const { p_kw } = model.flexibility;
  const T = p_kw.length;
  const bounded = (min: number, max: number) => min !== -Infinity || max !== Infinity;
  const columns = order.states.filter((j) => bounded(variables.min[j]!, variables.max[j]!));
  const left = order.left.filter((i) => bounded(rows.min[i]!, rows.max[i]!));
  const pick = (x: Float64Array) =>
    Float64Array.from([...columns.map((j) => x[j]!), ...left.map((i) => activity(model, i, x))]);
  const count = columns.length + left.length;
  const effect = new Float64Array(count * T);
  const unit = new Float64Array(T);
  for (let t = 0; t < T; t++) {
    unit[t] = 1;
    const column = pick(substitute(model, order, unit, 0));
    for (let i = 0; i < count; i++) effect[i * T + t] = column[i]!;
    unit[t] = 0;
  }
  const end = (which: 'min' | 'max') =>
    Float64Array.from([...columns.map((j) => variables[which][j]!), ...left.map((i) => rows[which][i]!)]);
  const power = (bounds: Float64Array, others: Float64Array) =>
    Float64Array.from(p_kw, ({ terms, constant }) => {
      const term = terms[0];
      return term ? constant + term[0] * (term[0] > 0 ? bounds : others)[term[1]]! : constant;
    });
  return {
    p_min_kw: power(variables.min, variables.max),
    p_max_kw: power(variables.max, variables.min),
    min: end('min'),
    max: end('max'),
    effect,
    variables: (p) => substitute(model, order, p, 1),
    states: (p) => pick(substitute(model, order, p, 1)),
  };
}

const activity = ({ problem: { rows } }: DeviceModel, i: number, x: Float64Array): number => {
  let sum = 0;
  for (let a = rows.start[i]!; a < rows.start[i + 1]!; a++) sum += rows.coefficients[a]! * x[rows.columns[a]!]!;
  return sum;
};

const hasCosts = ({ flexibility: { costs } }: DeviceModel): boolean =>
  costs.some(({ linear, squares }) => [...linear.terms, ...squares].some(([c]) => c !== 0));
