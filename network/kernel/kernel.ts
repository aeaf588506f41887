// The fast solver of a network of PQ nodes, from fixed states. It has the solution of an ordinary case; the general solver
// (`../newton/solver.ts`) has everything else: no convergence, and a solution that may be doubtful.
//   little fill   Newton's method from the given state                                current-injection.ts
//   much fill     the chord method from the solution at the nominal loads; Newton's method where that converges slowly     chord.ts
import type { Sign } from '../../base/index.ts';
import { fixedGeneration, inject, tableLoads } from '../injections.ts';
import type { Network } from '../model/compile.ts';
import { isOdd, ordinaryMove, type Turns } from '../newton/doubt.ts';
import { type Injections, type Voltages, zeroInjections } from '../newton/state.ts';
import { type Chord, chord, createChord, isChordFaster } from './chord.ts';
import { currentInjection, type Limits, type Outcome } from './current-injection.ts';
import { give, type Origin, originAt } from './origin.ts';
import { createState, type State, take } from './state.ts';

export interface Kernel {
  /** Result of the last solve; `mismatch` is the true one, |ΔP|, |ΔQ|. */
  readonly outcome: Readonly<Outcome>;
  /** True where the network has an ordinary solution, which is then in v. */
  solve(given: Injections, v: Voltages): boolean;
}

export interface KernelOptions {
  readonly tolerance_pu: number;
  readonly maxIterations: number;
  readonly turns: Turns;
  /** Sign of the determinant of the Jacobian at operating points. */
  readonly sign: Sign;
}

const ROUNDS = 10;

/** Accepted error of the voltages, relative to the tolerance of the mismatch. */
const FINE = 1e-2;

export const isForKernel = ({ n, pq }: Network): boolean => n > 0 && pq.every((given) => given === 1);

/**
 * @param y with PQ nodes alone besides the slack nodes
 * @param from where Newton's method starts
 */
export function createKernel(y: Network, from: Voltages, options: KernelOptions): Kernel {
  const { tolerance_pu: tolerance, maxIterations, turns, sign } = options;
  const s = createState(y);
  const origin = originAt(s, from);
  const outcome: Outcome = { iterations: 0, mismatch: 0, step2: 0, sign: 0 };
  const limits = { tolerance, fine: FINE * tolerance, rounds: Math.min(ROUNDS, maxIterations) };
  const reference = isChordFaster(s.elimination) ? atNominalLoads(y, s, origin, limits, outcome) : undefined;
  const ordinary2 = ordinaryMove(y, turns, from) ** 2;
  return {
    outcome,
    solve(given, v) {
      take(s, given);
      const isSolved =
        (reference && !s.hasParts && chord(reference, limits, outcome)) || currentInjection(s, origin, limits, outcome);
      if (!isSolved || outcome.sign * sign < 0) return false;
      return give(s, origin, v) < ordinary2 || !isOdd(y, turns, v);
    },
  };
}

/** The chord method at the loads and machines of the tables; undefined where these have no solution. */
function atNominalLoads(y: Network, s: State, origin: Origin, limits: Limits, outcome: Outcome): Chord | undefined {
  const given = zeroInjections(y.nodes);
  inject(y, fixedGeneration(y), tableLoads(y), given);
  take(s, given);
  return currentInjection(s, origin, limits, outcome) ? createChord(s) : undefined;
}
