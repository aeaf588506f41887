// The stages of the protocol. Day-ahead: all steps. Hour-ahead: the schedules in force are checked for the rest of the day; where they
// violate a limit in an hour that the stage before has not left so, or a microgrid joins, all steps follow for the rest of the day, from
// the present states of the devices.
import type { FeederDay } from '../../feeder/day.ts';
import { continued } from '../microgrid/redispatch.ts';
import { schedule } from '../microgrid/schedule.ts';
import type { Options } from '../options.ts';
import { forecastUnits, receiveOrders } from '../parties/device-agents.ts';
import { announcePrices } from '../parties/energy-market.ts';
import type { MicrogridAgent } from '../parties/microgrid.ts';
import type { ClaPlan, MicrogridDay, PlannedCla, Round } from '../plan.ts';
import type { MicrogridPlan } from '../terms.ts';
import { laterPlan, laterSchedule } from './later.ts';
import { negotiate } from './negotiation.ts';
import { type Participants, participantsOf } from './participants.ts';
import { passedOn } from './prices.ts';

type Day = FeederDay<Options>;

export async function planDayAhead(day: Day): Promise<ClaPlan> {
  const participants = await participantsOf(day, 'day-ahead');
  return await allSteps(day, participants);
}

/** @param before the plan in force */
export async function planIntraday(day: Day, before: PlannedCla | undefined): Promise<ClaPlan> {
  if (before?.from === day.from) return before.plan; // planned in this step
  const participants = await participantsOf(day, 'intraday', before);
  if (!before) return await allSteps(day, participants);
  const { agents, aggregator, dso, conduct } = participants;
  const passed = day.from - before.from;
  const inForce = new Map(
    before.plan.microgrids.map(({ microgrid, final }) => [microgrid.name, laterSchedule(final, passed)]),
  );
  if (agents.every(({ microgrid }) => inForce.has(microgrid.name))) {
    for (const agent of agents) agent.resume(inForce.get(agent.microgrid.name)!);
    for (const agent of agents) agent.sendInitial(); // 3
    aggregator.aggregate(); // 4
    dso.learnSchedule();
    if (dso.checkInForce(before.plan.rounds.at(-1)?.violated ?? [])) {
      aggregator.learnVerdict(); // 11
      const members = new Map(agents.map(({ microgrid, agent }) => [microgrid.name, agent]));
      return laterPlan(before.plan, { passed, participants, members, log: conduct.log });
    }
  }
  return await allSteps(day, participants, before, passed);
}

async function allSteps(day: Day, participants: Participants, before?: PlannedCla, passed = 0): Promise<ClaPlan> {
  const { agents, aggregator, dso } = participants;
  announcePrices(day); // 1
  dso.forwardPrices();
  aggregator.forwardPrices();
  for (const { microgrid, agent } of agents) forecastUnits(day, microgrid, agent); // 2
  for (const agent of agents) agent.learn();
  const initial = await initialSchedules(day, agents, before, passed); // 3
  for (const agent of agents) agent.sendInitial();
  aggregator.aggregate(); // 4
  dso.learnSchedule();
  const rounds = await negotiate(participants, day); // 5 to 12
  return planOf(day, participants, initial, rounds);
}

/** The cheapest schedules; those in force, from the present states, where there are some. */
async function initialSchedules(
  { solveAll, seed }: Day,
  agents: readonly MicrogridAgent[],
  before: PlannedCla | undefined,
  passed: number,
): Promise<readonly MicrogridPlan[]> {
  const inForce = new Map(before?.plan.microgrids.map(({ microgrid, final }) => [microgrid.name, final]));
  const problems = agents.map((agent) => {
    const known = inForce.get(agent.microgrid.name);
    const now = agent.problem();
    return known ? { known, ...continued(now, known, passed) } : { known, ...now };
  });
  const plans = await schedule(
    problems.map(({ scheduling, known }) => {
      if (!known) return scheduling;
      const kept = Array.from(known.net_kw.subarray(passed), (kw, t) => [t, kw] as const);
      return { ...scheduling, agreed_kw: new Map([...kept, ...(scheduling.agreed_kw ?? [])]) };
    }),
    { solveAll, seed },
  );
  for (const [i, agent] of agents.entries()) {
    const { scheduling, usable } = problems[i]!;
    const agreed = plans[i]!.agreed.filter(({ t }) => scheduling.agreed_kw?.has(t)); // by bids
    agent.adopt({ scheduling, usable, plan: { ...plans[i]!, agreed } });
  }
  return agents.map(({ plan }) => plan());
}

function planOf(
  day: Day,
  { conduct, periods, agents, aggregator, others }: Participants,
  initial: readonly MicrogridPlan[],
  rounds: readonly Round[],
): ClaPlan {
  const { prices, limits, counted, bids, shortfalls } = aggregator.knows();
  const microgrids = agents.map(({ microgrid, agent, load_points, plan }, i): MicrogridDay => {
    const orders = receiveOrders(day, microgrid) ?? [];
    return {
      ...{ microgrid, agent, load_points, initial: initial[i]!, final: plan() },
      orders_kw: orders.map((p_kw) => (p_kw === null ? undefined : Float64Array.from(p_kw))),
      counted: counted.get(microgrid.name)!,
    };
  });
  const check = (which: 'initial' | 'final') => {
    const powers = (of: 'p_kw' | 'q_kvar') => {
      const all = day.devices.map((_, d) => others.get(d)?.[of]);
      for (const { microgrid, [which]: plan } of microgrids) {
        for (const [i, d] of microgrid.devices.entries()) all[d] = plan[of][i]!;
      }
      return all as Float64Array[];
    };
    return day.acCheck({ p_kw: powers('p_kw'), q_kvar: powers('q_kvar') });
  };
  const before = check('initial');
  const { schedule: _, ...checked } = before;
  const { schedule: _s, ...final } = bids.some(({ state }) => state === 'accepted') ? check('final') : before;
  const { reference_price } = day.options;
  return {
    ...{ stage: conduct.stage, microgrids, periods, limits, bids, shortfalls, rounds, log: conduct.log },
    prices: passedOn(prices, day.options),
    aggregator_prices: prices,
    reference_price: reference_price === undefined ? day.energy_price : day.profile(reference_price),
    others_kw: day.devices.map((_, d) => (others.get(d)?.flexible ? others.get(d)!.p_kw : undefined)),
    before: checked,
    after: final,
  };
}
