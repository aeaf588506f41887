// The fast solver of a network of PQ nodes, from fixed states. It has the solution of an ordinary case; the general solver
// (`../newton/solver.ts`) has everything else: no convergence, and a solution that may be doubtful.
// It starts from the solution at the nearest level of load (levels.ts).
//   little fill   Newton's method                                                          current-injection.ts
//   much fill     the chord method, and Newton's method where that converges slowly        chord.ts
import type { Sign } from '../../base/index.ts';
import { fixedGeneration, inject, tableLoads } from '../injections.ts';
import type { Network } from '../model/compile.ts';
import { INDEX_MAX } from '../model/index-range.ts';
import { isOdd, ordinaryMove, type Turns } from '../newton/doubt.ts';
import { emptyVoltages } from '../newton/start.ts';
import { type Injections, type Voltages, zeroInjections } from '../newton/state.ts';
import { type Chord, chord, createChord, isChordFaster } from './chord.ts';
import { currentInjection, type Outcome } from './current-injection.ts';
import { compileElimination } from './elimination.ts';
import { rowsOf, SIDE_SIZE } from './factors.ts';
import { atLevels, COARSE, FINE, FINEST, levelOf, shareOf } from './levels.ts';
import { give, type Origin, originAt, originAtPresent } from './origin.ts';
import { createState } from './state.ts';

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
const ACCURACY = 1e-2;

/** Unknown nodes of a small network. */
const FEW = 128;

/** Offsets in the arrays of the kernel stay within the range of an index. */
const isSmall = ({ n, pattern }: Network): boolean => 8 * n + pattern.col.length <= INDEX_MAX;

export const isForKernel = (y: Network): boolean => y.n > 0 && isSmall(y) && y.pq.every((given) => given === 1);

/** Where iterations start from at a level of load. */
interface Level {
  readonly origin: Origin;
  /** Absent where Newton's method is the faster one. */
  readonly chord: Chord | undefined;
  /** Voltages that are nearer to the origin than this are ordinary: |V − V⁰|²/|V⁰|². */
  readonly ordinary2: number;
}

/**
 * @param y with PQ nodes alone besides the slack nodes
 * @param from the solution without load
 */
export function createKernel(y: Network, from: Voltages, options: KernelOptions): Kernel {
  const { tolerance_pu: tolerance, maxIterations, turns, sign } = options;
  const s = createState(y);
  const noLoad = originAt(s, from);
  const outcome: Outcome = { iterations: 0, mismatch: 0, step2: 0, sign: 0 };
  const limits = { tolerance, fine: ACCURACY * tolerance, rounds: Math.min(ROUNDS, maxIterations) };
  const withChord = isChordFaster(s.elimination);
  const rows = withChord ? rowsOf(s.elimination) : undefined;
  const side = new Float64Array(SIDE_SIZE * (y.n + 1));
  const spacing = withChord ? (y.n <= FEW ? FINEST : FINE) : COARSE;
  const nominal = nominalPower(y);
  const scaled = zeroInjections(y.nodes);
  const v = emptyVoltages(y.nodes);
  /** Where the loads of the level have an ordinary solution. */
  const levelAt = atLevels((level): Level | undefined => {
    const share = shareOf(level, spacing);
    for (let i = 0; i < y.nodes; i++) {
      scaled.p[i] = nominal.fixed.p[i]! - share * nominal.loads.p[i]!;
      scaled.q[i] = nominal.fixed.q[i]! - share * nominal.loads.q[i]!;
    }
    if (!currentInjection(s, scaled, noLoad, limits, outcome) || outcome.sign * sign < 0) return undefined;
    give(s, noLoad, v);
    if (isOdd(y, turns, v)) return undefined;
    const chord = rows && createChord(s, rows);
    return { origin: chord?.origin ?? originAtPresent(s), chord, ordinary2: ordinaryMove(y, turns, v) ** 2 };
  });
  const ordinary: Level = { origin: noLoad, chord: undefined, ordinary2: ordinaryMove(y, turns, from) ** 2 };
  return {
    outcome,
    solve(given, into) {
      const level = levelAt(levelOf(nominal.infeed - sumOf(given.p, y.n), nominal.load, spacing)) ?? ordinary;
      const { origin, chord: reference, ordinary2 } = level;
      const isSolved =
        (reference && chord(reference, side, given, limits, outcome)) ||
        currentInjection(s, given, origin, limits, outcome);
      if (!isSolved || outcome.sign * sign < 0) return false;
      return give(s, origin, into) < ordinary2 || !isOdd(y, turns, into);
    },
  };
}

/** A kernel for the variants of a network: each has its pattern, and is solved once. */
export interface VariantKernel {
  readonly outcome: Readonly<Outcome>;
  /** True where the variant has an ordinary solution, which is then in v. */
  solve(variant: Network, given: Injections, v: Voltages): boolean;
}

/** @param from a solution of the network, where every variant starts */
export function createVariantKernel(
  y: Network,
  from: Voltages,
  { tolerance_pu: tolerance, maxIterations, turns, sign }: KernelOptions,
): VariantKernel {
  const like = compileElimination(y);
  const outcome: Outcome = { iterations: 0, mismatch: 0, step2: 0, sign: 0 };
  const limits = { tolerance, fine: ACCURACY * tolerance, rounds: Math.min(ROUNDS, maxIterations) };
  return {
    outcome,
    solve(variant, given, v) {
      const s = createState(variant, compileElimination(variant, like));
      const origin = originAt(s, from);
      if (!currentInjection(s, given, origin, limits, outcome) || outcome.sign * sign < 0) return false;
      give(s, origin, v);
      return !isOdd(variant, turns, v);
    },
  };
}

/** Power of the tables at the nodes [p.u.], and its sums over the unknown nodes; loads as constant power, > 0 out of the grid. */
function nominalPower(y: Network) {
  const fixed = fixedGeneration(y);
  const loads = zeroInjections(y.nodes);
  const table = zeroInjections(y.nodes);
  inject(y, loads, tableLoads(y), table);
  for (let i = 0; i < y.nodes; i++) {
    loads.p[i] = -(table.p[i]! + table.pi[i]! + table.pz[i]!);
    loads.q[i] = -(table.q[i]! + table.qi[i]! + table.qz[i]!);
  }
  return { fixed, loads, infeed: sumOf(fixed.p, y.n), load: sumOf(loads.p, y.n) };
}

function sumOf(of: Float64Array, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += of[i]!;
  return sum;
}
