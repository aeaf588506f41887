// The chord method: Newton's method with the Jacobian of one reference state, factored once. A round is a forward and a back solve.
//   (Y − D) dV = ΔI,   ΔI ← I(V + dV) − I(V) − D dV,   D = I′ at the reference
// It converges linearly, by a small factor where the loads differ from those of the reference as they do over a year, and only to
// solutions where the Jacobian has a determinant of the same sign as at the reference: others are repelling.
import type { Limits, Outcome } from './current-injection.ts';
import type { Elimination } from './elimination.ts';
import { createSystem, eliminate, ROW, resolve, substitute } from './factor.ts';
import { linearise, restart } from './laws.ts';
import { trueMismatch } from './mismatch.ts';
import { type Origin, originAtPresent } from './origin.ts';
import { NODE, type State } from './state.ts';

export interface Chord {
  readonly state: State;
  readonly origin: Origin;
  /** D, a block of four numbers per unknown node. */
  readonly slopes: Float64Array;
  readonly sign: Outcome['sign'];
}

/** Rounds after which Newton's method is the faster one. */
const ROUNDS = 8;

/** Largest ratio of successive mismatches; the rounds that a larger one needs are more than these. */
const SLOWEST = 0.15;

/** Whether a factorisation takes so many multiplications that the chord method with its additional rounds takes fewer. */
export function isChordFaster({ n, tree, core }: Elimination): boolean {
  const pairs = core.col.length;
  const newton = 60 * tree + 50 * (n - tree) + 24 * pairs + 16 * core.target.length;
  const chord = 30 * n + 8 * pairs;
  return newton > 3 * chord;
}

/** @param s at the reference: a solution, with its power */
export function createChord(s: State): Chord | undefined {
  const { elimination } = s;
  const { n, diagonal } = elimination;
  const state = { ...s, system: createSystem(elimination) };
  const { rows } = state.system;
  linearise(state);
  const slopes = new Float64Array(4 * n);
  for (let k = 0; k < n; k++) {
    const [G, B] = [diagonal[2 * k]!, diagonal[2 * k + 1]!];
    const at = ROW * k;
    slopes.set([G - rows[at]!, -B - rows[at + 1]!, B - rows[at + 2]!, G - rows[at + 3]!], 4 * k);
  }
  const sign = eliminate(elimination, state.system);
  return sign === 0 ? undefined : { state: { ...state, hasParts: false }, origin: originAtPresent(s), slopes, sign };
}

/** Solves for constant powers, from the reference. */
export function chord(of: Chord, { tolerance, fine, rounds }: Limits, out: Outcome): boolean {
  const { state, origin } = of;
  restart(state, origin, out);
  out.sign = of.sign;
  for (out.iterations = 1; out.iterations <= Math.min(ROUNDS, rounds); out.iterations++) {
    const before = out.mismatch;
    resolve(state.elimination, state.system);
    substitute(state.elimination, state.system);
    advance(of, out);
    const ratio = before === 0 ? 0 : out.mismatch / before;
    const error = (Math.sqrt(out.step2) * ratio) / (1 - ratio);
    if (out.mismatch < tolerance && error < fine) {
      out.mismatch = trueMismatch(state);
      return out.mismatch < tolerance;
    }
    if (!(ratio < SLOWEST)) return false; // NaN counts as divergent
  }
  return false;
}

/** Adds the solution dV to the voltages; ΔI is then the right side. */
function advance({ state, slopes }: Chord, into: Outcome): void {
  const { elimination, node, system } = state;
  const { rows } = system;
  const { n } = elimination;
  let worst = 0;
  let step2 = 0;
  for (let k = 0; k < n; k++) {
    const a = NODE * k;
    const at = ROW * k;
    const de = rows[at + 6]!;
    const df = rows[at + 7]!;
    const e = node[a]! + de;
    const f = node[a + 1]! + df;
    const scale = 1 / (e * e + f * f);
    const c = e * scale;
    const d = f * scale;
    const re = node[a + 4]! * c + node[a + 5]! * d;
    const im = node[a + 4]! * d - node[a + 5]! * c;
    const dr = re - node[a + 6]! - (slopes[4 * k]! * de + slopes[4 * k + 1]! * df);
    const di = im - node[a + 7]! - (slopes[4 * k + 2]! * de + slopes[4 * k + 3]! * df);
    node[a] = e;
    node[a + 1] = f;
    node[a + 6] = re;
    node[a + 7] = im;
    rows[at + 4] = dr;
    rows[at + 5] = di;
    step2 = Math.max(step2, (de * de + df * df) * scale);
    worst = Math.max(worst, Math.abs(dr), Math.abs(di));
  }
  into.mismatch = worst;
  into.step2 = step2;
}
