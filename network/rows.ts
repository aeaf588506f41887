// The rows of a solved network: buses, branches and generators, in kW and kvar.

import type { FlowWork } from './flow.ts';
import type { BusLoads } from './injections.ts';
import type { Network } from './model/compile.ts';
import { type Holder, shared } from './newton/reactive-limits.ts';
import type { Voltages } from './newton/state.ts';

export interface BusRow {
  readonly bus: string;
  readonly vm_pu: number;
  readonly va_deg: number;
  /** Power of the loads of the bus at this voltage. */
  readonly p_load_kw: number;
  readonly q_load_kvar: number;
  /** In-feed of its machines: as given, or from the balance at a slack (P, Q) and at a PV bus (Q). */
  readonly p_gen_kw: number;
  readonly q_gen_kvar: number;
}

export interface BranchRow {
  readonly branch: string;
  readonly from_bus: string;
  readonly to_bus: string;
  readonly in_service: boolean;
  /** > 0 into the branch at that end. */
  readonly p_from_kw: number;
  readonly q_from_kvar: number;
  readonly p_to_kw: number;
  readonly q_to_kvar: number;
  /** null where the nominal voltage is unknown (`vn_kv` 0). */
  readonly i_from_a: number | null;
  readonly i_to_a: number | null;
  /** null where the branch has no rating. */
  readonly loading_percent: number | null;
  readonly loss_kw: number;
}

export interface GeneratorRow {
  readonly generator: string;
  readonly bus: string;
  readonly in_service: boolean;
  /** In-feed: as given, or its share of the node's in-feed. */
  readonly p_kw: number;
  readonly q_kvar: number;
  /** null where it has no limit. */
  readonly q_min_kvar: number | null;
  readonly q_max_kvar: number | null;
}

export const finite = (x: number): number | null => (Number.isFinite(x) ? x : null);

export function busRows(y: Network, loads: BusLoads, v: Voltages, flow: FlowWork['flow']): BusRow[] {
  const rows = y.buses.map((bus, b) => {
    const V = flow.vm_pu[b]!;
    return {
      bus,
      vm_pu: V,
      va_deg: flow.va_deg[b]!,
      p_load_kw: loads.p_kw[b]! + loads.pi_kw[b]! * V + loads.pz_kw[b]! * V * V,
      q_load_kvar: loads.q_kvar[b]! + loads.qi_kvar[b]! * V + loads.qz_kvar[b]! * V * V,
      p_gen_kw: 0,
      q_gen_kvar: 0,
    };
  });
  const index = new Map(y.buses.map((bus, b) => [bus, b]));
  for (const g of y.data.generators) {
    const b = index.get(g.bus)!;
    const node = y.nodeOf[b]!;
    if (!g.in_service || node >= y.n) continue;
    rows[b]!.p_gen_kw += 1000 * g.p_mw;
    if (y.pq[node] === 1) rows[b]!.q_gen_kvar += 1000 * g.q_mvar;
  }
  const { p, q } = outflow(y, v, flow);
  for (let b = 0; b < rows.length; b++) {
    p[y.nodeOf[b]!]! += rows[b]!.p_load_kw;
    q[y.nodeOf[b]!]! += rows[b]!.q_load_kvar;
  }
  for (let i = 0; i < y.nodes; i++) {
    const row = rows[y.busOf[i]!]!;
    if (i >= y.n) row.p_gen_kw = p[i]!;
    if (i >= y.n || y.pq[i] === 0) row.q_gen_kvar = q[i]!;
  }
  return rows;
}

/** Machines that hold a voltage share the reactive power of the node, those at a slack bus also its active power. */
export function generatorRows(
  y: Network,
  held: readonly Holder[],
  q: (holder: Holder) => number,
  buses: readonly BusRow[],
): GeneratorRow[] {
  const reactive = new Map<string, number>();
  const active = new Map<string, number>();
  for (const h of held) {
    const parts = shared(h.machines, q(h) * y.base_mva);
    for (const [m, g] of h.machines.entries()) reactive.set(g.generator, 1000 * parts[m]!);
    if (!h.slack) continue;
    // the first machine balances, the others feed their given power
    const [first, ...others] = h.machines;
    const total_kw = buses[y.busOf[h.node]!]!.p_gen_kw;
    active.set(first!.generator, total_kw - others.reduce((sum, g) => sum + 1000 * g.p_mw, 0));
  }
  return y.data.generators.map(({ generator, bus, in_service, p_mw, q_mvar, q_min_mvar, q_max_mvar }) => ({
    generator,
    bus,
    in_service,
    p_kw: in_service ? (active.get(generator) ?? 1000 * p_mw) : 0,
    q_kvar: in_service ? (reactive.get(generator) ?? 1000 * q_mvar) : 0,
    q_min_kvar: q_min_mvar === undefined ? null : 1000 * q_min_mvar,
    q_max_kvar: q_max_mvar === undefined ? null : 1000 * q_max_mvar,
  }));
}

/** Power from each node into branches and shunts [kW, kvar]. */
function outflow(y: Network, { vm }: Voltages, flow: FlowWork['flow']) {
  const kw = 1000 * y.base_mva;
  const p = Float64Array.from(vm, (V, i) => kw * y.shunt.g[i]! * V * V);
  const q = Float64Array.from(vm, (V, i) => -kw * y.shunt.b[i]! * V * V);
  for (let k = 0; k < y.from.length; k++) {
    if (y.from[k]! < 0) continue;
    p[y.from[k]!]! += flow.p_from_kw[k]!;
    q[y.from[k]!]! += flow.q_from_kvar[k]!;
    p[y.to[k]!]! += flow.p_to_kw[k]!;
    q[y.to[k]!]! += flow.q_to_kvar[k]!;
  }
  return { p, q };
}

export function branchRows(y: Network, flow: FlowWork['flow']): BranchRow[] {
  return y.data.branches.map(({ branch, from_bus, to_bus, in_service }, k) => ({
    branch,
    from_bus,
    to_bus,
    in_service,
    p_from_kw: flow.p_from_kw[k]!,
    q_from_kvar: flow.q_from_kvar[k]!,
    p_to_kw: flow.p_to_kw[k]!,
    q_to_kvar: flow.q_to_kvar[k]!,
    i_from_a: finite(flow.i_from_a[k]!),
    i_to_a: finite(flow.i_to_a[k]!),
    loading_percent: finite(flow.loading_percent[k]!),
    loss_kw: flow.p_from_kw[k]! + flow.p_to_kw[k]!,
  }));
}
