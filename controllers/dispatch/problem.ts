// The dispatch of a feeder over a horizon, hour by hour t, with import m, export e and what each device d draws, p:
//
//   min   Σt Δt (π⁺t m[t] − π⁻t e[t]) + Σd costs of d                                          objective
//   s.t.  m[n,t] − e[n,t] − Σl out of n f[l,t] + Σl into n f[l,t] − Σd at n p[d,t] = 0       balance     (dual: LMP Δt)
//         a[i,t] − a[j,t] − τl xl f[l,t] = S_b φl                                            kirchhoff
//         −limit ≤ f[l,t] ≤ limit,   a[supply,t] = S_b θ_supply,   rows of every device
//         v_min ≤ |V|[n,t] ≤ v_max, linearised                                               voltage     (on request)
//         m[s,t] ≤ M⁺[s,t] u[s,t],   e[s,t] ≤ M⁻[s,t] (1 − u[s,t])                             exchange.ts (where π⁻t > π⁺t)
//
// Powers in kW. The angle is written as a = S_b θ, which keeps all numbers of one size.
import { RunError } from '../../base/index.ts';
import type { DeviceView } from '../../cosim/index.ts';
import {
  type Cost,
  type Family,
  type Flexibility,
  type Formulation,
  formulate,
  type Horizon,
  type IndexSet,
  type OptimisationProblem,
  writeTerms,
} from '../../optimisation/index.ts';
import type { Exchange } from '../market.ts';
import type { DcNetwork } from './dc.ts';
import { exchanged } from './exchange.ts';
import { labels } from './labels.ts';

type Grid = readonly [IndexSet, IndexSet];

export interface Posed {
  readonly problem: OptimisationProblem;
  /** In the order of the devices. */
  readonly flexibility: readonly Flexibility[];
  readonly imports: Family<Grid>;
  readonly exports: Family<Grid>;
  readonly flow: Family<Grid>;
  readonly angle: Family<Grid>;
  readonly balance: Family<Grid>;
  readonly voltage: Family<readonly [IndexSet]>;
}

/** What is to be dispatched. */
export interface Dispatch {
  readonly devices: readonly DeviceView[];
  /** Every bus of the network, in its order. */
  readonly buses: readonly string[];
  readonly dc: DcNetwork;
  readonly exchange: Exchange;
  readonly horizon: Omit<Horizon, 'exclusive'>;
  readonly dt_h: number;
}

/** A voltage in one step as a linear function of what is drawn: |V| = at_zero + Σ per_kw P + per_kvar Q over the buses. */
export interface VoltageRow {
  readonly bus: string;
  /** Step of the horizon. */
  readonly t: number;
  readonly at_zero_pu: number;
  readonly per_kw: Float64Array;
  readonly per_kvar: Float64Array;
  readonly min_pu: number;
  readonly max_pu: number;
}

/** Poses it; `exclusive` says which devices get binaries that keep them from charging and discharging at once. */
export function pose(
  dispatch: Dispatch,
  exclusive: (device: number) => boolean,
  limits: readonly VoltageRow[] = [],
): Posed {
  const { devices, dc, horizon } = dispatch;
  const { hours } = horizon;
  const into = formulate('dispatch');
  const flexibility = devices.map((device, d) => contribution(device, { ...horizon, exclusive: exclusive(d) }, into));
  const { imports, exports } = exchanged(dispatch, into);
  const flow = into.variables('flow', [labels(dc.branches.map((b) => b.branch)), hours], {
    min: (l) => -dc.branches[l]!.limit_kw,
    max: (l) => dc.branches[l]!.limit_kw,
  });
  const reference = new Map(dc.supply.map(({ node, angle_rad }) => [node, dc.base_kw * angle_rad]));
  const angle = into.variables('angle', [labels(dc.nodes), hours], {
    min: (n) => reference.get(n) ?? -Infinity,
    max: (n) => reference.get(n) ?? Infinity,
  });
  kirchhoff(dc, hours, flow, angle, into);
  const balance = balances(dispatch, flexibility, { imports, exports, flow }, into);
  const voltage = voltages(dispatch, flexibility, limits, into);
  for (const { costs } of flexibility) for (const cost of costs) charge(cost, dispatch.exchange.currency, into);
  return { problem: into.build(), flexibility, imports, exports, flow, angle, balance, voltage };
}

function contribution(device: DeviceView, horizon: Horizon, into: Formulation): Flexibility {
  if (!device.flexibility) throw new RunError(`device ${device.id} does not say what it can do over a day`);
  return device.flexibility(horizon, into);
}

/** f[l,t] = S_b (θ[i,t] − θ[j,t] − φl) / (τl xl) */
function kirchhoff(
  { branches, base_kw }: DcNetwork,
  hours: readonly string[],
  flow: Family<Grid>,
  angle: Family<Grid>,
  into: Formulation,
): void {
  into.rows('kirchhoff', [labels(branches.map((b) => b.branch)), hours], (row, l, t) => {
    const { from, to, x_pu, shift_rad } = branches[l]!;
    row.term(1, angle(from, t)).term(-1, angle(to, t)).term(-x_pu, flow(l, t));
    row.equals(base_kw * shift_rad);
  });
}

/** What comes in at a node is drawn there: supply on the left with +, so that the dual is what one more kW drawn costs. */
function balances(
  { devices, dc, horizon: { hours } }: Dispatch,
  flexibility: readonly Flexibility[],
  { imports, exports, flow }: Pick<Posed, 'imports' | 'exports' | 'flow'>,
  into: Formulation,
): Family<Grid> {
  const gather = <T>(items: readonly T[], node: (item: T) => number) => {
    const at = dc.nodes.map((): number[] => []);
    for (const [i, item] of items.entries()) at[node(item)]!.push(i);
    return at;
  };
  const devicesAt = gather(devices, (d) => dc.nodeOf.get(d.bus)!);
  const out = gather(dc.branches, (b) => b.from);
  const inward = gather(dc.branches, (b) => b.to);
  const supply = gather(dc.supply, (s) => s.node);
  return into.rows('balance', [labels(dc.nodes), hours], (row, n, t) => {
    for (const s of supply[n]!) row.term(1, imports(s, t)).term(-1, exports(s, t));
    for (const l of out[n]!) row.term(-1, flow(l, t));
    for (const l of inward[n]!) row.term(1, flow(l, t));
    let drawn = dc.fixed_kw[n]!;
    for (const d of devicesAt[n]!) drawn -= writeTerms(row, -1, flexibility[d]!.p_kw[t]!);
    row.equals(drawn);
  });
}

/** |V| = at_zero + Σd ∂V/∂P p[d,t] + ∂V/∂Q q[d,t] within its band */
function voltages(
  { devices, buses, horizon: { hours } }: Dispatch,
  flexibility: readonly Flexibility[],
  limits: readonly VoltageRow[],
  into: Formulation,
) {
  const place = new Map(buses.map((bus, i) => [bus, i]));
  const at = devices.map(({ bus }) => place.get(bus)!);
  return into.rows('voltage', [labels(limits.map(({ bus, t }) => `${bus}@${hours[t]}`))], (row, r) => {
    const { t, at_zero_pu, per_kw, per_kvar, min_pu, max_pu } = limits[r]!;
    let v = at_zero_pu;
    for (const [d, { p_kw, q_kvar }] of flexibility.entries()) {
      v += writeTerms(row, per_kw[at[d]!]!, p_kw[t]!) + writeTerms(row, per_kvar[at[d]!]!, q_kvar[t]!);
    }
    row.atLeast(min_pu - v).atMost(max_pu - v);
  });
}

function charge({ name, currency, linear, squares }: Cost, expected: string, into: Formulation): void {
  if (currency !== expected && linear.terms.concat(squares).some(([c]) => c !== 0)) {
    throw new RunError(
      `the cost of ${name} is in ${currency}, the market's prices in ${expected}: one of them has to change`,
    );
  }
  for (const [c, column] of linear.terms) into.cost(column, c);
  for (const [c, column] of squares) into.quadratic(column, 2 * c);
  into.constant(linear.constant);
}
