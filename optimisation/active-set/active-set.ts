// Convex problems with a handful of variables, solved by the thousand: dense, without names, without allocation.
//
//   min ½ Σ qj yj² + Σ cj yj     s.t. gi y ≥ bi,   q ≥ 0
//
// Where a q is 0 the problem is not strictly convex; the proximal point method (Rockafellar 1976) solves problems that are,
//
//   yk+1 = argmin f(y) + ½ Σ εj (yj − yk,j)²       εj = 0 where qj is large enough
//
// and ends at an optimum of the problem itself, after few rounds when ε is small. See nearest.ts for the rest.
import { RunError } from '../../base/index.ts';
import { nearestPoint } from './nearest.ts';

/** Arrays that hold a problem and its solution. */
export interface ActiveSet {
  /** qj and cj. */
  readonly quadratic: Float64Array;
  readonly linear: Float64Array;
  /** gi = rows[i n] … rows[i n + n − 1], and bi. */
  readonly rows: Float64Array;
  readonly lower: Float64Array;
  /** Solution of the last solve. */
  readonly y: Float64Array;
  /**
   * Solves the problem in the arrays, with their first m rows. Fills y and returns the objective.
   * @throws RunError when there is no optimum
   */
  solve(m: number): number;
}

/** Share of the largest coefficient of the objective: a smaller q counts as 0 and is regularised with this much. */
const CURVED = 1e-7;
const PROXIMAL = 1e-3;
const ROUNDS = 1000;
/**
 * A round that moves y by less than this, relative to 1 + max|y|, is the last; and one that moves it by little more, but as much
 * as the round before: rounds move it less and less but for rounding, which a sharp corner makes larger.
 */
const SETTLED = 1e-11;
const SHARP = 1e-8;

/** Room for problems of n variables and at most `rows` rows. */
export function activeSet(n: number, rows: number): ActiveSet {
  const quadratic = new Float64Array(n);
  const linear = new Float64Array(n);
  const g = new Float64Array(rows * n);
  const lower = new Float64Array(rows);
  const y = new Float64Array(n);
  const extra = new Float64Array(n); // ε
  const root = new Float64Array(n); // √(q + ε)
  const centre = new Float64Array(n); // where the round's optimum would be without rows
  const norm = new Float64Array(rows);
  const near = nearestPoint(n, rows);

  function scaleRows(m: number): void {
    for (let i = 0; i < m; i++) {
      let squares = 0;
      for (let j = 0; j < n; j++) squares += (g[i * n + j]! / root[j]!) ** 2;
      norm[i] = Math.sqrt(squares) || 1;
      for (let j = 0; j < n; j++) near.rows[i * n + j] = g[i * n + j]! / (root[j]! * norm[i]!);
    }
  }

  /** One round, and the largest change of y. */
  function improve(m: number): number {
    for (let j = 0; j < n; j++) centre[j] = (extra[j]! * y[j]! - linear[j]!) / root[j]! ** 2;
    for (let i = 0; i < m; i++) {
      let activity = 0;
      for (let j = 0; j < n; j++) activity += g[i * n + j]! * centre[j]!;
      near.lower[i] = (lower[i]! - activity) / norm[i]!;
    }
    near.solve(m);
    let change = 0;
    for (let j = 0; j < n; j++) {
      const value = centre[j]! + near.z[j]! / root[j]!;
      change = Math.max(change, Math.abs(value - y[j]!));
      y[j] = value;
    }
    return change;
  }

  function solve(m: number): number {
    const scale = Math.max(largest(linear), largest(quadratic)) || 1;
    let exact = true;
    for (let j = 0; j < n; j++) {
      const curved = quadratic[j]! >= CURVED * scale;
      extra[j] = curved ? 0 : PROXIMAL * scale;
      root[j] = Math.sqrt(quadratic[j]! + extra[j]!);
      exact &&= curved;
    }
    scaleRows(m);
    y.fill(0);
    let before = Infinity;
    for (let round = 1; ; round++) {
      const change = improve(m);
      const size = 1 + largest(y);
      if (exact || change <= SETTLED * size || (change <= SHARP * size && change > before / 2)) break;
      if (round === ROUNDS)
        throw new RunError(`active set: no optimum within ${ROUNDS} rounds, the objective may be unbounded`);
      before = change;
    }
    let objective = 0;
    for (let j = 0; j < n; j++) objective += (linear[j]! + (quadratic[j]! * y[j]!) / 2) * y[j]!;
    return objective;
  }

  return { quadratic, linear, rows: g, lower, y, solve };
}

const largest = (values: Float64Array): number => {
  let max = 0;
  for (let j = 0; j < values.length; j++) max = Math.max(max, Math.abs(values[j]!));
  return max;
};
