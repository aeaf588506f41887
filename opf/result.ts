// From the last plan and the multipliers of the last subproblem to the result, in physical units.
import type { Remark } from '../base/index.ts';
import { nameOf, placeOf, violationOf } from './model/limits.ts';
import type { Setting } from './model/setting.ts';
import { violationSum } from './model/state.ts';
import type { AcOptimum, LimitState, Round } from './optimum.ts';
import { type Descent, FEASIBLE } from './trust-region.ts';

const DEGREES = 180 / Math.PI;
/** A limit with a smaller shadow price, as a share of the highest price, does not bind. */
const BINDING = 1e-6;

/** @param s with the limits as given; `last` with those that the last phase kept, with the least sum of violations where no plan keeps them */
export function resultOf(
  s: Setting,
  last: Setting,
  { state, multipliers, status, left }: Descent,
  rounds: readonly Round[],
  remarks: readonly Remark[],
): AcOptimum {
  const { network } = s.problem;
  const { steps } = s;
  const perStep = <T>(items: readonly T[], value: (item: number, t: number) => number) =>
    items.map((_, i) => Float64Array.from({ length: steps }, (__, t) => value(i, t)));
  const { buses, branches, nodeOf } = network;
  const price = (of: Float64Array) => perStep(buses, (b, t) => of[nodeOf[b]! * steps + t]! * s.price);
  const flow = (kind: 'p_from_kw' | 'q_from_kvar' | 'p_to_kw' | 'q_to_kvar') =>
    perStep(branches, (k, t) => state.flows[t]![kind][k]!);
  const kw = (of: Float64Array, sign: number) => of.map((p) => Math.max(0, sign * p) * s.base_kw);
  return {
    status: violationSum(s, state) > FEASIBLE ? 'limits-violated' : 'optimal',
    objective: state.cost,
    x: state.x,
    import_kw: kw(state.supplyP, 1),
    export_kw: kw(state.supplyP, -1),
    import_kvar: state.supplyQ.map((q) => q * s.base_kw),
    loss_kw: Float64Array.from(state.flows, ({ loss_kw }) => loss_kw),
    vm_pu: perStep(buses, (b, t) => state.v[t]!.vm[nodeOf[b]!]!),
    va_deg: perStep(buses, (b, t) => Math.atan2(state.v[t]!.f[nodeOf[b]!]!, state.v[t]!.e[nodeOf[b]!]!) * DEGREES),
    p_from_kw: flow('p_from_kw'),
    q_from_kvar: flow('q_from_kvar'),
    p_to_kw: flow('p_to_kw'),
    q_to_kvar: flow('q_to_kvar'),
    price_p: price(multipliers.p),
    price_q: price(multipliers.q),
    limits: limitStates(s, last, state.value, multipliers.limit),
    rounds,
    remarks: [...remarks, ...remarksOf(last.problem.name, status, left)],
  };
}

function limitStates(s: Setting, last: Setting, value: Float64Array, dual: Float64Array): LimitState[] {
  const states: LimitState[] = [];
  for (let at = 0; at < s.limits.count; at++) {
    const violation = violationOf(s.limits, at, value[at]!);
    if (!(violation > FEASIBLE || dual[at]! > BINDING)) continue;
    const { kind, item, t } = placeOf(s.limits, at);
    states.push({ ...nameOf(s.problem, kind, item), t, dual: dual[at]! * last.scale, violation });
  }
  return states;
}

function remarksOf(name: string, status: Descent['status'], left: number): Remark[] {
  if (status !== 'stalled') return [];
  const error = Number.isFinite(left)
    ? `the last model without a trust region in its way predicts ${left.toExponential(1)} of 1 + |objective| less, at the stop rule it is 1e-8`
    : 'how far it is from the optimum is not known';
  return [
    {
      id: 'opf_stalled',
      text: `${name}: the trust-region method ended before its stop rule; the plan is the best found, and ${error}.`,
    },
  ];
}
