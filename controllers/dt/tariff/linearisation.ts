// Sequential linearisation: limits are linear around a schedule, and losses and voltages change with the response to the tariff. The
// DSO decides again on the limits around the response that it foresees, until those that bind change no more. A linearisation errs
// only by losses and reactive power, so that each round removes most of the difference.
import { RunError } from '../../../base/index.ts';
import { CLOSE, isViolated, type NetworkLimit, shiftedTo } from '../../feeder/limits.ts';
import { nameOf, weight } from '../problem/problem.ts';
import { type Decided, missing, type Situation } from './decide.ts';

export interface Linearised extends Decided {
  /** Linearisations decided on. */
  readonly rounds: number;
  /** Largest change of a limit that binds after the last of them [kW, weighted]. */
  readonly drift_kw: number;
  /** Whether all limits that bind are within their tolerance. */
  readonly settled: boolean;
}

const ROUNDS = 12;

/**
 * Decides on the limits of a situation, and on those around each response, until they are settled. Around the baseline limits
 * may look tighter than they are, so that whether they can hold is decided in the last round.
 * @param limitsAfter the limits around the foreseen response, counted from the baseline
 * @throws RunError when the limits should hold and no schedule keeps them, naming each with its violation
 */
export async function untilSettled(
  situation: Situation,
  decide: (situation: Situation) => Promise<Decided>,
  limitsAfter: (decided: Decided) => readonly NetworkLimit[],
): Promise<Linearised> {
  let { limits, near } = situation;
  for (let rounds = 1; ; rounds++) {
    const decided = await decide({ ...situation, limits, near });
    const next = limitsAfter(decided);
    const { drift_kw, settled } = drift(situation, decided, next);
    if (settled || rounds === ROUNDS) {
      if (decided.infeasible) throw new RunError(await missing({ ...situation, limits }));
      return { ...decided, rounds, drift_kw, settled };
    }
    limits = next;
    near = decided;
  }
}

/** Change of the limits that bind or are violated; all others have room. */
function drift({ baseline_kw }: Situation, { limits, managed }: Decided, next: readonly NetworkLimit[]) {
  const around = (limit: NetworkLimit) => shiftedTo(limit, baseline_kw, managed.load_kw);
  const before = new Map(limits.map((limit) => [nameOf(limit), limit]));
  let drift_kw = 0;
  let settled = true;
  for (const limit of next) {
    const then = before.get(nameOf(limit));
    if (!(then && binds(around(then))) && !isViolated(around(limit))) continue;
    const by = then
      ? Math.max(distance(limit.lower, then.lower), distance(limit.upper, then.upper))
      : Number.POSITIVE_INFINITY;
    drift_kw = Math.max(drift_kw, by * weight(limit));
    settled &&= by <= CLOSE[limit.service];
  }
  return { drift_kw, settled };
}

const binds = ({ service, lower, upper }: NetworkLimit): boolean => Math.max(lower, -upper) >= -CLOSE[service];

/** Of two bounds, 0 also where both are ±∞. */
const distance = (a: number, b: number): number => (a === b ? 0 : Math.abs(a - b));
