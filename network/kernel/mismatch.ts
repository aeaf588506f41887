// The true mismatch of voltages, summed over voltage differences (reason: admittance.ts).
//   ΔIi = Ii − Y0i Vi − Σj Yij (Vj − Vi),   ΔSi = Vi ΔIi*
import type { Pairs } from './pairs.ts';
import { NODE, type State } from './state.ts';

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
