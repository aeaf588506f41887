// One power flow of a network with the loads and generators of its tables, as rows: the output of `feederlab powerflow`.
import type { Remark } from '../base/index.ts';
import { coarseRounding, diagnose } from './check/diagnosis.ts';
import { networkRemarks } from './check/remarks.ts';
import { createFlow, fillFlow } from './flow.ts';
import { fixedGeneration, inject, tableLoads } from './injections.ts';
import { compile } from './model/compile.ts';
import type { NetworkData } from './model/data.ts';
import { createLimitedSolver, type Limited } from './newton/limited-solver.ts';
import type { Start } from './newton/newton.ts';
import { type Holder, holders, limitRemarks, reactivePower } from './newton/reactive-limits.ts';
import { createSolver, type SolveOptions, type Solver } from './newton/solver.ts';
import { caseStart } from './newton/start.ts';
import { type Injections, zeroInjections } from './newton/state.ts';
import { type BranchRow, type BusRow, branchRows, busRows, finite, type GeneratorRow, generatorRows } from './rows.ts';

/** Plain JSON. Without a solution the rows are empty and `diagnosis` gives the reason. */
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
  readonly generators: readonly GeneratorRow[];
  /** Buses without supply, which are not in the rows. */
  readonly unsupplied: NetworkData;
}

/**
 * Solves the network with its own loads and generators, from the voltages of its tables.
 * @throws InputError with every problem of the tables.
 */
export function powerFlow(data: NetworkData, options: SolveOptions = {}): PowerFlowResult {
  const y = compile(data);
  const loads = tableLoads(y);
  const free = zeroInjections(y.nodes);
  inject(y, fixedGeneration(y), loads, free);
  const voltages = caseStart(y);
  const startOf = (solver: Solver) => (voltages ? solver.startAt(voltages) : solver.flat());
  const held = holders(y);
  const work = createFlow(y);
  const { converged, solver, given, at } = data.enforce_q_limits
    ? createLimitedSolver(y, held, options, startOf).solve(free, work)
    : plainly(createSolver(y, options), free, startOf);
  const { iterations, mismatch, v } = solver.work;
  const { unsupplied } = y;
  const outcome = { network: data.name, converged, iterations, mismatch_pu: finite(mismatch), unsupplied };
  const found = networkRemarks(y);
  if (!converged) {
    const nothing = { loss_kw: null, loss_kvar: null, import_kw: null, import_kvar: null };
    const diagnosis = diagnose(solver, given);
    const rows = { buses: [], branches: [], generators: [] };
    return { ...outcome, ...nothing, notes: texts(found), diagnosis, ...rows };
  }
  fillFlow(y, given, v, work);
  const { loss_kw, loss_kvar, import_kw, import_kvar } = work.flow;
  const q = (h: Holder) => reactivePower(y, h, work.flow, free, v);
  const buses = busRows(y, loads, v, work.flow);
  return {
    ...outcome,
    loss_kw,
    loss_kvar,
    import_kw,
    import_kvar,
    notes: [
      ...texts([...found, ...limitRemarks(y, held, at, q, v)]),
      ...texts(solver.found?.remarks ?? []),
      ...coarseRounding(solver),
    ],
    buses,
    branches: branchRows(y, work.flow),
    generators: generatorRows(y, held, q, buses),
  };
}

function plainly(solver: Solver, given: Injections, startOf: (solver: Solver) => Start): Limited {
  return { converged: solver.solve(given, startOf(solver)), solver, given, at: new Map() };
}

const texts = (remarks: readonly Remark[]): string[] => remarks.map(({ text }) => text);
