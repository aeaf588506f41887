// A plan with its power flow: values of the device variables, voltages of the slack buses, and everything that follows from them.
import {
  type BusLoads,
  type ContinuedFlow,
  continuedFlow,
  copyVoltages,
  type Voltages,
  zeroInjections,
} from '../../network/index.ts';
import { evaluate, objectiveAt } from '../../optimisation/index.ts';
import { violationOf } from './limits.ts';
import type { Setting } from './setting.ts';

export interface State {
  readonly x: Float64Array;
  /** Per step; those of the slack nodes are part of the plan. */
  readonly v: readonly Voltages[];
  /** Value of every limited quantity [p.u.], in the order of the limits. */
  readonly value: Float64Array;
  /** Power from the slack buses [p.u.]. */
  readonly supplyP: Float64Array;
  readonly supplyQ: Float64Array;
  /** Cost of devices and exchange [currency]. */
  readonly cost: number;
  /** Power of controls outside their bounds and circles [p.u.]; only a first plan has any. */
  readonly outside: number;
  /** Flows by step, in kW. */
  readonly flows: readonly Flows[];
}

export interface Flows {
  readonly p_from_kw: Float64Array;
  readonly q_from_kvar: Float64Array;
  readonly p_to_kw: Float64Array;
  readonly q_to_kvar: Float64Array;
  readonly loss_kw: number;
}

/** Largest mismatch of the power flow of a plan [p.u.]. */
export const FLOW = 1e-11;
const NEWTON_ROUNDS = 20;
/** Of a point on a circle, as a share of the rating. */
const ROUNDING = 1e-12;

export interface Evaluator {
  /** Power flow of a plan from given voltages, those of the slack buses included; undefined where it diverges. */
  evaluate(x: Float64Array, from: readonly Voltages[]): State | undefined;
}

export function evaluator(s: Setting): Evaluator {
  const flow = continuedFlow(s.problem.network, FLOW, NEWTON_ROUNDS);
  const loads = s.problem.fixed.map(copyOf);
  return {
    evaluate(x, from) {
      const { limits, steps } = s;
      const value = new Float64Array(limits.count);
      const supplyP = new Float64Array(steps);
      const supplyQ = new Float64Array(steps);
      const v: Voltages[] = [];
      const flows: Flows[] = [];
      let cost = objectiveAt(s.problem.devices, x);
      for (let t = 0; t < steps; t++) {
        drawAt(s, x, t, loads[t]!);
        if (!flow.solve(loads[t]!, from[t]!)) return undefined;
        v.push(copyVoltagesOf(flow.v));
        supplyP[t] = flow.flow.import_kw / s.base_kw;
        supplyQ[t] = flow.flow.import_kvar / s.base_kw;
        cost += exchangeCost(s, t, flow.flow.import_kw);
        flows.push(flowsOf(flow));
        measure(s, t, flow, value);
      }
      return { x, v, value, supplyP, supplyQ, cost, outside: outsideOf(s, x), flows };
    },
  };
}

/** Fixed loads and the controls at x. */
function drawAt(s: Setting, x: Float64Array, t: number, into: BusLoads): void {
  const { controls, fixed } = s.problem;
  into.p_kw.set(fixed[t]!.p_kw);
  into.q_kvar.set(fixed[t]!.q_kvar);
  for (const [c, { p_kw, q_kvar }] of controls.entries()) {
    into.p_kw[s.busOf[c]!]! += evaluate(p_kw[t]!, x);
    into.q_kvar[s.busOf[c]!]! += evaluate(q_kvar[t]!, x);
  }
}

const copyOf = (loads: BusLoads): BusLoads => ({
  ...loads,
  p_kw: loads.p_kw.slice(),
  q_kvar: loads.q_kvar.slice(),
});

export function copyVoltagesOf(v: Voltages): Voltages {
  const { p: vm, q: e, pi: f } = zeroInjections(v.vm.length);
  const copy = { vm, e, f };
  copyVoltages(v, copy);
  return copy;
}

/** Cost of the exchange of one step [currency]. */
function exchangeCost({ problem, buy, sell }: Setting, t: number, import_kw: number): number {
  const { import_slope = 0 } = problem.exchange;
  const isNet = buy[t] === sell[t];
  const price = (import_kw > 0 ? buy : sell)[t]! + (import_kw > 0 || isNet ? (import_slope / 2) * import_kw : 0);
  return problem.dt_h * price * import_kw;
}

const flowsOf = ({ flow }: ContinuedFlow): Flows => ({
  p_from_kw: flow.p_from_kw.slice(),
  q_from_kvar: flow.q_from_kvar.slice(),
  p_to_kw: flow.p_to_kw.slice(),
  q_to_kvar: flow.q_to_kvar.slice(),
  loss_kw: flow.loss_kw,
});

function measure(s: Setting, t: number, { v, flow }: ContinuedFlow, value: Float64Array): void {
  const { network } = s.problem;
  const { first, steps, byCurrent } = s.limits;
  for (let i = 0; i < network.nodes; i++) {
    value[first.vMin + i * steps + t] = v.vm[i]!;
    value[first.vMax + i * steps + t] = v.vm[i]!;
  }
  for (let k = 0; k < network.branches.length; k++) {
    if (network.from[k]! < 0) continue;
    const sFrom = Math.hypot(flow.p_from_kw[k]!, flow.q_from_kvar[k]!) / s.base_kw;
    const sTo = Math.hypot(flow.p_to_kw[k]!, flow.q_to_kvar[k]!) / s.base_kw;
    value[first.sFrom + k * steps + t] = byCurrent[k] ? sFrom / v.vm[network.from[k]!]! : sFrom;
    value[first.sTo + k * steps + t] = byCurrent[k] ? sTo / v.vm[network.to[k]!]! : sTo;
  }
  for (const kind of ['pMin', 'pMax'] as const) value[first[kind] + t] = flow.import_kw / s.base_kw;
  for (const kind of ['qMin', 'qMax'] as const) value[first[kind] + t] = flow.import_kvar / s.base_kw;
}

/** Σ violations of the limits, beyond the least sum [p.u.]. */
export function violationSum({ limits, least }: Setting, { value, outside }: State): number {
  let sum = outside;
  for (let at = 0; at < limits.count; at++) sum += violationOf(limits, at, value[at]!);
  return Math.max(0, sum - least);
}

/** Power of a control at x [kW, kvar drawn]. */
export function powerAt({ problem }: Setting, c: number, t: number, x: Float64Array): { p: number; q: number } {
  const { p_kw, q_kvar } = problem.controls[c]!;
  return { p: evaluate(p_kw[t]!, x), q: evaluate(q_kvar[t]!, x) };
}

/** Power of controls outside their bounds and circles [p.u.]. */
export function outsideOf(s: Setting, x: Float64Array): number {
  const { problem, moved, perUnit } = s;
  const { min, max } = problem.devices.variables;
  let sum = 0;
  for (const [c, { rating_kva }] of problem.controls.entries()) {
    if (!rating_kva) continue;
    for (let t = 0; t < s.steps; t++) {
      const { p, q } = powerAt(s, c, t, x);
      sum += Math.max(0, Math.hypot(p, q) / rating_kva - 1 - ROUNDING) * (rating_kva / s.base_kw);
    }
  }
  for (const j of moved) sum += Math.max(0, min[j]! - x[j]!, x[j]! - max[j]!) * perUnit[j]!;
  return sum;
}
