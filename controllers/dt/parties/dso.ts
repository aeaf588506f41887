// The DSO: checks the baseline, sets the tariff that keeps its network within its limits, and buys re-profiling for what violates a
// limit under the tariff. It knows its network, where each device is connected, a forecast of those that answer to no price, and what
// aggregators send.
import type { Address } from '../../../cosim/index.ts';
import type { Checked } from '../../feeder/ac-check.ts';
import type { FeederDay } from '../../feeder/day.ts';
import { type Feeder, feederOf } from '../../feeder/grid.ts';
import { isViolated, type NetworkLimit, shiftedTo, violation } from '../../feeder/limits.ts';
import { DSO, schedulesFromTheWire } from '../../feeder/messages.ts';
import { largestError } from '../../feeder/report.ts';
import type { Schedule } from '../../feeder/schedule.ts';
import { modelsFromTheWire, needs, request, response, tariff as tariffMessage } from '../messages.ts';
import type { Options } from '../options.ts';
import type { Checks, Tariffing } from '../outcome.ts';
import { drawnBy, groupsOf, loadOf, type Member, replaced, withDevices } from '../problem/groups.ts';
import { nameOf } from '../problem/problem.ts';
import { type Payment, shareOf } from '../reprofiling/shares.ts';
import { decide, type Situation } from '../tariff/decide.ts';
import { type Linearised, untilSettled } from '../tariff/linearisation.ts';
import type { Seller } from './sellers.ts';

/** What it sees of the day, and knows of its own. */
export interface Dso
  extends Pick<FeederDay<Options>, 'load_points' | 'energy_price' | 'options' | 'seed' | 'mail' | 'solve'> {
  readonly feeder: Feeder;
  readonly sellers: readonly Pick<Seller, 'address' | 'name'>[];
  /** What devices draw that respond to no price; 0 for all others. */
  readonly forecast: Schedule;
}

/** The baseline, and what aggregators said of their customers. */
export interface Baseline {
  readonly check: Checked;
  /** Around the baseline. */
  readonly limits: readonly NetworkLimit[];
  /** Devices under the tariff, in the order of the case. */
  readonly members: readonly Member[];
  /** Customers under contract for re-profiling at each load point: of each seller, and of all. */
  readonly customers: ReadonlyMap<Address, readonly number[]>;
  readonly all_customers: readonly number[];
}

export interface Bought {
  /** The response to the tariff. */
  readonly tariffed: Schedule;
  readonly payments: readonly Payment[];
}

/** The DSO knows its feeder, who acts for which devices, and a forecast of those that respond to no price. */
export function dsoOf(day: FeederDay<Options>, sellers: readonly Seller[], cheapest: Schedule): Dso {
  const nothing = day.devices.map(() => new Float64Array(day.hours.length));
  const responding = sellers.flatMap(({ customers }) => customers.map(({ device }) => device));
  const { load_points, energy_price, options, seed, mail, solve } = day;
  return {
    ...{ load_points, energy_price, options, seed, mail, solve },
    feeder: feederOf(
      day.network,
      day.devices.map(({ bus }) => ({ bus })),
      day,
    ),
    sellers: sellers.map(({ address, name }) => ({ address, name })),
    forecast: withDevices(cheapest, responding, { p_kw: nothing, q_kvar: nothing }),
  };
}

export function checkBaseline(dso: Dso): Baseline {
  const { feeder, load_points, forecast, mail } = dso;
  const reports = mail.take(DSO, needs);
  const models = modelsFromTheWire(reports.map(({ payload }) => payload.can));
  const members = reports
    .flatMap(({ payload }) => payload.devices)
    .map((device, i): Member => ({ device, load_point: feeder.points[device]!.bus, model: models[i]! }))
    .sort((a, b) => a.device - b.device);
  const check = feeder.acCheck(received(dso, forecast));
  const customers = new Map(reports.map(({ from, payload }) => [from, payload.customers]));
  const all_customers = load_points.map((_, j) => reports.reduce((sum, { payload }) => sum + payload.customers[j]!, 0));
  return { check, limits: limitsAround(dso, check), members, customers, all_customers };
}

/** Sets and sends the tariff; undefined without congestion. */
export async function setTariff(dso: Dso, baseline: Baseline): Promise<Linearised | undefined> {
  const { feeder, load_points, sellers, options, mail, seed } = dso;
  if (!baseline.limits.some(isViolated)) return undefined;
  const situation = situationOf(dso, baseline);
  const { schedule } = baseline.check;
  const decided = await untilSettled(
    situation,
    (current) => decide(current, options, seed),
    ({ managed }) => {
      const foreseen = replaced(schedule, situation.groups, managed);
      const loads_kw = feeder.summed(foreseen.p_kw, load_points);
      const limits = limitsAround(dso, feeder.acCheck(foreseen));
      return limits.map((limit) => shiftedTo(limit, loads_kw, situation.total_kw));
    },
  );
  const payload = { load_points, tariff: decided.tariff.map((of) => Array.from(of)) };
  for (const { address } of sellers) mail.send(tariffMessage, { from: DSO, to: address, payload });
  return decided;
}

/** Requests re-profiling of the sellers, each its share. */
export function buyReprofiling(dso: Dso, baseline: Baseline, decided: Linearised | undefined): Bought {
  const { feeder, load_points, sellers, mail } = dso;
  const { check, customers, all_customers } = baseline;
  const tariffed = received(dso, check.schedule);
  const payments: Payment[] = [];
  for (const { address, name } of decided && decided.purchases.length > 0 ? sellers : []) {
    const own = customers.get(address)!;
    if (own.every((n) => n === 0)) continue;
    const share = shareOf(decided!, own, all_customers, feeder.dt_h);
    mail.send(request, { from: DSO, to: address, payload: { load_points, ...share.request } });
    payments.push(...share.payments.map((payment) => ({ ...payment, aggregator: name })));
  }
  return { tariffed, payments };
}

export function checkFinal(dso: Dso, baseline: Baseline, decided: Linearised | undefined, bought: Bought): Checks {
  const { feeder, load_points, options } = dso;
  const { length: steps } = feeder.hours;
  const { members, check: before } = baseline;
  const { tariffed } = bought;
  const schedule = received(dso, tariffed);
  const after = schedule === before.schedule ? before : feeder.acCheck(schedule);
  const linear = feeder.linearised(before, schedule, load_points, options.linearised_at);
  const common = { ...bought, before, after, linear };
  if (!decided) {
    const tariff = load_points.map(() => new Float64Array(steps));
    return { ...common, tariff, decided, violated: { baseline: [], tariffed: [], final: [] }, foresight_kw: 0 };
  }
  const { limits, tariff, managed } = decided;
  const violated = (check: Checked, around: readonly NetworkLimit[] = limitsAround(dso, check)) =>
    violationsOf(dso, limits, before, check, around);
  return {
    ...common,
    tariff,
    decided: tariffing(decided),
    violated: {
      baseline: violated(before, baseline.limits),
      tariffed: violated(feeder.acCheck(tariffed)),
      final: violated(after),
    },
    foresight_kw: largestError(loadOf(members, tariffed.p_kw, load_points, steps), managed.load_kw),
  };
}

/** A schedule with the responses that have arrived. */
const received = ({ mail }: Dso, before: Schedule): Schedule =>
  mail.take(DSO, response).reduce((schedule, { payload }) => {
    const { devices } = payload;
    return withDevices(schedule, devices, schedulesFromTheWire(devices, payload));
  }, before);

const limitsAround = ({ feeder, load_points, options }: Dso, check: Checked) =>
  feeder.limits(options.flows === 'lossless' ? feeder.lossless(check) : check, load_points, options);

function situationOf({ feeder, load_points, energy_price, options, solve }: Dso, baseline: Baseline): Situation {
  const { check, limits, members, all_customers } = baseline;
  const { p_kw } = check.schedule;
  const groups = groupsOf(members);
  return {
    groups,
    day: feeder,
    load_points,
    price: load_points.map(() => Float64Array.from(energy_price)),
    sensitivity: options.price_sensitivity,
    ...(options.price_sensitivity_from === 'baseline' && { rest_kw: drawnBy(groups, p_kw) }),
    limits,
    baseline_kw: loadOf(members, p_kw, load_points, feeder.hours.length),
    activeSet: new Set(),
    solve,
    total_kw: feeder.summed(p_kw, load_points),
    customers: all_customers,
  };
}

/**
 * Violation of limits in a schedule.
 * @param around the limits around it; where a limit is not among them, because another one on the same loads is the tighter one
 *   there, the linear model around the baseline counts
 */
function violationsOf(
  { feeder, load_points }: Dso,
  limits: readonly NetworkLimit[],
  baseline: Checked,
  check: Checked,
  around: readonly NetworkLimit[],
): number[] {
  const there = new Map(around.map((limit) => [nameOf(limit), limit]));
  const [from_kw, to_kw] = [baseline, check].map(({ schedule }) => feeder.summed(schedule.p_kw, load_points));
  return limits.map((limit) => violation(there.get(nameOf(limit)) ?? shiftedTo(limit, from_kw!, to_kw!)));
}

function tariffing({ managed: { dual }, tariff: _, residual: _r, infeasible: _i, ...decided }: Linearised): Tariffing {
  return { ...decided, dual };
}
