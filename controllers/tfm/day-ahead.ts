// One day of the transactive flexibility market, in the steps of the SMART-MLA report, section 5.2. Every party is handed its
// own part; what it learns of another comes by mail.
import type { DeviceView, Mail } from '../../cosim/index.ts';
import type { Network } from '../../network/index.ts';
import type { Baseline } from '../feeder/baseline.ts';
import { grouped } from '../feeder/grouped.ts';
import { agentOf, deviceSchedule, read, schedulesFromTheWire } from '../feeder/messages.ts';
import type { Today } from '../feeder/today.ts';
import { type Aggregator, openAggregator } from './aggregator.ts';
import type { Portfolio } from './bidding.ts';
import { contractsOf } from './contracts.ts';
import { checkBaseline, checkFinal } from './grid.ts';
import { announce, callForBids, clearMarket, collectBids } from './market.ts';
import { checkNames, type Options } from './options.ts';
import type { Outcome, Unscheduled } from './outcome.ts';
import { supply, supplyFinal } from './supplier.ts';

/**
 * @throws InputError where the options name what the case does not have, RunError where a schedule is impossible or the
 *   network cannot carry it
 */
export async function holdMarket(network: Network, options: Options, today: Today, mail: Mail): Promise<Outcome> {
  const { day, devices, agents, energy_price, currency } = today;
  const bidders = (options.bids ?? []).map(({ aggregator }) => aggregator);
  const aggregators = [...new Set([...agents.flatMap(({ aggregator }) => aggregator ?? []), ...bidders])];

  // 1 the supplier's baseline
  const supplied = await supply(today, mail);
  const { baseline, models } = supplied;
  const portfolios = portfoliosOf(devices, baseline);
  const discomfort_per_kw2h = devices.map((device) => device.discomfort_per_kw2h ?? options.discomfort_per_kw2h);
  checkNames(options, portfolios, flexibleOf(devices, baseline));

  // 2 validation by the DSO, 3 its requirements
  const loadPoints = activeAt(network, portfolios, options);
  const feeder = { network, options, loadPoints };
  const checked = checkBaseline(feeder, day, mail);
  const requirements = callForBids(aggregators, mail);

  // 4 bids
  const brokers = aggregators.map((name): Aggregator => {
    const own = agents.find(({ aggregator }) => aggregator === name)?.devices ?? [];
    const ours = portfolios.filter(({ aggregator }) => aggregator === name);
    return openAggregator({ name, devices: own, portfolios: ours, models, discomfort_per_kw2h }, options, today, mail);
  });
  const answered = brokers.map((broker) => broker.bid());
  const { bids, refused } = collectBids(requirements, day, mail);

  // 5 clearing
  const { limits } = checked;
  const table = { bids, loadPoints, limits, ...(options.objective === 'bids' ? {} : { energy_price }) };
  const { clearing, rounds } = await clearMarket(table, day, options, mail);

  // 6 acceptances, rescheduling, the final check
  announce(bids, clearing, mail);
  const unscheduled: Unscheduled[] = [];
  for (const broker of brokers) unscheduled.push(...(await broker.reschedule()));
  supplyFinal(supplied, mail);
  const { after, linear, distflow_pu } = checkFinal(feeder, checked, day, mail);
  const final_kw = received(today, mail);

  const price_max = options.price_max_per_kwh;
  return {
    day,
    currency,
    energy_price,
    aggregators,
    baseline,
    final_kw,
    set_point_kw: deliveredOf(today, options, baseline, final_kw),
    models,
    discomfort_per_kw2h,
    before: checked.check,
    after,
    linear,
    distflow_pu,
    requirements,
    bids,
    refused: [...answered.flatMap(({ unfit }) => unfit), ...refused],
    unanswered: answered.flatMap(({ unanswered }) => unanswered),
    unscheduled,
    clearing,
    rounds,
    contracts: contractsOf({ ...table, clearing, price_max }, portfolios),
  };
}

/** The final schedules, as the device agents have been told. */
function received({ agents }: Today, mail: Mail): Float64Array[] {
  const final_kw: Float64Array[] = [];
  for (const { aggregator, devices } of agents) {
    const { p_kw } = schedulesFromTheWire(devices, read(mail, agentOf(aggregator), deviceSchedule));
    for (const d of devices) final_kw[d] = p_kw[d]!;
  }
  return final_kw;
}

/** p⁰ + share (p − p⁰) for the devices of an aggregator that delivers a share. */
function deliveredOf(
  { agents }: Today,
  { delivery }: Options,
  { p_kw }: Baseline,
  final_kw: readonly Float64Array[],
): Float64Array[] {
  const set_point_kw = [...final_kw];
  for (const { aggregator = '', devices } of agents) {
    const share = Object.hasOwn(delivery, aggregator) ? delivery[aggregator]! : 1;
    if (share === 1) continue;
    for (const d of devices) set_point_kw[d] = p_kw[d]!.map((p0, t) => p0 + share * (final_kw[d]![t]! - p0));
  }
  return set_point_kw;
}

const flexibleOf = (devices: readonly DeviceView[], { flexible }: Baseline): string[] =>
  devices.flatMap(({ id }, d) => (flexible[d] ? [id] : []));

/** Devices with something to decide, by aggregator and load point. */
function portfoliosOf(devices: readonly DeviceView[], { flexible }: Baseline): Portfolio[] {
  const able = devices.flatMap(({ bus, labels }, d) => {
    const aggregator = labels['aggregator'];
    return flexible[d] && aggregator !== undefined ? [{ d, aggregator, load_point: bus }] : [];
  });
  const groups = grouped(able, ({ aggregator, load_point }) => JSON.stringify([aggregator, load_point]));
  return Array.from(groups.values(), (of): Portfolio => {
    const { aggregator, load_point } = able[of[0]!]!;
    return { aggregator, load_point, devices: of.map((i) => able[i]!.d) };
  });
}

/** Load points at which an aggregator has devices or a bid, in the order of the network. */
function activeAt({ buses }: Network, portfolios: readonly Portfolio[], { bids = [] }: Options): string[] {
  const active = new Set([...portfolios, ...bids].map(({ load_point }) => load_point));
  return buses.filter((bus) => active.has(bus));
}
