// Power flows of one network with different branches out of service: N−1, and the topologies that its switches allow.
import type { Remark } from '../base/index.ts';
import { type BatchArrays, type BatchFlow, emptyBatch, store } from './batch.ts';
import { COLUMNS, createFlow, type Flow, fillFlow } from './flow.ts';
import { gridOf } from './grid.ts';
import { type BusLoads, emptyLoads, fixedGeneration, inject, tableLoads } from './injections.ts';
import { createVariantKernel, isForKernel } from './kernel/kernel.ts';
import { compile, type Network, withoutBranches } from './model/compile.ts';
import { turnsOf } from './newton/doubt.ts';
import { holders, isLimited } from './newton/reactive-limits.ts';
import { createSolver, type SolveOptions } from './newton/solver.ts';
import { emptyVoltages } from './newton/start.ts';
import { copyVoltages, zeroInjections } from './newton/state.ts';

export interface VariantOptions extends SolveOptions {
  /** Loads at every bus, the same for all variants; those of the table when absent. */
  readonly loads?: BusLoads;
}

/** One row per variant. Voltages of buses without supply are NaN; flows of branches there, and of those out of service, are 0. */
export interface VariantFlow extends BatchFlow {
  readonly branches: NonNullable<BatchFlow['branches']>;
  /** Buses that have no supply, by variant; their loads are not served. Without an entry where every bus has supply. */
  readonly unsupplied: ReadonlyMap<number, readonly string[]>;
}

/**
 * Solves each variant of a network. The numbering, the order of elimination and the pattern of the factors are those of the network with
 * all its branches, and are used again unless a variant has buses without supply. The result of a variant does not depend on the others.
 * @param network with every branch in service that any variant has in service
 * @param variants the names of the branches that are out of service in each
 * @throws RangeError for a name that is not a branch of the network
 * @example
 * solveVariants(network, network.branches.map((branch) => [branch])); // N−1
 */
export function solveVariants(
  network: Network,
  variants: readonly (readonly string[])[],
  { loads = tableLoads(network), ...options }: VariantOptions = {},
): VariantFlow {
  const quick = quickSolver(network, loads, options);
  const batch = emptyBatch(network, variants.length, true);
  const index = new Map(network.branches.map((branch, k) => [branch, k]));
  const remarks = new Map<number, readonly Remark[]>();
  const diagnoses = new Map<number, string>();
  const unsupplied = new Map<number, readonly string[]>();
  for (const [s, names] of variants.entries()) {
    const out = new Set(names.map((name) => branchIndex(index, name)));
    const reduced = withoutBranches(network, out);
    const flow = reduced
      ? (quick?.(reduced) ?? gridOf(reduced, options).solve(loads))
      : solveSupplied(network, out, loads, options, (buses) => unsupplied.set(s, buses));
    store(flow, s, batch);
    if (flow.remarks) remarks.set(s, flow.remarks);
    if (flow.diagnosis !== undefined) diagnoses.set(s, flow.diagnosis);
  }
  return {
    ...(batch as BatchArrays & Pick<VariantFlow, 'branches'>),
    remarks,
    unsupplied,
    diagnosis: (s) => diagnoses.get(s),
  };
}

/**
 * Solves variants of a network of PQ buses from the solution with all branches; undefined where a variant has no ordinary solution from
 * there. Undefined for other networks.
 */
function quickSolver(
  network: Network,
  loads: BusLoads,
  options: SolveOptions,
): ((variant: Network) => Flow | undefined) | undefined {
  if (!isForKernel(network) || options.linearSolver || holders(network).some(isLimited)) return undefined;
  const solver = createSolver(network, options);
  const given = zeroInjections(network.nodes);
  inject(network, fixedGeneration(network), loads, given);
  if (!solver.solve(given, solver.reference()) || solver.found) return undefined;
  const from = emptyVoltages(network.nodes);
  copyVoltages(solver.work.v, from);
  const {
    tolerance_pu,
    work: { sign },
  } = solver;
  const turns = turnsOf(network);
  const kernel = createVariantKernel(network, from, { tolerance_pu, maxIterations: 20, ...options, turns, sign });
  const v = emptyVoltages(network.nodes);
  const work = createFlow(network);
  return (variant) => {
    if (!kernel.solve(variant, given, v)) return undefined;
    work.values.fill(0);
    fillFlow(variant, given, v, work);
    work.flow.converged = true;
    work.flow.iterations = kernel.outcome.iterations;
    work.flow.mismatch_pu = kernel.outcome.mismatch;
    return work.flow;
  };
}

function branchIndex(index: ReadonlyMap<string, number>, name: string): number {
  const k = index.get(name);
  if (k === undefined) throw new RangeError(`no branch ${name} in the network`);
  return k;
}

/** The flow of the part with supply, as one of the whole network. */
function solveSupplied(
  network: Network,
  out: ReadonlySet<number>,
  loads: BusLoads,
  options: SolveOptions,
  onUnsupplied: (buses: readonly string[]) => void,
): Flow {
  const { data } = network;
  const part = compile({
    ...data,
    branches: data.branches.map((b, k) => (out.has(k) ? { ...b, in_service: false } : b)),
  });
  onUnsupplied(part.unsupplied.buses.map(({ bus }) => bus));
  const bus = new Map(network.buses.map((name, b) => [name, b]));
  const busAt = part.buses.map((name) => bus.get(name)!);
  const own = emptyLoads(part.buses.length);
  for (const quantity of Object.keys(own) as (keyof BusLoads)[]) {
    for (const [b, at] of busAt.entries()) own[quantity][b] = loads[quantity][at]!;
  }
  const flow = gridOf(part, options).solve(own);
  const branch = new Map(network.branches.map((name, k) => [name, k]));
  const branchAt = part.branches.map((name) => branch.get(name)!);
  const spread = (values: Float64Array, at: readonly number[], length: number, missing: number) => {
    const all = new Float64Array(length).fill(missing);
    for (const [k, to] of at.entries()) all[to] = values[k]!;
    return all;
  };
  const columns = COLUMNS.map((name) => [name, spread(flow[name], branchAt, network.branches.length, 0)]);
  return {
    ...flow,
    vm_pu: spread(flow.vm_pu, busAt, network.buses.length, Number.NaN),
    va_deg: spread(flow.va_deg, busAt, network.buses.length, Number.NaN),
    ...(Object.fromEntries(columns) as Pick<Flow, (typeof COLUMNS)[number]>),
  };
}
