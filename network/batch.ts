// Many power flows of one network: the loads of all scenarios in, voltages and on request branch flows of all scenarios out.
// Arrays are row-major, one row per scenario: element s · buses + b belongs to scenario s and bus b of `network.buses`.
import type { Remark } from '../base/index.ts';
import { type BatchBranches, COLUMNS, emptyBranches, type Flow, SUMS } from './flow.ts';
import { gridOf, type NetworkGrid } from './grid.ts';
import { type BusLoads, emptyLoads } from './injections.ts';
import type { Network } from './model/compile.ts';
import type { SolveOptions } from './newton/solver.ts';
import { createLanes } from './simd/lanes.ts';
import { createLimitCheck } from './simd/limit-check.ts';

/**
 * Loads at every bus in every scenario, load convention: > 0 draws from the grid, in kW and kvar. The network's machines in service
 * feed in as their table says; the loads of its table are not added.
 */
export interface Scenarios {
  /** Active power drawn at constant power [kW], scenario × bus. */
  readonly p: Float64Array;
  /** Reactive power drawn at constant power [kvar], scenario × bus. */
  readonly q: Float64Array;
  /** Loads of constant current, active and reactive, at 1 p.u. [kW, kvar]; none when absent. */
  readonly pi?: Float64Array;
  readonly qi?: Float64Array;
  /** Loads of constant impedance, active and reactive, at 1 p.u. [kW, kvar]; none when absent. */
  readonly pz?: Float64Array;
  readonly qz?: Float64Array;
}

export interface BatchOptions extends SolveOptions {
  /** Whether the flows of the branches are computed too; false when absent. */
  readonly branches?: boolean;
}

export interface BatchFlow {
  /** Number of scenarios. */
  readonly scenarios: number;
  /** Voltages, scenario × bus; NaN where the scenario has no solution. */
  readonly vm_pu: Float64Array;
  readonly va_deg: Float64Array;
  /** One number per scenario: 1 where it has converged, 0 where it has failed. */
  readonly converged: Uint8Array;
  readonly iterations: Int32Array;
  /** Largest remaining |ΔP|, |ΔQ| of each scenario, evaluated at its voltages [p.u.]. */
  readonly mismatch_pu: Float64Array;
  /** Present with the option `branches`. */
  readonly branches?: BatchBranches;
  /** Remarks on doubtful solutions, by scenario; without an entry for an ordinary one. */
  readonly remarks: ReadonlyMap<number, readonly Remark[]>;
  /** Why a scenario failed, in sentences; undefined where it has converged. */
  diagnosis(scenario: number): string | undefined;
}

/** A network prepared for any number of batches. */
export interface Batch {
  readonly network: Network;
  /**
   * @param into an earlier result, whose arrays are used again where the number of scenarios is the same; new memory takes as long as many
   * a power flow
   * @throws RangeError for arrays whose length is no multiple of the number of buses, or not that of `p`
   */
  solve(scenarios: Scenarios, into?: BatchFlow): BatchFlow;
}

/**
 * Solves all scenarios, several at once in vectors where the network has no PV buses. The start of a scenario depends on its own loads
 * alone, and so does its result: it is the same, bit for bit, in any order and in any batch. A scenario without a solution does not
 * affect the others.
 * @example
 * const network = compile(data);
 * const { vm_pu, converged } = solveBatch(network, { p, q }); // p, q: 8760 rows of network.buses.length
 */
export const solveBatch = (network: Network, scenarios: Scenarios, options: BatchOptions = {}): BatchFlow =>
  batchOf(network, options).solve(scenarios);

/** Prepares a network once, for batch after batch: a long series may be solved in pieces of any size. */
export function batchOf(network: Network, { branches = false, ...options }: BatchOptions = {}): Batch {
  const grid = gridOf(network, options);
  const loads = emptyLoads(network.buses.length);
  let vector: VectorSolver | undefined | 'none';
  return {
    network,
    solve(scenarios, into) {
      const count = scenarioCount(network, scenarios);
      const batch = emptied(into, network, count, branches) ?? emptyBatch(network, count, branches);
      const remarks = new Map<number, readonly Remark[]>();
      const diagnoses = new Map<number, string>();
      if (count > 0 && isConstantPower(scenarios)) {
        vector ??= vectorSolverOf(grid, branches, options) ?? 'none';
        if (vector !== 'none') vector.solve(scenarios, batch, remarks);
      }
      for (let s = 0; s < count; s++) {
        if (batch.converged[s]) continue;
        take(scenarios, s, loads);
        const flow = grid.solve(loads);
        store(flow, s, batch);
        if (flow.remarks) remarks.set(s, flow.remarks);
        if (flow.diagnosis !== undefined) diagnoses.set(s, flow.diagnosis);
      }
      return { ...batch, remarks, diagnosis: (s) => diagnoses.get(s) };
    },
  };
}

/** Solves most scenarios of constant power with the vector kernel; those that it leaves have no ordinary solution from its start. */
interface VectorSolver {
  solve(scenarios: Scenarios, batch: BatchArrays, remarks: Map<number, readonly Remark[]>): void;
}

function vectorSolverOf(grid: NetworkGrid, withBranches: boolean, options: SolveOptions): VectorSolver | undefined {
  const { network } = grid;
  if (options.linearSolver || network.data.enforce_q_limits) return undefined;
  const check = createLimitCheck(network);
  const branches = withBranches || check !== undefined;
  const lanes = createLanes(grid, { tolerance_pu: 1e-8, maxIterations: 20, ...options, branches });
  if (!lanes) return undefined;
  return {
    solve({ p, q }, batch, remarks) {
      const { vm_pu, va_deg, mismatch_pu, iterations: rounds, converged } = batch;
      const flows = branches ? (batch.branches ?? emptyBranches(network, rounds.length)) : undefined;
      lanes.solve(p, q, { vm_pu, va_deg, mismatch_pu, rounds, ...(flows && { branches: flows }) });
      for (let s = 0; s < rounds.length; s++) {
        converged[s] = rounds[s]! > 0 ? 1 : 0;
        if (!converged[s] || !check || !flows) continue;
        const found = check(s, q, vm_pu, flows);
        if (found.length > 0) remarks.set(s, found);
      }
    },
  };
}

const isConstantPower = ({ pi, qi, pz, qz }: Scenarios): boolean => !(pi || qi || pz || qz);

function scenarioCount({ buses }: Network, scenarios: Scenarios): number {
  const { p } = scenarios;
  const count = buses.length === 0 ? 0 : p.length / buses.length;
  if (!Number.isInteger(count)) {
    throw new RangeError(`p has ${p.length} numbers, expected a multiple of ${buses.length}, the number of buses`);
  }
  for (const [name, { length }] of Object.entries(scenarios)) {
    if (length !== p.length) throw new RangeError(`${name} has ${length} numbers, expected ${p.length} as in p`);
  }
  return count;
}

/** The arrays of a result. */
export type BatchArrays = Omit<BatchFlow, 'remarks' | 'diagnosis'>;

export function emptyBatch(network: Network, scenarios: number, withBranches: boolean): BatchArrays {
  const { buses } = network;
  const rows = (length: number) => new Float64Array(scenarios * length);
  return {
    scenarios,
    vm_pu: rows(buses.length),
    va_deg: rows(buses.length),
    converged: new Uint8Array(scenarios),
    iterations: new Int32Array(scenarios),
    mismatch_pu: rows(1),
    ...(withBranches && { branches: emptyBranches(network, scenarios) }),
  };
}

/** The arrays of an earlier result; undefined where they have other lengths. */
function emptied(
  of: BatchFlow | undefined,
  network: Network,
  count: number,
  withBranches: boolean,
): BatchArrays | undefined {
  if (of?.scenarios !== count || of.vm_pu.length !== count * network.buses.length) return undefined;
  const { vm_pu, va_deg, converged, iterations, mismatch_pu, branches } = of;
  if (withBranches && branches?.p_from_kw.length !== count * network.branches.length) return undefined;
  converged.fill(0);
  const arrays = { scenarios: count, vm_pu, va_deg, converged, iterations, mismatch_pu };
  return withBranches && branches ? { ...arrays, branches } : arrays;
}

/** The loads of one scenario. */
function take({ p, q, pi, qi, pz, qz }: Scenarios, s: number, into: BusLoads): void {
  copyRow(p, s, into.p_kw);
  copyRow(q, s, into.q_kvar);
  copyRow(pi, s, into.pi_kw);
  copyRow(qi, s, into.qi_kvar);
  copyRow(pz, s, into.pz_kw);
  copyRow(qz, s, into.qz_kvar);
}

/** Zeros where the array is absent. */
function copyRow(from: Float64Array | undefined, s: number, to: Float64Array): void {
  const first = s * to.length;
  if (from) for (let b = 0; b < to.length; b++) to[b] = from[first + b]!;
  else to.fill(0);
}

/** The row of one scenario. */
export function store(flow: Flow, s: number, batch: BatchArrays): void {
  const { converged, iterations, mismatch_pu } = flow;
  batch.converged[s] = Number(converged);
  batch.iterations[s] = iterations;
  batch.mismatch_pu[s] = mismatch_pu;
  storeRow(flow.vm_pu, s, converged, batch.vm_pu);
  storeRow(flow.va_deg, s, converged, batch.va_deg);
  storeBranches(flow, s, converged, batch.branches);
}

function storeBranches(
  flow: Pick<Flow, keyof BatchBranches>,
  s: number,
  converged: boolean,
  branches: BatchBranches | undefined,
): void {
  if (!branches) return;
  for (const name of COLUMNS) storeRow(flow[name], s, converged, branches[name]);
  for (const name of SUMS) branches[name][s] = converged ? flow[name] : Number.NaN;
}

function storeRow(from: Float64Array, s: number, converged: boolean, to: Float64Array): void {
  const first = s * from.length;
  if (converged) for (let b = 0; b < from.length; b++) to[first + b] = from[b]!;
  else to.fill(Number.NaN, first, first + from.length);
}
