// Devices with the same model at one load point are one group: the optimum of one is the optimum of all.
import { grouped } from '../../../base/index.ts';
import type { DeviceModel } from '../../feeder/models.ts';
import { type Schedule, summedAt } from '../../feeder/schedule.ts';

/** A device that answers to prices, and what it can do over the day. */
export interface Member {
  /** Its place in the case. */
  readonly device: number;
  readonly load_point: string;
  /** Equal devices share one object. */
  readonly model: DeviceModel;
}

export interface Group {
  /** Places of its devices in the case. */
  readonly devices: readonly number[];
  readonly load_point: string;
  readonly model: DeviceModel;
}

/** In the order of their first members. */
export function groupsOf(members: readonly Member[]): Group[] {
  const number = new Map(members.map(({ model }, i) => [model, i]));
  const equal = grouped(members, ({ model, load_point }) => `${number.get(model)} ${load_point}`);
  return Array.from(equal.values(), (of): Group => {
    const { load_point, model } = members[of[0]!]!;
    return { devices: of.map((i) => members[i]!.device), load_point, model };
  });
}

/** What one device of each group draws in a schedule, in which equal devices draw the same [group][t]. */
export const drawnBy = (groups: readonly Group[], p_kw: readonly Float64Array[]): Float64Array[] =>
  groups.map(({ devices: [d] }) => p_kw[d!]!);

/** What devices draw together at each load point [load point][t]. */
export const loadOf = (
  devices: readonly Pick<Member, 'device' | 'load_point'>[],
  p_kw: readonly Float64Array[],
  load_points: readonly string[],
  steps: number,
): Float64Array[] => {
  const at = devices.map(({ load_point }) => ({ bus: load_point }));
  return summedAt(
    at,
    load_points,
    devices.map(({ device }) => p_kw[device]!),
    steps,
  );
};

/** A schedule in which some devices do as in another. */
export function withDevices(schedule: Schedule, devices: readonly number[], other: Schedule): Schedule {
  const [p_kw, q_kvar] = [schedule.p_kw.slice(), schedule.q_kvar.slice()];
  for (const d of devices) [p_kw[d], q_kvar[d]] = [other.p_kw[d]!, other.q_kvar[d]!];
  return { p_kw, q_kvar };
}

/** A schedule in which the devices of groups do as in their response, [group][t]. */
export function replaced(schedule: Schedule, groups: readonly Group[], { p_kw, q_kvar }: Schedule): Schedule {
  const other = { p_kw: [] as Float64Array[], q_kvar: [] as Float64Array[] };
  for (const [g, { devices }] of groups.entries()) {
    for (const d of devices) [other.p_kw[d], other.q_kvar[d]] = [p_kw[g]!, q_kvar[g]!];
  }
  return withDevices(schedule, devicesOf(groups), other);
}

export const devicesOf = (groups: readonly Group[]): number[] => groups.flatMap(({ devices }) => devices);

/**
 * Whether a device answers to prices by a convex problem. An appliance, which runs or not, does not; nor does a store where a price
 * is 0 or below, which would charge and discharge in the same step.
 */
export function answersToPrices({ problem, flexibility }: DeviceModel, price: readonly number[]): boolean {
  const convex = !problem.variables.integer.includes(1);
  return convex && (flexibility.exclusive.length === 0 || price.every((c) => c > 0));
}
