// The parties of a day, each with its own knowledge, and the mail of the device agents: states to aggregators, schedules back.
import type { Address } from '../../../cosim/index.ts';
import type { Baseline as Cheapest } from '../../feeder/baseline.ts';
import type { FeederDay } from '../../feeder/day.ts';
import { feederOf } from '../../feeder/grid.ts';
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
import type { Dso } from './dso.ts';

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

/** The DSO knows its feeder, who acts for which devices, and a forecast of those that respond to no price. */
export function dsoOf(day: FeederDay<Options>, sellers: readonly Seller[], cheapest: Cheapest): Dso {
  const nothing = day.devices.map(() => new Float64Array(day.hours.length));
  const responding = sellers.flatMap(({ customers }) => customers.map(({ device }) => device));
  const { load_points, energy_price, options, seed, mail } = day;
  return {
    ...{ load_points, energy_price, options, seed, mail },
    feeder: feederOf(
      day.network,
      day.devices.map(({ bus }) => ({ bus })),
      day,
    ),
    sellers: sellers.map(({ address, name }) => ({ address, name })),
    forecast: withDevices(cheapest, responding, { p_kw: nothing, q_kvar: nothing }),
  };
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
