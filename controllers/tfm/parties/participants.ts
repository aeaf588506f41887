// Who takes part in the market of a day, where, and with which devices.
import { grouped } from '../../../base/index.ts';
import type { FeederDay } from '../../feeder/day.ts';
import { isFlexible } from '../../feeder/models.ts';
import type { Portfolio } from '../bidding/portfolio.ts';
import { checkNames, type Options } from '../options.ts';

export interface Participants {
  /** Names of the aggregators: of devices, and of bids of the case. */
  readonly aggregators: readonly string[];
  /** Devices with something to decide, by aggregator and load point. */
  readonly portfolios: readonly Portfolio[];
  /** Where an aggregator has such devices or a bid, in the order of the network. */
  readonly loadPoints: readonly string[];
}

/** @throws InputError where options name what the case does not have */
export function participantsOf({ agents, devices, models, network, options }: FeederDay<Options>): Participants {
  const { bids = [] } = options;
  const flexible = devices.flatMap(({ id, bus, labels }, d) =>
    isFlexible(models.distinct[models.of[d]!]!) ? [{ d, id, load_point: bus, aggregator: labels['aggregator'] }] : [],
  );
  const able = flexible.filter(({ aggregator }) => aggregator !== undefined);
  const groups = grouped(able, ({ aggregator, load_point }) => JSON.stringify([aggregator, load_point]));
  const portfolios = Array.from(groups.values(), (of): Portfolio => {
    const { aggregator, load_point } = able[of[0]!]!;
    return { aggregator: aggregator!, load_point, devices: of.map((i) => able[i]!.d) };
  });
  checkNames(
    options,
    portfolios,
    flexible.map(({ id }) => id),
  );
  const active = new Set([...portfolios, ...bids].map(({ load_point }) => load_point));
  const names = [...agents.flatMap(({ aggregator }) => aggregator ?? []), ...bids.map(({ aggregator }) => aggregator)];
  return {
    aggregators: [...new Set(names)],
    portfolios,
    loadPoints: network.buses.filter((bus) => active.has(bus)),
  };
}
