// Devices with one and the same model at one load point: the optimum of one is the optimum of all, so that one answer serves a
// hundred homes of the same make.
import type { DeviceView } from '../../cosim/index.ts';
import type { DeviceModel, Models } from '../feeder/models.ts';
import type { Schedule } from '../feeder/schedule.ts';

export interface Group {
  /** Indices of its devices. */
  readonly devices: readonly number[];
  readonly model: DeviceModel;
  readonly load_point: string;
}

/** Groups of these members, in the order of their first. */
export function groupsOf(
  devices: readonly DeviceView[],
  members: readonly number[],
  { distinct, of }: Models,
): Group[] {
  const groups = new Map<string, { devices: number[]; model: DeviceModel; load_point: string }>();
  for (const d of members) {
    const { bus } = devices[d]!;
    const key = `${of[d]} ${bus}`;
    const known = groups.get(key);
    if (known) known.devices.push(d);
    else groups.set(key, { devices: [d], model: distinct[of[d]!]!, load_point: bus });
  }
  return [...groups.values()];
}

/** What one device of each group draws in a schedule in which those with the same model draw the same [group][t]. */
export const drawnBy = (groups: readonly Group[], { p_kw }: Schedule): Float64Array[] =>
  groups.map(({ devices: [d] }) => p_kw[d!]!);

/**
 * Whether a device answers to prices by a convex problem: not an appliance that runs or does not, nor a store that prices of 0
 * or less would have charge and discharge at once.
 */
export function answersToPrices({ problem, flexibility }: DeviceModel, price: readonly number[]): boolean {
  const convex = !problem.variables.integer.includes(1);
  return convex && (flexibility.exclusive.length === 0 || price.every((c) => c > 0));
}
