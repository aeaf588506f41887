// The agent of the devices of one aggregator, or of those that have none and act for themselves: it reports their day to the
// aggregator, and receives their schedules from it.
import type { DeviceView, Mail } from '../../../cosim/index.ts';
import {
  agentOf,
  aggregatorOf,
  deviceSchedule,
  read,
  schedulesFromTheWire,
  schedulesOnTheWire,
} from '../../feeder/messages.ts';
import type { DeviceModel } from '../../feeder/models.ts';
import type { Schedule } from '../../feeder/schedule.ts';
import { deviceDay, modelsOnTheWire } from '../messages.ts';

/** The label `contract` of a device: the dynamic tariff, as without the label, or scheduled re-profiling. */
export const CONTRACTS = ['dt', 'srp'] as const;

/** A device under contract that answers to prices. */
export interface Contract {
  /** Its place in the case. */
  readonly device: number;
  readonly load_point: string;
  readonly kind: (typeof CONTRACTS)[number];
  /** The customer: its home, or the device where it has no such label. */
  readonly customer: string;
}

export const contractOf = ({ id, bus, labels }: DeviceView, device: number): Contract => ({
  device,
  load_point: bus,
  kind: labels['contract'] === 'srp' ? 'srp' : 'dt',
  customer: labels['home'] ?? id,
});

/** What devices can do over a day, in the order of their contracts, and their cheapest day by the energy price. */
export interface DeviceDay {
  readonly models: readonly DeviceModel[];
  readonly cheapest: Schedule;
}

export interface DeviceAgent {
  readonly aggregator: string | undefined;
  readonly contracts: readonly Contract[];
  readonly day: DeviceDay;
}

export function report({ aggregator, contracts, day }: DeviceAgent, mail: Mail): void {
  if (aggregator === undefined) return;
  const payload = { can: modelsOnTheWire(day.models), cheapest: schedulesOnTheWire(placesOf(contracts), day.cheapest) };
  mail.send(deviceDay, { from: agentOf(aggregator), to: aggregatorOf(aggregator), payload });
}

/** @param own the schedule of an agent that acts for its devices */
export const received = ({ aggregator, contracts }: DeviceAgent, own: Schedule, mail: Mail): Schedule =>
  aggregator === undefined
    ? own
    : schedulesFromTheWire(placesOf(contracts), read(mail, agentOf(aggregator), deviceSchedule));

export const placesOf = (contracts: readonly Contract[]): number[] => contracts.map(({ device }) => device);
