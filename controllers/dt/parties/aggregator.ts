// An aggregator: plans its customers' day by the spot price, answers the tariff, and re-profiles what the DSO bought. It knows its
// contracts, what the device agents report, prices, and of the network the limits in a request.
import type { Address, Mail } from '../../../cosim/index.ts';
import type { NetworkLimit } from '../../feeder/limits.ts';
import {
  agentOf,
  aggregatorOf,
  DSO,
  deviceSchedule,
  limitsFromTheWire,
  read,
  schedulesFromTheWire,
  schedulesOnTheWire,
} from '../../feeder/messages.ts';
import type { Day, Schedule } from '../../feeder/schedule.ts';
import { summedAt } from '../../feeder/schedule.ts';
import {
  deviceDay,
  modelsFromTheWire,
  modelsOnTheWire,
  needs,
  type ReportedDay,
  request,
  response,
  tariff,
} from '../messages.ts';
import type { Options } from '../options.ts';
import { devicesOf, drawnBy, groupsOf, type Member, replaced } from '../problem/groups.ts';
import type { PriceResponse } from '../problem/problem.ts';
import { manage, type Response, respond } from '../problem/solve.ts';
import { type Contract, type DeviceDay, placesOf } from './device-agent.ts';

export interface Aggregator {
  /** Sends the DSO what its customers can do, and what they draw by the spot price alone. */
  planBySpotPrice(): Promise<void>;
  /** Plans the customers under the tariff again, where there is one. */
  answerTariff(): Promise<void>;
  /** Plans the customers under contract for re-profiling again, where something is bought of it. */
  reprofile(): Promise<void>;
  /** Sends the schedules to the device agent, and returns them. */
  schedule(): Schedule;
}

export interface Business {
  /** Undefined for devices that have none: their agent acts for them. */
  readonly aggregator: string | undefined;
  readonly contracts: readonly Contract[];
  /** What such an agent knows of its devices; otherwise it is in a message. */
  readonly own?: DeviceDay;
}

/** What every party of a day knows. */
export interface Terms {
  readonly day: Day;
  readonly load_points: readonly string[];
  /** [currency/kWh] */
  readonly energy_price: readonly number[];
  readonly options: Options;
}

/** Price of a violation when homes re-profile, in multiples of the largest price: more than any of them saves. */
const UNMET = 100;

export const addressOf = (aggregator: string | undefined): Address =>
  aggregator === undefined ? agentOf(undefined) : aggregatorOf(aggregator);

export function openAggregator({ aggregator, contracts, own }: Business, terms: Terms, mail: Mail): Aggregator {
  const { day, load_points, energy_price, options } = terms;
  const self = addressOf(aggregator);
  const { models, cheapest } = own ?? reported(read(mail, self, deviceDay), contracts);
  const customers = contracts.map((contract, i) => ({ ...contract, model: models[i]! }));
  const [dt, srp] = (['dt', 'srp'] as const).map((kind) => customers.filter((customer) => customer.kind === kind));
  const rest = options.price_sensitivity_from === 'baseline' ? cheapest : undefined;
  let plan: Schedule = { p_kw: [], q_kvar: [] };

  const problemOf = (members: readonly Member[], tariff?: readonly (readonly number[])[]): PriceResponse => {
    const groups = groupsOf(members);
    return {
      groups,
      day,
      load_points,
      price: load_points.map((_, j) => Float64Array.from(energy_price, (c, t) => c + (tariff?.[j]?.[t] ?? 0))),
      sensitivity: options.price_sensitivity,
      rest_kw: rest && drawnBy(groups, rest.p_kw),
    };
  };
  const bySpotPrice = (problem: PriceResponse) => (rest ? asScheduled(problem, rest) : respond(problem));
  const adopt = ({ groups }: PriceResponse, planned: Response): void => {
    plan = replaced(plan, groups, planned);
    const devices = devicesOf(groups);
    mail.send(response, { from: self, to: DSO, payload: { devices, ...schedulesOnTheWire(devices, plan) } });
  };

  return {
    async planBySpotPrice() {
      const can = modelsOnTheWire(dt!.map(({ model }) => model));
      const payload = { devices: placesOf(dt!), can, customers: customersAt(srp!, load_points) };
      mail.send(needs, { from: self, to: DSO, payload });
      const problem = problemOf([...dt!, ...srp!]);
      adopt(problem, await bySpotPrice(problem));
    },
    async answerTariff() {
      const [received] = mail.take(self, tariff);
      if (!received || dt!.length === 0) return;
      const problem = problemOf(dt!, received.payload.tariff);
      adopt(problem, await respond(problem));
    },
    async reprofile() {
      const [received] = mail.take(self, request);
      if (!received) return;
      const { limits, purchases } = received.payload;
      const problem = problemOf(srp!);
      const baseline_kw = (await bySpotPrice(problem)).load_kw;
      const dearest = Math.max(...energy_price.map(Math.abs), ...purchases.flatMap(({ price }) => price.map(Math.abs)));
      const share = limitsFromTheWire(limits).map(
        (limit, r): NetworkLimit => ({ ...limit, service: 'overload', element: `request ${r + 1}` }),
      );
      const congestion = { ...problem, limits: share, baseline_kw, activeSet: new Set<string>() };
      adopt(problem, await manage(congestion, UNMET * dearest));
    },
    schedule() {
      if (aggregator !== undefined) {
        const payload = schedulesOnTheWire(placesOf(contracts), plan);
        mail.send(deviceSchedule, { from: self, to: agentOf(aggregator), payload });
      }
      return plan;
    },
  };
}

const reported = ({ can, cheapest }: ReportedDay, contracts: readonly Contract[]): DeviceDay => ({
  models: modelsFromTheWire([can]),
  cheapest: schedulesFromTheWire(placesOf(contracts), cheapest),
});

/** A schedule as the response of groups. */
function asScheduled({ groups, load_points, day }: PriceResponse, { p_kw, q_kvar }: Schedule): Response {
  const at = groups.flatMap((group) => group.devices.map(() => ({ bus: group.load_point })));
  const load_kw = summedAt(
    at,
    load_points,
    devicesOf(groups).map((d) => p_kw[d]!),
    day.hours.length,
  );
  return { p_kw: drawnBy(groups, p_kw), q_kvar: drawnBy(groups, q_kvar), load_kw };
}

/** Number of customers with one of the contracts at each load point. */
const customersAt = (contracts: readonly Contract[], load_points: readonly string[]): number[] =>
  load_points.map(
    (bus) => new Set(contracts.flatMap(({ load_point, customer }) => (load_point === bus ? [customer] : []))).size,
  );
