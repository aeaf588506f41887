// The chord method: Newton's method with the Jacobian of one reference state, factored once. A round is one solve.
//   (Y − D) x = r(x),   V = V⁰ + x,   D d = −β⁰ d* at the reference                                             fixed-slopes.ts
// The last step is not followed by an evaluation of the laws: what it leaves is predicted from the ratio, and the true mismatch is checked.
// It converges linearly, by a small factor where the loads differ from those of the reference as they do over a year, and only to
// solutions where the Jacobian has a determinant of the same sign as at the reference: others are repelling.
import { type Injections, isZip } from '../newton/state.ts';
import type { Limits, Outcome } from './current-injection.ts';
import type { Elimination } from './elimination.ts';
import { eliminate } from './factor.ts';
import { type Factors, factorsOf, type Rows, solve } from './factors.ts';
import { advanceTo, beginAt, moveTo } from './fixed-slopes.ts';
import { linearise } from './laws.ts';
import { trueMismatch } from './mismatch.ts';
import { type Origin, originAtPresent } from './origin.ts';
import type { State } from './state.ts';

export interface Chord {
  readonly state: State;
  readonly origin: Origin;
  readonly factors: Factors;
  readonly sign: Outcome['sign'];
}

/** Rounds after which Newton's method is the faster one. */
const ROUNDS = 8;

/** Largest ratio of successive mismatches; the rounds that a larger one needs are more than these. */
const SLOWEST = 0.15;

/** Whether a factorisation takes so many multiplications that the chord method, with one or two rounds more, takes fewer. */
export function isChordFaster({ n, tree, core }: Elimination): boolean {
  const pairs = core.col.length;
  const newton = 60 * tree + 50 * (n - tree) + 24 * pairs + 16 * core.target.length;
  const chord = 30 * n + 8 * pairs;
  return newton > 2.4 * chord;
}

/** @param s at the reference: a solution with constant powers alone */
export function createChord(s: State, rows: Rows): Chord | undefined {
  linearise(s);
  const sign = eliminate(s.elimination, s.system);
  if (sign === 0) return undefined;
  return { state: s, origin: originAtPresent(s), factors: factorsOf(s.elimination, s.system, rows), sign };
}

/** Solves for the given power from the reference; false where some is not constant. */
export function chord(
  of: Chord,
  side: Float64Array,
  given: Injections,
  { tolerance, fine, rounds }: Limits,
  out: Outcome,
): boolean {
  if (isZip(given)) return false;
  const { state, origin, factors } = of;
  state.hasParts = false;
  beginAt(state, origin, side, given, out);
  out.sign = of.sign;
  const most = Math.min(ROUNDS, rounds);
  for (out.iterations = 1; out.iterations <= most; out.iterations++) {
    const before = out.mismatch;
    solve(factors, side);
    advanceTo(state, origin, side, out);
    const ratio = before === 0 ? 0 : out.mismatch / before;
    const error = Math.sqrt(out.step2) * (ratio < 0.5 ? ratio / (1 - ratio) : 1);
    if (!(out.mismatch < tolerance && error < fine)) {
      if (!(ratio < SLOWEST)) return false; // NaN counts as divergent
      if (out.mismatch * ratio >= tolerance || error * ratio >= fine) continue;
      if (out.iterations === most) return false;
      solve(factors, side);
      moveTo(state, origin, side);
      out.iterations++;
    }
    out.mismatch = trueMismatch(state);
    return out.mismatch < tolerance;
  }
  return false;
}
