// Which channels are outside their bands.
import type { Channel, Device, StepRecord } from '../../../cosim/index.ts';
import { type Columns, channelsOf, columnsOf } from './columns.ts';
import { addresses, blockFor, loaded, untilEnded } from './kernel.ts';

/** A value this near to the edge of its band is inside: a house held at 20 °C may be at 19.999999999999996. */
export const ROUNDING = 1e-6;

export interface Banded {
  readonly channel: Channel;
  readonly band: readonly [number, number];
  /** Place among the channels of all devices. */
  readonly at: number;
  readonly device: number;
}

type Devices = readonly Pick<Device, 'channels'>[];

/** The channels with a band. */
export class Bands {
  /** In the order of `StepRecord.channels`. */
  readonly channels: readonly Banded[];
  /** Addresses of their bounds, of where their values are, and of the list of those outside. */
  readonly #bounds: number;
  readonly #items: number;
  readonly #list: number;
  #stamp: Columns['stamp'] = -1;
  #outside = new Int32Array(0);

  constructor(devices: Devices) {
    let next = 0;
    this.channels = devices.flatMap(({ channels }, device) =>
      channels.flatMap((channel): Banded[] => {
        const at = next++;
        return channel.band ? [{ channel, band: channel.band, at, device }] : [];
      }),
    );
    const n = this.channels.length;
    this.#bounds = blockFor(devices, (16 + 4 + 4) * n);
    this.#items = this.#bounds + 16 * n;
    this.#list = this.#items + 4 * n;
    const bounds = this.channels.flatMap(({ band: [lower, upper] }) => [lower - ROUNDING, upper + ROUNDING]);
    const { memory } = loaded();
    memory.numbers.set(bounds, this.#bounds / 8);
    memory.integers.set(addresses(Int32Array.from(this.channels, ({ at }) => at)), this.#items / 4);
  }

  /** The numbers of those that are outside their bands by more than `ROUNDING`, in ascending order. */
  outside(record: StepRecord): Int32Array {
    const n = this.channels.length;
    if (n === 0) return this.#outside;
    const { stamp } = columnsOf(record);
    if (stamp !== this.#stamp) {
      const { kernel, memory } = loaded();
      const count = kernel.outside(n, this.#items, this.#bounds, channelsOf(record), this.#list);
      this.#outside = memory.integers.slice(this.#list / 4, this.#list / 4 + count);
      this.#stamp = stamp;
    }
    return this.#outside;
  }
}

const known = new WeakMap<Devices, Bands>();

/** The bands of the devices of a scene. Indicators share them, so that each channel is compared once a step. */
export function bandsOf(devices: Devices): Bands {
  const bands = known.get(devices);
  if (bands) return bands;
  const made = new Bands(devices);
  known.set(devices, made);
  untilEnded(devices, () => known.delete(devices));
  return made;
}
