// The messages of capacity limit allocation, in the order of the protocol, and what each of them discloses. Every party has one inbox.
//
//    1  market or retailer ─ prices ─▶ dso ─▶ aggregator ─▶ microgrids
//    2  device agents ─ unit forecasts ─▶ microgrid
//    3  microgrids ─ initial schedule ─▶ aggregator
//    4  aggregator ─ aggregate schedule ─▶ dso
//    5  dso ─ capacity limits ─▶ aggregator
//    6  aggregator ─ call for proposals ─▶ microgrids
//    7  microgrids ─ propose or refuse ─▶ aggregator
//    8  aggregator ─ accept or reject, per bid; allowance of the other hours ─▶ microgrids
//    9  microgrid ─ dispatch order ─▶ device agents
//   10  microgrids ─ final schedule ─▶ aggregator ─▶ dso
//   11  dso ─ confirm, or reject: steps 5 to 11 again ─▶ aggregator
//   12  dso ─ settlement ─▶ aggregator ─▶ microgrids
//       in real time: dso ─ mandatory request ─▶ microgrid ─ dispatch order ─▶ device agents
import { type Address, messageKind } from '../../cosim/index.ts';
import type { LoadSchedule } from '../feeder/messages.ts';
import type { Allowance, Bid, Direction } from './terms.ts';

export const AGGREGATOR: Address = 'aggregator';
export const RETAILER: Address = 'retailer';
export const MARKET: Address = 'market-operator';
export const controlAgent = (microgrid: string): Address => `microgrid-control-unit:${microgrid}`;
/** The agent of the devices of a microgrid. */
export const deviceAgent = (microgrid: string): Address => `device-agent:${microgrid}`;

/** An answer to a call. */
export interface Answered {
  /** Time after the call [min]. */
  readonly answered_min: number;
}

export const priceForecast = messageKind<{ readonly buy: readonly number[]; readonly sell: readonly number[] }>(
  'price-forecast',
);

/** What a unit of a microgrid can do over the steps. */
export interface UnitForecast {
  readonly kind: string;
  /** What it shows of itself: state of charge, indoor temperature, … */
  readonly state: readonly number[];
  /** Power over the steps of a unit without a decision; range of a unit with one [kW]. */
  readonly profile_kw?: readonly number[];
  readonly range_kw?: readonly [least: number, most: number];
}
export const unitForecast = messageKind<{ readonly units: readonly UnitForecast[] }>('unit-forecast', [
  'state of each device',
  'forecast of each device',
]);

export const initialSchedule = messageKind<LoadSchedule & Answered>('initial-schedule', [
  'net profile of the microgrid',
]);
export const aggregateSchedule = messageKind<LoadSchedule & Answered>('aggregate-schedule', [
  'net profile of each load point',
]);

/** Bounds of the sum of the net power of all microgrids in one clock hour; null where there is none. */
export interface CapacityLimit {
  readonly period: number;
  /** Largest export; negative where at least so much has to be imported [kW]. */
  readonly export_max_kw: number | null;
  /** Largest import; negative where at least so much has to be exported [kW]. */
  readonly import_max_kw: number | null;
}
export const capacityLimits = messageKind<{ readonly limits: readonly CapacityLimit[] } & Answered>('capacity-limits', [
  'room of the network in each hour',
]);

/** A clock hour in which a limit binds, without the amount. */
export interface Call {
  readonly period: number;
  readonly direction: Direction;
}
export const callForProposals = messageKind<{ readonly calls: readonly Call[]; readonly deadline_min: number }>(
  'call-for-proposals',
  ['hours in which a limit binds'],
);

export const propose = messageKind<{ readonly bids: readonly Bid[] } & Answered>('propose', [
  'prices of bids',
  'amounts of bids',
]);
export const refuse = messageKind<{ readonly reason: string } & Answered>('refuse');
export const accept = messageKind<{ readonly bid: string; readonly kw: number }>('accept');
export const reject = messageKind<{ readonly bid: string }>('reject');
/** Bounds of the net power in the hours without a call, for a microgrid whose bids are accepted. */
export const allowance = messageKind<{ readonly allowances: readonly Allowance[] }>('allowance');

/** Power of each device of a microgrid over the steps, or over the coming step [kW]; null where a device keeps its default behaviour. */
export const dispatchOrder = messageKind<{ readonly p_kw: readonly (readonly number[] | null)[] }>('dispatch-order');

export const finalSchedule = messageKind<LoadSchedule & Answered>('final-schedule', ['net profile of the microgrid']);
export const finalAggregate = messageKind<LoadSchedule & Answered & { readonly due: readonly Payment[] }>(
  'final-aggregate-schedule',
  ['net profile of each load point', 'payments due for accepted bids'],
);

export const confirm = messageKind<Answered>('confirm');
export const rejectSchedule = messageKind<{ readonly periods: readonly number[] } & Answered>('reject-schedule', [
  'hours in which a limit is violated',
]);

/** What is paid for the accepted power of a bid, over its clock hour [currency]. */
export interface Payment {
  readonly bid: string;
  readonly amount: number;
}
export const settlement = messageKind<{ readonly payments: readonly Payment[] }>('settlement');

/** DSO → microgrid: by how much to raise the net power in the coming step, in addition to earlier requests; < 0 lowers it. */
export const mandatoryRequest = messageKind<{
  readonly load_point: string;
  readonly kw: number;
  readonly penalty_per_kwh: number;
}>('mandatory-request');
