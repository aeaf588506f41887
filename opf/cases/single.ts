// A case of one step → the AC problem.
//
//   min  Σg cost_g(p_g) + cost_g(q_g)    p_min ≤ p_g ≤ p_max,  q_min ≤ q_g ≤ q_max
//
// One machine is the exchange at the slack bus; the others are controls, also those at the same bus.
//   polynomial   p                        cost c₂ p² + c₁ p + c₀
//   piecewise    p = p_min + Σk s_k       cost of p_min + Σk slope_k s_k,  0 ≤ s_k ≤ width of segment k
// The slopes rise, so the segments fill in order.
import { compile, tableLoads } from '../../network/index.ts';
import { type Formulation, formulate, type Linear, linear, times, writeTerms } from '../../optimisation/index.ts';
import type { AcProblem, Control, SupplyExchange } from '../problem.ts';
import { type CostCurve, costAt, type Machine, type OpfCase, slopesOf } from './case.ts';
import { slackBand, withSlack } from './slack.ts';

const KW_PER_MW = 1000;

export interface SingleProblem {
  readonly problem: AcProblem;
  /** The machine whose power is the exchange; undefined where all are controls and the exchange is 0. */
  readonly supply: Machine | undefined;
  /** P and Q fed in by each of the other machines [MW, Mvar], in variables of the problem. */
  readonly feeds: readonly { readonly machine: Machine; readonly p_mw: Linear; readonly q_mvar: Linear }[];
}

export function singleProblem({ name, network: given, reference, machines }: OpfCase): SingleProblem {
  const supply = supplyOf(machines, reference);
  const slack = supply?.bus ?? reference;
  const data = slack === reference ? given : withSlack(given, slack);
  const network = compile(data);
  const m = formulate(name);
  const feeds = machines
    .filter((machine) => machine !== supply)
    .map((machine) => ({ machine, ...feedOf(machine, m.scope(`generator-${machine.name}`)) }));
  if (supply?.cost.kind === 'polynomial') m.constant(supply.cost.c0);
  const problem: AcProblem = {
    name,
    network,
    hours: ['0'],
    dt_h: 1,
    devices: m.build(),
    controls: feeds.map(controlOf),
    fixed: [tableLoads(network)],
    exchange: exchangeOf(supply),
    ...slackBand(data, slack),
    limits: { voltage: true, branches: true },
  };
  return { problem, supply, feeds };
}

/** The machine with the largest range that an exchange can represent, at the reference bus if there is one. */
function supplyOf(machines: readonly Machine[], reference: string): Machine | undefined {
  const fits = ({ cost, q_cost, q_per_p }: Machine) => cost.kind === 'polynomial' && !q_cost && q_per_p === undefined;
  const rank = (machine: Machine) => machine.p_max_mw - machine.p_min_mw + (machine.bus === reference ? 1e12 : 0);
  return machines
    .filter(fits)
    .reduce<Machine | undefined>((best, m) => (!best || rank(m) > rank(best) ? m : best), undefined);
}

function exchangeOf(supply: Machine | undefined): SupplyExchange {
  if (supply?.cost.kind !== 'polynomial') {
    return { import_price: [0], export_price: [0], import_max_kw: 0, export_max_kw: 0, q_min_kvar: 0, q_max_kvar: 0 };
  }
  const { cost, p_min_mw, p_max_mw, q_min_mvar, q_max_mvar } = supply;
  const price = cost.c1 / KW_PER_MW;
  return {
    import_price: [price],
    export_price: [price],
    import_slope: (2 * cost.c2) / KW_PER_MW ** 2,
    import_min_kw: Math.max(0, KW_PER_MW * p_min_mw),
    import_max_kw: KW_PER_MW * p_max_mw,
    export_max_kw: Math.max(0, -KW_PER_MW * p_min_mw),
    q_min_kvar: KW_PER_MW * q_min_mvar,
    q_max_kvar: KW_PER_MW * q_max_mvar,
  };
}

/** The machine in variables of the problem, its costs included. */
function feedOf(machine: Machine, m: Formulation): { readonly p_mw: Linear; readonly q_mvar: Linear } {
  const { p_min_mw, p_max_mw, q_min_mvar, q_max_mvar, cost, q_cost = FREE, q_per_p } = machine;
  const p_mw = power('p', [p_min_mw, p_max_mw], cost, m);
  const q_mvar = power('q', [q_min_mvar, q_max_mvar], q_cost, m);
  if (q_per_p !== undefined) {
    m.row('power-factor', (row) => {
      const given = writeTerms(row, 1, q_mvar) + writeTerms(row, -q_per_p, p_mw);
      row.equals(0 - given);
    });
  }
  return { p_mw, q_mvar };
}

const FREE: CostCurve = { kind: 'polynomial', c2: 0, c1: 0, c0: 0 };

function power(name: string, [min, max]: readonly [number, number], curve: CostCurve, m: Formulation): Linear {
  if (curve.kind === 'polynomial') {
    m.constant(curve.c0);
    return linear(1, m.variable(name, { min, max, cost: curve.c1, quadratic: 2 * curve.c2 }));
  }
  const { points } = curve;
  const slopes = slopesOf(points);
  // corners within the bounds; the first and the last segment extend to them
  const corners = [min, ...points.slice(1, -1).map(([x]) => Math.min(max, Math.max(min, x))), max];
  const segment = m.variables(name, [slopes.length], {
    min: 0,
    max: (k) => corners[k + 1]! - corners[k]!,
    cost: (k) => slopes[k]!,
  });
  m.constant(costAt(curve, min));
  return { terms: slopes.map((_, k) => [1, segment(k)]), constant: min };
}

const controlOf = ({ machine, p_mw, q_mvar }: SingleProblem['feeds'][number]): Control => ({
  name: `generator-${machine.name}`,
  bus: machine.bus,
  p_kw: [times(-KW_PER_MW, p_mw)],
  q_kvar: [times(-KW_PER_MW, q_mvar)],
  ...(machine.start_vm_pu === undefined ? {} : { start_vm_pu: machine.start_vm_pu }),
});
