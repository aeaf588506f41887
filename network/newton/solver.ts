// The solver of one network. All arrays are allocated here, and each solve has the same stages from the same start.
//   1  the kernel, from the reference state of a network without PV buses      ../kernel/kernel.ts
//   2  elsewhere, and where that finds no ordinary solution: Newton from the given start                newton.ts
//   3  where that fails or gives a doubtful solution: other starts, and the best solution found         search.ts
import { type BlockSolverOf, blockLu } from '../../base/index.ts';
import { createKernel, isForKernel, type Kernel } from '../kernel/kernel.ts';
import type { Network } from '../model/compile.ts';
import { isOdd, turnsOf } from './doubt.ts';
import { newton, type Start, startAt, type Work } from './newton.ts';
import { createSearch, type Found, type NoLoad } from './search.ts';
import { emptyVoltages, flatStart } from './start.ts';
import type { Injections, Voltages } from './state.ts';

export interface SolveOptions {
  /**
   * Tolerance of |ΔP|, |ΔQ| [p.u.], and of the estimated |Δθ|, |ΔV/V| of another round; 1e-8. A larger mismatch is accepted where
   * it is rounding, next to branches of almost no impedance.
   */
  readonly tolerance_pu?: number;
  /** Largest number of Newton rounds from one start; 20. */
  readonly maxIterations?: number;
  /** The linear solver; the sparse block LU when absent. */
  readonly linearSolver?: BlockSolverOf;
}

export interface Solver {
  readonly network: Network;
  readonly tolerance_pu: number;
  /** Result of the last solve: voltages, rounds, and ΔP, ΔQ of the unknown nodes. */
  readonly work: Readonly<Work>;
  /** Result of other starts for the last solve; undefined where its own start led to an ordinary solution. */
  readonly found: Found | undefined;
  /** Prepares a start state. */
  startAt(voltages: Voltages): Start;
  /** The solution without load, or the flat start where there is none, prepared once for many solves. */
  reference(): Reference;
  /** The flat start, prepared once. */
  flat(): Start;
  /** The network with no power given, solved once. */
  noLoad(): NoLoad;
  /** True when converged. The result depends only on the arguments. */
  solve(given: Injections, start: Start | Reference): boolean;
}

/** A start state with the kernel for it, where the network is one of PQ nodes. */
export interface Reference extends Start {
  readonly kernel: Kernel | undefined;
}

/** @throws RangeError for a tolerance that is not above 0. */
export function createSolver(network: Network, options: SolveOptions = {}): Solver {
  const { tolerance_pu = 1e-8, maxIterations = 20, linearSolver = blockLu } = options;
  if (!(tolerance_pu > 0)) throw new RangeError(`tolerance_pu must be above 0, not ${tolerance_pu}`);
  const work: Work = {
    v: emptyVoltages(network.nodes),
    lu: linearSolver(network.pattern),
    d: new Float64Array(2 * network.n),
    iterations: 0,
    mismatch: 0,
    stepToCome: 0,
    sign: 0,
  };
  const turns = turnsOf(network);
  let flat: Start | undefined;
  const flatOnce = () => {
    flat ??= startAt(network, flatStart(network), linearSolver);
    return flat;
  };
  const search = createSearch({ network, work, turns, flat: flatOnce, tolerance_pu, maxIterations, linearSolver });
  const prepareReference = (): Reference => {
    const { found, voltages } = search.noLoad();
    const start = startAt(network, voltages, linearSolver);
    if (!found || options.linearSolver || !isForKernel(network)) return { ...start, kernel: undefined };
    const limits = { tolerance_pu, maxIterations, turns, sign: flatOnce().sign };
    return { ...start, kernel: createKernel(network, voltages, limits) };
  };
  let reference: Reference | undefined;
  let found: Found | undefined;
  return {
    network,
    tolerance_pu,
    work,
    get found() {
      return found;
    },
    startAt: (voltages) => startAt(network, voltages, linearSolver),
    flat: flatOnce,
    noLoad: search.noLoad,
    reference() {
      reference ??= prepareReference();
      return reference;
    },
    solve(given, start) {
      found = undefined;
      if (!isFiniteAtSlack(network, given)) {
        work.iterations = 0;
        work.mismatch = Number.NaN;
        return false;
      }
      if ('kernel' in start && start.kernel?.solve(given, work.v)) {
        const { iterations, mismatch, sign } = start.kernel.outcome;
        work.iterations = iterations;
        work.mismatch = mismatch;
        work.sign = sign;
        return true;
      }
      const converged = newton(network, given, start, work, tolerance_pu, maxIterations);
      if (converged && !isOdd(network, turns, work.v) && work.sign * flatOnce().sign >= 0) return true;
      found = search.from(given, start, converged);
      return found.solved;
    },
  };
}

/** The power drawn at the slack buses is not in the equations; their feed-in depends on it. */
function isFiniteAtSlack({ n, nodes }: Network, { p, q, pi, qi, pz, qz }: Injections): boolean {
  for (let i = n; i < nodes; i++) {
    if (!Number.isFinite(p[i]! + q[i]! + pi[i]! + qi[i]! + pz[i]! + qz[i]!)) return false;
  }
  return true;
}
