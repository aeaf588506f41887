// What a controller may know, over voltages that are refilled in place.
import { nearest, RunError } from '../base/index.ts';
import type { DeviceView, Scene, View } from './contracts.ts';

/** A view through `vm_pu` (over the buses of the grid) whose step the engine sets. */
export function createView(
  { clock, seed, grid }: Scene,
  devices: readonly DeviceView[],
  vm_pu: Float64Array,
): View & { k: number } {
  const place = new Map(grid.buses.map((bus, i) => [bus, i]));
  return {
    k: 0,
    clock,
    seed,
    devices,
    voltage(bus) {
      const i = place.get(bus);
      if (i !== undefined) return vm_pu[i]!;
      const near = nearest(bus, grid.buses);
      throw new RunError(`no bus ${bus} in the grid${near === undefined ? '' : `; did you mean ${near}?`}`);
    },
  };
}
