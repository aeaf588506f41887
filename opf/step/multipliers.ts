// From the duals of a subproblem to the multipliers of the next one's curvature.
import type { Solution } from '../../optimisation/index.ts';
import type { Setting } from '../model/setting.ts';
import type { State } from '../model/state.ts';
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
  at: State,
  round: Round,
  sub: Subproblem,
  { duals = new Float64Array(), reducedCosts }: Solution,
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
  if (reducedCosts) addSlackBands(s, at, round, sub, reducedCosts, limit);
  const circle = new Float64Array(s.problem.controls.length * s.steps);
  for (const [k, { control, t }] of round.tangents.entries()) {
    circle[control * s.steps + t]! += Math.max(0, -of(sub.tangent)[k]!);
  }
  return { p: of(sub.balanceP).slice(), q, limit, circle };
}

/** The band of a slack bus bounds a variable, ln|V|: its shadow price is a reduced cost, unless the trust region bounds it first. */
function addSlackBands(
  s: Setting,
  { v }: State,
  { radius }: Round,
  sub: Subproblem,
  reducedCosts: Float64Array,
  limit: Float64Array,
): void {
  const band = s.problem.slack_vm_pu;
  if (!band) return;
  const width = Math.log(band[1] / band[0]);
  for (const [k, i] of sub.freeNodes.entries()) {
    if (i < s.problem.network.n) continue;
    for (let t = 0; t < s.steps; t++) {
      const { vm } = v[t]!;
      const cost = reducedCosts[sub.magnitude(k, t)]!;
      const [kind, bound] = cost > 0 ? (['vMin', band[0]] as const) : (['vMax', band[1]] as const);
      if (Math.abs(Math.log(bound / vm[i]!)) > radius * width) continue;
      limit[s.limits.first[kind] + i * s.steps + t]! += Math.abs(cost) / vm[i]!;
    }
  }
}
