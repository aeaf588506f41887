// Primal–dual interior point for convex problems with separable quadratic cost: Mehrotra's predictor–corrector (1992) as
// Gertz & Wright (2003) put it for quadratic programs, on the problem in the form of standard.ts. Every bound has a slack
// w > 0 and a multiplier z > 0:
//
//   Q v + c − Âᵀ y − zl + zu = 0     v − wl = min     wl zl = σμ
//   Â v = b                          v + wu = max     wu zu = σμ
//
// Eliminating dw and dz leaves the system of newton-system.ts with θ = zl/wl + zu/wu.
import type { OptimisationProblem } from '../problem.ts';
import { newtonSystem } from './newton-system.ts';
import { type Restored, type Standard, standardForm } from './standard.ts';
import { startingPoint } from './start.ts';
import { copyPoint, emptyPoint, type State } from './state.ts';
import { step } from './step.ts';

export interface InteriorPoint extends Restored {
  readonly iterations: number;
}

/** Aimed at, in scaled terms; what is reached in the problem's own terms is for the caller to check. */
const AIM = 1e-11;
const MAX_ITERATIONS = 100;
/** Iterations without a better iterate after which no better one is expected. */
const PATIENCE = 12;

/** The best iterate found. Nothing is promised of it: problems without an optimum also end here. */
export function interiorPoint(problem: OptimisationProblem): InteriorPoint {
  const form = standardForm(problem);
  const system = newtonSystem(form);
  const state = startingPoint(form, system);
  const best = emptyPoint(form);
  const spare = emptyPoint(form);
  let least = Infinity;
  let found = 0;
  let last = Infinity;
  let iterations = 0;
  for (; ; iterations++) {
    const merit = measure(form, state);
    if (merit < least) {
      copyPoint(state, best);
      [least, found] = [merit, iterations];
    }
    if (!(merit >= AIM) || iterations === MAX_ITERATIONS || iterations - found > PATIENCE) break;
    step(form, system, state, spare, merit > last);
    last = merit;
  }
  return { ...form.restore(best), iterations };
}

/** Residuals of the iterate, and the largest of them and of the gap, each relative to what it is measured against. */
function measure({ n, m, size, start, columns, values, c, q, b, min, max, slack }: Standard, s: State): number {
  const { v, y, wl, wu, zl, zu, rd, rp, rl, ru } = s;
  let objective = 0;
  let gap = 0;
  let bounds = 0;
  for (let j = 0; j < size; j++) {
    const cost = j < n ? c[j]! : 0;
    const Qv = j < n ? q[j]! * v[j]! : 0;
    rd[j] = zl[j]! - zu[j]! - cost - Qv;
    objective += (cost + Qv / 2) * v[j]!;
    rl[j] = min[j] === -Infinity ? 0 : min[j]! - v[j]! + wl[j]!;
    ru[j] = max[j] === Infinity ? 0 : max[j]! - v[j]! - wu[j]!;
    gap += wl[j]! * zl[j]! + wu[j]! * zu[j]!;
    bounds = Math.max(bounds, Math.abs(rl[j]!), Math.abs(ru[j]!));
  }
  for (let i = 0; i < m; i++) {
    let ax = 0;
    for (let a = start[i]!; a < start[i + 1]!; a++) {
      const j = columns[a]!;
      ax += values[a]! * v[j]!;
      rd[j] = rd[j]! + values[a]! * y[i]!;
    }
    const at = slack[i]!;
    if (at >= 0) {
      ax -= v[at]!;
      rd[at] = rd[at]! - y[i]!;
    }
    rp[i] = b[i]! - ax;
  }
  const primal = Math.max(bounds, largest(rp)) / (1 + largest(v));
  const dual = largest(rd) / (1 + Math.max(largest(y), 1));
  return Math.max(primal, dual, gap / (1 + Math.abs(objective)));
}

const largest = (values: Float64Array): number => {
  let most = 0;
  for (let k = 0; k < values.length; k++) most = Math.max(most, Math.abs(values[k]!));
  return most;
};
