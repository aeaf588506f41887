// The first plan: economic dispatch without a network, and its power flow.
import { InputError, type Problem, RunError } from '../base/index.ts';
import { flatStart, type Network, type Voltages } from '../network/index.ts';
import {
  formulate,
  InfeasibleError,
  type OptimisationProblem,
  type Solution,
  type SolveOptions,
  solve,
  UnboundedError,
  writeTerms,
} from '../optimisation/index.ts';
import { type Directions, type Setting, scaledObjective } from './model/setting.ts';
import { copyVoltagesOf, evaluator, powerAt, type State } from './model/state.ts';
import { circlesOf } from './step/circles.ts';
import { directionsIn, exchanged } from './step/exchange.ts';
import { tangentRows } from './step/subproblem.ts';

/**
 * The plan of least cost where one bus supplies everything and losses are 0.
 * @param whole options of a solve with whole numbers; when undefined they are relaxed, and of equally cheap plans one in the middle
 * is taken
 * @throws InfeasibleError where rows of the devices conflict
 */
export async function dispatchWithoutNetwork(s: Setting, whole: SolveOptions | undefined): Promise<Dispatch> {
  const { devices, controls } = s.problem;
  const { count, integer } = devices.variables;
  const into = formulate(s.problem.name);
  into.include({
    ...devices,
    variables: { ...devices.variables, integer: whole ? integer : new Uint8Array(count) },
    objective: scaledObjective(devices, 1 / s.scale),
  });
  const own = into.scope('network');
  const exchange = exchanged(s, true, own);
  own.rows('balance', [s.steps], (row, t) => {
    row.term(1, exchange.imports(t)).term(-1, exchange.exports(t));
    let drawn = 0;
    for (const p of s.fixed[t]!.p) drawn -= p;
    for (const { p_kw } of controls) drawn -= writeTerms(row, -1 / s.base_kw, p_kw[t]!);
    row.equals(drawn);
  });
  tangentRows(s, circlesOf(s).ends, undefined, own);
  const { x } = await (whole ? solve(into.build(), whole) : solveToStart(into.build()));
  return { x: x.slice(0, count), directions: directionsIn(s, exchange, x) };
}

/** Of a first plan that cannot be solved to 1e-8: devices with a single plan have no interior. */
const COARSE = { tolerance: 1e-5, regularisation: 1e-9 };

async function solveToStart(problem: OptimisationProblem): Promise<Solution> {
  try {
    return await solve(problem, { solver: 'interior-point' });
  } catch (error) {
    if (!(error instanceof RunError) || error instanceof InfeasibleError || error instanceof UnboundedError)
      throw error;
    return await solve(problem, { solver: 'interior-point', ...COARSE });
  }
}

export interface Dispatch {
  readonly x: Float64Array;
  readonly directions: Directions;
}

/** Share of a rating by which the active power of a given plan may exceed it. */
const ROUNDING = 1e-9;

/**
 * A copy of values to start from. Reactive power outside a rating is clipped later, as in every plan; active power is in rows of
 * the devices and cannot be.
 * @throws InputError where they are not one finite number per variable, or active power exceeds the rating of its converter
 */
export function givenPlan(s: Setting, start: Float64Array): Float64Array {
  const { name, hours, controls, devices } = s.problem;
  const problems: Problem[] = [];
  const { count } = devices.variables;
  if (start.length !== count) {
    problems.push({
      where: 'start',
      expected: `${count} values, one per variable of the devices`,
      found: start.length,
    });
    throw new InputError(name, problems);
  }
  for (const [j, value] of start.entries()) {
    if (!Number.isFinite(value)) problems.push({ where: `start[${j}]`, expected: 'a finite number', found: value });
  }
  if (problems.length > 0) throw new InputError(name, problems);
  for (const [c, { name: control, rating_kva }] of controls.entries()) {
    if (!rating_kva) continue;
    for (const [t, hour] of hours.entries()) {
      const { p } = powerAt(s, c, t, start);
      if (Math.abs(p) <= rating_kva * (1 + ROUNDING)) continue;
      const where = `start of ${control} at ${hour}`;
      problems.push({ where, expected: `active power within the rating of ${rating_kva} kVA`, found: p });
    }
  }
  if (problems.length > 0) throw new InputError(name, problems);
  return start.slice();
}

/** The power flow of the first plan, machines that hold their voltage included. */
export function startState(s: Setting, x: Float64Array): State {
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
  const state = held.size > 0 ? holding(s, held, x, from) : evaluator(s).evaluate(x, from);
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
