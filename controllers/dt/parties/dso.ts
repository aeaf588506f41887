// The DSO: checks the baseline, sets the tariff that keeps its network within its limits, and buys re-profiling for what violates a
// limit under the tariff. It knows its network, where each device is connected, a forecast of those that answer to no price, and what
// aggregators send.
import type { Address, Mail } from '../../../cosim/index.ts';
import type { Checked } from '../../feeder/ac-check.ts';
import type { Feeder } from '../../feeder/grid.ts';
import { isViolated, type NetworkLimit, shiftedTo, violation } from '../../feeder/limits.ts';
import { DSO, schedulesFromTheWire } from '../../feeder/messages.ts';
import type { Schedule } from '../../feeder/schedule.ts';
import { summedAt } from '../../feeder/schedule.ts';
import { modelsFromTheWire, needs, request, response, tariff as tariffMessage } from '../messages.ts';
import type { Checks, Tariffing } from '../outcome.ts';
import { drawnBy, groupsOf, type Member, replaced, withDevices } from '../problem/groups.ts';
import { nameOf } from '../problem/problem.ts';
import { type Payment, shareOf } from '../reprofiling/shares.ts';
import { decide, type Situation } from '../tariff/decide.ts';
import { type Linearised, untilSettled } from '../tariff/linearisation.ts';
import type { Terms } from './aggregator.ts';

/** Who answers for devices, and its name in tables: empty for the agent of devices without an aggregator. */
export interface Seller {
  readonly address: Address;
  readonly name: string;
}

export interface Knowledge {
  readonly feeder: Feeder;
  readonly sellers: readonly Seller[];
  /** What devices draw that answer to no price; 0 for all others. */
  readonly forecast: Schedule;
  readonly seed: number;
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

export interface Dso {
  checkBaseline(): Baseline;
  /** Sets and sends the tariff; undefined without congestion. */
  setTariff(baseline: Baseline): Promise<Linearised | undefined>;
  /** Requests re-profiling of the sellers, each its share. */
  buyReprofiling(baseline: Baseline, decided: Linearised | undefined): Bought;
  checkFinal(baseline: Baseline, decided: Linearised | undefined, bought: Bought): Checks;
}

export function openDso({ feeder, sellers, forecast, seed }: Knowledge, terms: Terms, mail: Mail): Dso {
  const { load_points, energy_price, options } = terms;
  const loadsOf = ({ p_kw }: Schedule) => feeder.summed(p_kw, load_points);
  const limitsAround = (check: Checked) =>
    feeder.limits(options.flows === 'lossless' ? feeder.lossless(check) : check, load_points, options);
  const membersLoad = (members: readonly Member[], { p_kw }: Schedule) => {
    const at = members.map(({ load_point }) => ({ bus: load_point }));
    return summedAt(
      at,
      load_points,
      members.map(({ device }) => p_kw[device]!),
      feeder.hours.length,
    );
  };
  /** A schedule with the responses that have arrived. */
  const received = (before: Schedule): Schedule =>
    mail.take(DSO, response).reduce((schedule, { payload }) => {
      const { devices } = payload;
      return withDevices(schedule, devices, schedulesFromTheWire(devices, payload));
    }, before);

  const situationOf = ({ check, limits, members, all_customers }: Baseline): Situation => {
    const groups = groupsOf(members);
    return {
      groups,
      day: feeder,
      load_points,
      price: load_points.map(() => Float64Array.from(energy_price)),
      sensitivity: options.price_sensitivity,
      ...(options.price_sensitivity_from === 'baseline' && { rest_kw: drawnBy(groups, check.schedule.p_kw) }),
      limits,
      baseline_kw: membersLoad(members, check.schedule),
      activeSet: new Set(),
      total_kw: loadsOf(check.schedule),
      customers: all_customers,
    };
  };
  /** The violation of limits in a schedule; by the linear model where another limit on the same loads is the tighter one there. */
  const violationsIn = (
    check: Checked,
    around: readonly NetworkLimit[],
    limits: readonly NetworkLimit[],
    from: Checked,
  ) => {
    const there = new Map(around.map((limit) => [nameOf(limit), limit]));
    const [from_kw, to_kw] = [loadsOf(from.schedule), loadsOf(check.schedule)];
    return limits.map((limit) => violation(there.get(nameOf(limit)) ?? shiftedTo(limit, from_kw, to_kw)));
  };

  return {
    checkBaseline() {
      const reports = mail.take(DSO, needs);
      const models = modelsFromTheWire(reports.map(({ payload }) => payload.can));
      const members = reports
        .flatMap(({ payload }) => payload.devices)
        .map((device, i): Member => ({ device, load_point: feeder.points[device]!.bus, model: models[i]! }))
        .sort((a, b) => a.device - b.device);
      const check = feeder.acCheck(received(forecast));
      const customers = new Map(reports.map(({ from, payload }) => [from, payload.customers]));
      const all_customers = load_points.map((_, j) =>
        reports.reduce((sum, { payload }) => sum + payload.customers[j]!, 0),
      );
      return { check, limits: limitsAround(check), members, customers, all_customers };
    },
    async setTariff(baseline) {
      if (!baseline.limits.some(isViolated)) return undefined;
      const situation = situationOf(baseline);
      const { schedule } = baseline.check;
      const decided = await untilSettled(
        situation,
        (current) => decide(current, options, seed),
        ({ managed }) => {
          const foreseen = replaced(schedule, situation.groups, managed);
          const loads_kw = loadsOf(foreseen);
          return limitsAround(feeder.acCheck(foreseen)).map((limit) => shiftedTo(limit, loads_kw, situation.total_kw));
        },
      );
      const payload = { load_points, tariff: decided.tariff.map((of) => Array.from(of)) };
      for (const { address } of sellers) mail.send(tariffMessage, { from: DSO, to: address, payload });
      return decided;
    },
    buyReprofiling({ check, customers, all_customers }, decided) {
      const tariffed = received(check.schedule);
      const payments: Payment[] = [];
      for (const { address, name } of decided && decided.purchases.length > 0 ? sellers : []) {
        const own = customers.get(address)!;
        if (own.every((n) => n === 0)) continue;
        const share = shareOf(decided!, own, all_customers, feeder.dt_h);
        mail.send(request, { from: DSO, to: address, payload: { load_points, ...share.request } });
        payments.push(...share.payments.map((payment) => ({ ...payment, aggregator: name })));
      }
      return { tariffed, payments };
    },
    checkFinal(baseline, decided, { tariffed, payments }) {
      const before = baseline.check;
      const schedule = received(tariffed);
      const after = schedule === before.schedule ? before : feeder.acCheck(schedule);
      const linear = feeder.linearised(before, schedule, load_points, options.linearised_at);
      const tariff = decided?.tariff ?? load_points.map(() => new Float64Array(feeder.hours.length));
      const common = { before, after, linear, tariffed, tariff, payments };
      if (!decided) return { ...common, decided, violated: [], foresight_kw: 0 };
      const middle = feeder.acCheck(tariffed);
      const stages = [
        violationsIn(before, baseline.limits, decided.limits, before),
        violationsIn(middle, limitsAround(middle), decided.limits, before),
        violationsIn(after, limitsAround(after), decided.limits, before),
      ] as const;
      return {
        ...common,
        decided: tariffing(decided),
        violated: decided.limits.map((_, r) => ({
          baseline: stages[0][r]!,
          tariffed: stages[1][r]!,
          final: stages[2][r]!,
        })),
        foresight_kw: farthest(membersLoad(baseline.members, tariffed), decided.managed.load_kw),
      };
    },
  };
}

function tariffing({ managed: { dual }, tariff: _, residual: _r, infeasible: _i, ...decided }: Linearised): Tariffing {
  return { ...decided, dual };
}

const farthest = (a: readonly Float64Array[], b: readonly Float64Array[]): number =>
  a.reduce((worst, of, j) => of.reduce((most, kw, t) => Math.max(most, Math.abs(kw - b[j]![t]!)), worst), 0);
