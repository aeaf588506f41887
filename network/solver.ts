// One network's solver: every array it needs is made here, and each solve goes the same way from the same start.
//   1  Newton from the given start
//   2  Newton with step damping from the given start
//   3  Newton with step damping from a flat start with the angles of a DC power flow
import { type BlockSolverOf, blockLu } from '../base/index.ts';
import type { Network } from './compile.ts';
import {
  advance,
  atRoundingFloor,
  copyVoltages,
  fill,
  type Injections,
  isSettled,
  measure,
  newton,
  type Start,
  startAt,
  type Voltages,
  type Work,
} from './newton.ts';
import { emptyVoltages, flatStart } from './start.ts';

export interface SolveOptions {
  /**
   * Largest |ΔP|, |ΔQ| accepted [p.u.], and largest |Δθ|, |ΔV/V| that another round may still be expected to bring; 1e-8.
   * Where rounding leaves more mismatch than that, beside branches of next to no impedance, rounding is accepted.
   */
  readonly tolerance_pu?: number;
  /** Newton rounds before damping is tried; 20. */
  readonly maxIterations?: number;
  /** The linear solver behind it; the sparse block LU. */
  readonly linearSolver?: BlockSolverOf;
}

export interface Solver {
  readonly network: Network;
  readonly tolerance_pu: number;
  /** Where the last solve ended: its voltages, its rounds, and ΔP, ΔQ of the unknown nodes. */
  readonly work: Readonly<Work>;
  /** Prepares a state to start from. */
  startAt(voltages: Voltages): Start;
  /** True when converged. The answer depends on nothing but the arguments. */
  solve(given: Injections, start: Start): boolean;
}

const DAMPED_ROUNDS = 60;
const SMALLEST_STEP = 1 / 128;

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
  };
  let damping: Damping | undefined;
  return {
    network,
    tolerance_pu,
    work,
    startAt: (voltages) => startAt(network, voltages, linearSolver),
    solve(given, start) {
      if (!isFiniteAtSlack(network, given)) {
        work.iterations = 0;
        work.mismatch = Number.NaN;
        return false;
      }
      if (newton(network, given, start, work, tolerance_pu, maxIterations)) return true;
      damping ??= { step: new Float64Array(2 * network.n), before: emptyVoltages(network.nodes) };
      copyVoltages(start.voltages, work.v);
      if (damped(network, given, work, damping, tolerance_pu)) return true;
      copyVoltages(flatStart(network), work.v);
      turnByActivePower(network, given, work);
      return damped(network, given, work, damping, tolerance_pu);
    },
  };
}

/** The equations do not hold what is drawn at the slack buses themselves; what they feed in does. */
function isFiniteAtSlack({ n, nodes }: Network, { p, q, pi, qi, pz, qz }: Injections): boolean {
  for (let i = n; i < nodes; i++) {
    if (!Number.isFinite(p[i]! + q[i]! + pi[i]! + qi[i]! + pz[i]! + qz[i]!)) return false;
  }
  return true;
}

/** Angles by active power alone, magnitudes as they are: one step with N = M = 0 and L = 1 (a DC power flow around w.v). */
function turnByActivePower(y: Network, s: Injections, { v, lu, d }: Work) {
  fill(y, s, v, lu.values, d);
  for (let block = 0; block < lu.values.length; block += 4) {
    lu.values[block + 1] = 0;
    lu.values[block + 2] = 0;
    lu.values[block + 3] = block < 4 * y.n ? 1 : 0;
  }
  for (let i = 0; i < y.n; i++) d[2 * i + 1] = 0;
  lu.factor();
  lu.solve(d);
  advance(v, d, y.n, 1);
}

interface Damping {
  readonly step: Float64Array;
  readonly before: Voltages;
}

/**
 * Newton from w.v with a step halved until Σ (ΔP² + ΔQ²) falls by Armijo's rule (Dennis & Schnabel 1983, ch. 6.3). False
 * when no step helps: it stands at a least-squares point, near the loadability limit the nearest thing to a solution.
 */
function damped(y: Network, s: Injections, w: Work, { step, before }: Damping, tolerance: number): boolean {
  const { v, lu, d } = w;
  w.mismatch = fill(y, s, v, lu.values, d);
  for (w.iterations = 0; w.iterations < DAMPED_ROUNDS; w.iterations++) {
    const size = sumOfSquares(d);
    const mismatch = w.mismatch;
    lu.factor();
    step.set(d);
    lu.solve(step);
    copyVoltages(v, before);
    for (let alpha = 1; ; alpha /= 2) {
      copyVoltages(before, v);
      w.mismatch = mismatch;
      measure(y, s, w, advance(v, step, y.n, alpha));
      if (sumOfSquares(d) <= (1 - 2e-4 * alpha) * size) break;
      if (alpha > SMALLEST_STEP) continue;
      copyVoltages(before, v);
      w.mismatch = fill(y, s, v, lu.values, d);
      return atRoundingFloor(y, w, tolerance);
    }
    if (isSettled(w, tolerance)) return true;
  }
  return false;
}

function sumOfSquares(d: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < d.length; i++) sum += d[i]! * d[i]!;
  return sum;
}
