// The bidding problem with the payback step h fixed and its cap (5) priced at μ ≥ 0: one problem of |K| + 1 variables per device,
//
//   max   Σt (π + c[t] + share μ − κ Δ[t]) Δ[t] − (c[h] + μ) r      s.t. (2), (3), (4)
//
// and a bound on the profit of a step by weak duality: with c⁺ = max(0, c[h]) as the multiplier of one row w Δ − r ≤ s of (4),
//
//   profit ≤ Δt Σi [ Σt max { (π + c[t] − c⁺ w[t] − κ Δ) Δ : (2) } + c⁺ s + max(0, −c[h]) r_max ]
import { activeSet } from '../../../optimisation/index.ts';
import {
  type BiddingProblem,
  type Group,
  increasable,
  type Moves,
  maxStateRows,
  reducible,
  writeStateRows,
} from './problem.ts';

export interface FixedStep {
  /** An upper bound on the profit of any bid with payback in step h. */
  bound(h: number): number;
  /** The best moves for payback in step h with the cap priced at μ. */
  best(h: number, μ: number): Moves;
}

/** Moves below this are rounding [kW]. */
const ROUNDING_KW = 1e-9;

export function fixedStep({ groups, steps, price, spot, share, dt_h }: BiddingProblem): FixedStep {
  const k = steps.length;
  const n = k + 1;
  const devices = groups.reduce((count, { discomfort_per_kw2h }) => count + discomfort_per_kw2h.length, 0);
  const space = activeSet(n, Math.max(0, ...groups.map(({ at }) => maxStateRows(at.response))) + 2 * n);
  const { rows, lower, linear, quadratic, y } = space;
  const upper = new Float64Array(n); // of Δ in each step, and of r

  /** Writes (4) of a device, and the upper bounds of (2) and (3). */
  function write({ at }: Group, h: number): number {
    for (let a = 0; a < k; a++) upper[a] = reducible(at, steps[a]!);
    upper[k] = increasable(at, h);
    return writeStateRows(at, steps, h, space);
  }

  /** Writes (2) and (3) as rows behind the first m. */
  function writeBounds(m: number): number {
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

  /** The bound of one device by the multiplier of row i, or of none. */
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
        const m = write(group, h);
        for (const κ of group.discomfort_per_kw2h) {
          let smallest = boundOf(κ, h);
          for (let i = 0; i < m; i++) if (rows[i * n + k]! > 0) smallest = Math.min(smallest, boundOf(κ, h, i));
          profit += smallest;
        }
      }
      return profit * dt_h;
    },
    best(h, μ) {
      const moves = { reduction: new Float64Array(devices * k), payback: new Float64Array(devices) };
      let i = 0;
      for (let a = 0; a < k; a++) linear[a] = -(price + spot[steps[a]!]! + share * μ);
      linear[k] = spot[h]! + μ;
      for (const group of groups) {
        const m = writeBounds(write(group, h));
        for (const κ of group.discomfort_per_kw2h) {
          quadratic.fill(2 * κ, 0, k);
          space.solve(m);
          for (let a = 0; a < k; a++) moves.reduction[i * k + a] = clean(y[a]!, upper[a]!);
          moves.payback[i++] = clean(y[k]!, upper[k]!);
        }
      }
      return moves;
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
