// The device agents of a feeder: one for each aggregator, and one for the devices without.
import type { DeviceView } from '../../cosim/index.ts';
import { grouped } from './grouped.ts';

/** The devices of one device agent, as indices. */
export interface Agent {
  /** Undefined for devices without the label. */
  readonly aggregator: string | undefined;
  readonly devices: readonly number[];
}

/** Devices by their label `aggregator`, in the order of their first. */
export const agentsOf = (devices: readonly DeviceView[]): Agent[] =>
  Array.from(
    grouped(devices, ({ labels }) => labels['aggregator']),
    ([aggregator, of]) => ({ aggregator, devices: of }),
  );
