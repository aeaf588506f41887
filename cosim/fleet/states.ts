// States and external inputs of all devices: those of groups are in their arrays, those of the others are data.
import { namedError } from '../../base/index.ts';
import type { Device, Zip } from '../device.ts';
import type { Membership } from './members.ts';

/** States of all devices: those of groups in their arrays, the others as data. */
export function createStates(initial: readonly unknown[], { groups, alone, groupOf, memberOf }: Membership) {
  const now = [...initial];
  const next: unknown[] = [...initial];
  for (const { group, at } of groups) group.load(Array.from(at, (d) => initial[d]));
  return {
    /** Next states of devices that are stepped by themselves. */
    next,
    of: (d: number): unknown => (groupOf[d]! < 0 ? now[d] : groups[groupOf[d]!]!.group.state(memberOf[d]!)),
    advance() {
      for (const { group } of groups) group.advance();
      for (const d of alone) now[d] = next[d];
    },
  };
}

/** External inputs of all devices in the present step; those of members as data only where they are asked for. */
export function createInputs(devices: readonly Device[], { groups, alone, groupOf }: Membership) {
  const inputs: unknown[] = devices.map(() => undefined);
  const readAt = new Float64Array(devices.length).fill(Number.NaN);
  let now = Number.NaN;
  const read = (d: number): unknown => {
    try {
      return devices[d]!.inputs(now);
    } catch (error) {
      throw failed(devices[d]!, error, 'inputs');
    }
  };
  return {
    of(d: number): unknown {
      if (groupOf[d]! >= 0 && readAt[d] !== now) {
        inputs[d] = read(d);
        readAt[d] = now;
      }
      return inputs[d];
    },
    read(k: number): void {
      now = k;
      for (const { group, at } of groups) {
        try {
          group.read(k);
        } catch (error) {
          for (const d of at) read(d); // names the device
          throw error;
        }
      }
      for (const d of alone) inputs[d] = read(d);
    },
  };
}

/** Voltage dependence of members, which is the same in every step. */
export function zipsOf(n: number, { groups }: Membership): (Zip | undefined)[] {
  const zips = new Array<Zip | undefined>(n).fill(undefined);
  for (const { group, at } of groups) at.forEach((d, i) => void (zips[d] = group.zip?.(i)));
  return zips;
}

/** The error of a device whose hook failed. */
export const failed = ({ id, kind }: Device, error: unknown, hook: keyof Device): Error =>
  namedError(error, `device ${id} (${kind}) failed in ${hook}`);
