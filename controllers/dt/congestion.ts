// The DSO's problem: the cheapest schedule of all price-responsive devices that the network can carry, and what each limit of
// the network is worth in it (SMART-MLA report, section 5.1). With n_g devices alike in group g at load point j(g), each
// drawing p[g,t], and L0[j,t] what all of them draw in the baseline that the limits are counted from:
//
//   min   Σg n_g (Σt (π[j(g),t] p[g,t] + β/2 (p[g,t] − p°[g,t])²) Δt + costs of the device) + κ Σr w[r] (s⁻[r] + s⁺[r]) Δt
//   s.t.  rows of one device of each group
//         L[j,t] = Σg at j n_g p[g,t]                                                  drawn
//         lower[r] ≤ Σj a[r,j] (L0[j,t] − L[j,t]) + s⁻[r] − s⁺[r] ≤ upper[r]            limit   (dual λ[r] Δt)
//         s⁻, s⁺ ≥ 0
//
// κ = ∞ leaves s away. The optimum in s gives |λ[r]| ≤ κ w[r]: what keeps a limit is never worth more than breaking it.
// p° is the baseline, so that β prices what a device moves from its cheapest day and a tariff of 0 leaves it there. Or it is 0, and for
// what only feeds the most it can, so that PV is not held back where nothing is congested.
// The tariff of a load point behind several limits is the sum of theirs. β > 0 makes the schedule unique, so that whoever faces π
// and the tariff alone finds the same one.
import type { DeviceView } from '../../cosim/index.ts';
import {
  evaluate,
  type Family,
  type Formulation,
  formulate,
  type IndexSet,
  type Linear,
  linear,
  type Near,
  plus,
  reach,
  solve,
  times,
  writeTerms,
} from '../../optimisation/index.ts';
import { type NetworkLimit, shiftedTo, violation } from '../feeder/limits.ts';
import type { DeviceModel } from '../feeder/models.ts';
import { type Day, horizonOf } from '../feeder/schedule.ts';
import type { Group } from './groups.ts';

/** A limit broken by less than this, or by what weighs as much, is kept [kW]. */
const KEPT_KW = 1e-6;

export interface PriceResponse {
  readonly devices: readonly DeviceView[];
  readonly groups: readonly Group[];
  readonly day: Day;
  readonly load_points: readonly string[];
  /** π [load point][t]: what a kWh costs [currency/kWh]. */
  readonly price: readonly Float64Array[];
  /** β [currency/kWh per kW], > 0. */
  readonly sensitivity: number;
  /** p° of each group [group][t]; 0, or full feed, when absent [kW]. */
  readonly rest_kw?: readonly Float64Array[] | undefined;
}

export interface Congestion extends PriceResponse {
  readonly limits: readonly NetworkLimit[];
  /** L0 [load point][t], of the groups alone [kW]. */
  readonly baseline_kw: readonly Float64Array[];
  /** Names of the limits that earlier answers broke: the next is found sooner with them. Grows with every answer. */
  readonly activeSet: Set<string>;
}

export interface Response {
  /** Each device of a group [group][t]. */
  readonly p_kw: readonly Float64Array[];
  readonly q_kvar: readonly Float64Array[];
  /** L [load point][t], kW. */
  readonly load_kw: readonly Float64Array[];
}

export interface Managed extends Response {
  /** λ of each limit [currency/kWh per unit of the limit]: ≥ 0 where `lower` binds, ≤ 0 where `upper` does. */
  readonly dual: Float64Array;
  /** What is left of each limit, ≥ 0, in its unit. */
  readonly slack: Float64Array;
  /** Without the penalty [currency]. */
  readonly cost: number;
  /** Where a problem much like this one may start. */
  readonly near: Near;
}

/** What groups do when a kWh costs π: the problem of an aggregator, who knows no line. */
export async function respond(problem: PriceResponse): Promise<Response> {
  const into = formulate('price response');
  const posed = pose(problem, into);
  return read(posed, (await solve(into.build())).x);
}

/**
 * The DSO's problem at a penalty κ [currency/kWh]; ∞ for the limits as they are.
 * @param near of a problem much like this one, which makes it faster
 * @throws InfeasibleError when κ is ∞ and no schedule keeps the limits; `unavoidable` then says which
 */
export async function manage(problem: Congestion, penalty: number, near?: Near): Promise<Managed> {
  const { limits, day } = problem;
  const dual = new Float64Array(limits.length);
  const slack = new Float64Array(limits.length);
  let start = near;
  const { cost, ...response } = await generateConstraints(problem, async (chosen, at) => {
    const into = formulate('congestion management');
    const posed = pose(chosen, into);
    const relaxed = penalty < Number.POSITIVE_INFINITY ? slacks(chosen.limits, penalty * day.dt_h, into) : undefined;
    const rows = restrict(chosen, posed, relaxed, into);
    const found = await solve(into.build(), { near: start });
    const { x, objective, dualsOf } = found;
    start = found;
    let paid = 0;
    for (const [i, λ] of dualsOf(rows).entries()) dual[at[i]!] = λ / day.dt_h;
    for (const [i, s] of (relaxed ? slackOf(relaxed, x) : []).entries()) {
      slack[at[i]!] = s;
      paid += penalty * weight(chosen.limits[i]!) * s * day.dt_h;
    }
    return { ...read(posed, x), cost: objective - paid };
  });
  return { ...response, dual, slack, cost, near: start! };
}

/** How far each limit stays broken whatever the devices do, in its unit; all 0 where the limits can be kept. */
export async function unavoidable(problem: Congestion): Promise<Float64Array> {
  const free = problem.price.map((of) => new Float64Array(of.length));
  const remaining = new Float64Array(problem.limits.length);
  await generateConstraints({ ...problem, price: free, sensitivity: 0 }, async (chosen, at) => {
    const into = formulate('congestion that no schedule avoids');
    const posed = pose(chosen, into, false);
    const slack = slacks(chosen.limits, 1, into);
    restrict(chosen, posed, slack, into);
    const { x } = await solve(into.build());
    for (const [i, s] of slackOf(slack, x).entries()) remaining[at[i]!] = s;
    return read(posed, x);
  });
  return remaining;
}

/**
 * Solves with few of the limits: those that the baseline breaks, and then those that an answer breaks, until there are none.
 * All others have a dual of 0, so that an answer without them is one with them.
 */
async function generateConstraints<T extends Response>(
  problem: Congestion,
  answer: (chosen: Congestion, at: readonly number[]) => Promise<T>,
): Promise<T> {
  const { limits, baseline_kw, activeSet } = problem;
  const addViolated = (load_kw: readonly Float64Array[]): boolean => {
    const before = activeSet.size;
    for (const limit of limits)
      if (weight(limit) * violation(shiftedTo(limit, baseline_kw, load_kw)) > KEPT_KW) activeSet.add(nameOf(limit));
    return activeSet.size > before;
  };
  addViolated(baseline_kw);
  for (;;) {
    const at = Array.from(limits.keys()).filter((r) => activeSet.has(nameOf(limits[r]!)));
    const found = await answer({ ...problem, limits: at.map((r) => limits[r]!) }, at);
    if (!addViolated(found.load_kw)) return found;
  }
}

/** What a unit of a limit weighs: the kW drawn less that move it by as much where they move it most. 1 for the flow of a radial branch. */
export function weight({ per_kw }: NetworkLimit): number {
  const largest = per_kw.reduce((best, a) => Math.max(best, Math.abs(a)), 0);
  return largest === 0 ? 1 : 1 / largest;
}

/** Active and reactive power of a device over the steps [kW, kvar]. */
interface Draw {
  readonly p: readonly Linear[];
  readonly q: readonly Linear[];
}

interface Posed {
  /** What one device of each group draws. */
  readonly draws: readonly Draw[];
  /** Columns of L [load point][t]. */
  readonly load: readonly (readonly number[])[];
}

function pose(problem: PriceResponse, into: Formulation, withCosts = true): Posed {
  const { groups, load_points } = problem;
  const { hours } = problem.day;
  const place = new Map(load_points.map((bus, j) => [bus, j]));
  const members = load_points.map((): number[] => []);
  for (const [g, { load_point }] of groups.entries()) members[place.get(load_point)!]!.push(g);
  const draws = groups.map((group, g) => {
    const price = problem.price[place.get(group.load_point)!]!;
    const rest = problem.rest_kw?.[g] ?? fullFeed(group.model);
    return member(problem, group, { price, rest }, into.scope(`group-${g}`), withCosts);
  });
  const L = into.variables('load', [load_points, hours]);
  into.rows('drawn', [load_points, hours], (row, j, t) => {
    row.term(1, L(j, t));
    let fixed = 0;
    for (const g of members[j]!) fixed -= writeTerms(row, -groups[g]!.devices.length, draws[g]!.p[t]!);
    row.equals(fixed);
  });
  return { draws, load: load_points.map((_, j) => hours.map((_hour, t) => L(j, t))) };
}

/** One device of a group, at the cost of all of them. */
function member(
  { devices, day, sensitivity: β }: PriceResponse,
  group: Group,
  { price, rest }: { readonly price: Float64Array; readonly rest: Float64Array },
  into: Formulation,
  withCosts: boolean,
): Draw {
  const n = group.devices.length;
  const hours = n * day.dt_h;
  const { p_kw, q_kvar, costs } = devices[group.devices[0]!]!.flexibility!(horizonOf(day), into);
  const p = p_kw.map((power, t) => single(power, `drawn-${t}`, into));
  for (const [t, { terms, constant }] of p.entries()) {
    const apart = constant - rest[t]!;
    for (const [c, column] of terms) {
      into.cost(column, hours * c * (price[t]! + β * apart));
      into.quadratic(column, hours * β * c * c);
    }
    into.constant(hours * (constant * price[t]! + (β / 2) * apart * apart));
  }
  for (const { linear: own, squares } of withCosts ? costs : []) {
    for (const [c, column] of own.terms) into.cost(column, n * c);
    for (const [c, column] of squares) into.quadratic(column, 2 * n * c);
    into.constant(n * own.constant);
  }
  return { p, q: q_kvar };
}

/** p°: the most that a device feeds which only feeds, 0 of all others [kW]. */
function fullFeed({ problem: { variables }, flexibility: { p_kw } }: DeviceModel): Float64Array {
  const bounds = p_kw.map((power) => reach(power, variables));
  const feeds = bounds.every(({ upper }) => upper <= 0);
  return Float64Array.from(bounds, ({ lower }) => (feeds ? lower : 0));
}

/** The same power with one variable at most, so that its square is separable. */
function single(power: Linear, name: string, into: Formulation): Linear {
  if (power.terms.length <= 1) return power;
  const sum = linear(1, into.variable(name));
  into.row(name, (row) => row.equals(0 - writeTerms(row, 1, plus(power, times(-1, sum)))));
  return sum;
}

type PerLimit = Family<readonly [IndexSet]>;

interface Slacks {
  readonly below: PerLimit;
  readonly above: PerLimit;
}

function slacks(limits: readonly NetworkLimit[], price: number, into: Formulation): Slacks {
  const each = (name: string) =>
    into.variables(name, [namesOf(limits)], { min: 0, cost: (r) => price * weight(limits[r]!) });
  return { below: each('below'), above: each('above') };
}

const slackOf = ({ below, above }: Slacks, x: Float64Array): Float64Array =>
  Float64Array.from({ length: below.count }, (_, r) => x[below(r)]! + x[above(r)]!);

/** Of a limit, the same whatever schedule it is counted from. */
export const nameOf = ({ service, element, t }: NetworkLimit): string => `${service} ${element} ${t}`;

const namesOf = (limits: readonly NetworkLimit[]): string[] =>
  limits.map((limit) => nameOf(limit).replaceAll(/[[\],]/g, '_'));

function restrict(
  { limits, baseline_kw }: Congestion,
  { load }: Posed,
  slack: Slacks | undefined,
  into: Formulation,
): PerLimit {
  return into.rows('limit', [namesOf(limits)], (row, r) => {
    const { per_kw, t, lower, upper } = limits[r]!;
    let base = 0;
    for (const [j, a] of per_kw.entries()) {
      if (a === 0) continue;
      base += a * baseline_kw[j]![t]!;
      row.term(-a, load[j]![t]!);
    }
    if (slack) row.term(1, slack.below(r)).term(-1, slack.above(r));
    row.atLeast(lower - base).atMost(upper - base);
  });
}

const read = ({ draws, load }: Posed, x: Float64Array): Response => ({
  p_kw: draws.map(({ p }) => Float64Array.from(p, (value) => evaluate(value, x))),
  q_kvar: draws.map(({ q }) => Float64Array.from(q, (value) => evaluate(value, x))),
  load_kw: load.map((columns) => Float64Array.from(columns, (column) => x[column]!)),
});
