// Newton–Raphson, polar form (Tinney & Hart 1967). With Vi = |Vi|∠θi = ei + jfi and θij = θi − θj:
//   Nij = |Vi||Vj| (Gij cos θij + Bij sin θij)    Pi = Σj Nij        | H  N | | Δθ   |   | ΔP |
//   Hij = |Vi||Vj| (Gij sin θij − Bij cos θij)    Qi = Σj Hij        | M  L | | ΔV/V | = | ΔQ |
//   i ≠ j:  M = −N, L = H      i = j:  H = −Q − B V², N = P + G V², M = P − G V², L = Q − B V²
//   given:  S(V) = Sp + Si V + Sz V², so that N and L lose V dP/dV and V dQ/dV on the diagonal
//   PV:     the reactive row reads ΔV/V = 0
// Beside |V| each voltage is kept as e + jf and turned by Δθ, so that no entry needs a sine or a cosine.
import type { BlockSolver, BlockSolverOf } from '../base/index.ts';
import type { Network } from './compile.ts';

/** Power given at each node, p.u., > 0 into the grid: constant power, current (× V) and impedance (× V²) parts. */
export interface Injections {
  readonly p: Float64Array;
  readonly q: Float64Array;
  readonly pi: Float64Array;
  readonly qi: Float64Array;
  readonly pz: Float64Array;
  readonly qz: Float64Array;
}

/** Voltage of each node: magnitude, and e + jf [p.u.]. */
export interface Voltages {
  readonly vm: Float64Array;
  readonly e: Float64Array;
  readonly f: Float64Array;
}

export const zeroInjections = (nodes: number): Injections => ({
  p: new Float64Array(nodes),
  q: new Float64Array(nodes),
  pi: new Float64Array(nodes),
  qi: new Float64Array(nodes),
  pz: new Float64Array(nodes),
  qz: new Float64Array(nodes),
});

export const copyVoltages = (from: Voltages, to: Voltages): void => {
  to.vm.set(from.vm);
  to.e.set(from.e);
  to.f.set(from.f);
};

/**
 * Fills the Jacobian (`values`) and the mismatch (`d`: ΔP, ΔQ node by node). Returns the largest |ΔP|, |ΔQ| [p.u.].
 * Each pair i < j is visited once, from row i; by the time row j is reached, d holds what the rows before it sent there.
 */
export function fill(y: Network, s: Injections, v: Voltages, values: Float64Array, d: Float64Array): number {
  const { n, pattern, pair, Gd, Bd, pq } = y;
  const { start, col } = pattern;
  const { vm, e, f } = v;
  const { p, q, pi, qi, pz, qz } = s;
  sumFromSlack(y, v, d);
  let worst = 0;
  for (let i = 0; i < n; i++) {
    const ei = e[i]!;
    const fi = f[i]!;
    const V = vm[i]!;
    const reactive = pq[i]!;
    const GV2 = Gd[i]! * V * V;
    const BV2 = Bd[i]! * V * V;
    let P = d[2 * i]! + GV2;
    let Q = d[2 * i + 1]! - BV2;
    for (let a = start[i]!; a < start[i + 1]!; a++) {
      const j = col[a]!;
      const cos = ei * e[j]! + fi * f[j]!; // |Vi||Vj| cos θij
      const sin = fi * e[j]! - ei * f[j]!;
      const Nij = pair[4 * a]! * cos + pair[4 * a + 1]! * sin;
      const Hij = pair[4 * a]! * sin - pair[4 * a + 1]! * cos;
      const Nji = pair[4 * a + 2]! * cos - pair[4 * a + 3]! * sin;
      const Hji = -pair[4 * a + 2]! * sin - pair[4 * a + 3]! * cos;
      P += Nij;
      Q += Hij;
      d[2 * j] = d[2 * j]! + Nji;
      d[2 * j + 1] = d[2 * j + 1]! + Hji;
      const at = 4 * n + 8 * a;
      values[at] = Hij;
      values[at + 1] = Nij;
      values[at + 2] = -Nij * reactive;
      values[at + 3] = Hij * reactive;
      values[at + 4] = Hji;
      values[at + 5] = Nji;
      values[at + 6] = -Nji * pq[j]!;
      values[at + 7] = Hji * pq[j]!;
    }
    const pI = pi[i]! * V;
    const qI = qi[i]! * V;
    const pZ = pz[i]! * V * V;
    const qZ = qz[i]! * V * V;
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

/** d ← Nij, Hij summed over the slack neighbours j of each unknown node i. */
function sumFromSlack({ slack }: Network, { e, f }: Voltages, d: Float64Array) {
  const { node, of, G, B } = slack;
  d.fill(0);
  for (let a = 0; a < node.length; a++) {
    const i = node[a]!;
    const j = of[a]!;
    const cos = e[i]! * e[j]! + f[i]! * f[j]!;
    const sin = f[i]! * e[j]! - e[i]! * f[j]!;
    d[2 * i] = d[2 * i]! + G[a]! * cos + B[a]! * sin;
    d[2 * i + 1] = d[2 * i + 1]! + G[a]! * sin - B[a]! * cos;
  }
}

/**
 * V ← V (1 + α ΔV/V) ∠(α Δθ). The turn is (1 + jτ) / (1 − jτ) with τ = α Δθ / 2: exactly of length 1 and equal to ∠(α Δθ)
 * to second order, all Newton's method asks. A step leaves at least a tenth of a magnitude, so that none turns negative.
 */
export function advance(v: Voltages, d: Float64Array, n: number, alpha: number): void {
  const { vm, e, f } = v;
  for (let i = 0; i < n; i++) {
    const tau = 0.5 * alpha * d[2 * i]!;
    const grow = Math.max(0.1, 1 + alpha * d[2 * i + 1]!);
    const scale = grow / (1 + tau * tau);
    const c = (1 - tau * tau) * scale;
    const s = 2 * tau * scale;
    const ei = e[i]!;
    const fi = f[i]!;
    e[i] = c * ei - s * fi;
    f[i] = c * fi + s * ei;
    vm[i] = vm[i]! * grow;
  }
}

/** A state that many solves start from, and what the first round takes from it: made once, used by each. */
export interface Start {
  readonly voltages: Voltages;
  /** ΔP, ΔQ there with no power given. */
  readonly mismatch: Float64Array;
  /** The Jacobian there, factored; without the slopes of voltage-dependent loads, which later rounds have. */
  readonly lu: BlockSolver;
}

export function startAt(y: Network, voltages: Voltages, linearSolver: BlockSolverOf): Start {
  const mismatch = new Float64Array(2 * y.n);
  const lu = linearSolver(y.pattern);
  fill(y, zeroInjections(y.nodes), voltages, lu.values, mismatch);
  lu.factor();
  return { voltages, mismatch, lu };
}

/** What an iteration works on. Reused by its owner: nothing is allocated while solving. */
export interface Work {
  readonly v: Voltages;
  readonly lu: BlockSolver;
  /** ΔP, ΔQ node by node, or the step they become. */
  readonly d: Float64Array;
  iterations: number;
  /** Largest |ΔP|, |ΔQ| [p.u.]. */
  mismatch: number;
}

/** A mismatch beyond this many p.u. has left every basin of attraction. */
const LOST = 1e10;

/**
 * Solves from `start`; the voltages end in w.v. True when the largest mismatch is below `tolerance`, false when the
 * iteration got lost or ran out of rounds.
 */
export function newton(y: Network, s: Injections, start: Start, w: Work, tolerance: number, rounds: number): boolean {
  copyVoltages(start.voltages, w.v);
  w.mismatch = firstMismatch(y, s, start, w.d);
  let lu = start.lu;
  for (w.iterations = 0; ; w.iterations++) {
    if (w.mismatch < tolerance) return true;
    if (w.iterations === rounds || !(w.mismatch < LOST)) return false; // a NaN is lost too
    lu.solve(w.d);
    advance(w.v, w.d, y.n, 1);
    lu = w.lu;
    w.mismatch = fill(y, s, w.v, lu.values, w.d);
    if (w.mismatch >= tolerance) lu.factor();
  }
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
