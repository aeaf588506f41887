// Small concave problems over a box:   max g·d − ½ dᵀ K d,   lower ≤ d ≤ upper,   K positive definite, 0 within the box.
//
// Each round solves for the variables off their bounds, or at one that the slope g − K d leads away from. All of them move as far as
// the box allows (projected Newton); where that lowers the objective, the step ends at the first bound it meets.
import { solvePositive } from '../algorithms/cholesky.ts';

/** A pivot below this share of the largest counts as as much. */
const PIVOT = 1e-15;
const ROUNDS = 200;
/** Variables whose slope could raise the objective by no more than this share of it are at their optimum. */
const OPTIMAL = 1e-15;

export interface Box {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/**
 * Fills d.
 * @param K dense, by rows
 */
export function overBox(K: Float64Array, g: Float64Array, { lower, upper }: Box, d: Float64Array): void {
  const n = g.length;
  const slope = g.slice();
  const trial = new Float64Array(n);
  const slopeThere = new Float64Array(n);
  const free = new Int32Array(n);
  d.fill(0);
  let value = 0;

  /** Objective and slope at `trial`. */
  const look = (): number => {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      let s = g[i]!;
      for (let j = 0; j < n; j++) s -= K[i * n + j]! * trial[j]!;
      slopeThere[i] = s;
      sum += (trial[i]! * (g[i]! + s)) / 2;
    }
    return sum;
  };
  for (let round = 0; round < ROUNDS; round++) {
    let count = 0;
    let gain = 0;
    for (let i = 0; i < n; i++) {
      if (!(slope[i]! > 0 ? d[i]! < upper[i]! : slope[i]! < 0 && d[i]! > lower[i]!)) {
        if (d[i] === lower[i] || d[i] === upper[i]) continue;
      }
      free[count++] = i;
      gain += slope[i]! ** 2 / K[i * n + i]!;
    }
    if (!(gain > OPTIMAL * Math.abs(value))) return;
    const step = newtonStep(K, slope, free.subarray(0, count));
    trial.set(d);
    for (let a = 0; a < count; a++) {
      const i = free[a]!;
      trial[i] = Math.min(upper[i]!, Math.max(lower[i]!, d[i]! + step[a]!));
    }
    let there = look();
    if (!(there > value)) {
      toFirstBound(d, step, free.subarray(0, count), { lower, upper }, trial);
      there = look();
      if (!(there > value)) return; // rounding
    }
    d.set(trial);
    slope.set(slopeThere);
    value = there;
  }
}

/** The step to the optimum of the free variables without bounds. */
function newtonStep(K: Float64Array, slope: Float64Array, free: Int32Array): Float64Array {
  const n = slope.length;
  const count = free.length;
  const A = new Float64Array(count * count);
  const step = new Float64Array(count);
  for (let a = 0; a < count; a++) {
    step[a] = slope[free[a]!]!;
    for (let b = 0; b <= a; b++) A[a * count + b] = K[free[a]! * n + free[b]!]!;
  }
  solvePositive(A, step, PIVOT);
  return step;
}

/** Moves all free variables by the same share of the step, until the first is at a bound; those at one that the step leaves stay. */
function toFirstBound(
  d: Float64Array,
  step: Float64Array,
  free: Int32Array,
  { lower, upper }: Box,
  trial: Float64Array,
): void {
  let share = 1;
  let blocking = -1;
  for (let a = 0; a < free.length; a++) {
    const i = free[a]!;
    if (step[a] === 0) continue;
    const room = (step[a]! > 0 ? upper[i]! - d[i]! : lower[i]! - d[i]!) / step[a]!;
    if (room > 0 && room < share) [share, blocking] = [room, a];
  }
  trial.set(d);
  for (let a = 0; a < free.length; a++) {
    const i = free[a]!;
    const to = a === blocking ? (step[a]! > 0 ? upper[i]! : lower[i]!) : d[i]! + share * step[a]!;
    trial[i] = Math.min(upper[i]!, Math.max(lower[i]!, to));
  }
}
