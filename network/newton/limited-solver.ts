// A solver with enforced reactive limits: machines at a limit are PQ, and the set of them is revised until it is consistent. Each
// set has its own stored solver, because the preparation of a solver depends on which nodes are PV.

import { type FlowWork, fillFlow } from '../flow.ts';
import type { Network } from '../model/compile.ts';
import type { Start } from './newton.ts';
import { type Holder, type Limit, reactivePower, searchLimits } from './reactive-limits.ts';
import { createSolver, type SolveOptions, type Solver } from './solver.ts';
import type { Injections } from './state.ts';

export interface Limited {
  readonly converged: boolean;
  /** The solver of the final set of machines, at its solution. */
  readonly solver: Solver;
  /** The injections of that solve, including the machines at a limit. */
  readonly given: Injections;
  /** The nodes at a limit. */
  readonly at: ReadonlyMap<number, Limit>;
}

/** Largest number of stored solvers, more than the sets of a run; beyond it all are discarded. */
const MAX_KEPT = 32;

/** @param startOf start of each solver, the same for every solve */
export function createLimitedSolver(
  network: Network,
  held: readonly Holder[],
  options: SolveOptions,
  startOf: (solver: Solver) => Start,
) {
  const kept = new Map<string, { solver: Solver; start: Start }>();
  const solverWith = (at: ReadonlyMap<number, Limit>) => {
    const key = [...at.keys()].sort((a, b) => a - b).join(' ');
    let found = kept.get(key);
    if (!found) {
      const pq = network.pq.slice();
      for (const node of at.keys()) pq[node] = 1;
      const solver = createSolver({ ...network, pq }, options);
      found = { solver, start: startOf(solver) };
      if (kept.size === MAX_KEPT) kept.clear();
      kept.set(key, found);
    }
    return found;
  };
  return {
    /** Solves and fills the flow; the result depends on the given injections alone. */
    solve(free: Injections, work: FlowWork): Limited {
      const search = searchLimits(held);
      for (;;) {
        const { solver, start } = solverWith(search.at);
        const given = { ...free, q: free.q.slice() };
        for (const h of held) {
          const limit = search.at.get(h.node);
          if (limit) given.q[h.node]! += h[limit] - h.given;
        }
        const converged = solver.solve(given, start);
        const { v } = solver.work;
        if (converged) fillFlow(solver.network, given, v, work);
        const q = (h: Holder) => reactivePower(network, h, work.flow, free, v);
        if (converged ? !search.update(q, v) : !search.retreat()) return { converged, solver, given, at: search.at };
      }
    },
  };
}
