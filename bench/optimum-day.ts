// The quadratic programs of an AC optimum by sequential quadratic programming: the devices of a case over a day, the balances of
// the network linearised around the last plan, and the curvature of the losses. Each problem follows from the solution before.
//
//   min   Σt Δt (π⁺ m − π⁻ e) + costs of devices + ½ Σl,t w |I|² + ρ Σ σ       w from the mean nodal price of the ends of a branch
//   s.t.  balances of P and Q at every node, linear in θ and ln|V|,  I = y Δ(Vi − Vj),  |V| + σ ≥ v_min,  rows of the devices

import { restOfDay } from '../controllers/feeder/day.ts';
import { type DeviceModel, isFlexible, modelsOf } from '../controllers/feeder/models.ts';
import { createFleet } from '../cosim/fleet/fleet.ts';
import { compile, emptyLoads, gridOf, type Network } from '../network/index.ts';
import {
  type Expressions,
  evaluate,
  type Family,
  type Formulation,
  formulate,
  type Linear,
  type OptimisationProblem,
  type RowWriter,
  type Solution,
  writeTerms,
} from '../optimisation/index.ts';
import { readCase } from '../src/case/index.ts';
import { sceneOf } from '../src/scene.ts';
import { flowAt, type Line, type Voltage, vm } from './line-flow.ts';

/** Where a problem is linearised. */
interface Plan {
  /** Of the devices, [device][t]. */
  readonly p_kw: readonly Float64Array[];
  readonly q_kvar: readonly Float64Array[];
  /** Nodal prices of P and Q, [node][t], of kWh and kvarh. */
  readonly price: readonly Float64Array[];
  readonly reactive: readonly Float64Array[];
  /** Part of the range of a device's power that it may move; the values it moves from. */
  readonly radius: number;
  readonly x?: Float64Array;
}

export interface Posed {
  readonly problem: OptimisationProblem;
  /** The plan of a solution, to linearise the next problem around. */
  next(solution: Solution): Plan;
}

export interface OptimumDay {
  readonly devices: number;
  readonly steps: number;
  /** Devices idle, or at available power. */
  readonly start: Plan;
  pose(plan: Plan): Posed;
}

/** Lower limit of voltages [p.u.], and the price of a p.u. below it. */
const V_MIN_PU = 0.9;
const PENALTY = 1e5;

export async function optimumDay(name: string, set: readonly string[] = []): Promise<OptimumDay> {
  const study = await readCase(name, { set });
  const { devices, clock, prices } = sceneOf(study);
  const network = compile(study.network);
  const fleet = createFleet(devices, network.buses);
  fleet.observe(0);
  const dt_h = clock.dt_h;
  const day = { ...restOfDay(clock, 0), dt_h };
  const steps = day.hours.length;
  const { distinct, of } = modelsOf(fleet.views, day);
  const models = Array.from(of, (m) => distinct[m]!);
  const node = new Map(network.buses.map((bus, b) => [bus, network.nodeOf[b]!]));
  const at = devices.map(({ bus }) => node.get(bus)!);
  const bought = Float64Array.from({ length: steps }, (_, t) => prices!.import_per_kwh(t));
  const none = () => Array.from({ length: network.nodes }, () => new Float64Array(steps));
  const parts: Parts = { network, models, at, steps, dt_h, bought, lines: linesOf(network) };
  const over = (values: (model: DeviceModel) => Expressions) =>
    models.map((model) => values(model).values(resting(model)));
  const start: Plan = {
    p_kw: over(({ flexibility }) => flexibility.p_kw),
    q_kvar: over(({ flexibility }) => flexibility.q_kvar),
    price: none().map(() => bought),
    reactive: none(),
    radius: 1,
  };
  return { devices: devices.length, steps, start, pose: (plan) => pose(parts, plan) };
}

/** The values nearest 0 within the bounds. */
const resting = ({ problem: { variables } }: DeviceModel): Float64Array =>
  variables.min.map((min, j) => Math.min(variables.max[j]!, Math.max(min, 0)));

interface Parts {
  readonly network: Network;
  readonly models: readonly DeviceModel[];
  /** Node of each device. */
  readonly at: readonly number[];
  readonly steps: number;
  readonly dt_h: number;
  readonly bought: Float64Array;
  readonly lines: readonly Line[];
}

const linesOf = ({ data, from, to }: Network): Line[] =>
  data.branches.flatMap(({ r_pu: r, x_pu: x }, l) => {
    const square = r * r + x * x;
    return from[l]! < 0 || square === 0 ? [] : [{ from: from[l]!, to: to[l]!, g: r / square, b: -x / square, r, x }];
  });

function pose(parts: Parts, plan: Plan): Posed {
  const { network, models, at, steps, dt_h, bought, lines } = parts;
  const { n, nodes } = network;
  const base = 1000 * network.base_mva;
  const m = formulate('optimum of a day');
  const first = models.map(({ problem }, d) => m.scope(`d${d}`).include(problem));
  for (const [d, { flexibility }] of models.entries()) charge(flexibility.costs, first[d]!, m);
  const p_kw = models.map(({ flexibility }, d) => [...flexibility.p_kw.shifted(first[d]!)]);
  const q_kvar = models.map(({ flexibility }, d) => [...flexibility.q_kvar.shifted(first[d]!)]);
  const here = Array.from({ length: nodes }, (): number[] => []);
  for (const [d, a] of at.entries()) here[a]!.push(d);
  const [slack] = Array.from({ length: nodes - n }, (_, s) => n + s);

  const imports = m.variables('import', [steps], { min: 0, cost: (t) => dt_h * bought[t]! });
  const exports = m.variables('export', [steps], { min: 0, cost: (t) => -0.5 * dt_h * bought[t]! });
  const reactive = m.variables('reactive', [steps]);
  const angle = m.variables('angle', [n, steps]);
  const log = m.variables('log', [n, steps]);
  const below = m.variables('below', [n, steps], { min: 0, cost: dt_h * PENALTY });
  const current = m.variables('current', [lines.length, 2, steps], {
    quadratic: (l, _, t) => weight(lines[l]!, t, plan, 2 * dt_h * base),
  });
  const states = statesAt(parts, plan);
  const derivatives = lines.map((line) => states.map((state) => flowAt(line, state)));
  const term: Term = (row, c, a, t, of) => {
    if (a < n) row.term(c, (of === 'angle' ? angle : log)(a, t));
  };
  const ends = lines.flatMap(({ from, to }, l) => [
    { l, end: 0, a: from },
    { l, end: 1, a: to },
  ]);
  const branchesAt = Array.from({ length: nodes }, (_, a) => ends.filter((of) => of.a === a));
  const balance = (kind: 0 | 1) => (row: RowWriter, a: number, t: number) => {
    let drawn = 0;
    for (const { l, end } of branchesAt[a]!) {
      const [value, dFrom, dTo, lnFrom, lnTo] = derivatives[l]![t]![end]![kind]!;
      drawn -= base * value!;
      const { from, to } = lines[l]!;
      term(row, base * dFrom!, from, t, 'angle');
      term(row, base * dTo!, to, t, 'angle');
      term(row, base * lnFrom!, from, t, 'log');
      term(row, base * lnTo!, to, t, 'log');
    }
    for (const d of here[a]!) drawn -= writeTerms(row, 1, (kind === 0 ? p_kw : q_kvar)[d]![t]!);
    if (a === slack && kind === 0) row.term(-1, imports(t)).term(1, exports(t));
    if (a === slack && kind === 1) row.term(-1, reactive(t));
    row.equals(drawn);
  };
  const active = m.rows('active', [nodes, steps], balance(0));
  const idle = m.rows('idle', [nodes, steps], balance(1));
  currents(lines, states, current, term, m);
  voltages(states, n, log, below, m);
  const problem = near(m.build(), plan, models, first);
  const prices = (rows: Float64Array) =>
    Array.from({ length: nodes }, (_, a) => rows.subarray(a * steps, (a + 1) * steps).map((y) => -y / dt_h));
  const values = (of: readonly (readonly Linear[])[], x: Float64Array) =>
    of.map((over) => Float64Array.from(over, (value) => evaluate(value, x)));
  return {
    problem,
    next: ({ x, dualsOf }) => ({
      p_kw: values(p_kw, x),
      q_kvar: values(q_kvar, x),
      price: prices(dualsOf(active)),
      reactive: prices(dualsOf(idle)),
      radius: plan.radius / 2,
      x,
    }),
  };
}

/** Cost of the square of the current: of the losses, at the mean nodal price of the ends. */
function weight({ from, to, r, x }: Line, t: number, { price, reactive }: Plan, factor: number): number {
  const mean = (of: readonly Float64Array[]) => (of[from]![t]! + of[to]![t]!) / 2;
  return factor * Math.max(mean(price) * r + mean(reactive) * x, 0.01 * 0.5 * r);
}

type Grid = readonly [number, number];
type Term = (row: RowWriter, c: number, a: number, t: number, of: 'angle' | 'log') => void;

function currents(
  lines: readonly Line[],
  states: readonly (readonly Voltage[])[],
  current: Family<readonly [number, number, number]>,
  term: Term,
  m: Formulation,
): void {
  m.rows('currents', [lines.length, 2, states.length], (row, l, part, t) => {
    const { from, to, g, b } = lines[l]!;
    const y = Math.hypot(g, b);
    row.term(-1, current(l, part, t)).equals(0);
    for (const [a, sign] of [
      [from, y],
      [to, -y],
    ] as const) {
      const { re, im } = states[t]![a]!;
      term(row, sign * (part === 0 ? re : im), a, t, 'log');
      term(row, sign * (part === 0 ? -im : re), a, t, 'angle');
    }
  });
}

/** Lower limits of the voltages that come near them. */
function voltages(
  states: readonly (readonly Voltage[])[],
  n: number,
  log: Family<Grid>,
  below: Family<Grid>,
  m: Formulation,
): void {
  const watched = states.flatMap((state, t) =>
    Array.from({ length: n }, (_, a) => a).flatMap((a) => (vm(state[a]!) < V_MIN_PU + 0.01 ? [[a, t] as const] : [])),
  );
  m.rows('voltage', [watched.length], (row, r) => {
    const [a, t] = watched[r]!;
    const v = vm(states[t]![a]!);
    row
      .term(v, log(a, t))
      .term(1, below(a, t))
      .atLeast(V_MIN_PU - v);
  });
}

/** The problem within the radius around the plan: bounds of what devices draw. */
function near(
  problem: OptimisationProblem,
  { x, radius }: Plan,
  models: readonly DeviceModel[],
  first: readonly number[],
): OptimisationProblem {
  if (!x) return problem;
  const { variables } = problem;
  const [min, max] = [variables.min.slice(), variables.max.slice()];
  for (const [d, model] of models.entries()) {
    if (!isFlexible(model)) continue;
    const columns = new Set(model.flexibility.p_kw.columns.map((j) => first[d]! + j));
    for (const j of columns) {
      const reach = radius * (variables.max[j]! - variables.min[j]!);
      const middle = Math.min(variables.max[j]!, Math.max(variables.min[j]!, x[j]!));
      min[j] = Math.max(variables.min[j]!, middle - reach);
      max[j] = Math.min(variables.max[j]!, middle + reach);
    }
  }
  return { ...problem, variables: { ...variables, min, max } };
}

function charge(costs: DeviceModel['flexibility']['costs'], first: number, m: Formulation): void {
  for (const { linear, squares } of costs) {
    for (const [c, j] of linear.terms) m.cost(first + j, c);
    for (const [c, j] of squares) m.quadratic(first + j, 2 * c);
    m.constant(linear.constant);
  }
}

/** The voltages of the plan, [t][node]. */
function statesAt({ network, at, steps }: Parts, { p_kw, q_kvar }: Plan): Voltage[][] {
  const grid = gridOf(network);
  const busAt = new Int32Array(network.nodes);
  for (const [b, a] of network.nodeOf.entries()) busAt[a] = b;
  return Array.from({ length: steps }, (_, t) => {
    const loads = emptyLoads(network.buses.length);
    for (const [d, a] of at.entries()) {
      loads.p_kw[busAt[a]!]! += p_kw[d]![t]!;
      loads.q_kvar[busAt[a]!]! += q_kvar[d]![t]!;
    }
    const { converged, vm_pu, va_deg } = grid.solve(loads);
    if (!converged) throw new Error(`no power flow in step ${t}`);
    return Array.from(busAt, (b) => {
      const angle = (va_deg[b]! * Math.PI) / 180;
      return { re: vm_pu[b]! * Math.cos(angle), im: vm_pu[b]! * Math.sin(angle) };
    });
  });
}
