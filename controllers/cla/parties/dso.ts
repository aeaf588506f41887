// The DSO: sets the capacity limits, checks the final schedules, and pays for flexibility. It knows its network, a forecast of what no
// microgrid draws, and what load points draw together; no device of a microgrid, no cost, no bid.

import type { MessageKind } from '../../../cosim/index.ts';
import type { FeederDay } from '../../feeder/day.ts';
import { DSO, type LoadSchedule, read } from '../../feeder/messages.ts';
import { inWords } from '../../feeder/violations.ts';
import { violationsOf, type Watch } from '../dso/checks.ts';
import { limitsOf } from '../dso/limits.ts';
import {
  AGGREGATOR,
  type Answered,
  aggregateSchedule,
  type CapacityLimit,
  capacityLimits,
  confirm,
  finalAggregate,
  type Payment,
  priceForecast,
  rejectSchedule,
  settlement,
} from '../messages.ts';
import type { Options } from '../options.ts';
import type { Conduct } from '../protocol/conduct.ts';
import type { Period } from '../terms.ts';

/** What it sees of the day: steps and its mail. */
type Sees = Pick<FeederDay<Options>, 'dt_h' | 'mail'>;

export type Dso = ReturnType<typeof openDso>;

/** @param fallback the schedule of all microgrids that counts where the aggregator does not send one */
export function openDso(
  { dt_h, mail }: Sees,
  watch: Watch,
  periods: readonly Period[],
  fallback: LoadSchedule,
  conduct: Conduct,
) {
  let schedule = fallback;
  let limits: readonly CapacityLimit[] = [];
  let violated: readonly number[] = [...periods.keys()];
  let unresolved: readonly string[] = [];

  let due: readonly Payment[] = [];

  const receive = <Body extends LoadSchedule & Answered>(kind: MessageKind<Body>): Body | undefined => {
    const [message] = conduct.inTime(() => 'aggregator', mail.take(DSO, kind));
    if (message) schedule = message.payload;
    else conduct.note('default', 'aggregator', `no ${kind.kind} in time: the last known schedule counts`);
    return message?.payload;
  };
  const send = <Body>(kind: MessageKind<Body>, payload: Body) =>
    mail.send(kind, { from: DSO, to: AGGREGATOR, payload });

  return {
    /** Step 1. */
    forwardPrices(): void {
      mail.send(priceForecast, { from: DSO, to: AGGREGATOR, payload: read(mail, DSO, priceForecast) });
    },
    /** Step 4. */
    learnSchedule(): LoadSchedule {
      receive(aggregateSchedule);
      return schedule;
    },
    /**
     * Checks a schedule in force: confirms it, or rejects it again with hours in which an earlier stage has left violations.
     * @param known these hours
     * @returns false where other hours violate limits: further steps are called for
     */
    checkInForce(known: readonly number[]): boolean {
      const found = violationsOf(watch, schedule);
      const hours = periods.flatMap(({ hour }, h) => (found[h]!.some((of) => of.length > 0) ? [hour] : []));
      if (!hours.every((hour) => known.includes(hour))) return false;
      const stamp = conduct.answers('dso', 'confirmation');
      if (stamp && hours.length === 0) send(confirm, stamp);
      else if (stamp) send(rejectSchedule, { periods: hours, ...stamp });
      return true;
    },
    /** Step 5: limits of all hours in the first round, of the hours with violations in later ones. */
    async limit(): Promise<void> {
      const found = await limitsOf(watch, schedule, periods, dt_h, violated);
      limits = found.limits;
      unresolved = found.unresolved;
      for (const text of unresolved) conduct.note('unresolved', 'dso', text);
      const stamp = conduct.answers('dso', 'limits');
      if (stamp) send(capacityLimits, { limits, ...stamp });
    },
    /** Step 11: confirms the final schedule, or rejects it with the hours in which it violates limits. */
    check(): { readonly violated: readonly number[]; readonly unresolved: readonly string[] } {
      due = receive(finalAggregate)?.due ?? due;
      const found = violationsOf(watch, schedule);
      violated = [...periods.keys()].filter((h) => found[h]!.some((of) => of.length > 0));
      const stamp = conduct.answers('dso', 'confirmation');
      const hours = violated.map((h) => periods[h]!.hour);
      if (violated.length === 0) {
        conduct.note('confirmed', 'dso', 'the final schedules keep the limits of the network');
        if (stamp) send(confirm, stamp);
      } else {
        const worst = violated.map((h) => `hour ${periods[h]!.hour}: ${inWords(found[h]!.flat())}`);
        conduct.note('rejected', 'dso', worst.join('; '));
        if (stamp) send(rejectSchedule, { periods: hours, ...stamp });
      }
      return { violated: hours, unresolved };
    },
    /** Step 12. */
    settle(): void {
      if (due.length > 0) send(settlement, { payments: due });
    },
  };
}
