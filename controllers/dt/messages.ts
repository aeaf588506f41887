// Messages of dynamic tariffs and re-profiling, and what each discloses.
//
//   device agents ─ device-state ─▶ aggregators ─ needs, response to the spot price ─▶ dso
//   dso ─ tariff ─▶ aggregators ─ response ─▶ dso ─ re-profiling-request ─▶ aggregators ─ response ─▶ dso
//   aggregators ─ device-schedule ─▶ device agents
import { messageKind } from '../../cosim/index.ts';
import {
  type ExpressionArrays,
  Expressions,
  type Flexibility,
  type IndexSet,
  type NameFamily,
  type OptimisationProblem,
} from '../../optimisation/index.ts';
import type { NetworkLimit } from '../feeder/limits.ts';
import { boundOnTheWire, type DeviceSchedules, type OnTheWire } from '../feeder/messages.ts';
import { type DeviceModel, numbering } from '../feeder/models.ts';

/** Typed arrays as lists; null for ±∞. */
type Lists<T> = {
  readonly [K in keyof T]: T[K] extends Float64Array
    ? readonly (number | null)[]
    : T[K] extends ArrayBufferView
      ? readonly number[]
      : T[K];
};

/** Variables or rows, with the numbers of their labels in place of these. */
type Named<T extends { readonly families: readonly NameFamily[] }> = Omit<Lists<T>, 'families'> & {
  readonly families: readonly (Omit<NameFamily, 'sets'> & { readonly sets: readonly number[] })[];
};

/** What a device can do over the day: its model. */
interface ModelOnTheWire {
  readonly name: string;
  readonly variables: Named<OptimisationProblem['variables']>;
  readonly rows: Named<OptimisationProblem['rows']>;
  readonly flexibility: Omit<Flexibility, 'p_kw' | 'q_kvar'> &
    Readonly<Record<'p_kw' | 'q_kvar', Lists<ExpressionArrays>>>;
}

/** Models of some devices. Equal devices share one. */
interface DeviceModels {
  readonly models: readonly ModelOnTheWire[];
  /** Which of them each device has. */
  readonly of: readonly number[];
  /** Labels of the steps, and of what else the models count over. */
  readonly labels: readonly IndexSet[];
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
  const labels = new Map<IndexSet, number>();
  const numberOf = (set: IndexSet) => {
    if (!labels.has(set)) labels.set(set, labels.size);
    return labels.get(set)!;
  };
  const named = <T extends { readonly families: readonly NameFamily[] }>(of: T): Named<T> => ({
    ...lists(of),
    families: of.families.map((family) => ({ ...family, sets: family.sets.map(numberOf) })),
  });
  return {
    models: distinct.map(({ problem: { name, variables, rows }, flexibility }) => {
      const powers = { p_kw: lists(flexibility.p_kw.arrays), q_kvar: lists(flexibility.q_kvar.arrays) };
      return {
        name,
        variables: named(variables),
        rows: named(rows),
        flexibility: { ...flexibility, ...powers, shows: [] },
      };
    }),
    of: models.map((model) => place.get(model)!),
    labels: [...labels.keys()],
  };
}

/** Back again, one object for equal devices, also over several messages. */
export function modelsFromTheWire(messages: readonly DeviceModels[]): DeviceModel[] {
  const numbered = numbering();
  const known: DeviceModel[] = [];
  return messages.flatMap(({ models, of, labels }) => {
    const distinct = models.map((received) => {
      const { number, model } = numbered(fromTheWire(received, labels));
      return (known[number] ??= model);
    });
    return of.map((m) => distinct[m]!);
  });
}

const lists = <T extends object>(of: T): Lists<T> =>
  Object.fromEntries(
    Object.entries(of).map(([key, value]) => [
      key,
      ArrayBuffer.isView(value) ? Array.from(value as Float64Array).map(boundOnTheWire) : value,
    ]),
  ) as Lists<T>;

function fromTheWire({ name, variables, rows, flexibility }: ModelOnTheWire, labels: readonly IndexSet[]): DeviceModel {
  const numbers = (of: readonly (number | null)[], open = 0) => Float64Array.from(of.map((value) => value ?? open));
  const bounds = ({ min, max }: Pick<ModelOnTheWire['rows'], 'min' | 'max'>) => ({
    min: numbers(min, Number.NEGATIVE_INFINITY),
    max: numbers(max, Number.POSITIVE_INFINITY),
  });
  const families = (of: Pick<ModelOnTheWire['rows'], 'families'>): NameFamily[] =>
    of.families.map((family) => ({ ...family, sets: family.sets.map((l) => labels[l]!) }));
  const none = new Float64Array(variables.count);
  const problem: OptimisationProblem = {
    name,
    variables: {
      ...{ ...variables, ...bounds(variables), families: families(variables) },
      integer: Uint8Array.from(variables.integer),
    },
    rows: {
      ...{ ...rows, ...bounds(rows), families: families(rows) },
      start: Int32Array.from(rows.start),
      columns: Int32Array.from(rows.columns),
      coefficients: numbers(rows.coefficients),
    },
    objective: { constant: 0, linear: none, quadratic: none },
  };
  const power = ({ start, columns, coefficients, constants }: Lists<ExpressionArrays>) =>
    new Expressions({
      start: Int32Array.from(start),
      columns: Int32Array.from(columns),
      coefficients: numbers(coefficients),
      constants: numbers(constants),
    });
  return { problem, flexibility: { ...flexibility, p_kw: power(flexibility.p_kw), q_kvar: power(flexibility.q_kvar) } };
}
