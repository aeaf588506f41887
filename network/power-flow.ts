// One power flow of a network as its tables stand, answered in rows: what `feederlab powerflow` prints.
import { compile, type Network } from './compile.ts';
import type { NetworkData } from './data.ts';
import { coarseRounding, diagnose } from './diagnosis.ts';
import { createFlow, type FlowWork, fillFlow } from './flow.ts';
import { type BusLoads, fixedGeneration, inject, tableLoads } from './injections.ts';
import { type Voltages, zeroInjections } from './newton.ts';
import { networkRemarks } from './remarks.ts';
import type { Found } from './search.ts';
import { createSolver, type SolveOptions } from './solver.ts';
import { caseStart } from './start.ts';

export interface BusRow {
  readonly bus: string;
  readonly vm_pu: number;
  readonly va_deg: number;
  /** Drawn by the loads of the bus at this voltage. */
  readonly p_load_kw: number;
  readonly q_load_kvar: number;
  /** Fed by its machines: as given, or what the balance asks of a slack (P, Q) and of a PV bus (Q). */
  readonly p_gen_kw: number;
  readonly q_gen_kvar: number;
}

export interface BranchRow {
  readonly branch: string;
  readonly from_bus: string;
  readonly to_bus: string;
  readonly in_service: boolean;
  /** > 0 flows into the branch at that end. */
  readonly p_from_kw: number;
  readonly q_from_kvar: number;
  readonly p_to_kw: number;
  readonly q_to_kvar: number;
  /** null where the nominal voltage is not known (`vn_kv` 0). */
  readonly i_from_a: number | null;
  readonly i_to_a: number | null;
  /** null where the branch has no rating. */
  readonly loading_percent: number | null;
  readonly loss_kw: number;
}

/** Plain JSON. Without a solution the rows are empty and `diagnosis` says why. */
export interface PowerFlowResult {
  readonly network: string;
  readonly converged: boolean;
  readonly iterations: number;
  readonly mismatch_pu: number | null;
  readonly loss_kw: number | null;
  readonly loss_kvar: number | null;
  readonly import_kw: number | null;
  readonly import_kvar: number | null;
  readonly notes: readonly string[];
  readonly diagnosis?: string;
  readonly buses: readonly BusRow[];
  readonly branches: readonly BranchRow[];
  /** What has no supply and is not among the rows. */
  readonly unsupplied: NetworkData;
}

/**
 * Solves the network with its own loads and generators, from the voltages its tables give.
 * @throws InputError with every problem of the tables.
 */
export function powerFlow(data: NetworkData, options: SolveOptions = {}): PowerFlowResult {
  const y = compile(data);
  const solver = createSolver(y, options);
  const loads = tableLoads(y);
  const given = zeroInjections(y.nodes);
  inject(y, fixedGeneration(y), loads, given);
  const voltages = caseStart(y);
  const converged = solver.solve(given, voltages ? solver.startAt(voltages) : solver.flat());
  const { iterations, mismatch, v } = solver.work;
  const { unsupplied } = y;
  const outcome = { network: data.name, converged, iterations, mismatch_pu: finite(mismatch), unsupplied };
  const found = networkRemarks(y).map(({ text }) => text);
  if (!converged) {
    const nothing = { loss_kw: null, loss_kvar: null, import_kw: null, import_kvar: null };
    const diagnosis = diagnose(solver, given);
    return { ...outcome, ...nothing, notes: found, diagnosis, buses: [], branches: [] };
  }
  const work = createFlow(y);
  fillFlow(y, given, v, work);
  const { loss_kw, loss_kvar, import_kw, import_kvar } = work.flow;
  return {
    ...outcome,
    loss_kw,
    loss_kvar,
    import_kw,
    import_kvar,
    notes: [...found, ...doubts(solver.found), ...coarseRounding(solver)],
    buses: busRows(y, loads, v, work.flow),
    branches: branchRows(y, work.flow),
  };
}

function doubts(found: Found | undefined): string[] {
  if (!found) return [];
  return [...found.remarks, ...(found.replaced ? [found.replaced] : [])].map(({ text }) => text);
}

const finite = (x: number): number | null => (Number.isFinite(x) ? x : null);

function busRows(y: Network, loads: BusLoads, v: Voltages, flow: FlowWork['flow']): BusRow[] {
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

/** What each node sends into branches and shunts [kW, kvar]. */
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

function branchRows(y: Network, flow: FlowWork['flow']): BranchRow[] {
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
