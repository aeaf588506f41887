// Maximises the dual function of a part by a semismooth Newton method with a trust parameter ν. Each step is the optimum of a model:
//
//   max  ∇D·d − ½ dᵀ (H + ν diag(B)) d     y + d within its bounds, no limit changing its side
//
// B is the curvature if every power were free: H is 0 where few are. ν follows the ratio of the rise of D to that of the model
// (Levenberg 1944, Marquardt 1963). Near the optimum, where the rise is below the rounding of D, it is the integral of ∇D along the step.
// Without a start, or far from the optimum as where many limits are new, the ramps of the devices are wide at first, which makes D
// smoother.
import { overBox } from './box.ts';
import type { Limits } from './coupling.ts';
import type { DualFunction } from './dual-function.ts';

export interface Maximum {
  /** Multipliers of the limits of the part. */
  readonly y: Float64Array;
  readonly evaluations: number;
}

/** Widths of the ramps from nothing; from a start whose residual is above FAR; and from a near one. */
const WIDTHS = [8, 1];
const WIDTHS_FAR = [4, 1];
const FAR = 1e-2;
const WIDTHS_NEAR = [1];
/** Largest residual of an optimum, relative to 1 + the size of a limit; and of one whose ramps are wider. */
const EXACT = 1e-13;
const ROUGH = 1e-3;
/** A residual below this may be the rounding of the problem: few steps there that fail, or lower it no more, end the attempt. */
const CLOSE = 1e-9;
const PATIENCE_CLOSE = 6;
const PATIENCE = 40;
const EVALUATIONS = 500;
/** Of them with wider ramps, which only give a start. */
const EVALUATIONS_ROUGH = 100;
/** ν at first, its least, and its factors. */
const FIRST = 1e-2;
const LEAST = 1e-12;
const LOWER = 1 / 5;
const HIGHER = 2;
const FAILED = 4;
/** A step counts if D rises by this share of what the model says; ν changes where it rises by more, or less, than these. */
const RISE = 1e-4;
const WELL = 0.75;
const BADLY = 0.25;
/** Rounding of D, relative; a rise below is not seen. */
const ROUNDING = 1e-11;

/**
 * The multipliers at which D is greatest, or where the attempt ended; undefined where a chain has no feasible answer, or D exceeds
 * what any schedule costs, so that none keeps the limits.
 * @param ceiling the most that a schedule can cost
 * @param start multipliers of a similar problem
 */
export function maximise(
  limits: Sides,
  dual: DualFunction,
  ceiling: number,
  start?: Float64Array,
): Maximum | undefined {
  const { least, most } = limits;
  const m = least.length;
  const y = new Float64Array(m);
  if (start) for (let i = 0; i < m; i++) y[i] = Math.min(most[i]!, Math.max(least[i]!, start[i]!));
  let evaluations = 0;
  for (const width of m === 0 ? WIDTHS_NEAR : start ? widthsFrom(limits, dual, y) : WIDTHS) {
    const climbed = climb(limits, dual, y, { width, ceiling, budget: width === 1 ? EVALUATIONS : EVALUATIONS_ROUGH });
    if (climbed === undefined) return undefined;
    evaluations += climbed;
  }
  return { y, evaluations };
}

/** Widths of the ramps on the way from a start. */
function widthsFrom(limits: Sides, dual: DualFunction, y: Float64Array): readonly number[] {
  dual.evaluate(y, 1);
  return locate(limits, dual.activity, y, placeFor(y.length)) > FAR ? WIDTHS_FAR : WIDTHS_NEAR;
}

/** The limits of a part. */
export type Sides = Pick<Limits, 'lower' | 'upper' | 'least' | 'most'>;

interface Climb {
  readonly width: number;
  readonly ceiling: number;
  readonly budget: number;
}

/** Moves y to the optimum for one width; the evaluations it took, undefined where there is no optimum. */
function climb(
  limits: Sides,
  dual: DualFunction,
  y: Float64Array,
  { width, ceiling, budget }: Climb,
): number | undefined {
  const m = y.length;
  let [here, there] = [placeFor(m), placeFor(m)];
  const trial = new Float64Array(m);
  const d = new Float64Array(m);
  const H = new Float64Array(m * m);
  const K = new Float64Array(m * m);
  const enough = width === 1 ? EXACT : ROUGH;
  let value = dual.evaluate(y, width);
  let evaluations = 1;
  if (Number.isNaN(value)) return undefined;
  let residual = locate(limits, dual.activity, y, here);
  let ν = FIRST;
  let failed = 0;
  let least = residual;
  let idle = 0; // steps since a residual was the least
  while (residual > enough && evaluations < budget) {
    if (width === 1 && value > ceiling) return undefined;
    if (failed === 0) dual.curvature(H);
    K.set(H);
    for (let i = 0; i < m; i++) K[i * m + i] = K[i * m + i]! + ν * dual.all[i]!;
    overBox(K, here.gradient, here, d);
    for (let i = 0; i < m; i++) trial[i] = moved(limits, y[i]!, d[i]!, i);
    const rise = modelRise(H, here.gradient, d);
    const reached = dual.evaluate(trial, width);
    evaluations++;
    const next = locate(limits, dual.activity, trial, there);
    const isSeen = rise > ROUNDING * (1 + Math.abs(value));
    const ratio = (isSeen ? reached - value : risen(here, there, d)) / rise;
    if (ratio >= RISE) {
      y.set(trial);
      [here, there] = [there, here];
      [value, residual] = [reached, next];
      idle = residual < least ? 0 : idle + 1;
      least = Math.min(least, residual);
      if (residual < CLOSE && idle >= PATIENCE_CLOSE) break;
      if (ratio > WELL) ν = Math.max(LEAST, ν * LOWER);
      else if (ratio < BADLY) ν *= HIGHER;
      failed = 0;
      continue;
    }
    ν *= FAILED;
    if (++failed > (residual < CLOSE ? PATIENCE_CLOSE : PATIENCE)) break;
  }
  if (failed > 0) dual.evaluate(y, width); // the answers are those of the last trial
  return evaluations;
}

/** Activities and ∇D at some y, on the side of each limit that counts, and the box of d that remains on it. */
interface Located {
  readonly activity: Float64Array;
  readonly gradient: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

const placeFor = (m: number): Located => ({
  activity: new Float64Array(m),
  gradient: new Float64Array(m),
  lower: new Float64Array(m),
  upper: new Float64Array(m),
});

/** Fills `at`; the largest residual of a limit, relative to 1 + its size. A limit at 0 is on the side that is violated, or nearer. */
function locate(limits: Sides, activity: Float64Array, y: Float64Array, at: Located): number {
  let worst = 0;
  at.activity.set(activity);
  for (let i = 0; i < y.length; i++) {
    const [lower, upper] = [limits.lower[i]!, limits.upper[i]!];
    const v = y[i]!;
    const toLower = lower - activity[i]!;
    const toUpper = upper - activity[i]!;
    const side = lower === upper ? 0 : v !== 0 ? Math.sign(v) : toLower > -toUpper ? 1 : -1;
    const g = side < 0 ? toUpper : toLower;
    const down = side > 0 ? Math.max(0, limits.least[i]!) : limits.least[i]!;
    const up = side < 0 ? Math.min(0, limits.most[i]!) : limits.most[i]!;
    at.gradient[i] = g;
    at.lower[i] = Math.min(0, down - v);
    at.upper[i] = Math.max(0, up - v);
    const size = 1 + Math.abs(side < 0 ? upper : lower);
    if (g > 0 ? v < up : v > down) worst = Math.max(worst, Math.abs(g) / size);
  }
  return worst;
}

/** y + d, exactly 0 or at its bound where d ends there. */
function moved({ lower, upper, least, most }: Sides, v: number, d: number, i: number): number {
  const to = v + d;
  if (lower[i]! < upper[i]! && (to * v < 0 || Math.abs(to) <= Number.EPSILON * Math.abs(v))) return 0;
  return Math.min(most[i]!, Math.max(least[i]!, to));
}

/** Rise of D along d by the trapezoidal rule: exact but for kinks, and without the rounding of D. */
function risen(from: Located, to: Located, d: Float64Array): number {
  let rise = 0;
  for (let i = 0; i < d.length; i++) {
    if (d[i] !== 0) rise += d[i]! * (from.gradient[i]! - (to.activity[i]! - from.activity[i]!) / 2);
  }
  return rise;
}

/** ∇D·d − ½ dᵀ H d */
function modelRise(H: Float64Array, gradient: Float64Array, d: Float64Array): number {
  const m = d.length;
  let rise = 0;
  for (let i = 0; i < m; i++) {
    if (d[i] === 0) continue;
    let bend = 0;
    for (let j = 0; j < m; j++) bend += H[i * m + j]! * d[j]!;
    rise += d[i]! * (gradient[i]! - bend / 2);
  }
  return rise;
}
