// The aggregator's problem with the payback step h fixed, one small problem per device:
//
//   max   Σt∈K (π + ct) Δt − κ Δt² − ch r      s.t. the polyhedron of response.ts
//
// times Δt of the step. With the multiplier μ of the cap, π + ct becomes π + ct + share μ and ch becomes ch + μ.
import { activeSet } from '../../optimisation/index.ts';
import type { Moves } from './cap.ts';
import { type AtBaseline, increasable, maxRowsOf, reducible, writeRows } from './response.ts';

/** Devices of one model and baseline, which differ in their κ alone. */
export interface Group {
  readonly at: AtBaseline;
  /** κ of each [currency/(kW² h)]. */
  readonly discomfort_per_kw2h: readonly number[];
}

export interface Terms {
  /** K. */
  readonly steps: readonly number[];
  /** π, and c over the steps of the day [currency/kWh]. */
  readonly price: number;
  readonly spot: readonly number[];
  readonly payback_share_max: number;
  readonly dt_h: number;
}

export interface PaybackStep {
  /** What no offer with payback in step h makes more profit than. */
  bound(h: number): number;
  /** Best moves for payback in step h at multiplier μ; devices group after group, without the cap. */
  best(h: number, μ: number): Moves;
  profit(h: number, moves: Moves): number;
}

/** Moves below this are rounding [kW]. */
const ROUNDING_KW = 1e-9;

export function paybackStep(groups: readonly Group[], terms: Terms): PaybackStep {
  const { steps, price, spot, payback_share_max: share, dt_h } = terms;
  const k = steps.length;
  const n = k + 1;
  const count = groups.reduce((sum, { discomfort_per_kw2h }) => sum + discomfort_per_kw2h.length, 0);
  const space = activeSet(n, groups.reduce((max, { at }) => Math.max(max, maxRowsOf(at.response)), 0) + 2 * n);
  const { rows, lower, linear, quadratic, y } = space;
  const upper = new Float64Array(n); // of Δ in each step, and of r

  function open({ at }: Group, h: number): number {
    for (let a = 0; a < k; a++) upper[a] = reducible(at, steps[a]!);
    upper[k] = increasable(at, h);
    return writeRows(at, steps, h, space);
  }

  /** 0 ≤ y ≤ upper, behind the first m rows. */
  function close(m: number): number {
    let i = m;
    for (let a = 0; a < n; a++) {
      for (const sign of [1, -1]) {
        rows.fill(0, i * n, i * n + n);
        rows[i * n + a] = sign;
        lower[i++] = sign > 0 ? 0 : -upper[a]!;
      }
    }
    return i;
  }

  /** Most profit of a device with the multiplier of row i, or of none. */
  function boundOf(κ: number, h: number, i = -1): number {
    const c = spot[h]!;
    const own = i < 0 ? 0 : rows[i * n + k]!;
    const ν = i < 0 ? 0 : Math.max(0, c) / own;
    let profit = Math.max(0, -c) * upper[k]! - (i < 0 ? 0 : ν * lower[i]!);
    for (let a = 0; a < k; a++) {
      const weight = i < 0 ? 0 : rows[i * n + a]!;
      profit += parabola(price + spot[steps[a]!]! + ν * weight, κ, upper[a]!);
    }
    return profit;
  }

  return {
    bound(h) {
      let profit = 0;
      for (const group of groups) {
        const m = open(group, h);
        for (const κ of group.discomfort_per_kw2h) {
          let lower = boundOf(κ, h);
          for (let i = 0; i < m; i++) if (rows[i * n + k]! > 0) lower = Math.min(lower, boundOf(κ, h, i));
          profit += lower;
        }
      }
      return profit * dt_h;
    },
    best(h, μ) {
      const moves = { reduction: new Float64Array(count * k), payback: new Float64Array(count) };
      let d = 0;
      for (let a = 0; a < k; a++) linear[a] = -(price + spot[steps[a]!]! + share * μ);
      linear[k] = spot[h]! + μ;
      for (const group of groups) {
        const m = close(open(group, h));
        for (const κ of group.discomfort_per_kw2h) {
          quadratic.fill(2 * κ, 0, k);
          space.solve(m);
          for (let a = 0; a < k; a++) moves.reduction[d * k + a] = clean(y[a]!, upper[a]!);
          moves.payback[d++] = clean(y[k]!, upper[k]!);
        }
      }
      return moves;
    },
    profit(h, { reduction, payback }) {
      let profit = 0;
      let d = 0;
      for (const { discomfort_per_kw2h } of groups) {
        for (const κ of discomfort_per_kw2h) {
          for (let a = 0; a < k; a++) {
            const Δ = reduction[d * k + a]!;
            profit += (price + spot[steps[a]!]! - κ * Δ) * Δ;
          }
          profit -= spot[h]! * payback[d++]!;
        }
      }
      return profit * dt_h;
    },
  };
}

/** max { g Δ − κ Δ² : 0 ≤ Δ ≤ upper } */
function parabola(g: number, κ: number, upper: number): number {
  if (g <= 0) return 0;
  const Δ = 2 * κ * upper > g ? g / (2 * κ) : upper;
  return (g - κ * Δ) * Δ;
}

const clean = (value: number, upper: number): number => (value < ROUNDING_KW ? 0 : Math.min(value, upper));
