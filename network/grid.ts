// The grid of a co-simulation: bus loads in, voltages and flows out.

import { diagnose } from './check/diagnosis.ts';
import { createFlow, deferFlow, type Flow } from './flow.ts';
import { type BusLoads, fixedGeneration, inject } from './injections.ts';
import type { Network } from './model/compile.ts';
import { createLimitedSolver, type Limited } from './newton/limited-solver.ts';
import { type Holder, holders, isLimited, limitRemarks, reactivePower } from './newton/reactive-limits.ts';
import { createSolver, type SolveOptions } from './newton/solver.ts';
import { copyVoltages, zeroInjections } from './newton/state.ts';
import { type Sensitivities, sensitivities } from './sensitivity.ts';

export interface NetworkGrid {
  readonly network: Network;
  readonly buses: readonly string[];
  readonly branches: readonly string[];
  /** Voltage magnitudes of the fixed state that every solve starts from [p.u.], over the buses. */
  readonly start_vm_pu: Float64Array;
  /**
   * Solves for these loads and the network's own generators; the network's own loads are not added. Every solve starts
   * from one fixed state, so the result depends on the loads alone. The next solve overwrites the flow. After a solve that
   * did not converge its arrays contain that fixed state, and `diagnosis` gives the reason.
   */
  solve(loads: BusLoads): Flow;
  /** Linear sensitivities at the last solution. */
  sensitivities(): Sensitivities;
}

/** A grid that starts every solve from the no-load solution, or from a flat start where there is none. */
export function gridOf(network: Network, options: SolveOptions = {}): NetworkGrid {
  const solver = createSolver(network, options);
  const fixed = fixedGeneration(network);
  const given = zeroInjections(network.nodes);
  const nothing = zeroInjections(network.nodes);
  const work = createFlow(network);
  const { flow } = work;
  const reference = solver.reference();
  const held = holders(network);
  const limits = held.some(isLimited);
  const limited =
    limits && network.data.enforce_q_limits
      ? createLimitedSolver(network, held, options, (of) => of.reference())
      : undefined;
  let last: Omit<Limited, 'converged'> = { solver, given, at: new Map() };
  return {
    network,
    buses: network.buses,
    branches: network.branches,
    start_vm_pu: Float64Array.from(network.nodeOf, (node) => reference.voltages.vm[node]!),
    solve(loads) {
      inject(network, fixed, loads, given);
      if (limited) {
        const { converged, ...answer } = limited.solve(given, work);
        flow.converged = converged;
        last = answer;
      } else flow.converged = solver.solve(given, reference);
      const { work: done, found } = last.solver;
      flow.iterations = done.iterations;
      flow.mismatch_pu = done.mismatch;
      if (flow.converged) {
        if (!limited) deferFlow(network, given, done.v, work);
        if (!limits && !found) return flow;
        const q = (h: Holder) => reactivePower(network, h, flow, given, done.v);
        const ofLimits = limits ? limitRemarks(network, held, last.at, q, done.v) : [];
        const remarks = [...(found?.remarks ?? []), ...ofLimits];
        return remarks.length > 0 ? { ...flow, remarks } : flow;
      }
      const { iterations, mismatch_pu } = flow;
      const diagnosis = diagnose(last.solver, last.given);
      copyVoltages(reference.voltages, done.v);
      deferFlow(network, nothing, reference.voltages, work);
      return { ...flow, iterations, mismatch_pu, diagnosis };
    },
    sensitivities: () => sensitivities(last.solver.network, last.given, last.solver.work.v, options.linearSolver),
  };
}
