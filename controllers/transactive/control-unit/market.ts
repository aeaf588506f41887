// The control unit asks the agents for their change at a bonus, by mail, and remembers the answers.
import { sum } from '../../../base/index.ts';
import type { Mail } from '../../../cosim/index.ts';
import { type Answering, answerOf } from '../agents/agent.ts';
import { addressOf, announcement, CONTROL_UNIT, response } from '../messages.ts';
import type { Sign } from '../plan.ts';

/** An agent that answers in this step. */
export interface Asked {
  readonly name: string;
  readonly devices: readonly Answering[];
}

export interface Market {
  readonly agents: readonly Asked[];
  /** Change of each agent at a bonus, in their order [kW]. */
  ask(bonus: number): readonly number[];
}

export function marketOf(agents: readonly Asked[], sign: Sign, mail: Mail): Market {
  const known = new Map<number, readonly number[]>();
  const askAll = (bonus: number): readonly number[] => {
    const payload = { direction: sign, bonus_per_kwh: bonus };
    for (const { name } of agents) mail.send(announcement, { from: CONTROL_UNIT, to: addressOf(name), payload });
    for (const { name, devices } of agents) {
      const { bonus_per_kwh } = mail.take(addressOf(name), announcement)[0]!.payload;
      const kw = answerOf(devices, bonus_per_kwh);
      mail.send(response, { from: addressOf(name), to: CONTROL_UNIT, payload: { kw } });
    }
    return mail.take(CONTROL_UNIT, response).map(({ payload }) => payload.kw);
  };
  return {
    agents,
    ask(bonus) {
      const before = known.get(bonus);
      if (before) return before;
      const answers = askAll(bonus);
      known.set(bonus, answers);
      return answers;
    },
  };
}

/** R(b) with some agents held at what they took. */
export const total = (answers: readonly number[], held: ReadonlyMap<number, number>): number =>
  sum(answers.map((kw, a) => held.get(a) ?? kw));
