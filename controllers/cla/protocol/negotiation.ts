// Steps 5 to 12 of the protocol: limits, bids and final schedules, in rounds until the DSO confirms, and the settlement.
import type { FeederDay } from '../../feeder/day.ts';
import { bidsOf } from '../microgrid/bids/bids.ts';
import type { OwnBid } from '../microgrid/bids/offer.ts';
import { redispatch } from '../microgrid/redispatch.ts';
import type { Options } from '../options.ts';
import type { Round } from '../plan.ts';
import type { Direction } from '../terms.ts';
import type { Participants } from './participants.ts';

type Solving = Pick<FeederDay<Options>, 'options' | 'solveAll' | 'seed'>;

/** Further rounds follow a rejected schedule, as long as bids are accepted. */
export async function negotiate(participants: Participants, day: Solving): Promise<readonly Round[]> {
  const { agents, aggregator, dso, conduct } = participants;
  const rounds: Round[] = [];
  for (conduct.round = 1; ; conduct.round++) {
    await dso.limit(); // 5
    const called = aggregator.call(); // 6
    await bid(participants, day); // 7
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

const DIRECTIONS: readonly Direction[] = ['less-export', 'less-import'];

/** The bids of all microgrids in a direction are computed together. */
async function bid({ agents }: Participants, { options, solveAll, seed }: Solving): Promise<void> {
  const pricing = { price: options.bid_price, fee: options.bid_fee_per_kwh };
  const calls = agents.map((agent) => agent.learnCall());
  const own = agents.map((): OwnBid[] => []);
  for (const direction of DIRECTIONS) {
    const of = [...agents.keys()].filter((i) => calls[i]!.has(direction));
    const bids = await bidsOf(
      of.map((i) => calls[i]!.get(direction)!),
      direction,
      pricing,
      { solveAll, seed },
    );
    for (const [k, i] of of.entries()) own[i]!.push(...bids[k]!);
  }
  for (const [i, agent] of agents.entries()) agent.answerCall(own[i]!);
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
