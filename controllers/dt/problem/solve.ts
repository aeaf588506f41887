// Solutions of the problem. Few limits of a feeder bind: constraint generation solves with those that the baseline violates, then
// with those that a solution violates too, until it violates no other.
import { formulate, type Near, type OptimisationProblem, solve as solveHere } from '../../../optimisation/index.ts';
import { shiftedTo, violation } from '../../feeder/limits.ts';
import type { Group } from './groups.ts';
import {
  type Congestion,
  type Formulated,
  keepLimits,
  nameOf,
  type PriceResponse,
  priceResponse,
  violations,
  weight,
} from './problem.ts';

/** A smaller violation, weighted, is rounding [kW]. */
const ROUNDING_KW = 1e-6;

export interface Response {
  /** p of one device of each group [group][t]. */
  readonly p_kw: readonly Float64Array[];
  readonly q_kvar: readonly Float64Array[];
  /** L [load point][t], kW. */
  readonly load_kw: readonly Float64Array[];
}

export interface Managed extends Response {
  /** λ of each limit [currency/kWh per unit of the limit]: ≥ 0 where its lower bound binds, ≤ 0 where its upper one does. */
  readonly dual: Float64Array;
  /** s⁻ + s⁺ of each limit, in its unit. */
  readonly slack: Float64Array;
  /** (1) without penalties [currency]. */
  readonly cost: number;
  /** Where the solution of a similar problem may start. */
  readonly near: Near;
}

/** The homes of a problem, posed: its part without limits, which is the same at every penalty and around every schedule. */
interface Homes {
  readonly of: PriceResponse;
  readonly problem: OptimisationProblem;
  readonly formulated: Formulated;
}

const posedHomes = new WeakMap<readonly Group[], Homes>();

function homesOf(of: PriceResponse): Homes {
  const known = posedHomes.get(of.groups);
  if (known && SHARED.every((part) => known.of[part] === of[part])) return known;
  const into = formulate('homes');
  const formulated = priceResponse(of, into);
  const homes = { of, problem: into.build(), formulated };
  posedHomes.set(of.groups, homes);
  return homes;
}

const SHARED = ['day', 'load_points', 'price', 'sensitivity', 'rest_kw'] as const;

/** What groups do at a price, without limits. */
export async function respond(problem: PriceResponse): Promise<Response> {
  const { solve = solveHere } = problem;
  const into = formulate('price response');
  const formulated = priceResponse(problem, into);
  return responseOf(problem, formulated, (await solve(into.build())).x);
}

/**
 * The DSO's problem at a penalty κ [currency/kWh]; ∞ where the limits hold.
 * @param near of a similar problem, from which the solver starts
 * @throws InfeasibleError when κ is ∞ and no schedule keeps the limits; `unavoidable` then returns the violations
 */
export async function manage(problem: Congestion, κ: number, near?: Near): Promise<Managed> {
  const { limits, baseline_kw, activeSet, day, solve = solveHere } = problem;
  const homes = homesOf(problem);
  const { formulated } = homes;
  let start = near;
  addViolated(problem, baseline_kw);
  for (;;) {
    const at = Array.from(limits.keys()).filter((r) => activeSet.has(nameOf(limits[r]!)));
    const active = { ...problem, limits: at.map((r) => limits[r]!) };
    const into = formulate('congestion management', homes.problem);
    const violated = κ < Number.POSITIVE_INFINITY ? violations(active, κ * day.dt_h, into) : undefined;
    const rows = keepLimits(active, formulated, violated, into);
    const posed = into.build();
    const found = await solve(posed, { near: start });
    const { x, objective, dualsOf } = found;
    start = { ...found, rowNames: posed.rows.families };
    const response = responseOf(active, formulated, x);
    if (addViolated(problem, response.load_kw)) continue;
    const dual = new Float64Array(limits.length);
    const slack = new Float64Array(limits.length);
    let penalties = 0;
    for (const [i, λ] of dualsOf(rows).entries()) {
      const r = at[i]!;
      dual[r] = λ / day.dt_h;
      if (!violated) continue;
      slack[r] = x[violated.below(i)]! + x[violated.above(i)]!;
      penalties += κ * weight(limits[r]!) * slack[r] * day.dt_h;
    }
    return { ...response, dual, slack, cost: objective - penalties, near: start };
  }
}

/** The violation of each limit that no schedule avoids, in its unit; 0 where the limits can be kept. */
export async function unavoidable(problem: Congestion): Promise<Float64Array> {
  const price = problem.price.map((of) => new Float64Array(of.length));
  const groups = problem.groups.map(({ model: { problem: rows, flexibility }, ...group }) => ({
    ...group,
    model: { problem: rows, flexibility: { ...flexibility, costs: [] } },
  }));
  const { slack } = await manage({ ...problem, groups, price, sensitivity: 0 }, 1 / problem.day.dt_h);
  return slack;
}

/** Adds the limits that a load violates to the active set; true where there was one. */
function addViolated({ limits, baseline_kw, activeSet }: Congestion, load_kw: readonly Float64Array[]): boolean {
  const before = activeSet.size;
  for (const limit of limits) {
    const violated_kw = weight(limit) * violation(shiftedTo(limit, baseline_kw, load_kw));
    if (violated_kw > ROUNDING_KW) activeSet.add(nameOf(limit));
  }
  return activeSet.size > before;
}

function responseOf({ load_points, day }: PriceResponse, { draws, load }: Formulated, x: Float64Array): Response {
  return {
    p_kw: draws.map(({ p, first }) => p.values(x, first)),
    q_kvar: draws.map(({ q, first }) => q.values(x, first)),
    load_kw: load_points.map((_, j) => Float64Array.from(day.hours, (_hour, t) => x[load(j, t)]!)),
  };
}
