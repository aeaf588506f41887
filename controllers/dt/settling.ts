// Limits are linear around a schedule, and the tariff changes the schedule: losses and voltages move with the loads. So the DSO
// decides again on the limits around the answer it foresees, until those that bind stay where they were. Each round takes most
// of what is left, because a linearisation is wrong only by losses and by reactive power that moves along.
import { RunError } from '../../base/index.ts';
import { CLOSE, isViolated, type NetworkLimit, shiftedTo } from '../feeder/limits.ts';
import { nameOf, weight } from './congestion.ts';
import { type Decided, missing, type Situation } from './dso.ts';

export interface Settled {
  readonly decided: Decided;
  /** Linearisations decided on. */
  readonly rounds: number;
  /** How far a limit that binds still moved after the last of them [kW, or what weighs as much]. */
  readonly drift_kw: number;
  /** Whether all limits that bind stayed where they were. */
  readonly settled: boolean;
}

const ROUNDS = 12;

/**
 * Decides on the limits of a situation, and on those around each answer, until they are settled. Around the baseline limits
 * may look worse than they are, so that whether they can hold is judged at the end.
 * @param limitsAfter the limits around the answer foreseen, counted from the baseline
 * @throws RunError when the limits shall hold and no schedule keeps them, naming each with what is missing
 */
export async function untilSettled(
  situation: Situation,
  decide: (situation: Situation) => Promise<Decided>,
  limitsAfter: (decided: Decided) => readonly NetworkLimit[],
): Promise<Settled> {
  let { limits, near } = situation;
  for (let rounds = 1; ; rounds++) {
    const decided = await decide({ ...situation, limits, near });
    const next = limitsAfter(decided);
    const moved = drift(situation, decided, next);
    if (moved.settled || rounds === ROUNDS) {
      if (decided.infeasible) throw new RunError(await missing({ ...situation, limits }));
      return { decided, rounds, drift_kw: moved.kw, settled: moved.settled };
    }
    limits = next;
    near = decided;
  }
}

/** What moved of the limits that the answer stands at or breaks; all others have room, and have it still. */
function drift({ baseline_kw }: Situation, { limits, managed }: Decided, next: readonly NetworkLimit[]) {
  const answered = (limit: NetworkLimit) => shiftedTo(limit, baseline_kw, managed.load_kw);
  const before = new Map(limits.map((limit) => [nameOf(limit), limit]));
  let kw = 0;
  let settled = true;
  for (const limit of next) {
    const then = before.get(nameOf(limit));
    if (!(then && binds(answered(then))) && !isViolated(answered(limit))) continue;
    const by = then
      ? Math.max(apart(limit.lower, then.lower), apart(limit.upper, then.upper))
      : Number.POSITIVE_INFINITY;
    kw = Math.max(kw, by * weight(limit));
    settled &&= by <= CLOSE[limit.service];
  }
  return { kw, settled };
}

const binds = ({ service, lower, upper }: NetworkLimit): boolean => Math.max(lower, -upper) >= -CLOSE[service];

/** Sides that have no limit are at no distance. */
const apart = (a: number, b: number): number => (a === b ? 0 : Math.abs(a - b));
