// Newton's method with a line search, for starts where full steps diverge.
import type { Network } from '../model/compile.ts';
import { advance, atRoundingFloor, fill, isSettled, measure, SMALL_STEP, type Work } from './newton.ts';
import { copyVoltages, type Injections, type Voltages } from './state.ts';

const ROUNDS = 60;
const SMALLEST_STEP = 1 / 128;

export interface Damping {
  readonly step: Float64Array;
  readonly before: Voltages;
}

/**
 * Newton from w.v with the step halved until Σ (ΔP² + ΔQ²) satisfies Armijo's rule (Dennis & Schnabel 1983, ch. 6.3). False
 * when no step does: w.v is then a least-squares point.
 */
export function damped(y: Network, s: Injections, w: Work, { step, before }: Damping, tolerance: number): boolean {
  const { v, lu, d } = w;
  w.mismatch = fill(y, s, v, lu.values, d);
  for (w.iterations = 0; w.iterations < ROUNDS; w.iterations++) {
    const size = sumOfSquares(d);
    const mismatch = w.mismatch;
    w.sign = lu.factor();
    step.set(d);
    lu.solve(step);
    copyVoltages(v, before);
    for (let alpha = 1; ; alpha /= 2) {
      copyVoltages(before, v);
      w.mismatch = mismatch;
      measure(y, s, w, advance(v, step, y.n, alpha));
      if (sumOfSquares(d) <= (1 - 2e-4 * alpha) * size) break;
      if (alpha > SMALLEST_STEP) continue;
      copyVoltages(before, v);
      w.mismatch = fill(y, s, v, lu.values, d);
      return step.every((x) => Math.abs(x) < SMALL_STEP) && atRoundingFloor(y, w, tolerance);
    }
    if (isSettled(w, tolerance)) return true;
  }
  return false;
}

function sumOfSquares(d: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < d.length; i++) sum += d[i]! * d[i]!;
  return sum;
}
