// Starts of one linear solve each, used when Newton fails from simpler starts.
//   DC       θ of the lossless twin of the network: |V| = 1, no taps, b = 1/x:      Pi = Σj bij (θi − θj − φij)
//   linear   V of the network with its constant-impedance loads and no other power:  Σj Yij Vj − (pz − jqz)i Vi = 0
import { type BlockSolver, type BlockSolverOf, pairIndex } from '../../base/index.ts';
import type { Network } from '../model/compile.ts';
import { emptyVoltages } from './start.ts';
import { copyVoltages, type Injections, type Voltages } from './state.ts';

/**
 * The flat start, rotated by the DC angles. Unknown are the rotations δ from the flat start, so that phase shifts that add up to
 * multiples of 360° around a loop count as 0.
 */
export function dcStart(y: Network, s: Injections, flat: Voltages, linearSolver: BlockSolverOf): Voltages {
  const { n } = y;
  const lu = linearSolver(y.pattern);
  const d = new Float64Array(2 * n);
  for (let i = 0; i < n; i++) {
    d[2 * i] = s.p[i]! + s.pi[i]! + s.pz[i]!;
    lu.values[4 * i + 3] = 1;
  }
  for (const [k, { r_pu, x_pu, shift_deg }] of y.data.branches.entries()) {
    const i = y.from[k]!;
    const j = y.to[k]!;
    if (i < 0 || i === j) continue;
    const b = 1 / (x_pu === 0 ? Math.abs(r_pu) : x_pu);
    const drawn = b * shiftLeft(flat, i, j, shift_deg);
    if (i < n) {
      lu.values[4 * i]! += b;
      d[2 * i]! += drawn;
    }
    if (j < n) {
      lu.values[4 * j]! += b;
      d[2 * j]! -= drawn;
    }
    if (i < n && j < n) addPair(y, lu, i, j, -b);
  }
  lu.factor();
  lu.solve(d);
  const v = emptyVoltages(y.nodes);
  copyVoltages(flat, v);
  for (let i = 0; i < n; i++) {
    const c = Math.cos(d[2 * i]!);
    const sin = Math.sin(d[2 * i]!);
    v.e[i] = c * flat.e[i]! - sin * flat.f[i]!;
    v.f[i] = c * flat.f[i]! + sin * flat.e[i]!;
  }
  return v;
}

/** Contribution of the shift of a branch to the difference of the two angles, from −π to π. */
function shiftLeft({ e, f }: Voltages, i: number, j: number, shift_deg: number): number {
  const across = Math.atan2(f[i]!, e[i]!) - Math.atan2(f[j]!, e[j]!);
  const left = (shift_deg * Math.PI) / 180 - across;
  return left - 2 * Math.PI * Math.round(left / (2 * Math.PI));
}

function addPair(y: Network, lu: BlockSolver, i: number, j: number, b: number) {
  const at = 4 * y.n + 8 * pairIndex(y.pattern, i, j);
  lu.values[at]! += b;
  lu.values[at + 4]! += b;
}

/** Exact where all loads are constant impedances and no bus is PV; PV buses keep their voltage of `around`. */
export function linearStart(y: Network, s: Injections, estimate: Voltages, linearSolver: BlockSolverOf): Voltages {
  const { n, pattern, pair, pq, slack } = y;
  const lu = linearSolver(pattern);
  const I = new Float64Array(2 * n);
  const put = (at: number, g: number, b: number, free: number) => {
    lu.values[at] = g * free;
    lu.values[at + 1] = -b * free;
    lu.values[at + 2] = b * free;
    lu.values[at + 3] = g * free;
  };
  for (let i = 0; i < n; i++) {
    if (pq[i] === 1) put(4 * i, y.Gd[i]! - s.pz[i]!, y.Bd[i]! + s.qz[i]!, 1);
    else put(4 * i, 1, 0, 1);
    I[2 * i] = pq[i] === 1 ? 0 : estimate.e[i]!;
    I[2 * i + 1] = pq[i] === 1 ? 0 : estimate.f[i]!;
    for (let a = pattern.start[i]!; a < pattern.start[i + 1]!; a++) {
      put(4 * n + 8 * a, pair[4 * a]!, pair[4 * a + 1]!, pq[i]!);
      put(4 * n + 8 * a + 4, pair[4 * a + 2]!, pair[4 * a + 3]!, pq[pattern.col[a]!]!);
    }
  }
  for (let a = 0; a < slack.node.length; a++) {
    const i = slack.node[a]!;
    const [e, f] = [estimate.e[slack.of[a]!]!, estimate.f[slack.of[a]!]!];
    I[2 * i]! -= pq[i]! * (slack.G[a]! * e - slack.B[a]! * f);
    I[2 * i + 1]! -= pq[i]! * (slack.G[a]! * f + slack.B[a]! * e);
  }
  lu.factor();
  lu.solve(I);
  const v = emptyVoltages(y.nodes);
  copyVoltages(estimate, v);
  for (let i = 0; i < n; i++) {
    if (pq[i] === 0) continue;
    v.e[i] = I[2 * i]!;
    v.f[i] = I[2 * i + 1]!;
    v.vm[i] = Math.hypot(v.e[i]!, v.f[i]!);
  }
  return v;
}
