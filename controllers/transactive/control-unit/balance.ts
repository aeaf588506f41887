// The balance of a step in real time, in the order of the protocol: the exchange at the connection with the plans and the truth of the step,
// the imbalance, bonus and answers, what is accepted, and the plans of the agents after it.
import { sum } from '../../../base/index.ts';
import type { FeederDay } from '../../feeder/day.ts';
import { leastOf } from '../../feeder/models.ts';
import { listed } from '../../feeder/report.ts';
import { timeOf } from '../../feeder/schedule.ts';
import type { Violation } from '../../feeder/violations.ts';
import { type Answering, type Committed, commit } from '../agents/agent.ts';
import { nominate } from '../agents/nomination.ts';
import { openQuestions, type Questions } from '../agents/questions.ts';
import { acceptance, addressOf, CONTROL_UNIT, schedule } from '../messages.ts';
import type { Options } from '../options.ts';
import type { AgentOfDay, Balance, BonusPlan, Event, PlannedBonuses, Sign, Taken } from '../plan.ts';
import { type Cleared, clear } from './clearing.ts';
import { type Connection, connectionOf, importOf, presentDraws, violationsOf } from './connection.ts';
import { type Asked, marketOf } from './market.ts';
import { capOf, type Prices, pricesAt, pricesOf, rationalCap } from './prices.ts';

/** An exchange that differs by less is the same, relative to 1 kW and the exchange. */
const SAME = 1e-6;

type Plans = readonly (Float64Array | undefined)[];

/** A step before it is balanced. */
interface Situation {
  readonly rest: FeederDay<Options>;
  readonly planned: PlannedBonuses;
  readonly t: number;
  readonly prices: Prices;
  readonly connection: Connection;
  readonly scheduled_kw: number;
}

export async function balanceStep(rest: FeederDay<Options>, planned: PlannedBonuses, t: number): Promise<BonusPlan> {
  const connection = connectionOf(planned.network, rest.devices);
  const scheduled_kw = connection.exchange(nominated(planned, connection, t));
  const situation: Situation = { rest, planned, t, prices: pricesOf(rest), connection, scheduled_kw };
  const { plan } = planned;
  const first = imbalanceOf(situation, plan.plan_kw);
  if (!isImbalance(first.imbalance_kw, scheduled_kw)) {
    return { ...plan, balances: [...plan.balances, quiet(situation, first)] };
  }
  return await ask(situation, plan.plan_kw, first);
}

/** Loads of the latest nomination for step t: the day-ahead forecast, with the changes that agents planned since, where they are nominated. */
function nominated({ plan, options }: PlannedBonuses, connection: Connection, t: number) {
  const { forecast, day_ahead_kw, plan_kw } = plan;
  if (options.accounting === 'net') return forecast[t]!;
  const added = new Map<number, number>();
  for (const [d, kw] of plan_kw.entries()) {
    const change = kw ? kw[t]! - day_ahead_kw[d]![t]! : 0;
    if (Math.abs(change) > 0) added.set(d, change);
  }
  return connection.with(forecast[t]!, added);
}

interface Imbalance {
  /** What every device draws by the plans [kW]. */
  readonly present_kw: readonly number[];
  readonly imbalance_kw: number;
  /** Limits of the network that are violated. */
  readonly violations: readonly Violation[];
  /** Imbalance with changed power of devices [kW]. */
  residual(changes: ReadonlyMap<number, number>): number;
}

function imbalanceOf(
  { rest: { devices, network }, t, connection, scheduled_kw }: Situation,
  plan_kw: Plans,
): Imbalance {
  const setPoint = (d: number) => {
    const kw = plan_kw[d]?.[t];
    return kw === undefined || Number.isNaN(kw) ? {} : { p_kw: kw };
  };
  const draws = presentDraws(devices, setPoint);
  const residual = (changes: ReadonlyMap<number, number>): number => {
    const changed = [...draws];
    for (const [d, kw] of changes) {
      if (kw !== 0) changed[d] = devices[d]!.respond({ p_kw: draws[d]!.p_kw + kw });
    }
    return scheduled_kw - connection.exchange(connection.loads(changed));
  };
  const flow = connection.flow(connection.loads(draws));
  const [imbalance_kw, violations] = [scheduled_kw - importOf(flow), violationsOf(network, flow)];
  return { present_kw: draws.map(({ p_kw }) => p_kw), imbalance_kw, violations, residual };
}

const nothingKw = (scheduled_kw: number): number => SAME * (1 + Math.abs(scheduled_kw));

const isImbalance = (kw: number, scheduled_kw: number): boolean => Math.abs(kw) > nothingKw(scheduled_kw);

/** An agent before the step is balanced. */
function keeping({ planned: { plan }, t }: Situation, { name, devices }: AgentOfDay, now: Imbalance): Taken {
  const plan_kw = sum(devices.map((d) => now.present_kw[d]!));
  const changes = devices.map((d) => plan.plan_kw[d]![t]! - plan.day_ahead_kw[d]![t]!);
  const payback_kw = sum(changes.filter((kw) => !Number.isNaN(kw)));
  return {
    agent: name,
    plan_kw,
    committed_kw: plan_kw,
    payback_kw,
    accepted_kw: 0,
    changes: [],
    bonus: 0,
    own_cost: 0,
  };
}

/** A step with no imbalance, or without a solution of its power flow: nobody is asked. */
function quiet(situation: Situation, now: Imbalance): Balance {
  const { planned, t, prices, scheduled_kw } = situation;
  const { imbalance_kw, violations } = now;
  const agents = planned.plan.agents.map((agent) => keeping(situation, agent, now));
  const bonuses = { bonus: 0, cap: 0, rational_cap: 0, rounds: [] };
  const imbalance = { scheduled_kw, imbalance_kw, violations, residual_kw: imbalance_kw };
  return { t, prices: pricesAt(prices, 0), ...imbalance, ...bonuses, agents };
}

async function ask(situation: Situation, before: Plans, first: Imbalance): Promise<BonusPlan> {
  const { rest, planned, t, prices } = situation;
  const { agents, log } = planned.plan;
  const silent = agents.filter(({ name }) => isSilent(name, planned.hours[t]!, rest.options));
  const answering = agents.filter((agent) => !silent.includes(agent));
  const sign: Sign = first.imbalance_kw > 0 ? 1 : -1;
  const cap = capOf(pricesAt(prices, 0), sign, rest.options);
  const questions = await openQuestions({
    ...{ rest, sign, cap, price: prices.energy, present_kw: first.present_kw },
    devices: cap > 0 ? answering.flatMap(({ devices }) => devices) : [],
    plan_kw: before.map((kw) => kw?.slice(t)),
  });
  try {
    const events: Event[] = silent.map(({ name }) => ({
      ...{ t, agent: name, event: 'silent' as const },
      text: 'no answer; its plan remains in force',
    }));
    const corrected = correctedPlans(situation, before, questions);
    events.push(...correctedEvents(situation, questions));
    const now = questions.corrected.size > 0 ? imbalanceOf(situation, corrected) : first;
    if (questions.corrected.size > 0 && (now.imbalance_kw > 0 ? 1 : -1) !== sign) {
      const balances = [...planned.plan.balances, quiet(situation, now)];
      return { ...planned.plan, plan_kw: corrected, balances, log: [...log, ...events] };
    }
    const cleared = clearedStep(situation, now, { sign, cap, answering, questions });
    return finish(situation, { sign, cap, now, corrected, events, ...cleared });
  } finally {
    questions.close();
  }
}

interface Offer {
  readonly sign: Sign;
  readonly cap: number;
  readonly answering: readonly AgentOfDay[];
  readonly questions: Questions;
}

function clearedStep(situation: Situation, now: Imbalance, { sign, cap, answering, questions }: Offer) {
  const { rest, scheduled_kw } = situation;
  const of = new Map(questions.answering.map((one) => [one.device, one]));
  const asked = answering.map(({ name, devices }): Asked => {
    return { name, devices: devices.flatMap((d): Answering[] => (of.has(d) ? [of.get(d)!] : [])) };
  });
  const market = marketOf(asked, sign, rest.mail);
  const cleared = clear({
    ...{ market, options: rest.options, sign, cap, dt_h: rest.dt_h },
    ...{ imbalance_kw: now.imbalance_kw, nothing_kw: nothingKw(scheduled_kw), residual: now.residual },
  });
  return { asked, cleared };
}

interface Finish {
  readonly sign: Sign;
  readonly cap: number;
  readonly now: Imbalance;
  readonly corrected: Plans;
  readonly events: readonly Event[];
  readonly asked: readonly Asked[];
  readonly cleared: Cleared;
}

/** Acceptances, the new plans, and the balance of the step. */
function finish(situation: Situation, { sign, cap, now, corrected, events, asked, cleared }: Finish): BonusPlan {
  const { rest, planned, t, prices, scheduled_kw } = situation;
  const { accepted, changes, rounds, residual_kw } = cleared;
  const plan_kw = [...corrected];
  const taken = new Map<string, Pick<Taken, 'accepted_kw' | 'changes' | 'bonus' | 'own_cost'>>();
  const rejected: Event[] = [];
  for (const [a, { name, devices }] of asked.entries()) {
    const kw = sum(changes[a]!.map(({ schedule }) => schedule.change_kw));
    if (changes[a]!.some((change) => change.rejected)) {
      const text = 'an accepted part of its answer is not feasible for a device with a minimum power';
      rejected.push({ t, agent: name, event: 'rejected', text });
    }
    if (kw === 0) continue;
    accept(situation, name, { kw, bonus_per_kwh: accepted.bonus, lower_bonus_per_kwh: accepted.lower_bonus });
    const committed = commit(devices, changes[a]!);
    for (const { device, schedule: to } of committed) {
      if (to.change_kw > 0) plan_kw[device] = replacedFrom(t, plan_kw[device]!, to.p_kw);
    }
    const agent = planned.plan.agents.find((of) => of.name === name)!;
    nominate(agent, rest.devices, forecastPowers(situation, agent, plan_kw), t, rest.mail);
    rest.mail.take(CONTROL_UNIT, schedule);
    taken.set(name, earned(committed, accepted.bonus, rest.dt_h));
  }
  const agents = planned.plan.agents.map((agent): Taken => {
    const before = keeping(situation, agent, now);
    const of = taken.get(agent.name);
    return of ? { ...before, ...of, committed_kw: before.plan_kw + sign * of.accepted_kw } : before;
  });
  const balance: Balance = {
    ...{ t, prices: pricesAt(prices, 0), scheduled_kw, imbalance_kw: now.imbalance_kw, residual_kw },
    violations: now.violations,
    ...{ bonus: accepted.bonus, cap, rational_cap: rationalCap(pricesAt(prices, 0), sign), rounds, agents },
  };
  const { plan } = planned;
  return { ...plan, plan_kw, balances: [...plan.balances, balance], log: [...plan.log, ...events, ...rejected] };
}

/** Schedules of an agent, with what the forecast has available where a source is not curtailed. */
const forecastPowers = ({ rest: { models }, t }: Situation, { devices }: AgentOfDay, plan_kw: Plans): Plans =>
  plan_kw.map((of, d) =>
    devices.includes(d) ? of?.map((kw, k) => (Number.isNaN(kw) && k >= t ? leastOf(models, d, k - t) : kw)) : of,
  );

function earned(committed: readonly Committed[], bonus: number, dt_h: number) {
  const accepted_kw = sum(committed.map(({ schedule }) => schedule.change_kw));
  const own_cost = sum(committed.map(({ schedule }) => schedule.own_cost));
  const changes = committed.map(({ device, schedule }) => ({ device, accepted_kw: schedule.change_kw }));
  return { accepted_kw, changes, bonus: bonus * accepted_kw * dt_h, own_cost };
}

function accept(
  { rest }: Situation,
  name: string,
  payload: { kw: number; bonus_per_kwh: number; lower_bonus_per_kwh: number },
) {
  rest.mail.send(acceptance, { from: CONTROL_UNIT, to: addressOf(name), payload });
  rest.mail.take(addressOf(name), acceptance);
}

/** A schedule of the day with new powers from step t on. */
function replacedFrom(t: number, of: Float64Array, p_kw: Float64Array): Float64Array {
  const to = of.slice();
  to.set(p_kw, t);
  return to;
}

function correctedPlans({ t }: Situation, before: Plans, { corrected }: Questions): Plans {
  return before.map((kw, d) => {
    const to = corrected.get(d);
    return to ? replacedFrom(t, kw!, to) : kw;
  });
}

function correctedEvents({ planned: { plan, devices }, t }: Situation, { corrected }: Questions): Event[] {
  return plan.agents.flatMap(({ name, devices: own }) => {
    const moved = own.filter((d) => corrected.has(d)).map((d) => devices[d]!.id);
    if (moved.length === 0) return [];
    const text = `cannot keep the plan of ${listed(moved, 'devices')}; the nearest feasible one replaces it`;
    return [{ t, agent: name, event: 'corrected' as const, text }];
  });
}

/** Whether an agent does not answer in a step. */
function isSilent(agent: string, hour: string, { silent }: Options): boolean {
  const time = timeOf(hour);
  return silent.some((of) => of.agent === agent && of.from <= time && (of.to === undefined || time < of.to));
}
