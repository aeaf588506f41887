// The first plan: economic dispatch without a network, and its power flow.
import { RunError } from '../base/index.ts';
import { flatStart, type Network, type Voltages } from '../network/index.ts';
import { formulate, solve, writeTerms } from '../optimisation/index.ts';
import type { Setting } from './model/setting.ts';
import { copyVoltagesOf, type Evaluator, evaluator, powerAt, type State } from './model/state.ts';

/**
 * Values of the device variables at least cost where one bus supplies everything and losses are 0. Whole numbers are relaxed.
 * @throws InfeasibleError where rows of the devices conflict
 */
export async function dispatchWithoutNetwork(s: Setting): Promise<Float64Array> {
  const { problem, steps } = s;
  const { devices, controls, exchange, dt_h } = problem;
  const into = formulate(problem.name);
  into.include({ ...devices, variables: { ...devices.variables, integer: new Uint8Array(devices.variables.count) } });
  const own = into.scope('network');
  const isNet = (t: number) => s.buy[t] === s.sell[t];
  const imports = own.variables('import', [steps], {
    min: (t) => (isNet(t) ? Number.NEGATIVE_INFINITY : 0),
    cost: (t) => s.buy[t]! * dt_h,
    quadratic: (exchange.import_slope ?? 0) * dt_h,
  });
  const exports = own.variables('export', [steps], {
    min: 0,
    max: (t) => (isNet(t) ? 0 : Number.POSITIVE_INFINITY),
    cost: (t) => -s.sell[t]! * dt_h,
  });
  own.rows('balance', [steps], (row, t) => {
    row.term(1, imports(t)).term(-1, exports(t));
    let drawn = 0;
    for (const p of s.fixed[t]!.p) drawn -= p * s.base_kw;
    for (const { p_kw } of controls) drawn -= writeTerms(row, -1, p_kw[t]!);
    row.equals(drawn);
  });
  const { x } = await solve(into.build(), { solver: 'interior-point' });
  return x.slice(0, devices.variables.count);
}

/** The power flow of the first plan, machines that hold their voltage included. */
export function startState(s: Setting, evaluator_: Evaluator, x: Float64Array): State {
  const { network, hours, slack_vm_pu } = s.problem;
  const flat = copyVoltagesOf(flatStart(network));
  if (slack_vm_pu) {
    for (let i = network.n; i < network.nodes; i++) {
      setMagnitude(flat, i, Math.min(slack_vm_pu[1], Math.max(slack_vm_pu[0], flat.vm[i]!)));
    }
  }
  const held = heldNodes(s);
  for (const [node, vm] of held) setMagnitude(flat, node, vm);
  const from = hours.map(() => flat);
  const state = held.size > 0 ? holding(s, held, x, from) : evaluator_.evaluate(x, from);
  if (!state) throw new RunError(`${s.problem.name}: no power flow at the dispatch without a network`);
  return state;
}

function setMagnitude({ vm, e, f }: Voltages, node: number, to: number): void {
  const factor = to / vm[node]!;
  vm[node] = to;
  e[node]! *= factor;
  f[node]! *= factor;
}

/** Nodes whose voltage a machine holds in the first power flow. */
function heldNodes({ problem: { network, controls }, nodeOf }: Setting): Map<number, number> {
  const held = new Map<number, number>();
  for (const [c, { start_vm_pu }] of controls.entries()) {
    if (start_vm_pu !== undefined && nodeOf[c]! < network.n) held.set(nodeOf[c]!, start_vm_pu);
  }
  return held;
}

/** A power flow with these nodes as PV; the machines there share its reactive power. */
function holding(
  s: Setting,
  held: ReadonlyMap<number, number>,
  x: Float64Array,
  from: readonly Voltages[],
): State | undefined {
  const { network, controls } = s.problem;
  const asPv: Network = { ...network, pq: network.pq.map((pq, i) => (held.has(i) ? 0 : pq)) };
  const pv = evaluator({ ...s, problem: { ...s.problem, network: asPv } }).evaluate(x, from);
  if (!pv) return undefined;
  const plan = x.slice();
  for (const node of held.keys()) {
    const machines = s.controlsAt[node]!.filter((c) => controls[c]!.start_vm_pu !== undefined);
    for (let t = 0; t < s.steps; t++) {
      const missing = (s.base_kw * surplusAt(s, pv, node, t)) / machines.length;
      for (const c of machines) {
        const { terms } = controls[c]!.q_kvar[t]!;
        const [coefficient, column] = terms[0]!;
        plan[column]! += missing / coefficient;
      }
    }
  }
  return evaluator(s).evaluate(plan, pv.v);
}

/** Reactive power given at a node beyond what the network takes from it [p.u.]. */
function surplusAt(s: Setting, { x, v, flows }: State, node: number, t: number): number {
  const { from, to, shunt } = s.problem.network;
  const { q, qi, qz } = s.fixed[t]!;
  const V = v[t]!.vm[node]!;
  let surplus = q[node]! + (qi[node]! + (qz[node]! + shunt.b[node]!) * V) * V;
  for (const c of s.controlsAt[node]!) surplus -= powerAt(s, c, t, x).q / s.base_kw;
  for (let k = 0; k < from.length; k++) {
    if (from[k] === node) surplus -= flows[t]!.q_from_kvar[k]! / s.base_kw;
    if (to[k] === node) surplus -= flows[t]!.q_to_kvar[k]! / s.base_kw;
  }
  return surplus;
}
