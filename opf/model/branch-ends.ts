// Powers at both ends of a branch and their first derivatives by θi, θj, ln|Vi|, ln|Vj|. With the end's own node i, the other node j,
// and S = P + jQ = A + C,  A = yii* Vi²,  C = Vi (yij Vj)*:
//
//   ∂S/∂θi = jC,  ∂S/∂θj = −jC,  ∂S/∂ln|Vi| = 2A + C,  ∂S/∂ln|Vj| = C
//
// S itself is summed over the voltage difference, as in the power flow: next to a short branch A and C cancel.
import type { Network, Voltages } from '../../network/index.ts';

/** One end: its nodes, its power, and a and c such that the derivatives above follow [p.u.]. */
export interface BranchEnd {
  i: number;
  j: number;
  p: number;
  q: number;
  ap: number;
  aq: number;
  cp: number;
  cq: number;
}

export const emptyEnd = (): BranchEnd => ({ i: 0, j: 0, p: 0, q: 0, ap: 0, aq: 0, cp: 0, cq: 0 });

/** Fills end 0 (from) or 1 (to) of branch k, which is in service. */
export function branchEnd(y: Network, { vm, e, f }: Voltages, k: number, end: 0 | 1, into: BranchEnd): BranchEnd {
  const i = end === 0 ? y.from[k]! : y.to[k]!;
  const j = end === 0 ? y.to[k]! : y.from[k]!;
  const own = 8 * k + (end === 0 ? 0 : 6);
  const mutual = 8 * k + (end === 0 ? 2 : 4);
  const [g0, b0, gm, bm] = [y.twoPort[own]!, y.twoPort[own + 1]!, y.twoPort[mutual]!, y.twoPort[mutual + 1]!];
  const [ei, fi, ej, fj] = [e[i]!, f[i]!, e[j]!, f[j]!];
  const re = g0 * ei - b0 * fi + gm * (ej - ei) - bm * (fj - fi);
  const im = g0 * fi + b0 * ei + gm * (fj - fi) + bm * (ej - ei);
  const reC = gm * ej - bm * fj;
  const imC = gm * fj + bm * ej;
  into.i = i;
  into.j = j;
  into.p = ei * re + fi * im;
  into.q = fi * re - ei * im;
  into.ap = (g0 - gm) * vm[i]! ** 2;
  into.aq = (bm - b0) * vm[i]! ** 2;
  into.cp = ei * reC + fi * imC;
  into.cq = fi * reC - ei * imC;
  return into;
}

/** Derivatives of wp P + wq Q by θi, ln|Vi|, θj, ln|Vj|. */
export function gradient({ ap, aq, cp, cq }: BranchEnd, wp: number, wq: number): [number, number, number, number] {
  const turn = wq * cp - wp * cq;
  const grow = wp * cp + wq * cq;
  return [turn, grow + 2 * (wp * ap + wq * aq), -turn, grow];
}
