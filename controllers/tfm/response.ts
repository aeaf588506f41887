// How a device answers to a change of its power, read from its own variables and rows and never from its kind.
//
// In a car or a house the powers p determine everything: each row is an equation that gives one more state, one after the
// other (e[t] from e[t−1] and p[t]; T[t] likewise). So its states are linear in p, and what a schedule leaves to it is a
// small polyhedron. With reductions Δ in the steps K and payback r in one other step h,
//
//   s = s₀ − Σt∈K S[·,t] Δt + S[·,h] r,   min ≤ s ≤ max       S[i,t] = ∂si/∂pt
//   0 ≤ Δt ≤ p₀t − p_min,   0 ≤ r ≤ p_max − p₀h
//
// Where p leaves a choice (a battery with losses, an appliance, a load adjusted up and down), or where power has a cost of
// its own beside its price, there is no such answer, and the device keeps to its baseline in a computed bid.
import type { ActiveSet } from '../../optimisation/index.ts';
import type { DeviceModel } from '../feeder/models.ts';
import { orderOf, substitute } from './substitution.ts';

export interface Response {
  /** Bounds of the power over the steps [kW]. */
  readonly p_min_kw: Float64Array;
  readonly p_max_kw: Float64Array;
  /** Bounds of the states, and of what rows are left that determine none. */
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

/** A device at its baseline: how it answers, its powers, and its states there. */
export interface AtBaseline {
  readonly response: Response;
  readonly p_kw: Float64Array;
  readonly states: Float64Array;
}

/** What a baseline leaves: most it may draw less in step t [kW], and more in step h. */
export const reducible = ({ response, p_kw }: AtBaseline, t: number): number =>
  Math.max(0, p_kw[t]! - response.p_min_kw[t]!);
export const increasable = ({ response, p_kw }: AtBaseline, h: number): number =>
  Math.max(0, response.p_max_kw[h]! - p_kw[h]!);

/** Rows that a polyhedron of this response may need at most, beside its bounds. */
export const maxRowsOf = ({ min }: Response): number => 2 * min.length;

/** A state nearer to its bound than this, relative to 1 + its size, is at it: rounding leaves no room to plan in. */
const ROUNDING = 1e-10;
/** Rows whose directions differ by less than this are parallel. */
const PARALLEL = 1e-12;

/**
 * The rows of the polyhedron of y = (Δ in the steps, r) as rows[i] y ≥ lower[i], without its bounds: those that can bind within
 * the bounds, of parallel neighbours the narrowest. States follow each other in time, so that few are left: a state after the
 * last change only fades.
 * @returns how many were written
 */
export function writeRows(
  at: AtBaseline,
  steps: readonly number[],
  h: number,
  into: Pick<ActiveSet, 'rows' | 'lower'>,
): number {
  const { response, states } = at;
  const { effect, min, max } = response;
  const T = at.p_kw.length;
  const n = steps.length + 1;
  const { rows, lower } = into;
  const upper = [...steps.map((t) => reducible(at, t)), increasable(at, h)];
  let count = 0;
  for (const side of [1, -1]) {
    let before = -1; // the row of the state before this one, on this side
    for (let i = 0; i < states.length; i++) {
      const bound = side > 0 ? min[i]! : max[i]!;
      if (!Number.isFinite(bound)) continue;
      const distance = side * (states[i]! - bound);
      const slack = distance > ROUNDING * (1 + Math.abs(bound)) ? distance : 0;
      let size = 0;
      let worst = 0; // the least the row's activity can be
      for (let a = 0; a < n; a++) {
        const value = side * (a < n - 1 ? -effect[i * T + steps[a]!]! : effect[i * T + h]!);
        rows[count * n + a] = value;
        size = Math.max(size, Math.abs(value));
        worst += Math.min(0, value * upper[a]!);
      }
      if (worst >= -slack) continue;
      for (let a = 0; a < n; a++) rows[count * n + a]! /= size;
      lower[count] = -slack / size;
      if (before >= 0 && parallel(rows, before * n, count * n, n)) {
        lower[before] = Math.max(lower[before]!, lower[count]!);
      } else before = count++;
    }
  }
  return count;
}

function parallel(rows: Float64Array, a: number, b: number, n: number): boolean {
  for (let k = 0; k < n; k++) if (Math.abs(rows[a + k]! - rows[b + k]!) > PARALLEL) return false;
  return true;
}
