// Which devices are stepped together, and which by themselves.
import type { Device, Group } from '../device.ts';

export interface Grouped {
  readonly group: Group;
  /** Positions of its members among the devices. */
  readonly at: Int32Array;
}

export interface Membership {
  readonly groups: readonly Grouped[];
  /** Devices that are stepped by themselves. */
  readonly alone: Int32Array;
  /** Group of each device, −1 for those that are stepped by themselves, and its number in that group. */
  readonly groupOf: Int32Array;
  readonly memberOf: Int32Array;
}

/** The group steps a device as the device itself would. */
const isMember = ({ member, inputs, step, defaultSetPoint }: Device): boolean =>
  member !== undefined &&
  member.replaces.inputs === inputs &&
  member.replaces.step === step &&
  member.replaces.defaultSetPoint === defaultSetPoint;

/** The group observes a device as the device itself would. */
export const isObservedByGroup = (device: Device): boolean =>
  isMember(device) && device.member!.replaces.observe === device.observe;

/** Devices with the same `group` and `world` are stepped together. */
export function membershipOf(devices: readonly Device[]): Membership {
  const groupOf = new Int32Array(devices.length).fill(-1);
  const memberOf = new Int32Array(devices.length);
  const lists: number[][] = [];
  const known = new Map<unknown, Map<unknown, number>>();
  devices.forEach((device, d) => {
    if (!isMember(device)) return;
    const { group, world } = device.member!;
    const byWorld = known.get(group) ?? new Map<unknown, number>();
    known.set(group, byWorld);
    const g = byWorld.get(world) ?? lists.push([]) - 1;
    byWorld.set(world, g);
    groupOf[d] = g;
    memberOf[d] = lists[g]!.push(d) - 1;
  });
  const groups = lists.map((list) => {
    const at = Int32Array.from(list);
    const { group, world } = devices[list[0]!]!.member!;
    const params = list.map((d) => devices[d]!.member!.params);
    return { group: group(params, world as never, at), at };
  });
  const alone = Int32Array.from(devices.keys()).filter((d) => groupOf[d]! < 0);
  return { groups, alone, groupOf, memberOf };
}
