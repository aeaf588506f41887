// The dual function of a part, its gradient and its curvature:
//
//   D(y) = Σ chains min (…; C + n σ) + Σ y⁺ lower − y⁻ upper,   σ = −Aᵀ y
//   ∇D   = lower (or upper) − A L                               L the sum of the answers
//   H    = −∇²D = A J Aᵀ                                       curvature.ts
import type { Coupling } from './coupling.ts';
import { addCurvature, throughLimits } from './curvature.ts';
import type { Part } from './parts.ts';
import { wider } from './respond.ts';
import type { Workspace } from './workspace.ts';

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
  const { answers, price, σ, drawn } = work;
  const { power } = answers;
  const m = part.limits.length;
  const activity = new Float64Array(m);
  // the last answers of each place, which remain where its prices do not change
  const last = part.places.map(({ loads: of }) => ({ σ: new Float64Array(of.length), width: 0, value: 0 }));
  // J of each place, and whether it is that of the last answers
  const J = part.places.map(({ loads: of }) => new Float64Array(m === 0 ? 0 : of.length * of.length));
  const isCurved = new Uint8Array(part.places.length);

  /** The answers of the chains of a place; their share of D, NaN where one has none. */
  const answer = (a: number, width: number): number => {
    const { chains: of, loads: own } = part.places[a]!;
    for (const l of own) drawn[l] = 0;
    isCurved[a] = 0;
    let value = 0;
    for (let i = 0; i < of.length; i++) {
      const [from, to] = [start[of[i]!]!, start[of[i]! + 1]!];
      for (let k = from; k < to; k++) {
        const l = load[k]!;
        price[k] = l < 0 ? cost[k]! : cost[k]! + factor[k]! * σ[l]!;
      }
      if (!answers.respond(from, to, price, width)) return Number.NaN;
      for (let k = from; k < to; k++) {
        const p = power[k]!;
        const q = curvature[k]!;
        const C = wider(price[k]!, q, min[k]! + max[k]!, width);
        value += (C + (width * q * p) / 2) * p;
        if (load[k]! >= 0) drawn[load[k]!] = drawn[load[k]!]! + factor[k]! * p;
      }
    }
    return value;
  };

  /** Fills J of a place at its last answers. */
  const curve = (a: number): void => {
    const { chains: of, loads: own } = part.places[a]!;
    const into = { J: J[a]!.fill(0), size: own.length };
    for (const c of of) addCurvature(coupling, work, start[c]!, start[c + 1]!, into);
    const { width } = last[a]!;
    if (width !== 1) for (let e = 0; e < into.J.length; e++) into.J[e] = into.J[e]! / width;
    isCurved[a] = 1;
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
    for (const [a, { loads: own }] of part.places.entries()) {
      const before = last[a]!;
      let same = before.width === width;
      for (let i = 0; i < own.length && same; i++) same = before.σ[i] === σ[own[i]!];
      if (!same) {
        for (let i = 0; i < own.length; i++) before.σ[i] = σ[own[i]!]!;
        before.width = width;
        before.value = answer(a, width);
      }
      value += before.value;
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
      for (let a = 0; a < J.length; a++) if (isCurved[a] === 0) curve(a);
      throughLimits(coupling, part, work, J, H);
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
