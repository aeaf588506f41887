// Who takes part in a stage, and what they know before it: microgrids and their agents, aggregator and DSO.
import { type Baseline, baseline } from '../../feeder/baseline.ts';
import type { FeederDay } from '../../feeder/day.ts';
import type { LoadSchedule } from '../../feeder/messages.ts';
import { type Models, modelsOf } from '../../feeder/models.ts';
import { summedAt, timeOf } from '../../feeder/schedule.ts';
import { type Member, together } from '../aggregator/schedules.ts';
import { othersOf, slotsOf } from '../dso/checks.ts';
import { microgridsOf, periodsOf } from '../microgrid/microgrids.ts';
import type { Options } from '../options.ts';
import { type Aggregator, openAggregator } from '../parties/aggregator.ts';
import { type Dso, openDso } from '../parties/dso.ts';
import { type MicrogridAgent, openMicrogrid } from '../parties/microgrid.ts';
import type { ClaPlan, PlannedCla } from '../plan.ts';
import type { Microgrid, Period } from '../terms.ts';
import { type Conduct, conductOf } from './conduct.ts';
import { checkNames, membershipAt } from './membership.ts';

export interface Participants {
  readonly conduct: Conduct;
  readonly periods: readonly Period[];
  readonly agents: readonly MicrogridAgent[];
  readonly aggregator: Aggregator;
  readonly dso: Dso;
  /** Schedule of the devices outside microgrids, by device. */
  readonly others: ReadonlyMap<number, Forecast>;
}

/** The cheapest day of a device, which the DSO and the aggregator take as forecast. */
export interface Forecast {
  readonly p_kw: Float64Array;
  readonly q_kvar: Float64Array;
  readonly flexible: boolean;
}

interface Taking {
  readonly microgrid: Microgrid;
  readonly agent: string;
}

/**
 * @param before the plan in force
 * @throws InputError where the options name a microgrid that the case does not have
 */
export async function participantsOf(
  day: FeederDay<Options>,
  stage: ClaPlan['stage'],
  before?: PlannedCla,
): Promise<Participants> {
  const { options, hours, devices, network } = day;
  const time = timeOf(hours[0]!);
  const conduct = conductOf(options, stage, day.from, time);
  const { microgrids } = microgridsOf(devices);
  checkNames(options, microgrids);
  const members = microgrids.flatMap((microgrid): Taking[] => {
    const { member, agent } = membershipAt(options, microgrid.name, time);
    return member ? [{ microgrid, agent }] : [];
  });
  if (before) noteChanges(before, members, conduct);

  const inside = new Set(members.flatMap(({ microgrid }) => microgrid.devices));
  const outside = [...devices.keys()].filter((d) => !inside.has(d));
  const known = lastKnown(day, before);
  const unheard = members.filter(({ microgrid: { name } }) => !known.has(name) && !conduct.isHeard(name));
  const forecast = await forecastOf(day, [...outside, ...unheard.flatMap(({ microgrid }) => microgrid.devices)]);
  const contracts = members.map(({ microgrid, agent }): Member => {
    const fallback = known.get(microgrid.name) ?? loadsOf(day, microgrid, forecast);
    return { microgrid: microgrid.name, agent, fallback };
  });

  const periods = periodsOf(day);
  const slots = slotsOf(periods, hours, options.check);
  const points = outside.map((d) => ({ bus: devices[d]!.bus, ...forecast.get(d)! }));
  const watch = { network, services: options.services, slots, others: othersOf(network, slots, points) };
  const fallback = together(
    contracts.map((of) => of.fallback),
    hours.length,
  );
  const modelsFor = ownModels(day);
  return {
    ...{ conduct, periods },
    agents: members.map(({ microgrid, agent }) =>
      openMicrogrid(day, microgrid, agent, modelsFor(microgrid), periods, conduct),
    ),
    aggregator: openAggregator(day, contracts, periods, conduct),
    dso: openDso(day, watch, periods, fallback, conduct),
    others: new Map(outside.map((d) => [d, forecast.get(d)!])),
  };
}

/** Schedules that were counted with in the plan in force, from now on. */
function lastKnown({ from }: FeederDay<Options>, before: PlannedCla | undefined): Map<string, LoadSchedule> {
  if (!before) return new Map();
  const rest = (of: readonly (readonly number[])[]) => of.map((one) => one.slice(from - before.from));
  return new Map(
    before.plan.microgrids.map(({ microgrid, counted: { load_points, p_kw, q_kvar } }) => [
      microgrid.name,
      { load_points, p_kw: rest(p_kw), q_kvar: rest(q_kvar) },
    ]),
  );
}

/** The cheapest day of some devices by themselves. */
async function forecastOf(day: FeederDay<Options>, those: readonly number[]): Promise<Map<number, Forecast>> {
  if (those.length === 0) return new Map();
  const devices = those.map((d) => day.devices[d]!);
  const { p_kw, q_kvar, flexible }: Baseline = await baseline(
    devices,
    day,
    day.energy_price,
    day.seed,
    undefined,
    day.solveAll,
  );
  return new Map(those.map((d, i) => [d, { p_kw: p_kw[i]!, q_kvar: q_kvar[i]!, flexible: flexible[i]! }]));
}

/** What a microgrid draws by forecast; 0 where there is none, because it answers. */
function loadsOf(
  { devices, hours }: FeederDay<Options>,
  { devices: own }: Microgrid,
  forecast: ReadonlyMap<number, Forecast>,
): LoadSchedule {
  const points = own.map((d) => ({ bus: devices[d]!.bus }));
  const load_points = [...new Set(points.map(({ bus }) => bus))];
  const nothing = new Float64Array(hours.length);
  const over = (which: 'p_kw' | 'q_kvar') => {
    const of = own.map((d) => forecast.get(d)?.[which] ?? nothing);
    return summedAt(points, load_points, of, hours.length).map((sum) => Array.from(sum));
  };
  return { load_points, p_kw: over('p_kw'), q_kvar: over('q_kvar') };
}

/** Models of the devices of a microgrid; the same where no owner prefers a time. */
function ownModels(day: FeederDay<Options>) {
  const preferred = modelsOf(day.devices, { ...day, preferred: true });
  const of = ({ distinct, of }: Models, own: readonly number[]) => own.map((d) => distinct[of[d]!]!);
  return ({ devices: own }: Microgrid) => ({ preferred: of(preferred, own), usable: of(day.models, own) });
}

function noteChanges({ plan }: PlannedCla, members: readonly Taking[], conduct: Conduct): void {
  const before = new Map(plan.microgrids.map(({ microgrid, agent }) => [microgrid.name, agent]));
  const now = new Map(members.map(({ microgrid, agent }) => [microgrid.name, agent]));
  for (const [name, agent] of now) {
    const known = before.get(name);
    if (known === undefined) conduct.note('joins', name, 'takes part from now on');
    else if (known !== agent) conduct.note('replaced', name, `${agent} acts for its devices instead of ${known}`);
  }
  for (const name of before.keys()) {
    if (!now.has(name)) conduct.note('leaves', name, 'its devices have their default behaviour from now on');
  }
}
