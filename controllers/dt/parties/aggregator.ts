// An aggregator: plans its customers' day by the spot price, answers the tariff, and re-profiles what the DSO bought. It knows its
// customers and prices, and of the network the limits in a request.
import type { FeederDay } from '../../feeder/day.ts';
import type { NetworkLimit } from '../../feeder/limits.ts';
import {
  agentOf,
  DSO,
  deviceSchedule,
  deviceState,
  limitsFromTheWire,
  schedulesOnTheWire,
} from '../../feeder/messages.ts';
import type { Day, Schedule } from '../../feeder/schedule.ts';
import { modelsOnTheWire, needs, request, response, tariff } from '../messages.ts';
import type { Options } from '../options.ts';
import { devicesOf, drawnBy, groupsOf, loadOf, type Member, replaced } from '../problem/groups.ts';
import type { PriceResponse } from '../problem/problem.ts';
import { manage, type Response, respond } from '../problem/solve.ts';
import type { Customer, Seller } from './sellers.ts';

/** What it sees of the day. */
type Sees = Pick<FeederDay<Options>, keyof Day | 'load_points' | 'energy_price' | 'options' | 'mail' | 'solve'>;

/** Price of a violation when homes re-profile, in multiples of the largest price: more than any of them saves. */
const UNMET = 100;

/** @param cheapest the cheapest day of each device by the energy price */
export function openAggregator(day: Sees, { address: self, name, devices, customers }: Seller, cheapest: Schedule) {
  const { load_points, energy_price, options, mail } = day;
  mail.take(self, deviceState); // the models of its customers begin at these states
  const under = (contract: Customer['contract']) => customers.filter((customer) => customer.contract === contract);
  const [dt, srp] = [under('dt'), under('srp')];
  const rest = options.price_sensitivity_from === 'baseline' ? cheapest : undefined;
  let plan = cheapest;

  const problemOf = (members: readonly Member[], tariff?: readonly (readonly number[])[]): PriceResponse => {
    const groups = groupsOf(members);
    return {
      groups,
      day,
      load_points,
      price: load_points.map((_, j) => Float64Array.from(energy_price, (c, t) => c + (tariff?.[j]?.[t] ?? 0))),
      sensitivity: options.price_sensitivity,
      rest_kw: rest && drawnBy(groups, rest.p_kw),
      solve: day.solve,
    };
  };
  const bySpotPrice = (problem: PriceResponse) => (rest ? asScheduled(problem, rest) : respond(problem));
  const adopt = ({ groups }: PriceResponse, planned: Response): void => {
    plan = replaced(plan, groups, planned);
    const places = devicesOf(groups);
    mail.send(response, { from: self, to: DSO, payload: { devices: places, ...schedulesOnTheWire(places, plan) } });
  };

  return {
    /** Sends the DSO what its customers can do, and what they draw by the spot price alone. */
    async planBySpotPrice(): Promise<void> {
      const can = modelsOnTheWire(dt.map(({ model }) => model));
      const payload = { devices: dt.map(({ device }) => device), can, customers: customersAt(srp, load_points) };
      mail.send(needs, { from: self, to: DSO, payload });
      const problem = problemOf([...dt, ...srp]);
      adopt(problem, await bySpotPrice(problem));
    },
    /** Plans the customers under the tariff again, where there is one. */
    async answerTariff(): Promise<void> {
      const [received] = mail.take(self, tariff);
      if (!received || dt.length === 0) return;
      const problem = problemOf(dt, received.payload.tariff);
      adopt(problem, await respond(problem));
    },
    /** Plans the customers under contract for re-profiling again, where something is bought of them. */
    async reprofile(): Promise<void> {
      const [received] = mail.take(self, request);
      if (!received) return;
      const { limits, purchases } = received.payload;
      const problem = problemOf(srp);
      const baseline_kw = (await bySpotPrice(problem)).load_kw;
      const dearest = Math.max(...energy_price.map(Math.abs), ...purchases.flatMap(({ price }) => price.map(Math.abs)));
      const share = limitsFromTheWire(limits).map(
        (limit, r): NetworkLimit => ({ ...limit, service: 'overload', element: `request ${r + 1}` }),
      );
      const congestion = { ...problem, limits: share, baseline_kw, activeSet: new Set<string>() };
      adopt(problem, await manage(congestion, UNMET * dearest));
    },
    /** Sends the schedules to the device agent, and returns them. */
    schedule(): Schedule {
      if (name !== '') {
        mail.send(deviceSchedule, { from: self, to: agentOf(name), payload: schedulesOnTheWire(devices, plan) });
      }
      return plan;
    },
  };
}

/** A schedule as the response of groups. */
function asScheduled({ groups, load_points, day }: PriceResponse, { p_kw, q_kvar }: Schedule): Response {
  const members = groups.flatMap(({ devices, load_point }) => devices.map((device) => ({ device, load_point })));
  const load_kw = loadOf(members, p_kw, load_points, day.hours.length);
  return { p_kw: drawnBy(groups, p_kw), q_kvar: drawnBy(groups, q_kvar), load_kw };
}

/** Number of customers at each load point: homes, however many of their devices are under contract. */
const customersAt = (customers: readonly Customer[], load_points: readonly string[]): number[] =>
  load_points.map(
    (bus) => new Set(customers.flatMap(({ load_point, home }) => (load_point === bus ? [home] : []))).size,
  );
