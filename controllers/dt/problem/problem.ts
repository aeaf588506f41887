// The DSO's problem of a day (SMART-MLA report, section 5.1). An aggregator's problem is (1) without its last sum, (2) and (3).
//
// Sets        g  groups of equal devices: n[g] of them at load point j(g)        t  steps of Δt hours
//             j  load points                                                     r  limits of the network, in step t(r)
// Parameters  π[j,t]  price of a kWh [currency/kWh]                              β  price sensitivity, > 0 [currency/kWh per kW]
//             p°[g,t]  power from which β counts [kW]                            L°[j,t]  load of the groups in the baseline [kW]
//             a[r,j], lower[r], upper[r]  a limit around the baseline            w[r]  kW per unit of the limit
//             κ  penalty of a violation [currency/kWh]; ∞ where the limits hold
// Variables   p[g,t]  power of one device of the group, with the variables of its model      L[j,t]  load of the groups
//             s⁻[r], s⁺[r] ≥ 0  violation of a limit, none where κ = ∞
//
//   min   Σg n[g] (Σt (π[j(g),t] p[g,t] + β/2 (p[g,t] − p°[g,t])²) Δt + costs of the device) + κ Σr w[r] (s⁻[r] + s⁺[r]) Δt   (1)
//   s.t.  rows of the model of one device of each group                                                                     (2)
//         L[j,t] = Σg at j n[g] p[g,t]                                                                                      (3)
//         lower[r] ≤ Σj a[r,j] (L°[j,t] − L[j,t]) + s⁻[r] − s⁺[r] ≤ upper[r]             dual λ[r] Δt                       (4)
//
// The optimum in s gives |λ[r]| ≤ κ w[r]. The tariff of a load point is DT[j,t] = Σr a[r,j] λ[r]. β > 0 makes p unique, so that an
// aggregator that receives π + DT and no limit finds the same p. With p° at the baseline a tariff of 0 changes nothing; without a
// baseline p° is 0, and the largest feed-in of a device that can only feed in, so that PV is not curtailed without congestion.
import {
  Expressions,
  type Family,
  type Formulation,
  type IndexSet,
  linear,
  type Size,
  type Solve,
} from '../../../optimisation/index.ts';
import type { NetworkLimit } from '../../feeder/limits.ts';
import type { DeviceModel } from '../../feeder/models.ts';
import type { Day } from '../../feeder/schedule.ts';
import type { Group } from './groups.ts';

export interface PriceResponse {
  readonly groups: readonly Group[];
  readonly day: Pick<Day, 'hours' | 'dt_h'>;
  readonly load_points: readonly string[];
  /** π [load point][t] */
  readonly price: readonly Float64Array[];
  /** β */
  readonly sensitivity: number;
  /** p° [group][t]; 0, or the largest feed-in, when absent. */
  readonly rest_kw?: readonly Float64Array[] | undefined;
  /** On the cores of a host; on one when absent. */
  readonly solve?: Solve | undefined;
}

export interface Congestion extends PriceResponse {
  readonly limits: readonly NetworkLimit[];
  /** L° [load point][t] */
  readonly baseline_kw: readonly Float64Array[];
  /** Names of the limits that earlier solutions violated, with which constraint generation begins. It adds to them. */
  readonly activeSet: Set<string>;
}

/** Expressions of what the groups do. */
export interface Formulated {
  /** p [group][t], and the reactive power that comes with it. */
  readonly draws: readonly Draw[];
  /** L */
  readonly load: Family<readonly [IndexSet, IndexSet]>;
}

/** Expressions whose columns count from `first`. */
interface Draw {
  readonly first: number;
  readonly p: Expressions;
  readonly q: Expressions;
}

/** (1) without penalties, (2) and (3). */
export function priceResponse(problem: PriceResponse, into: Formulation): Formulated {
  const { groups, load_points, price, rest_kw, day } = problem;
  const place = new Map(load_points.map((bus, j) => [bus, j]));
  const at = load_points.map((): number[] => []);
  for (const [g, { load_point }] of groups.entries()) at[place.get(load_point)!]!.push(g);
  into.reserve(sizeOf(problem));
  const atRest = new Float64Array(day.hours.length);
  const draws = groups.map((group, g) => {
    const rest = rest_kw?.[g] ?? largestFeedIn(group.model) ?? atRest;
    return oneOf(group, { π: price[place.get(group.load_point)!]!, rest }, problem, into.scope(`group-${g}`));
  });
  const load = into.variables('load', [load_points, day.hours]);
  into.rows('drawn', [load_points, day.hours], (row, j, t) => {
    let fixed = 0;
    for (const g of at[j]!) fixed -= draws[g]!.p.write(row, -groups[g]!.devices.length, t, draws[g]!.first);
    row.term(1, load(j, t)).equals(fixed);
  });
  return { draws, load };
}

/** Of (1) to (3). */
function sizeOf({ groups, load_points, day }: PriceResponse): Size {
  const loads = load_points.length * day.hours.length;
  let [variables, rows, terms] = [loads, loads, loads];
  for (const { model } of groups) {
    variables += model.problem.variables.count;
    rows += model.problem.rows.count;
    terms += model.problem.rows.columns.length + model.flexibility.p_kw.columns.length;
  }
  return { variables, rows, terms };
}

/** (2) for one device of a group, and the terms of (1) for all of them. */
function oneOf(
  { devices: { length: n }, model }: Group,
  { π, rest }: { readonly π: Float64Array; readonly rest: Float64Array },
  { day: { dt_h }, sensitivity: β }: PriceResponse,
  into: Formulation,
): Draw {
  const { p_kw, q_kvar, costs } = model.flexibility;
  const first = into.include(model.problem);
  const hours = n * dt_h;
  const p = oneVariableEach(p_kw, first, into);
  const { start, columns, coefficients, constants } = p;
  for (let t = 0; t < p.length; t++) {
    const apart = constants[t]! - rest[t]!;
    for (let a = start[t]!; a < start[t + 1]!; a++) {
      const c = coefficients[a]!;
      into.cost(first + columns[a]!, hours * c * (π[t]! + β * apart));
      into.quadratic(first + columns[a]!, hours * β * c * c);
    }
    into.constant(hours * (constants[t]! * π[t]! + (β / 2) * apart ** 2));
  }
  for (const { linear: own, squares } of costs) {
    for (const [c, column] of own.terms) into.cost(first + column, n * c);
    for (const [c, column] of squares) into.quadratic(first + column, 2 * n * c);
    into.constant(n * own.constant);
  }
  return { first, p, q: q_kvar };
}

/** The same powers with one variable each at most, so that their squares are separable. */
function oneVariableEach(p_kw: Expressions, first: number, into: Formulation): Expressions {
  if (p_kw.hasOneTermEach) return p_kw;
  return Expressions.of(
    p_kw.map((power, t) => {
      if (power.terms.length <= 1) return power;
      const name = `drawn-${t}`;
      const sum = into.variable(name);
      into.row(name, (row) => row.term(-1, sum).equals(0 - p_kw.write(row, 1, t, first)));
      return linear(1, sum - first);
    }),
  );
}

/** p° without a baseline of a device that can only feed in; undefined for another one. */
function largestFeedIn({ problem: { variables }, flexibility: { p_kw } }: DeviceModel): Float64Array | undefined {
  return p_kw.isNeverAbove(0, variables) ? p_kw.reach(variables).lower : undefined;
}

type PerLimit = Family<readonly [IndexSet]>;

export interface Violations {
  /** s⁻ */
  readonly below: PerLimit;
  /** s⁺ */
  readonly above: PerLimit;
}

/** s⁻ and s⁺, and the penalties of (1); `price` is κ Δt. */
export function violations({ limits }: Congestion, price: number, into: Formulation): Violations {
  const each = (name: string) =>
    into.variables(name, [limits.map(label)], { min: 0, cost: (r) => price * weight(limits[r]!) });
  return { below: each('below'), above: each('above') };
}

/** (4) */
export function keepLimits(
  { limits, baseline_kw }: Congestion,
  { load }: Formulated,
  violated: Violations | undefined,
  into: Formulation,
): PerLimit {
  return into.rows('limit', [limits.map(label)], (row, r) => {
    const { per_kw: a, t, lower, upper } = limits[r]!;
    let base = 0;
    for (const [j, factor] of a.entries()) {
      if (factor === 0) continue;
      base += factor * baseline_kw[j]![t]!;
      row.term(-factor, load(j, t));
    }
    if (violated) row.term(1, violated.below(r)).term(-1, violated.above(r));
    row.atLeast(lower - base).atMost(upper - base);
  });
}

/** w: kW of load, at the load point with the largest factor, per unit of a limit. 1 for the flow of a radial branch. */
export function weight({ per_kw }: Pick<NetworkLimit, 'per_kw'>): number {
  const largest = per_kw.reduce((best, a) => Math.max(best, Math.abs(a)), 0);
  return largest === 0 ? 1 : 1 / largest;
}

/** Name of a limit, the same around every schedule. */
export const nameOf = ({ service, element, t }: NetworkLimit): string => `${service} ${element} ${t}`;

const label = (limit: NetworkLimit): string => nameOf(limit).replaceAll(/[[\],]/g, '_');
