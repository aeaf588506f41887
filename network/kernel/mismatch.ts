// The true mismatch of voltages, summed over voltage differences (reason: admittance.ts).
//   ΔIi = Ii − Y0i Vi − Σj Yij (Vj − Vi),   ΔSi = Vi ΔIi*
import type { Network } from '../model/compile.ts';
import { NODE, type State } from './state.ts';

/** The pairs of connected nodes, by position. */
export interface Pairs {
  /** Positions i, j of each pair; j may be a slack node. */
  readonly ends: Int32Array;
  /** Gij, Bij, Gji, Bji of each pair; the latter two are 0 where j is a slack node. */
  readonly mutual: Float64Array;
  /** Row sums G0, B0 of the unknown nodes. */
  readonly own: Float64Array;
}

/** @param node network node at each position */
export function pairsOf(y: Network, node: Int32Array): Pairs {
  const { n, pattern, pair, slack } = y;
  const position = new Int32Array(node.length);
  for (const [k, i] of node.entries()) position[i] = k;
  const ends: number[] = [];
  const mutual: number[] = [];
  const add = (i: number, j: number, g: number, b: number, back_g: number, back_b: number) => {
    if (g === 0 && b === 0 && back_g === 0 && back_b === 0) return; // fill of the factors
    ends.push(position[i]!, position[j]!);
    mutual.push(g, b, back_g, back_b);
  };
  for (let i = 0; i < n; i++) {
    for (let a = pattern.start[i]!; a < pattern.start[i + 1]!; a++) {
      add(i, pattern.col[a]!, pair[4 * a]!, pair[4 * a + 1]!, pair[4 * a + 2]!, pair[4 * a + 3]!);
    }
  }
  for (let a = 0; a < slack.node.length; a++) add(slack.node[a]!, slack.of[a]!, slack.G[a]!, slack.B[a]!, 0, 0);
  return {
    ends: Int32Array.from(ends),
    mutual: Float64Array.from(mutual),
    own: Float64Array.from({ length: 2 * n }, (_, a) => (a % 2 === 0 ? y.G0 : y.B0)[node[a >> 1]!]!),
  };
}

/** ΔI at the present voltages and currents. */
export function evaluateResidual({ elimination, pairs, node, residual }: State): void {
  const { n } = elimination;
  for (let k = 0; k < n; k++) {
    const a = NODE * k;
    const G = pairs.own[2 * k]!;
    const B = pairs.own[2 * k + 1]!;
    residual[2 * k] = node[a + 6]! - (G * node[a]! - B * node[a + 1]!);
    residual[2 * k + 1] = node[a + 7]! - (G * node[a + 1]! + B * node[a]!);
  }
  subtractExchanges(pairs, node, residual);
}

/** Evaluates ΔI; returns the largest |ΔP|, |ΔQ| [p.u.]. */
export function trueMismatch(s: State): number {
  evaluateResidual(s);
  const { elimination, node, residual } = s;
  const { n } = elimination;
  let worst = 0;
  for (let k = 0; k < n; k++) {
    const a = NODE * k;
    const e = node[a]!;
    const f = node[a + 1]!;
    const re = residual[2 * k]!;
    const im = residual[2 * k + 1]!;
    worst = Math.max(worst, Math.abs(e * re + f * im), Math.abs(f * re - e * im));
  }
  return worst;
}

function subtractExchanges({ ends, mutual }: Pairs, node: Float64Array, residual: Float64Array): void {
  for (let p = 0; 2 * p < ends.length; p++) {
    const i = ends[2 * p]!;
    const j = ends[2 * p + 1]!;
    const de = node[NODE * j]! - node[NODE * i]!;
    const df = node[NODE * j + 1]! - node[NODE * i + 1]!;
    const Gij = mutual[4 * p]!;
    const Bij = mutual[4 * p + 1]!;
    const Gji = mutual[4 * p + 2]!;
    const Bji = mutual[4 * p + 3]!;
    residual[2 * i] = residual[2 * i]! - (Gij * de - Bij * df);
    residual[2 * i + 1] = residual[2 * i + 1]! - (Gij * df + Bij * de);
    residual[2 * j] = residual[2 * j]! + (Gji * de - Bji * df);
    residual[2 * j + 1] = residual[2 * j + 1]! + (Gji * df + Bji * de);
  }
}
