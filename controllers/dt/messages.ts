// What DSO and aggregators tell each other about tariffs and re-profiling, and what each message gives away.
//
//   device-agents ─ state ─▶ aggregators ─ needs of their customers, response to the spot price ─▶ dso
//   dso ─ tariff ─▶ aggregators ─ response ─▶ dso ─ request for re-profiling ─▶ aggregators ─ new profile ─▶ dso
//   aggregators ─ schedule ─▶ device-agents
import { messageKind } from '../../cosim/index.ts';
import type { NetworkLimit } from '../feeder/limits.ts';
import type { LoadSchedule, OnTheWire } from '../feeder/messages.ts';

/** What customers can do over the day, as far as the DSO needs it to foresee how they answer to a price. */
export const needs = messageKind<{
  readonly groups: readonly {
    readonly load_point: string;
    readonly devices: number;
    /** Bounds of the powers and energies of one of these devices. */
    readonly min: readonly (number | null)[];
    readonly max: readonly (number | null)[];
  }[];
}>('needs', ['limits of each home', 'use of each home']);

/** What customers draw: by the spot price alone, and in answer to a tariff. */
export const response = messageKind<LoadSchedule>('response', ['schedule of each load point']);

/** Currency/kWh above the spot price, [load point][t]. */
export const tariff = messageKind<{
  readonly load_points: readonly string[];
  readonly tariff: readonly (readonly number[])[];
}>('tariff');

/** What is bought of one aggregator: its share of what is left of every limit it moves, to keep or not to break, and what a kWh of it is paid. */
export const request = messageKind<{
  readonly load_points: readonly string[];
  readonly limits: readonly OnTheWire<Pick<NetworkLimit, 't' | 'per_kw' | 'lower' | 'upper'>>[];
  readonly purchases: readonly {
    readonly element: string;
    /** > 0 drawn less, < 0 drawn more. */
    readonly amount_kw: readonly number[];
    readonly price: readonly number[];
  }[];
}>('re-profiling-request', ['limits of branches and voltages', 'topology as sensitivities']);
