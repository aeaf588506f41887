// The messages between the parties of the transactive flexibility market, and what each of them discloses.
//
//   device-agent ─ state ─▶ supplier ─ baseline ─▶ dso ─ requirements ─▶ market-operator ─▶ aggregators
//   aggregators ─ bids ─▶ market-operator ◀─ proposal, feasible ─▶ dso      (central: ◀─ limits ─ dso)
//   market-operator ─ acceptance ─▶ aggregators ─ schedule ─▶ device-agents;  final schedule ─▶ supplier ─▶ dso
import { type Address, messageKind } from '../../cosim/index.ts';
import type { NetworkLimit } from '../feeder/limits.ts';
import type { DeviceSchedules, LoadSchedule, OnTheWire } from '../feeder/messages.ts';
import type { Answer, Offer } from './clearing/dialogue.ts';
import type { Product } from './clearing/incidence.ts';
import type { Bid, Requirement } from './terms.ts';

export const OPERATOR: Address = 'market-operator';
export const deviceBaseline = messageKind<DeviceSchedules>('device-baseline', ['baseline of each device']);
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

/** Central clearing only, DSO → operator. */
export const networkLimits = messageKind<{ readonly limits: readonly OnTheWire<NetworkLimit>[] }>('network-limits', [
  'limits of branches and voltages',
  'topology as sensitivities',
]);

/** ADMM only, operator → DSO: the load points and steps that some bid can change, and what it would buy there. */
export const products = messageKind<{ readonly products: readonly Product[] }>('admm-products', [
  'load points and steps of bids',
]);
export const offer = messageKind<Offer>('admm-offer', ['net reduction of each load point']);
/** DSO → operator: the closest net reduction within the limits. */
export const answer = messageKind<Answer>('admm-answer', ['feasible net reduction of each load point']);

/** What was bought of the bids of one aggregator: a share for each step of the day. */
export const acceptance = messageKind<{
  readonly accepted: readonly { readonly load_point: string; readonly share: readonly number[] }[];
}>('acceptance');

/** Net reduction bought at each load point over the steps of the day [kW]. */
export const purchase = messageKind<{ readonly reduction_kw: readonly (readonly number[])[] }>('purchase', [
  'net reduction of each load point',
]);

/** Final schedule less baseline of the devices of an aggregator, at the load points that change. */
export const rescheduled = messageKind<LoadSchedule>('rescheduled', ['change of each load point']);
