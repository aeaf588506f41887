// Primal–dual interior point for convex problems with separable quadratic cost: Mehrotra's predictor–corrector (1992) as
// Gertz & Wright (2003) formulate it for quadratic programs, on the problem in the form of standard.ts. Every bound has a slack
// w > 0 and a multiplier z > 0:
//
//   Q v + c − Âᵀ y − Σ side z = 0     side (v − bound) = w     w z = σμ          side 1 of a lower bound, −1 of an upper one
//   Â v = b
//
// Eliminating dw and dz gives the system of newton-system.ts with θ = Σ z/w of the bounds of a variable.
import type { OptimisationProblem } from '../problem/problem.ts';
import { measure } from './measure.ts';
import { ACCURATE, newtonSystem } from './newton-system.ts';
import { raiseCosts } from './raise-costs.ts';
import { type Restored, standardForm } from './standard.ts';
import { startingPoint, startNear } from './start.ts';
import { copyPoint, emptyPoint } from './state.ts';
import { step } from './step.ts';

export interface InteriorPoint extends Restored {
  readonly iterations: number;
}

/** Target; the caller checks what is reached. */
const AIM = 1e-11;
const MAX_ITERATIONS = 100;
/** Iterations without halving the residual after which the attempt ends: far from an optimum, and near to one. */
const PATIENCE = 30;
const NEAR = 1e-9;
const PATIENCE_NEAR = 5;
/** Residuals of which more than STALLED remains after an iteration, while products are below SMALLER of them, ask for a smaller δ. */
const STALLED = 0.5;
const SMALLER = 0.1;
/** A step shorter than this has run into the bounds. */
const SHORT = 0.1;

/** Options of a solve. */
export interface Approach {
  /** A solution to a problem of the same shape, to start from. */
  readonly near?: Restored | undefined;
  /** By as much a row may fall short of leaving no choice, and counts as leaving none; of its terms. */
  readonly rounding?: number;
  /** δ of the Newton system at first. */
  readonly delta?: number | undefined;
  /** How exactly the systems of the directions are solved: see newton-system.ts. */
  readonly accuracy?: number;
}

/** The best iterate found. Nothing is promised of it: problems without an optimum also end here. */
export function interiorPoint(
  problem: OptimisationProblem,
  { near, rounding = 1e-14, delta, accuracy = ACCURATE }: Approach = {},
): InteriorPoint {
  const form = standardForm(problem, rounding);
  const system = newtonSystem(form, delta);
  const state = near ? startNear(form, near) : startingPoint(form, system);
  const best = emptyPoint(form);
  const spare = emptyPoint(form);
  let min = Infinity;
  let found = 0;
  let last = Infinity;
  let length = 1;
  let iterations = 0;
  let scaled = near !== undefined;
  for (; ; iterations++) {
    let { worst, products } = measure(form, state);
    if (products < 1 && !scaled) {
      scaled = true;
      raiseCosts(form, state);
      min = Infinity; // the best iterate has costs as they were
      ({ worst, products } = measure(form, state));
    }
    if (worst < min) {
      if (worst < min / 2) found = iterations;
      copyPoint(state, best);
      min = worst;
    }
    const patience = min < NEAR ? PATIENCE_NEAR : PATIENCE;
    if (!(worst >= AIM) || iterations === MAX_ITERATIONS || iterations - found > patience) break;
    if (worst > STALLED * last && products < SMALLER * worst) system.sharpen();
    const astray = worst > last || length < SHORT;
    length = step(form, system, state, spare, astray ? 'centre' : products <= AIM ? 'polish' : 'advance', accuracy);
    last = worst;
  }
  return { ...form.restore(best), iterations };
}
