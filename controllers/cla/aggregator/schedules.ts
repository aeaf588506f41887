// The schedules that the aggregator counts with: those that microgrids send in time, defaults for the others.
import { sum } from '../../../base/index.ts';
import type { Mail, MessageKind } from '../../../cosim/index.ts';
import type { LoadSchedule } from '../../feeder/messages.ts';
import { AGGREGATOR, type Answered, controlAgent } from '../messages.ts';
import type { Conduct } from '../protocol/conduct.ts';
import type { Period } from '../terms.ts';

/** A microgrid under contract. */
export interface Member {
  readonly microgrid: string;
  /** Name of its control agent. */
  readonly agent: string;
  /** What is counted with where it does not answer: its last known schedule, or a forecast. */
  readonly fallback: LoadSchedule;
}

export function schedulesOf(members: readonly Member[], steps: number, mail: Mail, conduct: Conduct) {
  const counted = new Map(members.map(({ microgrid, fallback }) => [microgrid, fallback]));
  const names = new Map(members.map(({ microgrid, agent }) => [controlAgent(agent) as string, microgrid]));
  const party = (from: string) => names.get(from) ?? from;
  return {
    counted,
    party,
    /** Takes what came in time; the others keep what is counted. */
    collect(kind: MessageKind<LoadSchedule & Answered>): void {
      const messages = conduct.inTime(party, mail.take(AGGREGATOR, kind));
      const inTime = new Map(messages.map(({ from, payload }) => [party(from), payload]));
      for (const { microgrid } of members) {
        const schedule = inTime.get(microgrid);
        if (schedule) counted.set(microgrid, schedule);
        else conduct.note('default', microgrid, `no ${kind.kind} in time: its last known schedule counts`);
      }
    },
    summed: (): LoadSchedule => together([...counted.values()], steps),
    /** Net power of a microgrid over the steps [kW]. */
    of: (microgrid: string): Float64Array => overPoints([counted.get(microgrid)!], steps),
    /** Net power of all over the steps [kW]. */
    sum: (): Float64Array => overPoints([...counted.values()], steps),
    /** Mean of the sum of all in a period [kW]. */
    net: (period: Period): number =>
      sum([...counted.values()].flatMap(({ p_kw }) => p_kw.map((of) => meanIn(of, period)))),
  };
}

const overPoints = (schedules: readonly LoadSchedule[], steps: number): Float64Array => {
  const points = schedules.flatMap(({ p_kw }) => p_kw);
  return Float64Array.from({ length: steps }, (_, t) => sum(points.map((of) => of[t]!)));
};

export const meanIn = (of: ArrayLike<number>, { steps }: Period): number =>
  sum(steps.map((t) => of[t]!)) / steps.length;

/** The sum of schedules at each load point, in the order of the first. */
export function together(schedules: readonly LoadSchedule[], steps: number): LoadSchedule {
  const load_points = [...new Set(schedules.flatMap((of) => of.load_points))];
  const over = (which: 'p_kw' | 'q_kvar') => {
    const sums = new Map(load_points.map((bus) => [bus, new Array<number>(steps).fill(0)]));
    for (const of of schedules) {
      for (const [j, bus] of of.load_points.entries()) {
        const into = sums.get(bus)!;
        for (let t = 0; t < steps; t++) into[t]! += of[which][j]![t]!;
      }
    }
    return [...sums.values()];
  };
  return { load_points, p_kw: over('p_kw'), q_kvar: over('q_kvar') };
}
