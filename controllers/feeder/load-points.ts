// What the devices of a load point draw together.
import type { AtBus } from './flows.ts';

/**
 * Sums over the devices at each of `buses`, [bus][t]; devices elsewhere count nowhere.
 * @param of values of each device over the steps
 */
export function summedAt(
  devices: readonly AtBus[],
  buses: readonly string[],
  of: readonly Float64Array[],
  steps: number,
): Float64Array[] {
  const sums = new Map(buses.map((bus) => [bus, new Float64Array(steps)]));
  for (const [d, { bus }] of devices.entries()) {
    const sum = sums.get(bus);
    if (sum) for (let t = 0; t < steps; t++) sum[t]! += of[d]![t]!;
  }
  return [...sums.values()];
}
