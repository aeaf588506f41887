// The dual function of a part, its gradient and its curvature:
//
//   D(y) = Σ chains min (…; C + n σ) + Σ y⁺ lower − y⁻ upper,   σ = −Aᵀ y
//   ∇D   = lower (or upper) − A L                               L the sum of the answers
//   H    = −∇²D = A J Aᵀ                                       curvature.ts
import type { Limits } from './coupling.ts';
import { throughLimits } from './curvature.ts';
import { itemsAt, type Part } from './parts.ts';
import type { PlaceWork } from './places.ts';
import type { Workspace } from './workspace.ts';

/** Does one of both for each of the places. */
export type Run = (task: keyof PlaceWork, places: Int32Array | readonly number[]) => void;

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

/** @param run answers and curves places */
export function dualFunction(limits: Limits, part: Part, workspace: Workspace, run: Run): DualFunction {
  const {
    σ,
    drawn,
    width,
    share,
    answered,
    isCurved,
    places: { loads },
  } = workspace;
  const m = part.limits.length;
  const activity = new Float64Array(m);

  /** σ at y; the share of the limits in D. */
  const price = (y: Float64Array): number => {
    for (const place of part.places) for (const l of itemsAt(loads, place)) σ[l] = 0;
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
    for (const place of part.places) {
      const own = itemsAt(loads, place);
      let same = width[place] === wide;
      for (let i = 0; i < own.length && same; i++) same = answered[own[i]!] === σ[own[i]!];
      if (same) continue;
      for (const l of own) answered[l] = σ[l]!;
      width[place] = wide;
      isCurved[place] = 0;
      places.push(place);
    }
    return places;
  };

  const evaluate = (y: Float64Array, wide: number): number => {
    let value = price(y);
    run('answer', changed(wide));
    for (const place of part.places) value += share[place]!;
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
      const places = part.places.filter((place) => isCurved[place] === 0);
      run('curve', places);
      for (const place of places) isCurved[place] = 1;
      throughLimits(limits, part, workspace, H);
    },
    all: everyFree(limits, part, workspace),
  };
}

/** Σ a² Σ n²/q of each limit; the least of the others, or 1, for one that no power changes. */
function everyFree(limits: Limits, part: Part, { free }: Workspace): Float64Array {
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
