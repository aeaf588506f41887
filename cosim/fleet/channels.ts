// Present channel values of all devices, one device after the other. They are computed when first read after a change of the states.
import type { Device } from '../device.ts';
import { isObservedByGroup, type Membership } from './members.ts';

export interface Channels {
  /** Position of the first channel of each device, and the number of all. */
  readonly at: Int32Array;
  read(): Float64Array;
  /** Those of device d, as a new list. */
  of(d: number): readonly number[];
  /** The states have changed. */
  change(): void;
}

/**
 * @param state present state of device d
 * @param failed the error of a device whose hook failed
 */
export function createChannels(
  devices: readonly Device[],
  { groups }: Membership,
  state: (d: number) => unknown,
  failed: (error: unknown, d: number, hook: 'observe') => Error,
): Channels {
  const at = new Int32Array(devices.length + 1);
  devices.forEach(({ channels }, d) => {
    at[d + 1] = at[d]! + channels.length;
  });
  const byGroup = devices.map(isObservedByGroup);
  const alone = devices.flatMap(({ channels }, d) => (channels.length === 0 || byGroup[d] ? [] : [d]));
  const values = new Float64Array(at.at(-1)!);
  let known = false;
  const observe = (d: number) => {
    try {
      return devices[d]!.observe(state(d));
    } catch (error) {
      throw failed(error, d, 'observe');
    }
  };
  const read = () => {
    if (known) return values;
    for (const { group } of groups) group.observe(values, at);
    for (const d of alone) {
      const shown = observe(d);
      for (let c = at[d]!; c < at[d + 1]!; c++) values[c] = shown[c - at[d]!]!;
    }
    known = true;
    return values;
  };
  return {
    at,
    read,
    of: (d) => (byGroup[d] ? [...read().subarray(at[d]!, at[d + 1]!)] : observe(d)),
    change() {
      known = false;
    },
  };
}
