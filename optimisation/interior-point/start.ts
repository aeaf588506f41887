// Starting points of the iteration.
import { measure } from './measure.ts';
import { ACCURATE, type NewtonSystem } from './newton-system.ts';
import { raiseCosts } from './raise-costs.ts';
import type { Restored, Standard } from './standard.ts';
import { emptyState, type State } from './state.ts';

/**
 * Bounds of w z where the solution to another problem is the start: far enough from the bounds to move away from them, and the farther,
 * the less the solution fits the problem.
 */
const SMOOTH_MIN = 1e-4;
const SMOOTH_MAX = 1;

/**
 * Mehrotra's starting point: least squares for the rows and the costs, then slacks and multipliers shifted until they are
 * positive and of one size.
 */
export function startingPoint(form: Standard, system: NewtonSystem): State {
  const { n, size, c, b, min, max, bounds } = form;
  const state = emptyState(form);
  const { v, y, w, z } = state;
  system.factor(new Float64Array(size).fill(1));
  const centre = Float64Array.from({ length: size }, (_, j) => Math.min(max[j]!, Math.max(min[j]!, 0)));
  system.solve(
    centre.map((at, j) => at - (j < n ? c[j]! : 0)),
    b,
    v,
    y,
    ACCURATE,
  );
  let [lowW, lowZ] = [0, 0];
  for (let k = 0; k < bounds.count; k++) {
    const j = bounds.at[k]!;
    const side = bounds.side[k]!;
    const isOnly = side > 0 ? max[j] === Infinity : min[j] === -Infinity;
    // v − centre replaces the multipliers: in the system they are Q v + c − Âᵀ y = centre − v
    const price = side * (centre[j]! - v[j]!);
    w[k] = side * (v[j]! - bounds.value[k]!);
    z[k] = isOnly ? price : Math.max(price, 0);
    [lowW, lowZ] = [Math.min(lowW, w[k]!), Math.min(lowZ, z[k]!)];
  }
  shift(state, -1.5 * lowW, -1.5 * lowZ);
  let [product, sumW, sumZ] = [0, 0, 0];
  for (let k = 0; k < bounds.count; k++) {
    product += w[k]! * z[k]!;
    sumW += w[k]!;
    sumZ += z[k]!;
  }
  const ratio = (sum: number) => (product > 0 && sum > 0 ? product / (2 * sum) : 0);
  shift(state, Math.max(ratio(sumZ), 1e-2), Math.max(ratio(sumW), 1e-2));
  return state;
}

/**
 * Near the solution to a similar problem. Every pair goes back onto the central path without a change of w − z
 * (the smoothing of Chen & Harker 1993): at a solution one of the two is 0, and steps from there are short.
 */
export function startNear(form: Standard, answer: Restored): State {
  const state = emptyState(form);
  const { v, w, z } = state;
  const { count, at, side, value } = form.bounds;
  form.enter(answer, state);
  measure(form, state);
  raiseCosts(form, state);
  measure(form, state);
  const product = Math.min(SMOOTH_MAX, Math.max(SMOOTH_MIN, apart(form, state))); // w z of every bound
  for (let k = 0; k < count; k++) {
    const ahead = side[k]! * (v[at[k]!]! - value[k]!) - z[k]!;
    const larger = (Math.abs(ahead) + Math.sqrt(ahead * ahead + 4 * product)) / 2;
    w[k] = ahead > 0 ? larger : product / larger;
    z[k] = ahead > 0 ? product / larger : larger;
  }
  return state;
}

/** How far the rows and the conditions of stationarity are from being met, without the bounds. */
function apart({ size, m, unit }: Standard, { rd, rp, terms }: State): number {
  let worst = 0;
  for (let j = 0; j < size; j++) worst = Math.max(worst, Math.abs(rd[j]!) / (unit.price[j]! + terms[j]!));
  for (let i = 0; i < m; i++) worst = Math.max(worst, Math.abs(rp[i]!));
  return worst;
}

function shift({ w, z }: State, dw: number, dz: number): void {
  for (let k = 0; k < w.length; k++) {
    w[k]! += dw;
    z[k]! += dz;
  }
}
