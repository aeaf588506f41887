// Scheduled re-profiling (SRP): violations that remain under the tariff are resolved by homes that respond to incentives
// (SMART-MLA report, section 5.1). Limits behind which the same customers are connected require a reduction of z⁻[t] … z⁺[t] kW
// around the response to the tariff: z⁻ > 0 at an overload by drawn power, z⁺ < 0 at one by power fed back. From the last step of
// the day to the first, and from the fewest customers to the most:
//
//   r[t]   the one nearest to 0 with   z⁻[t] ≤ m[t] + r[t] − ω r[t+1] ≤ z⁺[t]
//   m[t] = Σ r[t] − ω r[t+1]           over earlier purchases from some of these customers
//   π[t] = |r[t]| / E                  linear response
//   cost = Σ π[t] |r[t]| Δt
//
// A share ω of a reduction returns in the step before it, and is bought again where a limit has no room for it. The report prints
// prices at t17 and t18 although its tariff has a violation at t18 alone: ω is inferred from them.
import type { NetworkLimit } from '../../feeder/limits.ts';
import { weight } from '../problem/problem.ts';

export interface SrpTerms {
  /** Re-profiling of one customer per unit of price [kW per currency/kWh]; E is that of all customers behind a limit. */
  readonly elasticity_kw_per_price: number;
  /** ω: share of a reduction that returns one step earlier (pre-heating), 0 … 1. */
  readonly rebound: number;
}

/** A purchase from the customers behind some limits; arrays over the steps of the day. */
export interface Purchase {
  /** The branch or bus with the largest violation. */
  readonly element: string;
  /** Customers under contract at each load point behind the limits, 0 at the others. */
  readonly customers: readonly number[];
  /** r: > 0 drawn less, < 0 drawn more [kW]. */
  readonly amount_kw: Float64Array;
  /** π ≥ 0 [currency/kWh]. */
  readonly price: Float64Array;
  /** [currency] */
  readonly cost: number;
}

/** A smaller amount is rounding [kW]. */
const ROUNDING_KW = 1e-6;

/** r, from z⁻ − m and z⁺ − m [kW]. */
export function amounts(min_kw: Float64Array, max_kw: Float64Array, ω: number): Float64Array {
  const r = new Float64Array(min_kw.length);
  for (let t = r.length - 1; t >= 0; t--) {
    const back = ω * (r[t + 1] ?? 0);
    const nearest = Math.max(min_kw[t]! + back, Math.min(max_kw[t]! + back, 0));
    if (Math.abs(nearest) > ROUNDING_KW) r[t] = nearest;
  }
  return r;
}

/**
 * The purchases that keep the limits, where a customer is connected behind them.
 * @param residual the limits around the response to the tariff
 * @param customers under contract at each load point
 */
export function purchases(
  residual: readonly NetworkLimit[],
  customers: readonly number[],
  steps: number,
  { elasticity_kw_per_price, rebound }: SrpTerms,
  dt_h: number,
): Purchase[] {
  const bought: Purchase[] = [];
  for (const { element, behind, min_kw, max_kw } of requirementsOf(residual, customers, steps)) {
    const already = Float64Array.from(min_kw, (_, t) => moved(bought, behind, t, rebound));
    const rest = (of: Float64Array) => of.map((kw, t) => kw - already[t]!);
    const amount_kw = amounts(rest(min_kw), rest(max_kw), rebound);
    if (amount_kw.every((r) => r === 0)) continue;
    const E = elasticity_kw_per_price * total(behind);
    const price = amount_kw.map((r) => Math.abs(r) / E);
    const cost = amount_kw.reduce((sum, r, t) => sum + Math.abs(r) * price[t]! * dt_h, 0);
    bought.push({ element, customers: behind, amount_kw, price, cost });
  }
  return bought;
}

/** Effect of purchases on a limit, in its unit: > 0 reduces. */
export function relief(
  bought: readonly Purchase[],
  limit: NetworkLimit,
  customers: readonly number[],
  { rebound }: SrpTerms,
): number {
  return moved(bought, behindOf(limit, customers), limit.t, rebound) / weight(limit);
}

/** m */
function moved(bought: readonly Purchase[], behind: readonly number[], t: number, ω: number): number {
  let m = 0;
  for (const { customers, amount_kw: r } of bought) {
    if (customers.every((n, j) => n <= behind[j]!)) m += r[t]! - ω * (r[t + 1] ?? 0);
  }
  return m;
}

const behindOf = ({ per_kw }: NetworkLimit, customers: readonly number[]) =>
  customers.map((n, j) => (per_kw[j]! > 0 ? n : 0));

const total = (of: readonly number[]): number => of.reduce((sum, n) => sum + n, 0);

interface Requirement {
  element: string;
  /** Violation of that element, < 0 where it has room [kW]. */
  worst_kw: number;
  readonly behind: readonly number[];
  /** z⁻ and z⁺ over the steps [kW]. */
  readonly min_kw: Float64Array;
  readonly max_kw: Float64Array;
}

/** One for all limits behind which the same customers are connected; the fewest customers first. */
function requirementsOf(residual: readonly NetworkLimit[], customers: readonly number[], steps: number): Requirement[] {
  const all = new Map<string, Requirement>();
  for (const limit of residual) {
    const { element, t } = limit;
    const behind = behindOf(limit, customers);
    if (total(behind) === 0) continue;
    const key = behind.join(' ');
    const known = all.get(key) ?? {
      element,
      worst_kw: Number.NEGATIVE_INFINITY,
      behind,
      min_kw: new Float64Array(steps).fill(Number.NEGATIVE_INFINITY),
      max_kw: new Float64Array(steps).fill(Number.POSITIVE_INFINITY),
    };
    all.set(key, known);
    const kw = weight(limit);
    const [lower, upper] = [kw * limit.lower, kw * limit.upper];
    known.min_kw[t] = Math.max(known.min_kw[t]!, lower);
    known.max_kw[t] = Math.min(known.max_kw[t]!, upper);
    const violation = Math.max(lower, -upper);
    if (violation > known.worst_kw) [known.element, known.worst_kw] = [element, violation];
  }
  return Array.from(all.values()).sort((a, b) => total(a.behind) - total(b.behind));
}
