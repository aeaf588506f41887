// How a stage of the protocol is conducted: who takes part, who answers in time, and the log.
import type { Message } from '../../../cosim/index.ts';
import type { Answered } from '../messages.ts';
import type { Answer, Options } from '../options.ts';
import type { ClaPlan, Event } from '../plan.ts';

export interface Conduct {
  readonly stage: ClaPlan['stage'];
  /** Local time of the stage, HH:MM. */
  readonly time: string;
  readonly log: readonly Event[];
  /** Number of the round, from 1. */
  round: number;
  /** The time stamp of an answer of a party; undefined where it does not answer. */
  answers(party: string, answer: Answer): Answered | undefined;
  /** Whether the schedule of a microgrid reaches the DSO in time. */
  isHeard(microgrid: string): boolean;
  /** The messages that came before the deadline; the others are logged. */
  inTime<Body extends Answered>(
    party: (from: string) => string,
    messages: readonly Message<Body>[],
  ): readonly Message<Body>[];
  note(event: Event['event'], party: string, text: string): void;
}

/** @param k step of the run at which the stage is held */
export function conductOf(
  { silent, deadline_min }: Pick<Options, 'silent' | 'deadline_min'>,
  stage: ClaPlan['stage'],
  k: number,
  time: string,
): Conduct {
  const log: Event[] = [];
  const held = silent.filter(
    ({ stages, from, to }) => stages.includes(stage) && from <= time && (to === undefined || time < to),
  );
  const conduct: Conduct = {
    ...{ stage, time, log, round: 1 },
    answers(party, answer) {
      const silence = held.find((one) => one.party === party && one.answers.includes(answer));
      if (!silence) return { answered_min: 0 };
      return silence.delay_min === undefined ? undefined : { answered_min: silence.delay_min };
    },
    isHeard: (microgrid) =>
      [microgrid, 'aggregator'].every((party) => {
        const stamp = conduct.answers(party, 'schedule');
        return stamp !== undefined && stamp.answered_min <= deadline_min;
      }),
    inTime(party, messages) {
      return messages.filter(({ from, kind, payload: { answered_min } }) => {
        if (answered_min <= deadline_min) return true;
        const text = `${kind} came ${answered_min} min after the call; the deadline was ${deadline_min} min`;
        conduct.note('expired', party(from), text);
        return false;
      });
    },
    note: (event, party, text) => {
      log.push({ k, stage, round: conduct.round, party, event, text });
    },
  };
  return conduct;
}
