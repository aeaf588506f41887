// An aggregator: plans its customers' day against the spot price, answers the tariff, and re-profiles what it was asked for. It
// knows its own customers and what the DSO tells it: prices, and of the network the limits it is to help with.
import type { Address, Mail } from '../../cosim/index.ts';
import type { NetworkLimit } from '../feeder/limits.ts';
import { summedAt } from '../feeder/load-points.ts';
import {
  agentOf,
  aggregatorOf,
  boundOnTheWire,
  DSO,
  deviceSchedule,
  deviceState,
  type LoadSchedule,
  limitsFromTheWire,
  read,
  schedulesOnTheWire,
} from '../feeder/messages.ts';
import type { Models } from '../feeder/models.ts';
import type { Schedule } from '../feeder/schedule.ts';
import type { Agent, Today } from '../feeder/today.ts';
import { manage, type PriceResponse, type Response, respond } from './congestion.ts';
import { drawnBy, groupsOf } from './groups.ts';
import { needs, request, response, tariff } from './messages.ts';
import type { Options } from './options.ts';

/** What devices draw over the day, by their index. */
export type Draws = Map<number, { readonly p_kw: Float64Array; readonly q_kvar: Float64Array }>;

export interface Aggregator {
  /** Plans by the spot price, and tells the DSO what its customers can do and will draw. */
  open(): Promise<Draws>;
  /** Plans the customers with the tariff anew. */
  answerTariff(): Promise<Draws>;
  /** Plans the customers with re-profiling anew, as far as it was asked to. */
  reprofile(): Promise<Draws>;
  /** Tells the devices, whatever came of it. */
  close(final: Schedule): void;
}

/** What an aggregator has: its devices, as indices, and those under either contract. */
export interface Business {
  readonly agent: Agent;
  readonly dt: readonly number[];
  readonly srp: readonly number[];
  readonly models: Models;
  /** The cheapest day of every device by the energy price, where the customers' answers count from it. */
  readonly cheapest: Schedule | undefined;
  readonly load_points: readonly string[];
}

/** What one more kWh beyond a limit counts against the largest price, when homes re-profile: more than any of them saves. */
const UNMET = 100;

export function openAggregator(business: Business, today: Today, options: Options, mail: Mail): Aggregator {
  const { agent, dt, srp, models, cheapest, load_points } = business;
  const { day, devices, energy_price } = today;
  const self: Address = agent.aggregator === undefined ? agentOf(undefined) : aggregatorOf(agent.aggregator);
  const problem = (members: readonly number[], extra?: readonly (readonly number[])[]): PriceResponse => {
    const groups = groupsOf(devices, members, models);
    return {
      devices,
      groups,
      day,
      load_points,
      price: load_points.map((_, j) => Float64Array.from(energy_price, (c, t) => c + (extra?.[j]?.[t] ?? 0))),
      sensitivity: options.price_sensitivity,
      rest_kw: cheapest && drawnBy(groups, cheapest),
    };
  };
  const planByPrice = (posed: PriceResponse) => (cheapest ? planned(posed, cheapest) : respond(posed));
  const send = (draws: Draws) => mail.send(response, { from: self, to: DSO, payload: loadsOf(draws) });

  const loadsOf = (draws: Draws): LoadSchedule => {
    const members = [...draws.keys()];
    const at = members.map((d) => devices[d]!);
    const sums = (of: readonly Float64Array[]) =>
      summedAt(at, load_points, of, day.hours.length).map((sum) => Array.from(sum));
    return {
      load_points,
      p_kw: sums(members.map((d) => draws.get(d)!.p_kw)),
      q_kvar: sums(members.map((d) => draws.get(d)!.q_kvar)),
    };
  };

  return {
    async open() {
      const payload = { shows: agent.devices.map((d) => devices[d]!.observe()) };
      if (agent.aggregator !== undefined) {
        mail.send(deviceState, { from: agentOf(agent.aggregator), to: self, payload });
      }
      const posed = problem([...dt, ...srp]);
      const groups = posed.groups.map(({ devices: of, load_point, model: { problem: own } }) => ({
        load_point,
        devices: of.length,
        min: Array.from(own.variables.min, boundOnTheWire),
        max: Array.from(own.variables.max, boundOnTheWire),
      }));
      mail.send(needs, { from: self, to: DSO, payload: { groups } });
      const draws = drawsOf(posed, await planByPrice(posed));
      send(draws);
      return draws;
    },
    async answerTariff() {
      const received = read(mail, self, tariff);
      const posed = problem(dt, received.tariff);
      const draws = drawsOf(posed, await respond(posed));
      send(draws);
      return draws;
    },
    async reprofile() {
      const [requested] = mail.take(self, request);
      if (!requested || srp.length === 0) return new Map();
      const { limits, purchases } = requested.payload;
      const posed = problem(srp);
      const baseline_kw = (await planByPrice(posed)).load_kw;
      const dearest = Math.max(...energy_price.map(Math.abs), ...purchases.flatMap(({ price }) => price.map(Math.abs)));
      const own = limitsFromTheWire(limits).map(
        (limit, r): NetworkLimit => ({ ...limit, service: 'overload', element: `request ${r + 1}` }),
      );
      const draws = drawsOf(
        posed,
        await manage({ ...posed, limits: own, baseline_kw, activeSet: new Set() }, UNMET * dearest),
      );
      send(draws);
      return draws;
    },
    close(final) {
      if (agent.aggregator === undefined) return; // it is the devices' own agent, and knows
      const payload = schedulesOnTheWire(agent.devices, final);
      mail.send(deviceSchedule, { from: self, to: agentOf(agent.aggregator), payload });
    },
  };
}

/** A schedule as the answer of the groups. */
function planned({ groups, devices, load_points, day }: PriceResponse, { p_kw, q_kvar }: Schedule): Response {
  const members = groups.flatMap((group) => group.devices);
  const at = members.map((d) => devices[d]!);
  return {
    p_kw: groups.map((group) => p_kw[group.devices[0]!]!),
    q_kvar: groups.map((group) => q_kvar[group.devices[0]!]!),
    load_kw: summedAt(
      at,
      load_points,
      members.map((d) => p_kw[d]!),
      day.hours.length,
    ),
  };
}

/** What every device of every group does. */
export function drawsOf({ groups }: Pick<PriceResponse, 'groups'>, { p_kw, q_kvar }: Response): Draws {
  const draws: Draws = new Map();
  for (const [g, { devices }] of groups.entries()) {
    for (const d of devices) draws.set(d, { p_kw: p_kw[g]!, q_kvar: q_kvar[g]! });
  }
  return draws;
}
