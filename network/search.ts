// Other starts, for a solve whose own start led to no solution or to an odd one.
//   1  Newton from the flat start, from DC angles, from the linear network                       linear-start.ts
//   2  the solution that the network reaches when its power grows from zero                      continuation.ts
//   3  Newton with step damping from the given start and from DC angles, where there is no solution yet    damped.ts
// Of the solutions found the one with the fewest oddities is taken; of those the one that strains the network least.
import type { BlockSolverOf, Remark } from '../base/index.ts';
import type { Network } from './compile.ts';
import { follow, type Reach } from './continuation.ts';
import { type Damping, damped } from './damped.ts';
import { oddities, type Turns } from './doubt.ts';
import { dcStart, linearStart } from './linear-start.ts';
import {
  copyVoltages,
  type Injections,
  iterate,
  type Start,
  type Voltages,
  type Work,
  zeroInjections,
} from './newton.ts';
import { emptyVoltages } from './start.ts';

export interface Search {
  /** Goes on after Newton from `start`, which ended in the work. The work ends at the solution taken. */
  from(given: Injections, start: Start, converged: boolean): Found;
  /** Solves without any power, once. */
  noLoad(): NoLoad;
}

export interface Found {
  readonly solved: boolean;
  /** What is odd about the solution taken, and whether other starts agree. */
  readonly remarks: readonly Remark[];
  /** The odd solution of the given start, where a better one replaced it. */
  readonly replaced?: Remark;
  /** Where no solution was found: how far the power can grow from zero; absent where there is no solution without power. */
  readonly reach?: Reach;
}

/** The voltages without any power; those of the flat start where no solution was found. */
export interface NoLoad {
  readonly found: boolean;
  readonly voltages: Voltages;
}

/** What a search shares with the solver it belongs to. */
export interface Bench {
  readonly network: Network;
  readonly work: Work;
  readonly turns: Turns;
  readonly flat: () => Start;
  readonly tolerance_pu: number;
  readonly maxIterations: number;
  readonly linearSolver: BlockSolverOf;
}

/** A solution, kept while others are looked for. */
interface Candidate extends Pick<Work, 'iterations' | 'mismatch' | 'stepToCome' | 'sign'> {
  readonly start: string;
  readonly v: Voltages;
  readonly odd: readonly Remark[];
  /** Σ |z| I² over the branches [p.u.]. */
  readonly strain: number;
}

const GIVEN = 'the given start';

export function createSearch(bench: Bench): Search {
  const { network, work, turns, flat, tolerance_pu, maxIterations, linearSolver } = bench;
  let damping: Damping | undefined;
  let empty: NoLoad | undefined;

  const candidate = (start: string): Candidate => {
    const { iterations, mismatch, stepToCome, sign } = work;
    const v = emptyVoltages(network.nodes);
    copyVoltages(work.v, v);
    const odd = oddities(network, turns, v, sign * flat().sign < 0);
    return { start, v, odd, strain: strainOf(network, v), iterations, mismatch, stepToCome, sign };
  };
  const newtonFrom = (given: Injections, voltages: Voltages): boolean => {
    copyVoltages(voltages, work.v);
    return iterate(network, given, work, tolerance_pu, maxIterations);
  };
  const dampedFrom = (given: Injections, voltages: Voltages): boolean => {
    damping ??= { step: new Float64Array(2 * network.n), before: emptyVoltages(network.nodes) };
    copyVoltages(voltages, work.v);
    return damped(network, given, work, damping, tolerance_pu);
  };

  /** Adds the solutions of other starts until one is ordinary. */
  const tryStarts = (given: Injections, found: Candidate[]) => {
    const dc = () => dcStart(network, given, flat().voltages, linearSolver);
    const starts: Readonly<Record<string, () => Voltages>> = {
      'a flat start': () => flat().voltages,
      'the angles of a DC power flow': dc,
      'the linear network': () => linearStart(network, given, dc(), linearSolver),
    };
    for (const [name, voltages] of Object.entries(starts)) {
      if (found.some(isOrdinary)) return;
      if (newtonFrom(given, voltages())) found.push(candidate(name));
    }
  };
  const tryDamped = (given: Injections, start: Voltages, found: Candidate[]) => {
    for (const voltages of [start, dcStart(network, given, flat().voltages, linearSolver)]) {
      if (found.length === 0 && dampedFrom(given, voltages)) found.push(candidate('damped steps'));
    }
  };
  /** Without PV buses the network without power is linear, and solved even where that leaves nothing at a bus. */
  const linearSolution = (nothing: Injections): Voltages | undefined => {
    const v = linearStart(network, nothing, flat().voltages, linearSolver);
    return network.pq.every((pq) => pq === 1) && v.vm.every(Number.isFinite) ? v : undefined;
  };
  const noLoad = (): NoLoad => {
    if (empty) return empty;
    const found: Candidate[] = [];
    const nothing = zeroInjections(network.nodes);
    tryStarts(nothing, found);
    tryDamped(nothing, flat().voltages, found);
    const best = found.toSorted(byQuality)[0]?.v ?? linearSolution(nothing);
    empty = { found: best !== undefined, voltages: best ?? flat().voltages };
    return empty;
  };

  return {
    noLoad,
    from(given, start, converged) {
      const found = converged ? [candidate(GIVEN)] : [];
      tryStarts(given, found);
      let reach: Reach | undefined;
      if (!found.some(isOrdinary) && noLoad().found) {
        reach = follow(network, given, noLoad().voltages, work, tolerance_pu);
        if (reach.scale === 1) found.push(candidate('growing load'));
      }
      tryDamped(given, start.voltages, found);
      const best = found.toSorted(byQuality)[0];
      if (!best) return { solved: false, remarks: [], ...(reach && { reach }) };
      take(best, work);
      const first = found[0]!;
      const replaced = first.start === GIVEN && !isOrdinary(first) && isOrdinary(best);
      return { solved: true, remarks: saidOf(best, found), ...(replaced && { replaced: replacement(first, best) }) };
    },
  };
}

const isOrdinary = ({ odd }: Candidate): boolean => odd.length === 0;

const byQuality = (a: Candidate, b: Candidate): number => a.odd.length - b.odd.length || a.strain - b.strain;

function take(from: Candidate, work: Work): void {
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
    text: `The start values lead to a solution that is odd, and that is not the one reported: ${odd} The one reported is found from ${best.start}.`,
  };
}
