// Newton–Raphson, polar form (Tinney & Hart 1967). With Vi = |Vi|∠θi = ei + jfi and θij = θi − θj:
//   Nij = |Vi||Vj| (Gij cos θij + Bij sin θij)    Pi = Σj Nij        | H  N | | Δθ   |   | ΔP |
//   Hij = |Vi||Vj| (Gij sin θij − Bij cos θij)    Qi = Σj Hij        | M  L | | ΔV/V | = | ΔQ |
//   i ≠ j:  M = −N, L = H      i = j:  H = −Q − B V², N = P + G V², M = P − G V², L = Q − B V²
//   given:  S(V) = Sp + Si V + Sz V², so that N and L lose V dP/dV and V dQ/dV on the diagonal
//   PV:     the reactive row reads ΔV/V = 0
// Each voltage is stored as |V| and as e + jf and rotated by Δθ, so that no entry needs a sine or a cosine. Power is summed over
// voltage differences, with the row sums G0, B0 (reason: admittance.ts), and Nij, Hij follow from its terms:
//   Cij = |Vi||Vj| cos θij − Vi² = Re Vi (Vj − Vi)*     Pi = G0 Vi² + Σj (Gij Cij + Bij Sij)     Nij = Pij + Gij Vi²
//   Sij = |Vi||Vj| sin θij       = Im Vi (Vj − Vi)*     Qi = −B0 Vi² + Σj (Gij Sij − Bij Cij)    Hij = Qij − Bij Vi²
import type { BlockSolver, BlockSolverOf, Sign } from '../../base/index.ts';
import type { Network } from '../model/compile.ts';
import { copyVoltages, type Injections, isZip, type Voltages, zeroInjections } from './state.ts';

/**
 * Fills the Jacobian (`values`) and the mismatch (`d`: ΔP, ΔQ node by node). Returns the largest |ΔP|, |ΔQ| [p.u.].
 * Each pair i < j is visited once, from row i; when row j is visited, d contains the terms from the rows before it.
 */
export function fill(y: Network, s: Injections, v: Voltages, values: Float64Array, d: Float64Array): number {
  const { n, pattern, pair, Gd, Bd, G0, B0, pq } = y;
  const { start, col } = pattern;
  const { vm, e, f } = v;
  const { p, q, pi, qi, pz, qz } = s;
  sumFromSlack(y, v, d);
  let worst = 0;
  let a = 0;
  for (let i = 0; i < n; i++) {
    const ei = e[i]!;
    const fi = f[i]!;
    const V = vm[i]!;
    const reactive = pq[i]!;
    const V2 = V * V;
    let P = d[2 * i]! + G0[i]! * V2;
    let Q = d[2 * i + 1]! - B0[i]! * V2;
    for (const end = start[i + 1]!; a < end; a++) {
      const j = col[a]!;
      const ej = e[j]!;
      const fj = f[j]!;
      const Vj2 = ej * ej + fj * fj;
      const reactiveJ = pq[j]!;
      const Gij = pair[4 * a]!;
      const Bij = pair[4 * a + 1]!;
      const Gji = pair[4 * a + 2]!;
      const Bji = pair[4 * a + 3]!;
      const de = ej - ei;
      const df = fj - fi;
      const S = fi * de - ei * df;
      const C = ei * de + fi * df;
      const Cji = -ej * de - fj * df;
      const Pij = Gij * C + Bij * S;
      const Qij = Gij * S - Bij * C;
      const Pji = Gji * Cji - Bji * S;
      const Qji = -Gji * S - Bji * Cji;
      P += Pij;
      Q += Qij;
      d[2 * j] = d[2 * j]! + Pji;
      d[2 * j + 1] = d[2 * j + 1]! + Qji;
      const Nij = Pij + Gij * V2;
      const Hij = Qij - Bij * V2;
      const Nji = Pji + Gji * Vj2;
      const Hji = Qji - Bji * Vj2;
      const at = 4 * n + 8 * a;
      values[at] = Hij;
      values[at + 1] = Nij;
      values[at + 2] = -Nij * reactive;
      values[at + 3] = Hij * reactive;
      values[at + 4] = Hji;
      values[at + 5] = Nji;
      values[at + 6] = -Nji * reactiveJ;
      values[at + 7] = Hji * reactiveJ;
    }
    const GV2 = Gd[i]! * V2;
    const BV2 = Bd[i]! * V2;
    const pI = pi[i]! * V;
    const qI = qi[i]! * V;
    const pZ = pz[i]! * V2;
    const qZ = qz[i]! * V2;
    values[4 * i] = -Q - BV2;
    values[4 * i + 1] = P + GV2 - (pI + 2 * pZ);
    values[4 * i + 2] = (P - GV2) * reactive;
    values[4 * i + 3] = (Q - BV2 - (qI + 2 * qZ)) * reactive + (1 - reactive);
    const dP = p[i]! + pI + pZ - P;
    const dQ = (q[i]! + qI + qZ - Q) * reactive;
    d[2 * i] = dP;
    d[2 * i + 1] = dQ;
    worst = Math.max(worst, Math.abs(dP), Math.abs(dQ));
  }
  return worst;
}

/** d ← Pij, Qij summed over the slack neighbours j of each unknown node i. */
function sumFromSlack({ slack }: Network, { e, f }: Voltages, d: Float64Array) {
  const { node, of, G, B } = slack;
  d.fill(0);
  for (let a = 0; a < node.length; a++) {
    const i = node[a]!;
    const j = of[a]!;
    const de = e[j]! - e[i]!;
    const df = f[j]! - f[i]!;
    const C = e[i]! * de + f[i]! * df;
    const S = f[i]! * de - e[i]! * df;
    d[2 * i] = d[2 * i]! + G[a]! * C + B[a]! * S;
    d[2 * i + 1] = d[2 * i + 1]! + G[a]! * S - B[a]! * C;
  }
}

/**
 * V ← V (1 + α ΔV/V) ∠(α Δθ); returns the largest |Δθ|, |ΔV/V|. The rotation is (1 + jτ) / (1 − jτ) with τ = α Δθ / 2: its modulus
 * is exactly 1 and it equals ∠(α Δθ) to second order, which suffices for Newton's method. A step reduces a magnitude to no
 * less than a tenth, so that none becomes negative.
 */
export function advance(v: Voltages, d: Float64Array, n: number, alpha: number): number {
  const { vm, e, f } = v;
  let step = 0;
  for (let i = 0; i < n; i++) {
    const turn = d[2 * i]!;
    const growth = d[2 * i + 1]!;
    step = Math.max(step, Math.abs(turn), Math.abs(growth));
    const tau = 0.5 * alpha * turn;
    const grow = Math.max(0.1, 1 + alpha * growth);
    const scale = grow / (1 + tau * tau);
    const c = (1 - tau * tau) * scale;
    const s = 2 * tau * scale;
    const ei = e[i]!;
    const fi = f[i]!;
    e[i] = c * ei - s * fi;
    f[i] = c * fi + s * ei;
    vm[i] = vm[i]! * grow;
  }
  return step;
}

/** A start state of many solves, with the data of the first round, computed once. */
export interface Start {
  readonly voltages: Voltages;
  /** ΔP, ΔQ at that state with no power given. */
  readonly mismatch: Float64Array;
  /** The factored Jacobian at that state, without the slopes of voltage-dependent loads, which later rounds include. */
  readonly lu: BlockSolver;
  /** Sign of its determinant. */
  readonly sign: Sign;
}

export function startAt(y: Network, voltages: Voltages, linearSolver: BlockSolverOf): Start {
  const mismatch = new Float64Array(2 * y.n);
  const lu = linearSolver(y.pattern);
  fill(y, zeroInjections(y.nodes), voltages, lu.values, mismatch);
  const sign = lu.factor();
  return { voltages, mismatch, lu, sign };
}

/** Work arrays of an iteration, reused: nothing is allocated while solving. */
export interface Work {
  readonly v: Voltages;
  readonly lu: BlockSolver;
  /** ΔP, ΔQ node by node; overwritten by the step. */
  readonly d: Float64Array;
  iterations: number;
  /** Largest |ΔP|, |ΔQ| at v [p.u.]. */
  mismatch: number;
  /** Estimate of the largest |Δθ|, |ΔV/V| of another round: the last step times the ratio of the mismatches after and before it. */
  stepToCome: number;
  /** Sign of the determinant of the Jacobian of the last step, close to the solution. */
  sign: Sign;
}

/** Mismatch above which the iteration counts as divergent [p.u.]. */
const LOST = 1e10;

/**
 * Solves from `start`; the voltages are in w.v. True when converged, or when a round no longer halves a mismatch that is
 * rounding; false when the iteration diverges or reaches the limit of rounds. A first round that does not lower the mismatch of
 * voltage-dependent loads is undone: its Jacobian lacks their slopes, and it may lead to V = 0.
 */
export function newton(y: Network, s: Injections, start: Start, w: Work, tolerance: number, rounds: number): boolean {
  copyVoltages(start.voltages, w.v);
  const first = firstMismatch(y, s, start, w.d);
  w.mismatch = first;
  w.iterations = 0;
  if (!(first < LOST)) return false; // NaN counts as divergent
  w.sign = start.sign;
  const step = round(y, s, w, start.lu);
  if (isSettled(w, tolerance)) return true;
  if (w.mismatch >= first && first >= tolerance && isZip(s)) {
    copyVoltages(start.voltages, w.v);
    return iterate(y, s, w, tolerance, rounds);
  }
  return hasStalled(y, w, step, tolerance) || rest(y, s, w, tolerance, rounds);
}

/** As `newton`, from the voltages in w.v, with the slopes of voltage-dependent loads in every Jacobian. */
export function iterate(y: Network, s: Injections, w: Work, tolerance: number, rounds: number): boolean {
  w.mismatch = fill(y, s, w.v, w.lu.values, w.d);
  w.iterations = 0;
  return rest(y, s, w, tolerance, rounds);
}

/** The remaining rounds, given the Jacobian and the mismatch at w.v. */
function rest(y: Network, s: Injections, w: Work, tolerance: number, rounds: number): boolean {
  for (;;) {
    if (w.iterations === rounds || !(w.mismatch < LOST)) return false;
    w.sign = w.lu.factor();
    const step = round(y, s, w, w.lu);
    if (isSettled(w, tolerance) || hasStalled(y, w, step, tolerance)) return true;
  }
}

/** One step with the given factors; returns its largest |Δθ|, |ΔV/V|. */
function round(y: Network, s: Injections, w: Work, lu: BlockSolver): number {
  lu.solve(w.d);
  const step = advance(w.v, w.d, y.n, 1);
  w.iterations++;
  measure(y, s, w, step);
  return step;
}

/** A longer step means that the voltages still change; a small mismatch is then that of V = 0, not that of rounding. */
export const SMALL_STEP = 1e-3;

const hasStalled = (y: Network, w: Work, step: number, tolerance: number): boolean =>
  step < SMALL_STEP && w.stepToCome > step / 2 && atRoundingFloor(y, w, tolerance);

/** Fills the Jacobian and the mismatch at w.v, the voltages after the given step. */
export function measure(y: Network, s: Injections, w: Work, step: number): void {
  const before = w.mismatch;
  w.mismatch = fill(y, s, w.v, w.lu.values, w.d);
  w.stepToCome = step === 0 ? 0 : (step * w.mismatch) / before;
}

/**
 * A small mismatch alone does not bound the error of the voltages: 1e-8 p.u. is 1 mW on a base of 0.1 MVA and 1 kW on one of
 * 100 GVA, and near the loadability limit voltages are very sensitive to power. So the estimated next step must be as small.
 */
export const isSettled = ({ mismatch, stepToCome }: Work, tolerance: number): boolean =>
  mismatch < tolerance && stepToCome < tolerance;

/**
 * Whether the remaining mismatch is rounding, so that no better voltages exist: the sum Σj Vi (Yij Vj)* over the few branches
 * of a node has an error of about 4 ε |Yii| Vi² (Higham 2002, §3.1). It reaches 1e-8 p.u. only where |Yii| is 1e7 p.u., at a
 * branch of almost no impedance.
 */
export function atRoundingFloor({ n, Gd, Bd }: Network, { v, d }: Work, tolerance: number): boolean {
  for (let i = 0; i < n; i++) {
    const floor = tolerance + 4 * Number.EPSILON * Math.hypot(Gd[i]!, Bd[i]!) * v.vm[i]! ** 2;
    if (!(Math.abs(d[2 * i]!) < floor && Math.abs(d[2 * i + 1]!) < floor)) return false;
  }
  return true;
}

function firstMismatch(
  { n, pq }: Network,
  { p, q, pi, qi, pz, qz }: Injections,
  start: Start,
  d: Float64Array,
): number {
  const { vm } = start.voltages;
  let worst = 0;
  for (let i = 0; i < n; i++) {
    const V = vm[i]!;
    const dP = start.mismatch[2 * i]! + p[i]! + (pi[i]! + pz[i]! * V) * V;
    const dQ = start.mismatch[2 * i + 1]! + (q[i]! + (qi[i]! + qz[i]! * V) * V) * pq[i]!;
    d[2 * i] = dP;
    d[2 * i + 1] = dQ;
    worst = Math.max(worst, Math.abs(dP), Math.abs(dQ));
  }
  return worst;
}
