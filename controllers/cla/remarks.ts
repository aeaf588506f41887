// What a reader of a planned day should know: load points as microgrids, who did not answer, what no bid resolves, and limits of the network
// that the plan violates although it is within the capacity limits.
import { decimals, type Remark, sum } from '../../base/index.ts';
import { listed, overloadOf, violations } from '../feeder/report.ts';
import { microgridsOf } from './microgrid/microgrids.ts';
import type { ClaPlan, Event, PlannedCla } from './plan.ts';

const REMARKS: Readonly<Record<string, (of: PlannedCla) => string | undefined>> = {
  no_member: noMember,
  no_answer: noAnswer,
  nobody_bid: nobodyBid,
  shortfall,
  unresolved,
  sum_limit: sumLimit,
  beyond_limits: beyondLimits,
  more_overload: moreOverload,
  agreed_not_kept: agreedNotKept,
};

export const remarksOf = (of: PlannedCla): Remark[] => [
  ...microgridsOf(of.devices).remarks,
  ...Object.entries(REMARKS).flatMap(([id, textOf]) => {
    const text = textOf(of);
    return text === undefined ? [] : [{ id: `cla_${id}`, text: `cla: ${text}` }];
  }),
  ...violations('cla', of.network, of.plan.after, of),
];

const texts = ({ plan }: PlannedCla, ...kinds: Event['event'][]): string[] =>
  plan.log.flatMap(({ event, party, text }) => (kinds.includes(event) ? [`${party}: ${text}`] : []));

function noMember({ plan }: PlannedCla): string | undefined {
  return plan.microgrids.length === 0
    ? 'no microgrid takes part when the day is planned: no bid can keep a limit'
    : undefined;
}

function noAnswer(of: PlannedCla): string | undefined {
  const missed = texts(of, 'expired', 'default');
  return missed.length === 0 ? undefined : `parties did not answer in time: ${listed(missed, 'answers')}`;
}

function nobodyBid({ plan: { rounds, bids } }: PlannedCla): string | undefined {
  const called = [...new Set(rounds.flatMap((round) => round.called))];
  if (called.length === 0 || bids.length > 0) return undefined;
  return `nobody bids, although limits bind in the hours from ${called.map((hour) => `${hour}:00`).join(', ')}`;
}

function shortfall({ plan: { shortfalls, rounds } }: PlannedCla): string | undefined {
  const last = shortfalls.filter(({ round }) => round === rounds.length);
  if (last.length === 0) return undefined;
  const words = last.map(({ period, direction, kw }) => `${period}:00 ${decimals(kw, 2)} kW of ${direction}`);
  return `the bids do not keep the capacity limits: missing are ${listed(words, 'hours')}`;
}

function unresolved({ plan: { rounds } }: PlannedCla): string | undefined {
  const found = rounds.at(-1)?.unresolved ?? [];
  return found.length === 0 ? undefined : listed(found, 'limits');
}

/** The DSO rejects the last schedules although the sum of all microgrids is within its limits. */
function sumLimit({ plan }: PlannedCla): string | undefined {
  const isLimited = new Set(
    plan.limits.flatMap((of) => ((of.export_max_kw ?? of.import_max_kw) === null ? [] : [of.period])),
  );
  const violated = plan.rounds.at(-1)?.violated ?? [];
  const within = violated.filter((hour) => isLimited.has(hour) && beyond(plan, hour) <= CLOSE_KW);
  if (within.length === 0) return undefined;
  const hours = within.map((hour) => `${hour}:00`).join(', ');
  return `in the hours from ${hours} the plan is within the limits on the sum and violates a limit of the network: load points differ in their effect on it`;
}

function beyondLimits({ plan }: PlannedCla): string | undefined {
  const found = plan.periods.flatMap(({ hour }) => {
    const kw = beyond(plan, hour);
    return kw > CLOSE_KW ? [`${hour}:00 by ${decimals(kw, 2)} kW`] : [];
  });
  return found.length === 0 ? undefined : `final schedules exceed the capacity limits: ${listed(found, 'hours')}`;
}

/** Mean power of the final schedules of all microgrids beyond the limits of an hour; 0 within them [kW]. */
function beyond({ limits, microgrids, periods }: ClaPlan, hour: number): number {
  const { steps } = periods.find((period) => period.hour === hour)!;
  const limit = limits.find(({ period }) => period === hour);
  const sum_kw = sum(microgrids.map(({ final }) => sum(steps.map((t) => final.net_kw[t]!)))) / steps.length;
  const over = (kw: number, most: number | null | undefined) => (typeof most === 'number' ? kw - most : 0);
  return Math.max(0, over(-sum_kw, limit?.export_max_kw), over(sum_kw, limit?.import_max_kw));
}

function moreOverload({ plan: { before, after }, dt_h }: PlannedCla): string | undefined {
  const [initial, final] = [overloadOf(before) * dt_h, overloadOf(after) * dt_h];
  if (final - initial <= CLOSE_KW) return undefined;
  return `final schedules overload branches more than the initial ones: ${final.toFixed(2)} kWh after ${initial.toFixed(2)} kWh`;
}

const CLOSE_KW = 1e-3;

function agreedNotKept({ plan: { microgrids } }: PlannedCla): string | undefined {
  const missed = microgrids.flatMap(({ microgrid, final }) => {
    const most = final.missing_kw.reduce((a, b) => Math.max(a, b), 0);
    return most > CLOSE_KW ? [`${microgrid.name} by up to ${decimals(most, 2)} kW`] : [];
  });
  return missed.length === 0 ? undefined : `devices cannot keep what is agreed: ${listed(missed, 'microgrids')}`;
}
