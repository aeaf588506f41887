// Who acts for devices: aggregators, and the agent of devices without one. Device agents report states to their aggregator and
// receive schedules.
import type { Address } from '../../../cosim/index.ts';
import type { Baseline as Cheapest } from '../../feeder/baseline.ts';
import type { FeederDay } from '../../feeder/day.ts';
import {
  agentOf,
  aggregatorOf,
  deviceSchedule,
  deviceState,
  read,
  schedulesFromTheWire,
} from '../../feeder/messages.ts';
import { isFlexible } from '../../feeder/models.ts';
import type { Schedule } from '../../feeder/schedule.ts';
import type { Options } from '../options.ts';
import { answersToPrices, type Member, withDevices } from '../problem/groups.ts';

/** The label `contract` of a device: the dynamic tariff, as without the label, or scheduled re-profiling. */
export const CONTRACTS = ['dt', 'srp'] as const;

/** A device that responds to prices. */
export interface Customer extends Member {
  readonly contract: (typeof CONTRACTS)[number];
  /** Its home, or the device where it has no such label. */
  readonly home: string;
}

/** An aggregator, or the agent of devices that have none and acts for them. */
export interface Seller {
  readonly address: Address;
  /** Of the aggregator; empty where it has none. */
  readonly name: string;
  readonly devices: readonly number[];
  /** Those that respond to prices. */
  readonly customers: readonly Customer[];
}

/** Sellers with customers, by device agent. */
export function sellersOf({ agents, devices, models, energy_price }: FeederDay<Options>): Seller[] {
  const responds = models.distinct.map((model) => isFlexible(model) && answersToPrices(model, energy_price));
  const customersAmong = (of: readonly number[]) =>
    of.flatMap((device): Customer[] => {
      const { id, bus, labels } = devices[device]!;
      const contract = labels['contract'] === 'srp' ? 'srp' : 'dt';
      const model = models.distinct[models.of[device]!]!;
      const home = labels['home'] ?? id;
      return responds[models.of[device]!] ? [{ device, load_point: bus, model, contract, home }] : [];
    });
  return agents
    .map(({ aggregator, devices: own }) => ({
      address: aggregator === undefined ? agentOf(undefined) : aggregatorOf(aggregator),
      name: aggregator ?? '',
      devices: own,
      customers: customersAmong(own),
    }))
    .filter(({ customers }) => customers.length > 0);
}

/** The state of each device, to its aggregator, whose models of the devices begin at it. */
export function reportStates({ devices, mail }: FeederDay<Options>, sellers: readonly Seller[]): void {
  for (const { address, name, devices: own } of sellers) {
    if (name === '') continue;
    mail.send(deviceState, {
      from: agentOf(name),
      to: address,
      payload: { shows: own.map((d) => devices[d]!.observe()) },
    });
  }
}

/**
 * What each device is to draw [device][t]: as its agent receives it, or its cheapest day where it responds to no price.
 * @param plans of the sellers, for those that act for their devices
 */
export function setPointsOf(
  { mail }: FeederDay<Options>,
  sellers: readonly Seller[],
  plans: readonly Schedule[],
  cheapest: Cheapest,
): readonly Float64Array[] {
  return sellers.reduce((all: Schedule, { name, devices }, i) => {
    const schedule = name === '' ? plans[i]! : schedulesFromTheWire(devices, read(mail, agentOf(name), deviceSchedule));
    return withDevices(all, devices, schedule);
  }, cheapest).p_kw;
}
