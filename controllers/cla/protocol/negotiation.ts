// Steps 5 to 12 of the protocol: limits, bids and final schedules, in rounds until the DSO confirms, and the settlement.
import type { FeederDay } from '../../feeder/day.ts';
import { redispatch } from '../microgrid/redispatch.ts';
import type { Options } from '../options.ts';
import type { Round } from '../plan.ts';
import type { Participants } from './participants.ts';

type Solving = Pick<FeederDay<Options>, 'options' | 'solveAll' | 'seed'>;

/** Further rounds follow a rejected schedule, as long as bids are accepted. */
export async function negotiate(participants: Participants, day: Solving): Promise<readonly Round[]> {
  const { agents, aggregator, dso, conduct } = participants;
  const rounds: Round[] = [];
  for (conduct.round = 1; ; conduct.round++) {
    await dso.limit(); // 5
    const called = aggregator.call(); // 6
    for (const agent of agents) await agent.answerCall(); // 7
    await aggregator.activate(); // 8
    const changed = await scheduleAccepted(participants, day);
    for (const agent of agents) agent.sendOrders(); // 9
    for (const agent of agents) agent.sendFinal(); // 10
    aggregator.forwardFinal();
    const found = dso.check(); // 11
    rounds.push({ round: conduct.round, called, ...found });
    const isConfirmed = aggregator.learnVerdict();
    if (isConfirmed || !changed || conduct.round === day.options.rounds) break;
  }
  dso.settle(); // 12
  aggregator.settle();
  for (const agent of agents) agent.learnPayments();
  return rounds;
}

/** The schedules after acceptance; whether there are any. */
async function scheduleAccepted({ agents, periods }: Participants, { solveAll, seed }: Solving): Promise<boolean> {
  const decided = agents.map((agent) => ({ agent, accepted: agent.learnAccepted() }));
  const changed = decided.flatMap(({ agent, accepted }) => (accepted ? [{ agent, accepted }] : []));
  const again = await redispatch(
    changed.map(({ accepted }) => accepted),
    periods,
    { solveAll, seed },
  );
  for (const [i, { agent }] of changed.entries()) agent.adopt(again[i]!);
  return changed.length > 0;
}
