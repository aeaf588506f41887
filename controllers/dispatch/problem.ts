// The dispatch of a feeder over a horizon, hour by hour t, with import m, export e and what each device d draws, p:
//
//   min   Σt Δt (π⁺t m[t] − π⁻t e[t]) + Σd costs of d                                          objective
//   s.t.  m[n,t] − e[n,t] − Σl out of n f[l,t] + Σl into n f[l,t] − Σd at n p[d,t] = 0       balance     (dual: LMP Δt)
//         a[i,t] − a[j,t] − τl xl f[l,t] = S_b φl                                            kirchhoff
//         −limit ≤ f[l,t] ≤ limit,   a[supply,t] = S_b θ_supply,   rows of every device
//         m[s,t] ≤ M⁺[s,t] u[s,t],   e[s,t] ≤ M⁻[s,t] (1 − u[s,t])                             exchange.ts (where π⁻t > π⁺t)
//
// Powers in kW. The angle is written as a = S_b θ, which keeps all numbers of one size.
import type { DeviceView } from '../../cosim/index.ts';
import {
  type Family,
  type Flexibility,
  type Formulation,
  formulate,
  type Horizon,
  type IndexSet,
  type OptimisationProblem,
} from '../../optimisation/index.ts';
import type { Exchange } from '../market.ts';
import { contributions } from './contributions.ts';
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
}

/** What is to be dispatched. */
export interface Dispatch {
  readonly devices: readonly DeviceView[];
  readonly dc: DcNetwork;
  readonly exchange: Exchange;
  readonly horizon: Omit<Horizon, 'exclusive'>;
  readonly dt_h: number;
}

/** Poses it; `exclusive` says which devices get binaries that keep them from charging and discharging at once. */
export function pose(dispatch: Dispatch, exclusive: (device: number) => boolean): Posed {
  const { dc, horizon } = dispatch;
  const { hours } = horizon;
  const into = formulate('dispatch');
  const flexibility = contributions(dispatch, exclusive, into);
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
  return { problem: into.build(), flexibility, imports, exports, flow, angle, balance };
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
    for (const d of devicesAt[n]!) drawn -= flexibility[d]!.p_kw.write(row, -1, t);
    row.equals(drawn);
  });
}
