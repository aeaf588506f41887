// The quadratic subproblem of one round, all steps together, around the power flow of the last accepted plan. In p.u., costs in
// units of π_max × base power × Δt; Δ is the change of angles and of ln|V| from that flow.
//
//   min   cost of devices and exchange + ½ Σ y² + ρ Σ σ
//   s.t.  rows and bounds of the devices                                                         as they are
//         supply + given(V) − Σ controls = S(V) + ∂S Δ     at every node, P and Q                balance   (dual: nodal price)
//         m − e = Σ supply of P                                                                  exchange
//         ± (value + ∇ Δ) − σ ≤ ± bound,  σ ≥ 0            for the limits watched                limit     (dual: shadow price)
//         Σ σ − σ⁺ ≤ their least sum,  σ⁺ ≥ 0              where no plan keeps all limits; then ρ σ⁺ replaces ρ Σ σ
//         cos φ p + sin φ q ≤ s                            tangents of converter circles         tangent
//         |xj − xj of the plan| ≤ radius × range           for variables of the controls
//         y = R Δ                                                                                curvature.ts
import {
  evaluate,
  type Family,
  type Formulation,
  formulate,
  type OptimisationProblem,
  writeTerms,
} from '../../optimisation/index.ts';
import { type Setting, scaledObjective } from '../model/setting.ts';
import { powerAt, type State } from '../model/state.ts';
import { balances } from './balances.ts';
import type { Columns, Supply } from './columns.ts';
import { curvature } from './curvature.ts';
import { exchanged } from './exchange.ts';
import { limitRows } from './limit-rows.ts';
import type { Round, Tangent } from './round.ts';

type Grid = readonly [number, number];

export interface Subproblem {
  readonly problem: OptimisationProblem;
  readonly angle: Family<Grid>;
  readonly magnitude: Family<Grid>;
  /** Nodes of `magnitude` and of `balanceQ`. */
  readonly freeNodes: readonly number[];
  readonly reactiveNodes: readonly number[];
  readonly balanceP: Family<Grid>;
  readonly balanceQ: Family<Grid>;
  readonly supply: Supply;
  readonly excess: Family<readonly [number]>;
  /** σ⁺, where no plan keeps all limits. */
  readonly beyond?: Family<readonly [number]>;
  readonly limit: Family<readonly [number]>;
  readonly tangent: Family<readonly [number]>;
}

export function subproblem(s: Setting, at: State, round: Round): Subproblem {
  const { network, controls } = s.problem;
  const into = formulate(s.problem.name);
  into.include(boundedDevices(s, at, round));
  const own = into.scope('network');
  const angle = own.variables('angle', [network.n, s.steps]);
  const freeNodes = [...s.freeVm.keys()].filter((i) => s.freeVm[i] === 1);
  const magnitude = own.variables('magnitude', [freeNodes.length, s.steps], magnitudeBounds(s, at, round, freeNodes));
  const placeOfNode = new Int32Array(network.nodes).fill(-1);
  for (const [k, i] of freeNodes.entries()) placeOfNode[i] = k;
  const columns: Columns = {
    angle: (i, t) => (i < network.n ? angle.first + i * s.steps + t : -1),
    magnitude: (i, t) => (placeOfNode[i]! < 0 ? -1 : magnitude.first + placeOfNode[i]! * s.steps + t),
    power: (c, t, x) => ({ ...powerAt(s, c, t, x), P: controls[c]!.p_kw[t]!, Q: controls[c]!.q_kvar[t]! }),
  };
  const supply = supplied(s, round, own);
  const balance = balances(s, at, columns, supply, own);
  const limits = limitRows(s, at, round, columns, supply, own);
  const tangent = tangentRows(s, round.tangents, at.x, own);
  if (!round.whole) curvature(s, at, round.multipliers, columns, own);
  return { problem: into.build(), angle, magnitude, freeNodes, supply, ...balance, ...limits, tangent };
}

/** The devices without cost where costs do not count, and with bounds within the trust region. */
function boundedDevices(s: Setting, { x }: State, { radius, costs, whole }: Round): OptimisationProblem {
  const { devices } = s.problem;
  const { variables } = devices;
  const min = variables.min.slice();
  const max = variables.max.slice();
  for (const j of s.moved) {
    // a plan outside the bounds may remain outside, but not move away
    const [low, high] = [x[j]! - radius * s.range[j]!, x[j]! + radius * s.range[j]!];
    if (low > max[j]!) [min[j], max[j]] = [low, low];
    else if (high < min[j]!) [min[j], max[j]] = [high, high];
    else [min[j], max[j]] = [Math.max(min[j]!, low), Math.min(max[j]!, high)];
  }
  return {
    ...devices,
    variables: { ...variables, min, max, integer: whole ? variables.integer : new Uint8Array(variables.count) },
    objective: scaledObjective(devices, costs ? 1 / s.scale : 0),
  };
}

function magnitudeBounds(s: Setting, { v }: State, { radius }: Round, nodes: readonly number[]) {
  const band = s.problem.slack_vm_pu;
  const isGiven = (k: number) => band !== undefined && nodes[k]! >= s.problem.network.n;
  const width = band ? Math.log(band[1] / band[0]) : 0;
  const room = (k: number, t: number, side: 0 | 1) => Math.log(band![side] / v[t]!.vm[nodes[k]!]!);
  return {
    min: (k: number, t: number) => (isGiven(k) ? Math.min(0, Math.max(room(k, t, 0), -radius * width)) : -Infinity),
    max: (k: number, t: number) => (isGiven(k) ? Math.max(0, Math.min(room(k, t, 1), radius * width)) : Infinity),
  };
}

/** The exchange, and what each slack node supplies. Their limits are elastic, like those of the network. */
function supplied(s: Setting, { costs, shift }: Round, into: Formulation): Supply {
  const { network } = s.problem;
  const exchange = exchanged(s, costs, into);
  const slacks = network.nodes - network.n;
  const p = into.variables('supply-p', [slacks, s.steps]);
  const q = into.variables('supply-q', [slacks, s.steps]);
  into.rows('exchange', [s.steps], (row, t) => {
    row.term(1, exchange.imports(t)).term(-1, exchange.exports(t));
    for (let k = 0; k < slacks; k++) row.term(-1, p(k, t));
    row.equals(shift ? shift[s.limits.first.pMax + t]! : 0);
  });
  return { ...exchange, p, q };
}

/** Tangents cos φ p + sin φ q ≤ s of converters; a plan outside may remain outside, but not move away. */
export function tangentRows(s: Setting, tangents: readonly Tangent[], x: Float64Array | undefined, into: Formulation) {
  const { controls } = s.problem;
  return into.rows('tangent', [tangents.length], (row, k) => {
    const { control, t, angle } = tangents[k]!;
    const { p_kw, q_kvar, rating_kva } = controls[control]!;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const now = x ? cos * evaluate(p_kw[t]!, x) + sin * evaluate(q_kvar[t]!, x) : 0;
    const constant = writeTerms(row, cos / s.base_kw, p_kw[t]!) + writeTerms(row, sin / s.base_kw, q_kvar[t]!);
    row.atMost(Math.max(rating_kva!, now) / s.base_kw - constant);
  });
}
