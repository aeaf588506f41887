// The bidding problem of an aggregator at one load point, at the price π of its bid (SMART-MLA report, section 5.2).
//
//   sets        i        devices of its customers whose powers determine their states (response.ts)
//               t ∈ K    steps in which the load is to be reduced
//               h ∈ H    steps in which it may be paid back; none is in K
//   parameters  c        price of energy [currency/kWh]          p⁰, s⁰   power [kW] and states by the baseline
//               κ        discomfort [currency/(kW² h)]           S        ∂s/∂p [unit of the state per kW]
//               share    cap on the payback                      Δt       width of a step [h]
//   variables   h        step of the payback
//               Δ[i,t]   reduction [kW]
//               r[i]     payback in step h [kW]
//
//   (1)  max   Δt Σi [ Σt (π + c[t] − κ[i] Δ[i,t]) Δ[i,t] − c[h] r[i] ]      profit
//        s.t.
//   (2)        0 ≤ Δ[i,t] ≤ p⁰[i,t] − p_min[i,t]                             reducible power
//   (3)        0 ≤ r[i] ≤ p_max[i,h] − p⁰[i,h]                               increasable power
//   (4)        s_min[i] ≤ s⁰[i] − Σt S[i,t] Δ[i,t] + S[i,h] r[i] ≤ s_max[i]  states in all steps
//   (5)        Σi r[i] ≤ share Σi,t Δ[i,t]                                   cap on the payback
//
// A binary for each h makes it a mixed-integer problem. bid.ts solves it by cases of h; with h fixed it is convex.
import { sum } from '../../../base/index.ts';
import type { ActiveSet } from '../../../optimisation/index.ts';
import type { Response } from './response.ts';

/** The parameters; a device is given by what it can do and its κ. */
export interface BiddingProblem {
  readonly groups: readonly Group[];
  /** K. */
  readonly steps: readonly number[];
  /** π, and c over the steps of the day [currency/kWh]. */
  readonly price: number;
  readonly spot: readonly number[];
  readonly share: number;
  readonly dt_h: number;
}

/** Devices of one model and baseline, which differ in their κ alone [currency/(kW² h)]. */
export interface Group {
  readonly at: AtBaseline;
  readonly discomfort_per_kw2h: readonly number[];
}

/** A device at its baseline: how its states respond to its powers, p⁰, and s⁰. */
export interface AtBaseline {
  readonly response: Response;
  readonly p_kw: Float64Array;
  readonly states: Float64Array;
}

/** Δ of every device and step, one after the other, and r of every device, group after group [kW]. */
export interface Moves {
  readonly reduction: Float64Array;
  readonly payback: Float64Array;
}

/** (1) [currency] */
export function profitOf(problem: BiddingProblem, h: number, { reduction, payback }: Moves): number {
  const { groups, steps, price, spot, dt_h } = problem;
  let profit = 0;
  let i = 0;
  for (const κ of groups.flatMap(({ discomfort_per_kw2h }) => discomfort_per_kw2h)) {
    for (const [a, t] of steps.entries()) {
      const Δ = reduction[i * steps.length + a]!;
      profit += (price + spot[t]! - κ * Δ) * Δ;
    }
    profit -= spot[h]! * payback[i++]!;
  }
  return profit * dt_h;
}

/** (2) [kW] */
export const reducible = ({ response, p_kw }: AtBaseline, t: number): number =>
  Math.max(0, p_kw[t]! - response.p_min_kw[t]!);

/** (3) [kW] */
export const increasable = ({ response, p_kw }: AtBaseline, h: number): number =>
  Math.max(0, response.p_max_kw[h]! - p_kw[h]!);

/** A state closer to its bound than this, relative to 1 + its size, is at it. */
const ROUNDING = 1e-10;
/** Rows whose directions differ by less than this are parallel. */
const PARALLEL = 1e-12;

/** The most rows that `writeStateRows` may write. */
export const maxStateRows = ({ min }: Response): number => 2 * min.length;

/**
 * (4) as rows[i] y ≥ lower[i] over y = (Δ in the steps, r): the rows that can bind within (2) and (3), of parallel neighbours the
 * narrowest. States follow each other in time, so that few remain: a state after the last change only fades.
 * @returns how many were written
 */
export function writeStateRows(
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
      let worst = 0; // the smallest value of the row
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

/** (5): how far the payback is above its cap, > 0 where it violates it [kW]. */
export const capExcess = ({ share }: BiddingProblem, { reduction, payback }: Moves): number =>
  sum(payback) - share * sum(reduction);
