// Second-order correction: by how much the true value of each limited quantity differs from its linear model at a trial.
import { branchEnd, emptyEnd, gradient } from '../model/branch-ends.ts';
import type { Setting } from '../model/setting.ts';
import type { State } from '../model/state.ts';
import type { Subproblem } from './subproblem.ts';

/** What the linear model of every limit missed at a trial [p.u.]. */
export function missedBy(s: Setting, at: State, trial: State, sub: Subproblem, x: Float64Array): Float64Array {
  const missed = new Float64Array(s.limits.count);
  const { network } = s.problem;
  const end = emptyEnd();
  const place = new Int32Array(network.nodes).fill(-1);
  for (const [k, i] of sub.freeNodes.entries()) place[i] = k;
  const dAngle = (i: number, t: number) => (i < network.n ? x[sub.angle(i, t)]! : 0);
  const dMagnitude = (i: number, t: number) => (place[i]! < 0 ? 0 : x[sub.magnitude(place[i]!, t)]!);
  const { first, steps, byCurrent } = s.limits;
  const miss = (at_: number, model: number) => {
    missed[at_] = trial.value[at_]! - model;
  };
  const slacks = network.nodes - network.n;
  for (let t = 0; t < steps; t++) {
    let [p, q] = [0, 0];
    for (let k = 0; k < slacks; k++) {
      p += x[sub.supply.p(k, t)]!;
      q += x[sub.supply.q(k, t)]!;
    }
    for (const kind of ['pMin', 'pMax'] as const) miss(first[kind] + t, p);
    for (const kind of ['qMin', 'qMax'] as const) miss(first[kind] + t, q);
    for (let i = 0; i < network.nodes; i++) {
      for (const kind of ['vMin', 'vMax'] as const) {
        const p = first[kind] + i * steps + t;
        miss(p, at.value[p]! * (1 + dMagnitude(i, t)));
      }
    }
    for (let k = 0; k < network.branches.length; k++) {
      if (network.from[k]! < 0) continue;
      for (const [side, kind] of (['sFrom', 'sTo'] as const).entries()) {
        branchEnd(network, at.v[t]!, k, side as 0 | 1, end);
        const S = Math.hypot(end.p, end.q);
        const p = first[kind] + k * steps + t;
        const [ti, vi, tj, vj] = S > 0 ? gradient(end, end.p / S, end.q / S) : [0, 0, 0, 0];
        const change =
          ti * dAngle(end.i, t) + vi * dMagnitude(end.i, t) + tj * dAngle(end.j, t) + vj * dMagnitude(end.j, t);
        const V = byCurrent[k] ? at.v[t]!.vm[end.i]! : 1;
        miss(p, at.value[p]! + change / V - (byCurrent[k] ? at.value[p]! * dMagnitude(end.i, t) : 0));
      }
    }
  }
  return missed;
}
