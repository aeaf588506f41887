// The day-ahead stage: aggregators tell the DSO what their customers can do; the DSO foresees how they answer to prices and sets
// the tariff that keeps its network within its limits, as far as a penalty lets it; aggregators answer spot price and tariff;
// what is left is bought as re-profiling, from the aggregators by the number of their customers behind it.
import type { Mail } from '../../cosim/index.ts';
import type { Site } from '../controller.ts';
import { type AcCheck, acCheck } from '../feeder/ac-check.ts';
import { baseline } from '../feeder/baseline.ts';
import { isViolated, linearisedLimits, type NetworkLimit, shiftedTo, violation } from '../feeder/limits.ts';
import { linearised } from '../feeder/linearised.ts';
import { summedAt } from '../feeder/load-points.ts';
import { withoutLosses } from '../feeder/lossless.ts';
import { DSO } from '../feeder/messages.ts';
import { modelsOf } from '../feeder/models.ts';
import type { Schedule } from '../feeder/schedule.ts';
import type { Today } from '../feeder/today.ts';
import { type Draws, drawsOf } from './aggregator.ts';
import { nameOf } from './congestion.ts';
import { decide, type Situation } from './dso.ts';
import { drawnBy, groupsOf } from './groups.ts';
import { homesOf } from './homes.ts';
import { tariff as tariffMessage } from './messages.ts';
import type { Options } from './options.ts';
import type { Outcome } from './outcome.ts';
import { addressOf, buy, each, sellersOf } from './sellers.ts';
import { untilSettled } from './settling.ts';

export async function hold(today: Today, options: Options, { network }: Site, mail: Mail): Promise<Outcome> {
  const { day, devices, energy_price } = today;
  const models = modelsOf(devices, day);
  const homes = homesOf(devices, models, energy_price);
  const load_points = [...new Set(devices.map(({ bus }) => bus))];
  const cheapest = await baseline(devices, day, energy_price, today.seed, models);
  const rest = options.price_sensitivity_from === 'baseline' ? cheapest : undefined;
  const sellers = sellersOf(today, homes, models, rest, load_points, options, mail);

  const spot = replaced(cheapest, await each(sellers, (acts) => acts.open()));
  const before = acCheck(network, devices, spot, day);
  const sums = ({ p_kw }: Schedule) => summedAt(devices, load_points, p_kw, day.hours.length);
  const spot_kw = sums(spot);
  /** Limits as a schedule leaves them. */
  const limitsAt = (schedule: Schedule, check: AcCheck): NetworkLimit[] => {
    const flows = options.flows === 'lossless' ? withoutLosses(network, devices, schedule, check) : check;
    return linearisedLimits(network, devices, schedule, flows, day, load_points, options);
  };
  const limits = limitsAt(spot, before);
  const common: Common = { day, energy_price, load_points, baseline: spot, before };
  if (!limits.some(isViolated)) {
    for (const { acts } of sellers) acts.close(spot);
    return uncongested(common);
  }

  const groups = groupsOf(devices, homes.dt, models);
  const situation: Situation = {
    limits,
    devices,
    groups,
    rest_kw: rest && drawnBy(groups, rest),
    day,
    load_points,
    price: load_points.map(() => Float64Array.from(energy_price)),
    sensitivity: options.price_sensitivity,
    baseline_kw: sums(only(spot, homes.dt)),
    total_kw: spot_kw,
    customers: load_points.map((_, j) => sellers.reduce((sum, { customers }) => sum + customers[j]!, 0)),
    activeSet: new Set(),
  };
  const { decided, rounds, drift_kw, settled } = await untilSettled(
    situation,
    (current) => decide(current, options, today.seed),
    ({ managed }) => {
      const foreseen = replaced(spot, drawsOf(situation, managed));
      const loads = sums(foreseen);
      const there = limitsAt(foreseen, acCheck(network, devices, foreseen, day));
      return there.map((limit) => shiftedTo(limit, loads, spot_kw));
    },
  );
  const payload = { load_points, tariff: decided.tariff.map((of) => Array.from(of)) };
  for (const { name } of sellers) mail.send(tariffMessage, { from: DSO, to: addressOf(name), payload });
  const tariffed = replaced(spot, await each(sellers, (acts) => acts.answerTariff()));
  const payments = buy(decided, situation, sellers, mail);
  const final = replaced(tariffed, await each(sellers, (acts) => acts.reprofile()));
  for (const { acts } of sellers) acts.close(final);

  const after = acCheck(network, devices, final, day);
  const reductions = sums(final).map((of, j) => of.map((kw, t) => spot_kw[j]![t]! - kw));
  const answered = sums(only(tariffed, homes.dt));
  /** By how much a limit is broken in a schedule; by the linear model where another one that is alike was told there. */
  const violationIn = (schedule: Schedule, listed: readonly NetworkLimit[]) => {
    const there = new Map(listed.map((limit) => [nameOf(limit), limit]));
    const loads = sums(schedule);
    return (limit: NetworkLimit) => violation(there.get(nameOf(limit)) ?? shiftedTo(limit, spot_kw, loads));
  };
  const stages = [
    violationIn(spot, limits),
    violationIn(tariffed, limitsAt(tariffed, acCheck(network, devices, tariffed, day))),
    violationIn(final, limitsAt(final, after)),
  ];
  return {
    ...common,
    limits: decided.limits,
    tariffed,
    final,
    after,
    linear: linearised(network, devices, spot, before, day, load_points, reductions, options.linearised_at),
    decided,
    violations: decided.limits.map((limit) => {
      const [baseline, tariffed, final] = stages.map((violationOf) => violationOf(limit));
      return { baseline: baseline!, tariffed: tariffed!, final: final! };
    }),
    tariff: decided.tariff,
    payments,
    rounds,
    drift_kw,
    settled,
    foresight_kw: farthest(answered, decided.managed.load_kw),
  };
}

type Common = Pick<Outcome, 'day' | 'energy_price' | 'load_points' | 'baseline' | 'before'>;

/** A day on which everybody keeps to the baseline. */
const uncongested = (common: Common): Outcome => ({
  ...common,
  limits: [],
  tariffed: common.baseline,
  final: common.baseline,
  after: common.before,
  linear: common.before,
  decided: undefined,
  violations: [],
  tariff: common.load_points.map(() => new Float64Array(common.day.hours.length)),
  payments: [],
  rounds: 0,
  drift_kw: 0,
  settled: true,
  foresight_kw: 0,
});

const replaced = ({ p_kw, q_kvar }: Schedule, draws: Draws): Schedule => ({
  p_kw: p_kw.map((p, d) => draws.get(d)?.p_kw ?? p),
  q_kvar: q_kvar.map((q, d) => draws.get(d)?.q_kvar ?? q),
});

/** The schedule of these devices, the others drawing nothing. */
function only({ p_kw, q_kvar }: Schedule, members: readonly number[]): Schedule {
  const chosen = new Set(members);
  const kept = (of: readonly Float64Array[]) =>
    of.map((values, d) => (chosen.has(d) ? values : new Float64Array(values.length)));
  return { p_kw: kept(p_kw), q_kvar: kept(q_kvar) };
}

const farthest = (a: readonly Float64Array[], b: readonly Float64Array[]): number =>
  a.reduce((worst, of, j) => of.reduce((max, kw, t) => Math.max(max, Math.abs(kw - b[j]![t]!)), worst), 0);
