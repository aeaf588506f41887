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
  const placeOf = (bus: string): number => {
    const i = place.get(bus);
    if (i !== undefined) return i;
    const near = nearest(bus, grid.buses);
    throw new RunError(`no bus ${bus} in the grid${near === undefined ? '' : `; did you mean ${near}?`}`);
  };
  // Controllers ask for buses in the same order in every round: the bus after the last one is tried before the map, which takes
  // longer than a droop.
  const after = new Int32Array(grid.buses.length);
  const names = [...grid.buses];
  let last = 0;
  return {
    k: 0,
    clock,
    seed,
    devices,
    voltage(bus) {
      let i = after[last]!;
      if (names[i] !== bus) {
        i = placeOf(bus);
        after[last] = i;
        names[i] = bus; // the text that is asked for is compared faster than an equal one
      }
      last = i;
      return vm_pu[i]!;
    },
  };
}
