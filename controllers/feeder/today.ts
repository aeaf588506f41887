// The day a mechanism plans, and who takes part in it.
import type { DeviceView } from '../../cosim/index.ts';
import { grouped } from './grouped.ts';
import type { Day } from './schedule.ts';

export interface Today {
  readonly day: Day;
  readonly devices: readonly DeviceView[];
  /** Those under contract with one aggregator each, and those with none. */
  readonly agents: readonly Agent[];
  /** What a kWh costs the customers, over the steps of the day [currency/kWh]. */
  readonly energy_price: readonly number[];
  readonly currency: string;
  readonly seed: number;
}

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
