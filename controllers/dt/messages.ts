// Messages of dynamic tariffs and re-profiling, and what each discloses.
//
//   device agents ─ device-state ─▶ aggregators ─ needs, response to the spot price ─▶ dso
//   dso ─ tariff ─▶ aggregators ─ response ─▶ dso ─ re-profiling-request ─▶ aggregators ─ response ─▶ dso
//   aggregators ─ device-schedule ─▶ device agents
import { messageKind } from '../../cosim/index.ts';
import type { Flexibility, OptimisationProblem } from '../../optimisation/index.ts';
import type { NetworkLimit } from '../feeder/limits.ts';
import { boundOnTheWire, type DeviceSchedules, type OnTheWire } from '../feeder/messages.ts';
import type { DeviceModel } from '../feeder/models.ts';

/** Typed arrays as lists; null for ±∞. */
type Lists<T> = {
  readonly [K in keyof T]: T[K] extends Float64Array
    ? readonly (number | null)[]
    : T[K] extends ArrayBufferView
      ? readonly number[]
      : T[K];
};

/** What a device can do over the day: its model. */
interface ModelOnTheWire {
  readonly name: string;
  readonly variables: Lists<OptimisationProblem['variables']>;
  readonly rows: Lists<OptimisationProblem['rows']>;
  readonly flexibility: Flexibility;
}

/** Models of some devices. Equal devices share one. */
interface DeviceModels {
  readonly models: readonly ModelOnTheWire[];
  /** Which of them each device has. */
  readonly of: readonly number[];
}

/** What the DSO needs to foresee the response to a tariff, and whom it can buy re-profiling of. */
export const needs = messageKind<{
  /** Devices under the tariff, as places in the case. */
  readonly devices: readonly number[];
  readonly can: DeviceModels;
  /** Customers under contract for re-profiling at each load point. */
  readonly customers: readonly number[];
}>('needs', ['limits of each home', 'use of each home', 'state of each home']);

/** What devices draw: by the spot price alone, in answer to a tariff, or after re-profiling. */
export const response = messageKind<DeviceSchedules & { readonly devices: readonly number[] }>('response', [
  'schedule of each device',
]);

/** Currency/kWh above the spot price, [load point][t]. */
export const tariff = messageKind<{
  readonly load_points: readonly string[];
  readonly tariff: readonly (readonly number[])[];
}>('tariff');

/** What is bought of one aggregator: its share of the violation of every limit that its customers can reduce, and the price of a kWh. */
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

export function modelsOnTheWire(models: readonly DeviceModel[]): DeviceModels {
  const distinct = [...new Set(models)];
  const place = new Map(distinct.map((model, m) => [model, m]));
  return { models: distinct.map(onTheWire), of: models.map((model) => place.get(model)!) };
}

/** Back again, one object for equal devices, also over several messages. */
export function modelsFromTheWire(messages: readonly DeviceModels[]): DeviceModel[] {
  const known = new Map<string, DeviceModel>();
  const received = (model: ModelOnTheWire): DeviceModel => {
    const { name: _, ...numbers } = model;
    const key = JSON.stringify(numbers);
    const equal = known.get(key) ?? fromTheWire(model);
    known.set(key, equal);
    return equal;
  };
  return messages.flatMap(({ models, of }) => {
    const distinct = models.map(received);
    return of.map((m) => distinct[m]!);
  });
}

const onTheWire = ({ problem: { name, variables, rows }, flexibility }: DeviceModel): ModelOnTheWire => ({
  name,
  variables: lists(variables),
  rows: lists(rows),
  flexibility: { ...flexibility, shows: [] },
});

const lists = <T extends object>(of: T): Lists<T> =>
  Object.fromEntries(
    Object.entries(of).map(([key, value]) => [
      key,
      ArrayBuffer.isView(value) ? Array.from(value as Float64Array, boundOnTheWire) : value,
    ]),
  ) as Lists<T>;

function fromTheWire({ name, variables, rows, flexibility }: ModelOnTheWire): DeviceModel {
  const numbers = (of: readonly (number | null)[], open = 0) => Float64Array.from(of, (value) => value ?? open);
  const bounds = ({ min, max }: Pick<ModelOnTheWire['rows'], 'min' | 'max'>) => ({
    min: numbers(min, Number.NEGATIVE_INFINITY),
    max: numbers(max, Number.POSITIVE_INFINITY),
  });
  const none = () => new Float64Array(variables.count);
  const problem: OptimisationProblem = {
    name,
    variables: { ...variables, ...bounds(variables), integer: Uint8Array.from(variables.integer) },
    rows: {
      ...rows,
      ...bounds(rows),
      start: Int32Array.from(rows.start),
      columns: Int32Array.from(rows.columns),
      coefficients: numbers(rows.coefficients),
    },
    objective: { constant: 0, linear: none(), quadratic: none() },
  };
  return { problem, flexibility };
}
