// The linear system of every Newton step, with the slacks eliminated (θ = Σ z/w per variable):
//
//   | −(Q + Θx)   Aᵀ  | | dx |   | −g |          ds = (gs − dy) / θs
//   |    A       Θs⁻¹ | | dy | = | rp + gs/θs |  (Θs⁻¹ = 0 where a row is an equation)
//
// Quasi-definite once ∓δ is added to the diagonal. Its factors then precondition the system without δ, solved by generalised
// conjugate residuals (Eisenstat, Elman & Schultz 1983): refinement in which each correction has the optimal length. Plain
// refinement keeps δ / (δ + h) of the error in a direction of curvature h, and h is below δ where another cost is large.
//
// Networks with almost no curvature have directions with h far below δ, in which a step removes little of the residual of the rows.
// Where residuals stall above the products w z, δ is made smaller; from the start it would make other problems inexact.
import { ldl } from '../../base/index.ts';
import type { Standard } from './standard.ts';

export interface NewtonSystem {
  /** Makes δ smaller for the factors that follow. */
  sharpen(): void;
  /** Factors with the θ of this iterate (one per variable and slack). */
  factor(theta: Float64Array): void;
  /**
   * Solves (Q + Θ) dv − Âᵀ dy = g,  Â dv = rp  with Â = [A, −E], until the residual is this share of the right-hand side.
   * Writes dv and dy.
   */
  solve(g: Float64Array, rp: Float64Array, dv: Float64Array, dy: Float64Array, accuracy: number): void;
}

/** δ when not given, added to the diagonal of a matrix whose entries are about 1; what is left of it when sharpened; and its least. */
const DELTA = 1e-8;
const SHARPER = 0.03;
const LEAST_DELTA = 1e-10;
/** In exact arithmetic no pivot is below δ; one below this share of it is dominated by rounding. */
const MIN_PIVOT = 0.1;
const CORRECTIONS = 10;
/** Of a direction: the next iteration corrects the rest of its right-hand side. A tighter one costs corrections and saves no iteration. */
export const ACCURATE = 1e-6;
/** The same after a failed attempt: penalties of 1e7 and more lose the digits that ACCURATE leaves. */
export const CAREFUL = 1e-12;
/** Of the last steps, which no iteration corrects: down to rounding. */
export const EXACT = 1e-14;
/** Share of the squared residual that a correction must remove; a smaller one follows rounding along dependent rows. */
const MIN_REDUCTION = 0.1;

/** A correction p, its image K p, and the squared norm of the image. */
interface Correction {
  readonly p: Float64Array;
  readonly Kp: Float64Array;
  square: number;
}

export function newtonSystem(form: Standard, first = DELTA): NewtonSystem {
  const { n, m, start, columns, values, q, slack } = form;
  const rowOf = new Int32Array(values.length);
  for (let i = 0; i < m; i++) rowOf.fill(n + i, start[i], start[i + 1]);
  const factors = ldl(n + m, rowOf, columns);
  factors.values.set(values, n + m);
  const signs = new Int8Array(n + m).fill(1).fill(-1, 0, n);
  const diagonal = new Float64Array(n + m); // without δ
  const solution = new Float64Array(n + m);
  const left = new Float64Array(n + m);
  const corrections: Correction[] = [];
  const correction = (round: number): Correction => {
    corrections[round] ??= { p: new Float64Array(n + m), Kp: new Float64Array(n + m), square: 0 };
    return corrections[round];
  };
  let delta = first;

  /** Kx ← K x. */
  const multiply = (x: Float64Array, Kx: Float64Array): void => {
    for (let k = 0; k < n + m; k++) Kx[k] = diagonal[k]! * x[k]!;
    for (let i = 0, a = 0; i < m; i++) {
      const yi = x[n + i]!;
      let ax = 0;
      for (const end = start[i + 1]!; a < end; a++) {
        const j = columns[a]!;
        const value = values[a]!;
        ax += value * x[j]!;
        Kx[j] = Kx[j]! + value * yi;
      }
      Kx[n + i] = Kx[n + i]! + ax;
    }
  };

  /** solution ← K⁻¹ left, until this share of it is left. */
  const solve = (accuracy: number): void => {
    solution.fill(0);
    let { most, square: before } = sizeOf(left);
    const enough = accuracy * most;
    for (let round = 0; round < CORRECTIONS && most > enough; round++) {
      const next = correction(round);
      const { p, Kp } = next;
      p.set(left);
      factors.solve(p);
      multiply(p, Kp);
      for (let k = 0; k < round; k++) {
        const { p: earlier, Kp: image, square } = corrections[k]!;
        const share = dot(Kp, image) / square;
        add(-share, earlier, p);
        add(-share, image, Kp);
      }
      next.square = dot(Kp, Kp);
      const share = dot(left, Kp) / next.square;
      if (!(share * share * next.square > MIN_REDUCTION * before)) break;
      most = 0;
      before = 0;
      for (let k = 0; k < n + m; k++) {
        solution[k] = solution[k]! + share * p[k]!;
        const rest = left[k]! - share * Kp[k]!;
        left[k] = rest;
        before += rest * rest;
        most = Math.max(most, Math.abs(rest));
      }
    }
  };

  return {
    sharpen() {
      delta = Math.max(LEAST_DELTA, SHARPER * delta);
    },
    factor(theta) {
      for (let j = 0; j < n; j++) diagonal[j] = -(q[j]! + theta[j]!);
      for (let i = 0; i < m; i++) diagonal[n + i] = slack[i]! < 0 ? 0 : 1 / theta[slack[i]!]!;
      for (let k = 0; k < n + m; k++) factors.values[k] = diagonal[k]! + signs[k]! * delta;
      factors.factor(signs, MIN_PIVOT * delta);
    },
    solve(g, rp, dv, dy, accuracy) {
      for (let j = 0; j < n; j++) left[j] = -g[j]!;
      for (let i = 0; i < m; i++) left[n + i] = slack[i]! < 0 ? rp[i]! : rp[i]! + g[slack[i]!]! * diagonal[n + i]!;
      solve(accuracy);
      for (let j = 0; j < n; j++) dv[j] = solution[j]!;
      for (let i = 0; i < m; i++) {
        const s = slack[i]!;
        dy[i] = solution[n + i]!;
        if (s >= 0) dv[s] = (g[s]! - dy[i]!) * diagonal[n + i]!;
      }
    },
  };
}

function sizeOf(values: Float64Array): { most: number; square: number } {
  let most = 0;
  let square = 0;
  for (let k = 0; k < values.length; k++) {
    most = Math.max(most, Math.abs(values[k]!));
    square += values[k]! * values[k]!;
  }
  return { most, square };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}

/** to ← to + share · from. */
export function add(share: number, from: Float64Array, to: Float64Array): void {
  for (let k = 0; k < to.length; k++) to[k] = to[k]! + share * from[k]!;
}
