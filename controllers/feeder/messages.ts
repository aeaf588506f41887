// Parties and messages that mechanisms on a feeder have in common. Contracts are no part of them: a supplier and an aggregator
// know the devices they serve, and receive the states of these day by day.
import { type Address, type Mail, type MessageKind, messageKind } from '../../cosim/index.ts';
import type { NetworkLimit } from './limits.ts';
import type { Schedule } from './schedule.ts';

export const DSO: Address = 'dso';
export const SUPPLIER: Address = 'supplier';
export const aggregatorOf = (name: string): Address => `aggregator:${name}`;
/** The agent of all devices under contract with one aggregator, or of those with none. */
export const agentOf = (aggregator: string | undefined): Address =>
  aggregator === undefined ? 'device-agent' : `device-agent:${aggregator}`;

/** What came in one message that a party expects. */
export function read<Body>(mail: Mail, to: Address, kind: MessageKind<Body>): Body {
  return mail.take(to, kind)[0]!.payload;
}

/** What the devices of one agent are to draw over the steps of the day. Homes of a type may share a schedule. */
export interface DeviceSchedules {
  readonly schedules: readonly { readonly p_kw: readonly number[]; readonly q_kvar: readonly number[] }[];
  /** Which of them each device has, in the order of the case. */
  readonly of: readonly number[];
}

/** The schedules of some devices; those with the same array have the same one. */
export function schedulesOnTheWire(devices: readonly number[], { p_kw, q_kvar }: Schedule): DeviceSchedules {
  const known = new Map<Float64Array, number>();
  const schedules: DeviceSchedules['schedules'][number][] = [];
  const of = devices.map((d) => {
    const p = p_kw[d]!;
    const same = known.get(p) ?? schedules.push({ p_kw: Array.from(p), q_kvar: Array.from(q_kvar[d]!) }) - 1;
    known.set(p, same);
    return same;
  });
  return { schedules, of };
}

/** Back again, at the places of the devices; the same array for the same schedule. */
export function schedulesFromTheWire(devices: readonly number[], { schedules, of }: DeviceSchedules): Schedule {
  const distinct = schedules.map(({ p_kw, q_kvar }) => [Float64Array.from(p_kw), Float64Array.from(q_kvar)] as const);
  const p_kw: Float64Array[] = [];
  const q_kvar: Float64Array[] = [];
  for (const [i, d] of devices.entries()) [p_kw[d], q_kvar[d]] = distinct[of[i]!]!;
  return { p_kw, q_kvar };
}

/** Power of load points over the steps of the day; load convention. */
export interface LoadSchedule {
  readonly load_points: readonly string[];
  readonly p_kw: readonly (readonly number[])[];
  readonly q_kvar: readonly (readonly number[])[];
}

/** What a limit says in numbers, as in `NetworkLimit`. */
type Numbers = Pick<NetworkLimit, 'per_kw' | 'lower' | 'upper'>;

/** The same with null where a side has no limit. */
export type OnTheWire<Limit extends Numbers> = Omit<Limit, keyof Numbers> & {
  readonly per_kw: readonly number[];
  readonly lower: number | null;
  readonly upper: number | null;
};

/** A bound, null for ±∞: there is no such number on the wire. */
export const boundOnTheWire = (value: number): number | null => (Number.isFinite(value) ? value : null);

export const limitsOnTheWire = <Limit extends Numbers>(limits: readonly Limit[]): OnTheWire<Limit>[] =>
  limits.map(({ per_kw, lower, upper, ...limit }) => ({
    ...limit,
    per_kw: Array.from(per_kw),
    lower: boundOnTheWire(lower),
    upper: boundOnTheWire(upper),
  }));

/** Back again. */
export const limitsFromTheWire = <Wire extends OnTheWire<Numbers>>(
  limits: readonly Wire[],
): (Omit<Wire, keyof Numbers> & Numbers)[] =>
  limits.map(({ per_kw, lower, upper, ...limit }) => ({
    ...limit,
    per_kw: Float64Array.from(per_kw),
    lower: lower ?? Number.NEGATIVE_INFINITY,
    upper: upper ?? Number.POSITIVE_INFINITY,
  }));

/** What each device of an agent shows of itself: state of charge, indoor temperature, … */
export const deviceState = messageKind<{ readonly shows: readonly (readonly number[])[] }>('device-state', [
  'state of each device',
  'use of each device',
]);

export const deviceSchedule = messageKind<DeviceSchedules>('device-schedule');
