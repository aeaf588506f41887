// Present channel values of all devices, one device after the other. They are computed when first read after a change of the states.
import type { Device } from '../device.ts';

export interface Channels {
  /** Position of the first channel of each device, and the number of all. */
  readonly at: Int32Array;
  read(): Float64Array;
  /** The states have changed. */
  change(): void;
}

/**
 * @param observe channel values of device d in its present state
 * @param failed the error of a device whose hook failed
 */
export function createChannels(
  devices: readonly Device[],
  observe: (d: number) => readonly number[],
  failed: (error: unknown, d: number, hook: 'observe') => Error,
): Channels {
  const at = new Int32Array(devices.length + 1);
  devices.forEach(({ channels }, d) => {
    at[d + 1] = at[d]! + channels.length;
  });
  const values = new Float64Array(at.at(-1)!);
  let known = false;
  return {
    at,
    read() {
      if (known) return values;
      let d = 0;
      try {
        for (; d < devices.length; d++) {
          if (at[d] === at[d + 1]) continue;
          const shown = observe(d);
          for (let c = at[d]!; c < at[d + 1]!; c++) values[c] = shown[c - at[d]!]!;
        }
      } catch (error) {
        throw failed(error, d, 'observe');
      }
      known = true;
      return values;
    },
    change() {
      known = false;
    },
  };
}
