// What the parties of the transactive flexibility market tell each other, and what each message gives away. Contracts are
// no part of it: a supplier and an aggregator know the devices they serve, and learn day by day where these stand.
//
//   device-agent ─ state ─▶ supplier ─ baseline ─▶ dso ─ requirements ─▶ market-operator ─▶ aggregators
//   aggregators ─ bids ─▶ market-operator ◀─ proposal, feasible ─▶ dso      (central: ◀─ limits ─ dso)
//   market-operator ─ acceptance ─▶ aggregators ─ schedule ─▶ device-agents;  final schedule ─▶ supplier ─▶ dso
import { type Address, type Mail, type MessageKind, messageKind } from '../../cosim/index.ts';
import type { Schedule } from '../feeder/schedule.ts';
import type { Answer, Offer } from './dialogue.ts';
import type { Entry } from './nodal.ts';
import type { Bid, NetworkLimit, Requirement } from './terms.ts';

export const DSO: Address = 'dso';
export const OPERATOR: Address = 'market-operator';
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
interface DeviceSchedules {
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

/** What each device of an agent shows of itself: state of charge, indoor temperature, … */
export const deviceState = messageKind<{ readonly shows: readonly (readonly number[])[] }>('device-state', [
  'state of each device',
  'use of each device',
]);

export const deviceBaseline = messageKind<DeviceSchedules>('device-baseline', ['baseline of each device']);
export const deviceSchedule = messageKind<DeviceSchedules>('device-schedule');

export const loadBaseline = messageKind<LoadSchedule>('baseline', ['baseline of each load point']);
export const loadFinal = messageKind<LoadSchedule>('final-schedule', ['final schedule of each load point']);

export const requirements = messageKind<{ readonly requirements: readonly Requirement[] }>('requirements', [
  'flexibility required of load points',
]);

export const bids = messageKind<{ readonly bids: readonly Bid[] }>('bids', ['prices of bids', 'amounts of bids']);

/** A bid that does not take part, and why. */
export interface Refusal {
  readonly aggregator: string;
  readonly load_point: string;
  readonly reason: string;
}

export const refusals = messageKind<{ readonly refused: readonly Refusal[] }>('refusals');

/** As in `NetworkLimit`, null where a side has no limit. */
type LimitOnTheWire = Omit<NetworkLimit, 'per_kw' | 'least' | 'most'> & {
  readonly per_kw: readonly number[];
  readonly least: number | null;
  readonly most: number | null;
};

/** Central clearing only: what the DSO would rather keep. */
export const networkLimits = messageKind<{ readonly limits: readonly LimitOnTheWire[] }>('network-limits', [
  'limits of branches and voltages',
  'topology as sensitivities',
]);

export function limitsOnTheWire(limits: readonly NetworkLimit[]): readonly LimitOnTheWire[] {
  const side = (value: number) => (Number.isFinite(value) ? value : null);
  return limits.map(({ per_kw, least, most, ...limit }) => ({
    ...limit,
    per_kw: [...per_kw],
    least: side(least),
    most: side(most),
  }));
}

export const limitsFromTheWire = (limits: readonly LimitOnTheWire[]): readonly NetworkLimit[] =>
  limits.map(({ per_kw, least, most, ...limit }) => ({
    ...limit,
    per_kw: Float64Array.from(per_kw),
    least: least ?? Number.NEGATIVE_INFINITY,
    most: most ?? Number.POSITIVE_INFINITY,
  }));

/** ADMM only, operator → DSO: the load points and steps that some bid can move, and what it would buy there. */
export const entries = messageKind<{ readonly entries: readonly Entry[] }>('admm-entries', [
  'load points and steps of bids',
]);
export const offer = messageKind<Offer>('admm-offer', ['net reduction of each load point']);
/** DSO → operator: what of it the network can carry. */
export const answer = messageKind<Answer>('admm-answer', ['feasible net reduction of each load point']);

/** What was bought of the bids of one aggregator: a share for each step of the day. */
export const acceptance = messageKind<{
  readonly accepted: readonly { readonly load_point: string; readonly share: readonly number[] }[];
}>('acceptance');

/** Net reduction bought at each load point over the steps of the day [kW]. */
export const purchase = messageKind<{ readonly reduction_kw: readonly (readonly number[])[] }>('purchase', [
  'net reduction of each load point',
]);

/** What the devices of an aggregator draw more than by the baseline, at the load points where that is anything. */
export const rescheduled = messageKind<LoadSchedule>('rescheduled', ['change of each load point']);
