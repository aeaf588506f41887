// Newton's method on the current balance in rectangular coordinates (da Costa, Martins & Pereira 1999), for networks of PQ nodes:
//   Σj Yij Vj = Ii(Vi),   V = e + jf
// Off its diagonal the Jacobian Y − I′ is the admittance matrix; the law of each node adds its slope on the diagonal (`laws.ts`).
// Near the solution the factors of the last round are used once more: a round without factorisation, after a step of size w, lowers
// the error by about that factor.
import type { Sign } from '../../base/index.ts';
import type { Injections } from '../newton/state.ts';
import { eliminate, ROW_SIZE } from './factor.ts';
import { type Advance, advance, begin, linearise, move } from './laws.ts';
import { currentMismatch, trueMismatch } from './mismatch.ts';
import type { Origin } from './origin.ts';
import type { State } from './state.ts';
import { resolve, substitute } from './substitution.ts';

/** Result of an iteration. */
export interface Outcome extends Advance {
  iterations: number;
  /** Sign of the determinant of the last Jacobian. */
  sign: Sign;
}

/** Mismatch above which the iteration counts as divergent [p.u.]. */
const LOST = 1e10;

/** Evaluations of the true mismatch before the iteration is given up, because rounding keeps it above the tolerance. */
const CHECKS = 3;

/** When an iteration ends. */
export interface Limits {
  /** Of the true |ΔP|, |ΔQ| [p.u.]. */
  readonly tolerance: number;
  /** Of the error of the voltages, as estimated from the last step [p.u.]. */
  readonly fine: number;
  /** Largest number of rounds. */
  readonly rounds: number;
}

/** How far predictions of the last round must be within the limits: the next round is the last one without an evaluation of the laws. */
const CERTAIN = 1 / 30;

/** Solves for the given power from the origin. */
export function currentInjection(s: State, given: Injections, origin: Origin, limits: Limits, out: Outcome): boolean {
  const { elimination, system } = s;
  const { tolerance, fine, rounds } = limits;
  begin(s, given, origin, out);
  let checks = 0;
  let step = 0;
  let isLast = false;
  for (out.iterations = 1; out.iterations <= rounds; out.iterations++) {
    const before = out.mismatch;
    out.sign = eliminate(elimination, system);
    if (out.sign === 0) return false;
    substitute(elimination, system);
    let error: number;
    if (isLast) {
      const last = move(s);
      error = last * (last / step) ** 2;
    } else {
      advance(s, out);
      if (!(out.mismatch < LOST)) return false; // NaN counts as divergent
      step = Math.sqrt(out.step2);
      const ratio = before === 0 ? 0 : out.mismatch / before;
      error = step * ratio;
      if (out.mismatch >= tolerance || error >= fine) {
        if (out.mismatch * step >= tolerance || error * step >= fine) {
          isLast = out.mismatch * ratio ** 2 < CERTAIN * tolerance && error * ratio ** 2 < CERTAIN * fine;
          continue;
        }
        if (out.iterations === rounds) return false;
        resolve(elimination, system);
        substitute(elimination, system);
        move(s);
        out.iterations++;
      }
    }
    out.mismatch = trueMismatch(s);
    if (out.mismatch < tolerance && (!isLast || error < fine)) return true;
    isLast = false;
    if (++checks === CHECKS) return false;
    linearise(s);
    currentMismatch(s, system.rows, ROW_SIZE, 4); // the right side of the next round
  }
  return false;
}
