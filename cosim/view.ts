// The view of controllers, over voltages that are overwritten in place.
import { nearest, RunError } from '../base/index.ts';
import type { DeviceView, Scene, View } from './contracts.ts';

/** A view with the voltages `vm_pu` (over the buses of the grid); the engine sets its step. */
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
