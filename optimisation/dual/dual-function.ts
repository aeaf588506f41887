// The dual function of a part, its gradient and its curvature:
//
//   D(y) = Σ chains min (…; C + n σ) + Σ y⁺ lower − y⁻ upper,   σ = −Aᵀ y
//   ∇D   = lower (or upper) − A L                               L the sum of the answers
//   H    = −∇²D = A J Aᵀ                                       curvature.ts
import type { Coupling } from './coupling.ts';
import { throughLimits } from './curvature.ts';
import type { Part } from './parts.ts';
import type { Rounds } from './together.ts';
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

export function dualFunction(coupling: Coupling, part: Part, workspace: Workspace, rounds: Rounds): DualFunction {
  const { limits } = coupling;
  const { arrays, answered, isCurved } = workspace;
  const { σ, drawn, width, share } = arrays;
  const m = part.limits.length;
  const activity = new Float64Array(m);

  /** σ at y; the share of the limits in D. */
  const price = (y: Float64Array): number => {
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
    return value;
  };

  /** Places with another σ, or other ramps, than at their last answer, which is to be the answer to these. */
  const changed = (wide: number): number[] => {
    const places: number[] = [];
    for (const { index, loads: own } of part.places) {
      let same = width[index] === wide;
      for (let i = 0; i < own.length && same; i++) same = answered[own[i]!] === σ[own[i]!];
      if (same) continue;
      for (const l of own) answered[l] = σ[l]!;
      width[index] = wide;
      isCurved[index] = 0;
      places.push(index);
    }
    return places;
  };

  const evaluate = (y: Float64Array, wide: number): number => {
    let value = price(y);
    rounds.run('answer', changed(wide));
    for (const { index } of part.places) value += share[index]!;
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
      const places = part.places.filter(({ index }) => isCurved[index] === 0).map(({ index }) => index);
      rounds.run('curve', places);
      for (const place of places) isCurved[place] = 1;
      throughLimits(coupling, part, workspace, H);
    },
    all: everyFree(coupling, part, workspace),
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
