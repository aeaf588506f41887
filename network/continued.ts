// Power flows that start from given voltages, for a method that moves from state to state of one network. The slack buses keep the
// voltages of the start, so a caller may change these from flow to flow.
import { blockLu } from '../base/index.ts';
import { createFlow, type Flow, fillFlow } from './flow.ts';
import { type BusLoads, fixedGeneration, inject } from './injections.ts';
import type { Network } from './model/compile.ts';
import { iterate, type Work } from './newton/newton.ts';
import { emptyVoltages } from './newton/start.ts';
import { copyVoltages, type Injections, type Voltages, zeroInjections } from './newton/state.ts';

export interface ContinuedFlow {
  /** The power given at the nodes in the last solve. */
  readonly given: Injections;
  /** Voltages of the last solve. */
  readonly v: Voltages;
  /** Flows of the last solve that converged. */
  readonly flow: Omit<Flow, 'diagnosis' | 'remarks'>;
  /** Newton's iteration from these voltages alone, without a search for other starts. True when converged. */
  solve(loads: BusLoads, from: Voltages): boolean;
}

/**
 * @param network whose machines in service, but those at slack buses, feed in what its tables say; reactive limits are not enforced
 * @param tolerance_pu of |ΔP|, |ΔQ|, and of the estimated |Δθ|, |ΔV/V| of another round
 */
export function continuedFlow(network: Network, tolerance_pu: number, maxIterations: number): ContinuedFlow {
  const fixed = fixedGeneration(network);
  const given = zeroInjections(network.nodes);
  const flows = createFlow(network);
  const work: Work = {
    v: emptyVoltages(network.nodes),
    lu: blockLu(network.pattern),
    d: new Float64Array(2 * network.n),
    iterations: 0,
    mismatch: 0,
    stepToCome: 0,
    sign: 0,
  };
  return {
    given,
    v: work.v,
    flow: flows.flow,
    solve(loads, from) {
      inject(network, fixed, loads, given);
      copyVoltages(from, work.v);
      const converged = iterate(network, given, work, tolerance_pu, maxIterations);
      if (converged) fillFlow(network, given, work.v, flows);
      return converged;
    },
  };
}
