// From the duals of a subproblem to the multipliers of the next one's curvature.
import type { Solution } from '../../optimisation/index.ts';
import type { Setting } from '../model/setting.ts';
import type { Multipliers, Round } from './round.ts';
import type { Subproblem } from './subproblem.ts';

/** Before the first round: every nodal price is that of the exchange, and no limit binds. */
export function firstMultipliers(s: Setting, costs: boolean): Multipliers {
  const { nodes } = s.problem.network;
  const p = new Float64Array(nodes * s.steps);
  for (let i = 0; i < p.length; i++) p[i] = costs ? s.buy[i % s.steps]! / s.price : 0;
  return {
    p,
    q: new Float64Array(nodes * s.steps),
    limit: new Float64Array(s.limits.count),
    circle: new Float64Array(s.problem.controls.length * s.steps),
  };
}

export function multipliersOf(
  s: Setting,
  round: Round,
  sub: Subproblem,
  { duals = new Float64Array() }: Solution,
): Multipliers {
  const { nodes } = s.problem.network;
  const of = ({ first, count }: { readonly first: number; readonly count: number }) =>
    duals.subarray(first, first + count);
  const q = new Float64Array(nodes * s.steps);
  const ofQ = of(sub.balanceQ);
  for (const [k, i] of sub.reactiveNodes.entries()) {
    q.set(ofQ.subarray(k * s.steps, (k + 1) * s.steps), i * s.steps);
  }
  const limit = new Float64Array(s.limits.count);
  for (const [w, place] of round.watched.entries()) limit[place] = Math.max(0, -of(sub.limit)[w]!);
  const circle = new Float64Array(s.problem.controls.length * s.steps);
  for (const [k, { control, t }] of round.tangents.entries()) {
    circle[control * s.steps + t]! += Math.max(0, -of(sub.tangent)[k]!);
  }
  return { p: of(sub.balanceP).slice(), q, limit, circle };
}
