// Other starts, for a solve whose own start led to no solution or to a doubtful one.
//   1  Newton from the flat start, from DC angles, from the linear network                       linear-start.ts
//   2  the solution that the network reaches when its power grows from zero                      continuation.ts
//   3  Newton with step damping from the given start and from DC angles, where there is no solution yet    damped.ts
// The solution with the fewest doubtful properties is taken, voltage and angle before the sign of the Jacobian; of equal
// solutions the one with the smallest Σ |z| I².
import type { BlockSolverOf, Remark, Sign } from '../../base/index.ts';
import type { Network } from '../model/compile.ts';
import { follow, type Reach } from './continuation.ts';
import { type Damping, damped } from './damped.ts';
import { oddities, type Turns } from './doubt.ts';
import { dcStart, linearStart } from './linear-start.ts';
import { iterate, type Start, type Work } from './newton.ts';
import { emptyVoltages } from './start.ts';
import { copyVoltages, type Injections, type Voltages, zeroInjections } from './state.ts';

export interface Search {
  /** Continues after Newton from `start`, whose result is in the work arrays. They contain the selected solution at the end. */
  from(given: Injections, start: Start, converged: boolean): Found;
  /** The solution without power, computed once. */
  noLoad(): NoLoad;
}

export interface Found {
  readonly solved: boolean;
  /** Remarks on a doubtful solution and on those of other starts; or that it replaced the doubtful solution of the given start. */
  readonly remarks: readonly Remark[];
  /** Where no solution was found: the feasible share of the power; absent where there is no solution without power. */
  readonly reach?: Reach;
}

/** The voltages without power; those of the flat start where no solution was found. */
export interface NoLoad {
  readonly found: boolean;
  readonly voltages: Voltages;
  /** Sign of the determinant of the Jacobian at them; 0 where there is no ordinary solution. */
  readonly sign: Sign;
}

/** Data that a search shares with its solver. */
export interface Bench {
  readonly network: Network;
  readonly work: Work;
  readonly turns: Turns;
  readonly flat: () => Start;
  readonly tolerance_pu: number;
  readonly maxIterations: number;
  readonly linearSolver: BlockSolverOf;
}

/** A solution found so far. */
interface Candidate extends Solution {
  readonly start: string;
  readonly odd: readonly Remark[];
  /** Whether the determinant of the Jacobian has another sign than without load. */
  readonly otherSide: boolean;
  /** Σ |z| I² over the branches [p.u.]. */
  readonly strain: number;
}

const GIVEN = 'the start values';
const FLAT = 'a flat start';

export function createSearch(bench: Bench): Search {
  const { network, work, turns, flat, tolerance_pu, maxIterations, linearSolver } = bench;
  let damping: Damping | undefined;
  let empty: NoLoad | undefined;

  const candidate = (start: string): Candidate => {
    const copy = copyOf(work);
    const otherSide = isOnOtherSide(copy.sign);
    const odd = oddities(network, turns, copy.v, otherSide);
    return { ...copy, start, odd, otherSide, strain: strainOf(network, copy.v) };
  };
  /** Whether the sign differs from that of the flat start, which is known, and from that without power, which needs a solve. */
  const isOnOtherSide = (sign: Sign): boolean => sign * flat().sign < 0 && sign * noLoad().sign <= 0;
  const newtonFrom = (given: Injections, voltages: Voltages): boolean => {
    copyVoltages(voltages, work.v);
    return iterate(network, given, work, tolerance_pu, maxIterations);
  };
  const dampedFrom = (given: Injections, voltages: Voltages): boolean => {
    damping ??= { step: new Float64Array(2 * network.n), before: emptyVoltages(network.nodes) };
    copyVoltages(voltages, work.v);
    return damped(network, given, work, damping, tolerance_pu);
  };

  /** Adds solutions of other starts until one is ordinary. */
  const tryStarts = (given: Injections, tried: Start | undefined, found: Candidate[]) => {
    const dc = () => dcStart(network, given, flat().voltages, linearSolver);
    const starts: Readonly<Record<string, () => Voltages>> = {
      [FLAT]: () => flat().voltages,
      'the angles of a DC power flow': dc,
      'the linear network': () => linearStart(network, given, dc(), linearSolver),
    };
    for (const [name, voltages] of Object.entries(starts)) {
      if (found.some(isOrdinary)) return;
      if (name === FLAT && tried === flat()) continue;
      if (newtonFrom(given, voltages())) found.push(candidate(name));
    }
  };
  const tryDamped = (given: Injections, start: Voltages | undefined, found: Candidate[]) => {
    const dc = () => dcStart(network, given, flat().voltages, linearSolver);
    for (const voltages of start ? [() => start, dc] : [dc]) {
      if (found.length === 0 && dampedFrom(given, voltages())) found.push(candidate('damped steps'));
    }
  };
  /** Without PV buses the network without power is linear, and has a solution even where a voltage is 0. */
  const linearSolution = (nothing: Injections): Voltages | undefined => {
    const v = linearStart(network, nothing, flat().voltages, linearSolver);
    return network.pq.every((pq) => pq === 1) && v.vm.every(Number.isFinite) ? v : undefined;
  };
  const noLoad = (): NoLoad => {
    if (empty) return empty;
    const found: Candidate[] = [];
    const nothing = zeroInjections(network.nodes);
    empty = { found: false, voltages: flat().voltages, sign: 0 }; // no reference during the search
    tryStarts(nothing, undefined, found);
    tryDamped(nothing, flat().voltages, found);
    const best = found.toSorted(byQuality)[0];
    const voltages = best?.v ?? linearSolution(nothing);
    empty = {
      found: voltages !== undefined,
      voltages: voltages ?? flat().voltages,
      sign: best && isPlausible(best) ? best.sign : 0,
    };
    return empty;
  };

  return {
    noLoad,
    from(given, start, converged) {
      const found = converged ? [candidate(start === flat() ? FLAT : GIVEN)] : [];
      tryStarts(given, start, found);
      let reach: Reach | undefined;
      if (!found.some(isOrdinary) && noLoad().found) {
        reach = follow(network, given, noLoad().voltages, work, tolerance_pu);
        if (reach.scale === 1) found.push(candidate('growing load'));
      }
      tryDamped(given, reach ? undefined : start.voltages, found); // the remaining mismatch shows where the power is missing
      const best = found.toSorted(byQuality)[0];
      if (!best) return { solved: false, remarks: [], ...(reach && { reach }) };
      take(best, work);
      const first = found[0]!;
      const isReplaced = converged && !isOrdinary(first) && isOrdinary(best);
      return { solved: true, remarks: isReplaced ? [replacement(first, best)] : saidOf(best, found) };
    },
  };
}

const isOrdinary = ({ odd }: Candidate): boolean => odd.length === 0;

/** Ordinary in voltage and angle. Without power, a sign other than that of the flat start is no criterion. */
const isPlausible = ({ odd, otherSide }: Candidate): boolean => odd.length === Number(otherSide);

const byQuality = (a: Candidate, b: Candidate): number =>
  a.odd.length - Number(a.otherSide) - b.odd.length + Number(b.otherSide) ||
  Number(a.otherSide) - Number(b.otherSide) ||
  a.strain - b.strain;

/** A copy of the work data that the next iteration overwrites. */
type Solution = Pick<Work, 'v' | 'iterations' | 'mismatch' | 'stepToCome' | 'sign'>;

function copyOf({ v, iterations, mismatch, stepToCome, sign }: Work): Solution {
  const copy = emptyVoltages(v.vm.length);
  copyVoltages(v, copy);
  return { v: copy, iterations, mismatch, stepToCome, sign };
}

function take(from: Solution, work: Work): void {
  copyVoltages(from.v, work.v);
  work.iterations = from.iterations;
  work.mismatch = from.mismatch;
  work.stepToCome = from.stepToCome;
  work.sign = from.sign;
}

function strainOf({ data, from, to }: Network, { e, f }: Voltages): number {
  let strain = 0;
  for (const [k, { r_pu, x_pu, tap, shift_deg }] of data.branches.entries()) {
    const i = from[k]!;
    const j = to[k]!;
    if (i < 0) continue;
    const c = Math.cos((shift_deg * Math.PI) / 180) / tap;
    const s = Math.sin((shift_deg * Math.PI) / 180) / tap;
    const re = c * e[i]! + s * f[i]! - e[j]!; // Vf / (tap e^{jφ}) − Vt
    const im = c * f[i]! - s * e[i]! - f[j]!;
    strain += (re * re + im * im) / Math.hypot(r_pu, x_pu);
  }
  return strain;
}

const isSame = (a: Voltages, b: Voltages): boolean =>
  a.e.every((e, i) => Math.hypot(e - b.e[i]!, a.f[i]! - b.f[i]!) < 1e-5);

function saidOf(best: Candidate, found: readonly Candidate[]): Remark[] {
  const others = found.filter((c) => c !== best);
  const same = others.filter((c) => isSame(c.v, best.v)).length;
  const agreement =
    others.length === 0
      ? 'No other start leads to a solution.'
      : same === others.length
        ? 'Other starts lead to the same solution.'
        : 'Other starts lead to other solutions, which are less ordinary still.';
  return best.odd.map(({ id, text }) => ({ id, text: `${text} ${agreement}` }));
}

function replacement(first: Candidate, best: Candidate): Remark {
  const odd = first.odd.map(({ text }) => text).join(' ');
  return {
    id: 'network_second_solution',
    text: `A solution that is odd was found first, from ${first.start}: ${odd} The one reported is found from ${best.start}.`,
  };
}
