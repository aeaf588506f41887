// Who takes part: devices that answer to prices, by contract. The label `contract` of a device says `dt` for the dynamic tariff,
// which is what a device without the label has, or `srp` for scheduled re-profiling.
import type { DeviceView } from '../../cosim/index.ts';
import { isFlexible, type Models } from '../feeder/models.ts';
import { answersToPrices } from './groups.ts';

export const CONTRACTS = ['dt', 'srp'] as const;
type Contract = (typeof CONTRACTS)[number];

/** Devices as indices. */
export interface Homes {
  readonly dt: readonly number[];
  readonly srp: readonly number[];
  /** All others: they draw what they must, or what is cheapest for them. */
  readonly others: readonly number[];
}

export function homesOf(devices: readonly DeviceView[], { distinct, of }: Models, price: readonly number[]): Homes {
  const answers = distinct.map((model) => isFlexible(model) && answersToPrices(model, price));
  const homes = { dt: [] as number[], srp: [] as number[], others: [] as number[] };
  for (const [d, device] of devices.entries()) homes[answers[of[d]!] ? contractOf(device) : 'others'].push(d);
  return homes;
}

const contractOf = ({ labels }: DeviceView): Contract => (labels['contract'] === 'srp' ? 'srp' : 'dt');

/** How many customers stand behind each load point under a contract: homes, or devices where no home is told. */
export function customersAt(devices: readonly DeviceView[], members: readonly number[], buses: readonly string[]) {
  const homes = buses.map(() => new Set<string>());
  const place = new Map(buses.map((bus, j) => [bus, j]));
  for (const d of members) {
    const { id, bus, labels } = devices[d]!;
    homes[place.get(bus)!]!.add(labels['home'] ?? id);
  }
  return homes.map(({ size }) => size);
}
