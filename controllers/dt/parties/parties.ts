// The parties of a day, each with what it knows before the first message.
import type { FeederDay } from '../../feeder/day.ts';
import { feederOf } from '../../feeder/grid.ts';
import { isFlexible } from '../../feeder/models.ts';
import type { Schedule } from '../../feeder/schedule.ts';
import type { Options } from '../options.ts';
import { answersToPrices, withDevices } from '../problem/groups.ts';
import { type Aggregator, addressOf, openAggregator, type Terms } from './aggregator.ts';
import { contractOf, type DeviceAgent, placesOf, received } from './device-agent.ts';
import { type Dso, openDso } from './dso.ts';

export interface Parties {
  /** Those with devices that answer to prices. */
  readonly agents: readonly DeviceAgent[];
  readonly dso: Dso;
  /** The aggregator of an agent that has reported, or the agent itself where it acts for its devices. */
  open(agent: DeviceAgent): Aggregator;
  /** What each device is to draw [device][t]: as its agent receives it, or its cheapest day where it answers to no price. */
  setPoints(aggregators: readonly Aggregator[]): readonly Float64Array[];
}

export async function partiesOf(day: FeederDay<Options>): Promise<Parties> {
  const { devices, models, energy_price, load_points, options, mail, network, seed } = day;
  const cheapest = await day.baseline();
  const answers = models.distinct.map((model) => isFlexible(model) && answersToPrices(model, energy_price));
  const agents = day.agents.flatMap(({ aggregator, devices: of }): DeviceAgent[] => {
    const contracts = of.filter((d) => answers[models.of[d]!]).map((d) => contractOf(devices[d]!, d));
    if (contracts.length === 0) return [];
    const places = placesOf(contracts);
    const own = {
      models: places.map((d) => models.distinct[models.of[d]!]!),
      cheapest: withDevices({ p_kw: [], q_kvar: [] }, places, cheapest),
    };
    return [{ aggregator, contracts, day: own }];
  });
  const terms: Terms = { day, load_points, energy_price, options };
  const members = agents.flatMap(({ contracts }) => placesOf(contracts));
  const nothing = devices.map(() => new Float64Array(day.hours.length));
  const dso = openDso(
    {
      feeder: feederOf(
        network,
        devices.map(({ bus }) => ({ bus })),
        day,
      ),
      sellers: agents.map(({ aggregator = '' }) => ({ address: addressOf(aggregator || undefined), name: aggregator })),
      forecast: withDevices(cheapest, members, { p_kw: nothing, q_kvar: nothing }),
      seed,
    },
    terms,
    mail,
  );
  const open = ({ aggregator, contracts, day: own }: DeviceAgent) =>
    openAggregator({ aggregator, contracts, ...(aggregator === undefined && { own }) }, terms, mail);
  const setPoints = (aggregators: readonly Aggregator[]) =>
    agents.reduce((all: Schedule, agent, i) => {
      const schedule = received(agent, aggregators[i]!.schedule(), mail);
      return withDevices(all, placesOf(agent.contracts), schedule);
    }, cheapest).p_kw;
  return { agents, dso, open, setPoints };
}
