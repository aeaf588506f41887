// The dual function of a part, its gradient and its curvature:
//
//   D(y) = Σ chains min (…; C + n σ) + Σ y⁺ lower − y⁻ upper,   σ = −Aᵀ y
//   ∇D   = lower (or upper) − A L                               L the sum of the answers
//   H    = −∇²D = A J Aᵀ                                       curvature.ts
import type { Coupling } from './coupling.ts';
import { addCurvature, throughLimits } from './curvature.ts';
import type { Part, Place } from './parts.ts';
import type { Answered, Workspace } from './workspace.ts';

export interface DualFunction {
  /** A L of each limit of the part. */
  readonly activity: Float64Array;
  /**
   * D at y, over the limits of the part; fills `activity`. NaN where a chain has no feasible answer.
   * @param width of the ramps, as in respond.ts
   */
  evaluate(y: Float64Array, width: number): number;
  /** Fills H at the last y, dense by rows. */
  curvature(H: Float64Array): void;
  /** Diagonal of H if every power were free. */
  readonly all: Float64Array;
}

export function dualFunction(coupling: Coupling, part: Part, work: Workspace): DualFunction {
  const { chains, load, factor, limits } = coupling;
  const { cost, curvature, min, max, start } = chains;
  const { answers, answered, price, σ, drawn } = work;
  const { power } = answers;
  const m = part.limits.length;
  const activity = new Float64Array(m);
  /** The answers of the chains of a place; their share of D, NaN where one has none. */
  const answer = ({ chains: of, loads: own }: Place, width: number): number => {
    for (const l of own) drawn[l] = 0;
    let value = 0;
    for (let i = 0; i < of.length; i++) {
      const [from, to] = [start[of[i]!]!, start[of[i]! + 1]!];
      for (let k = from; k < to; k++) {
        const l = load[k]!;
        const C = l < 0 ? cost[k]! : cost[k]! + factor[k]! * σ[l]!;
        price[k] = C - ((width - 1) * curvature[k]! * (min[k]! + max[k]!)) / 2;
      }
      if (!answers.respond(from, to, price, width)) return Number.NaN;
      for (let k = from; k < to; k++) {
        const p = power[k]!;
        value += (price[k]! + (width * curvature[k]! * p) / 2) * p;
        if (load[k]! >= 0) drawn[load[k]!] = drawn[load[k]!]! + factor[k]! * p;
      }
    }
    return value;
  };

  /** Fills J of a place at its last answers. */
  const curve = ({ chains: of, loads: own }: Place, last: Answered): void => {
    const size = own.length;
    last.J ??= new Float64Array(size * size);
    const J = last.J.fill(0);
    for (const c of of) addCurvature(coupling, work, start[c]!, start[c + 1]!, { J, size });
    if (last.width !== 1) for (let e = 0; e < J.length; e++) J[e] = J[e]! / last.width;
    last.isCurved = true;
  };

  const evaluate = (y: Float64Array, width: number): number => {
    for (const { loads: of } of part.places) for (const l of of) σ[l] = 0;
    let value = 0;
    for (let i = 0; i < m; i++) {
      const r = part.limits[i]!;
      if (y[i] === 0) continue;
      value += y[i]! * (y[i]! > 0 ? limits.lower[r]! : limits.upper[r]!);
      for (let a = limits.start[r]!; a < limits.start[r + 1]!; a++) {
        const l = limits.loads[a]!;
        σ[l] = σ[l]! - limits.factors[a]! * y[i]!;
      }
    }
    for (const place of part.places) {
      const { loads: own } = place;
      const last = answered[place.index]!;
      let same = last.width === width;
      for (let i = 0; i < own.length && same; i++) same = last.σ[i] === σ[own[i]!];
      if (!same) {
        for (let i = 0; i < own.length; i++) last.σ[i] = σ[own[i]!]!;
        last.width = width;
        last.isCurved = false;
        last.value = answer(place, width);
      }
      value += last.value;
    }
    for (let i = 0; i < m; i++) {
      let sum = 0;
      const r = part.limits[i]!;
      for (let a = limits.start[r]!; a < limits.start[r + 1]!; a++)
        sum += limits.factors[a]! * drawn[limits.loads[a]!]!;
      activity[i] = sum;
    }
    return value;
  };

  return {
    activity,
    evaluate,
    curvature(H) {
      for (const place of part.places) {
        const last = answered[place.index]!;
        if (!last.isCurved) curve(place, last);
      }
      throughLimits(coupling, part, work, H);
    },
    all: everyFree(coupling, part, work),
  };
}

/** Σ a² Σ n²/q of each limit; the least of the others, or 1, for one that no power changes. */
function everyFree({ limits }: Coupling, part: Part, { free }: Workspace): Float64Array {
  const all = Float64Array.from(part.limits, (r) => {
    let sum = 0;
    for (let a = limits.start[r]!; a < limits.start[r + 1]!; a++) {
      sum += limits.factors[a]! ** 2 * free[limits.loads[a]!]!;
    }
    return sum;
  });
  const least = all.reduce((min, of) => (of > 0 ? Math.min(min, of) : min), Infinity);
  return all.map((of) => (of > 0 ? of : least < Infinity ? least : 1));
}
