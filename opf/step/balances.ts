// Linearised power balances of the nodes: the rows whose duals are the nodal prices.
import { type Formulation, writeTerms } from '../../optimisation/index.ts';
import { branchEnd, emptyEnd, gradient } from '../model/branch-ends.ts';
import type { Setting } from '../model/setting.ts';
import type { State } from '../model/state.ts';
import { type Columns, type Supply, writeGradient } from './columns.ts';

/** Linearised balances of P at every node, of Q where it is not given by a set point of |V|. */
export function balances(s: Setting, { v }: State, columns: Columns, supply: Supply, into: Formulation) {
  const { network, controls } = s.problem;
  const { n, nodes, pq, shunt } = network;
  const reactiveNodes = Array.from({ length: nodes }, (_, i) => i).filter((i) => i >= n || pq[i] === 1);
  const reactivePlace = new Int32Array(nodes).fill(-1);
  for (const [k, i] of reactiveNodes.entries()) reactivePlace[i] = k;
  const into_p = new Float64Array(nodes * s.steps);
  const into_q = new Float64Array(nodes * s.steps);
  const end = emptyEnd();
  const eachEnd = (visit: (t: number) => void) => {
    for (let k = 0; k < network.branches.length; k++) {
      if (network.from[k]! < 0) continue;
      for (const side of [0, 1] as const) {
        for (let t = 0; t < s.steps; t++) {
          branchEnd(network, v[t]!, k, side, end);
          visit(t);
        }
      }
    }
  };
  eachEnd((t) => {
    into_p[end.i * s.steps + t]! += end.p;
    into_q[end.i * s.steps + t]! += end.q;
  });
  const perKw = -1 / s.base_kw;
  const balanceP = into.rows('balance-p', [nodes, s.steps], (row, i, t) => {
    const { p, pi, pz } = s.fixed[t]!;
    const V = v[t]!.vm[i]!;
    let rest = into_p[i * s.steps + t]! + shunt.g[i]! * V * V - (p[i]! + (pi[i]! + pz[i]! * V) * V);
    for (const c of s.controlsAt[i]!) rest -= writeTerms(row, perKw, controls[c]!.p_kw[t]!);
    if (i >= n) row.term(1, supply.p(i - n, t));
    const own = columns.magnitude(i, t);
    if (own >= 0) row.term((pi[i]! + 2 * (pz[i]! - shunt.g[i]!) * V) * V, own);
    row.equals(rest);
  });
  const balanceQ = into.rows('balance-q', [reactiveNodes.length, s.steps], (row, k, t) => {
    const i = reactiveNodes[k]!;
    const { q, qi, qz } = s.fixed[t]!;
    const V = v[t]!.vm[i]!;
    let rest = into_q[i * s.steps + t]! - shunt.b[i]! * V * V - (q[i]! + (qi[i]! + qz[i]! * V) * V);
    for (const c of s.controlsAt[i]!) rest -= writeTerms(row, perKw, controls[c]!.q_kvar[t]!);
    if (i >= n) row.term(1, supply.q(i - n, t));
    const own = columns.magnitude(i, t);
    if (own >= 0) row.term((qi[i]! + 2 * (qz[i]! + shunt.b[i]!) * V) * V, own);
    row.equals(rest);
  });
  eachEnd((t) => {
    const { i } = end;
    writeGradient(into, balanceP.first + i * s.steps + t, -1, gradient(end, 1, 0), end, t, columns);
    if (reactivePlace[i]! < 0) return;
    writeGradient(into, balanceQ.first + reactivePlace[i]! * s.steps + t, -1, gradient(end, 0, 1), end, t, columns);
  });
  return { balanceP, balanceQ, reactiveNodes };
}
