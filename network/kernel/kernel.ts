// The fast solver of a network of PQ nodes, from one fixed state. It has the solution of an ordinary case; everything else, no
// convergence and a solution that may be doubtful, is left to the general solver (`../newton/solver.ts`).
import type { Sign } from '../../base/index.ts';
import type { Network } from '../model/compile.ts';
import { isOdd, type Turns } from '../newton/doubt.ts';
import type { Injections, Voltages } from '../newton/state.ts';
import { currentInjection, type Outcome } from './current-injection.ts';
import { trueMismatch } from './mismatch.ts';
import { createState, give, NODE, ORIGIN, type Origin, originVoltages, type State, take } from './state.ts';

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
  /** Sign of the determinant of the Jacobian on the side of the operating points. */
  readonly sign: Sign;
}

const ROUNDS = 10;

export const isForKernel = ({ n, pq }: Network): boolean => n > 0 && pq.every((given) => given === 1);

/** @param y with PQ nodes alone besides the slack nodes */
export function createKernel(
  y: Network,
  from: Voltages,
  { tolerance_pu, maxIterations, turns, sign }: KernelOptions,
): Kernel {
  const s = createState(y);
  const origin = originAt(s, from);
  const outcome: Outcome = { iterations: 0, mismatch: 0, step2: 0, sign: 0 };
  const rounds = Math.min(ROUNDS, maxIterations);
  return {
    outcome,
    solve(given, v) {
      take(s, given);
      if (!currentInjection(s, origin, tolerance_pu, rounds, outcome)) return false;
      if (outcome.sign * sign < 0) return false;
      give(s, v);
      return !isOdd(y, turns, v);
    },
  };
}

function originAt(s: State, from: Voltages): Origin {
  const voltage = originVoltages(s.elimination, from);
  for (let k = 0; k < s.elimination.node.length; k++) {
    s.node[NODE * k] = voltage[ORIGIN * k]!;
    s.node[NODE * k + 1] = voltage[ORIGIN * k + 1]!;
  }
  trueMismatch(s);
  return { voltage, rest: s.residual.slice(0, 2 * s.elimination.n) };
}
