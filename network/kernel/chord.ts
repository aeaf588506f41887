// The chord method: Newton's method with the Jacobian of one reference state, factored once. A round is a forward and a back solve.
//   (Y − D) d = ΔI,   ΔI ← I(V + d) − I(V) − D d,   D d = −β⁰ d* at the reference
// The last step is not followed by an evaluation of the laws: what it leaves is predicted from the ratio, and the true mismatch is checked.
// It converges linearly, by a small factor where the loads differ from those of the reference as they do over a year, and only to
// solutions where the Jacobian has a determinant of the same sign as at the reference: others are repelling.
import type { Injections } from '../newton/state.ts';
import type { Limits, Outcome } from './current-injection.ts';
import type { Elimination } from './elimination.ts';
import { createSystem, eliminate, resolve, substitute } from './factor.ts';
import { advance, begin, linearise, move } from './laws.ts';
import { trueMismatch } from './mismatch.ts';
import { type Origin, originAtPresent } from './origin.ts';
import { NODE_SIZE, type State } from './state.ts';

export interface Chord {
  readonly state: State;
  readonly origin: Origin;
  /** β⁰, re and im of each unknown node. */
  readonly slopes: Float64Array;
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
export function createChord(s: State): Chord | undefined {
  const { elimination, node } = s;
  const state = { ...s, system: createSystem(elimination) };
  linearise(state);
  const slopes = new Float64Array(2 * elimination.n);
  for (let k = 0; k < elimination.n; k++) slopes.set(node.subarray(NODE_SIZE * k + 2, NODE_SIZE * k + 4), 2 * k);
  const sign = eliminate(elimination, state.system);
  return sign === 0 ? undefined : { state: { ...state, hasParts: false }, origin: originAtPresent(s), slopes, sign };
}

/** Solves for the given power from the reference; false where some is not constant. */
export function chord(of: Chord, given: Injections, { tolerance, fine, rounds }: Limits, out: Outcome): boolean {
  const { state, origin, slopes } = of;
  begin(state, given, origin, out);
  if (state.hasParts) return false;
  out.sign = of.sign;
  const most = Math.min(ROUNDS, rounds);
  for (out.iterations = 1; out.iterations <= most; out.iterations++) {
    const before = out.mismatch;
    resolve(state.elimination, state.system);
    substitute(state.elimination, state.system);
    advance(state, out, slopes);
    const ratio = before === 0 ? 0 : out.mismatch / before;
    const error = Math.sqrt(out.step2) * (ratio < 0.5 ? ratio / (1 - ratio) : 1);
    if (!(out.mismatch < tolerance && error < fine)) {
      if (!(ratio < SLOWEST)) return false; // NaN counts as divergent
      if (out.mismatch * ratio >= tolerance || error * ratio >= fine) continue;
      if (out.iterations === most) return false;
      resolve(state.elimination, state.system);
      substitute(state.elimination, state.system);
      move(state);
      out.iterations++;
    }
    out.mismatch = trueMismatch(state);
    return out.mismatch < tolerance;
  }
  return false;
}
