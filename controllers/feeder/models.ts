// What each device can do over a day, as a small optimisation problem of its own. Homes of one type bring the same problem
// again and again: it is kept once.
import { RunError } from '../../base/index.ts';
import type { DeviceView } from '../../cosim/index.ts';
import { Expressions, type Flexibility, formulate, type OptimisationProblem } from '../../optimisation/index.ts';
import { type Day, horizonOf } from './schedule.ts';

export interface DeviceModel {
  /** Its variables and rows, without an objective. */
  readonly problem: OptimisationProblem;
  readonly flexibility: Flexibility;
}

export interface Models {
  /** Those that differ from each other. */
  readonly distinct: readonly DeviceModel[];
  /** Which of them each device has. */
  readonly of: Int32Array;
}

/** The models of all devices, from their present states. Two devices share one where every number of it is the same to the last bit. */
export function modelsOf(devices: readonly DeviceView[], day: Day): Models {
  const numbered = numbering();
  const distinct: DeviceModel[] = [];
  const of = Int32Array.from(devices, (device) => {
    const { number, model } = numbered(modelOf(device, day));
    if (number === distinct.length) distinct.push(model);
    return number;
  });
  return { distinct, of };
}

/** `exclusive` adds binaries that keep a store from charging and discharging in the same step. */
export function modelOf(device: DeviceView, day: Day, exclusive = false): DeviceModel {
  if (!device.flexibility) throw new RunError(`device ${device.id} does not say what it can do over a day`);
  const into = formulate(`day of ${device.id}`);
  const flexibility = device.flexibility({ ...horizonOf(day), exclusive }, into);
  return { problem: into.build(), flexibility };
}

/** True where a model has something to decide. */
export const isFlexible = ({ flexibility }: DeviceModel): boolean => flexibility.p_kw.isVariable;

/** A model among others. */
export interface Numbered {
  readonly number: number;
  /** With arrays that it shares with those before. */
  readonly model: DeviceModel;
}

/**
 * A numbering of models from 0, in the order in which they come; those of which every number is the same to the last bit share one.
 * Arrays of the same numbers are kept once: homes of one kind differ in few of their arrays.
 */
export function numbering(): (model: DeviceModel) => Numbered {
  const kept = { floats: sharing<Float64Array>(), integers: sharing<Int32Array>(), bytes: sharing<Uint8Array>() };
  const byArrays = new Map<string, number>();
  return ({ problem, flexibility }) => {
    const identity: number[] = [];
    const shared = <A extends List>(of: Sharing<A>, array: A): A => {
      const number = of.numberOf(array);
      identity.push(number);
      return of.arrays[number]!;
    };
    const floats = (array: Float64Array) => shared(kept.floats, array);
    const integers = (array: Int32Array) => shared(kept.integers, array);
    const expressions = ({ start, columns, coefficients, constants }: Expressions) =>
      new Expressions({
        ...{ start: integers(start), columns: integers(columns) },
        ...{ coefficients: floats(coefficients), constants: floats(constants) },
      });
    const { variables, rows } = problem;
    const own: DeviceModel = {
      problem: Object.freeze({
        ...problem,
        variables: Object.freeze({
          ...{ ...variables, min: floats(variables.min), max: floats(variables.max) },
          integer: shared(kept.bytes, variables.integer),
        }),
        rows: Object.freeze({
          ...{ ...rows, min: floats(rows.min), max: floats(rows.max), start: integers(rows.start) },
          ...{ columns: integers(rows.columns), coefficients: floats(rows.coefficients) },
        }),
      }),
      flexibility: {
        ...flexibility,
        p_kw: expressions(flexibility.p_kw),
        q_kvar: expressions(flexibility.q_kvar),
        shows: flexibility.shows.map(({ values, ...shown }) => ({ ...shown, values: expressions(values) })),
      },
    };
    for (const list of singleNumbers(flexibility)) floats(list);
    const key = identity.join();
    const number = byArrays.get(key) ?? byArrays.size;
    byArrays.set(key, number);
    return { number, model: own };
  };
}

/** What else makes two models different. */
function singleNumbers({ costs, exclusive, zip }: Flexibility): Float64Array[] {
  const pairs = (of: readonly (readonly [number, number])[]) => Float64Array.from(of.flat());
  return [
    ...costs.flatMap(({ linear, squares }) => [
      ...[Float64Array.of(linear.constant), pairs(linear.terms), pairs(squares)],
    ]),
    pairs(exclusive),
    zip ? Float64Array.of(zip.z, zip.i, zip.p) : NONE,
  ];
}

const NONE = new Float64Array(0);

type List = Float64Array | Int32Array | Uint8Array;

/** Arrays by their numbers. */
interface Sharing<A extends List> {
  /** Each as it first came. */
  readonly arrays: readonly A[];
  /** Place among them of the array with the same numbers, to the last bit. */
  numberOf(array: A): number;
}

function sharing<A extends List>(): Sharing<A> {
  const arrays: A[] = [];
  const byHash = new Map<number, number[]>();
  return {
    arrays,
    numberOf(array) {
      const hash = hashOf(array);
      const similar = byHash.get(hash);
      if (similar) for (const number of similar) if (areEqual(arrays[number]!, array)) return number;
      const number = arrays.push(array) - 1;
      if (similar) similar.push(number);
      else byHash.set(hash, [number]);
      return number;
    },
  };
}

/** FNV-1a, word of 32 bits by word. */
function hashOf(list: List): number {
  const words = list instanceof Float64Array ? wordsOf(list) : list;
  const count = list instanceof Float64Array ? 2 * list.length : list.length;
  let hash = Math.imul(0x811c9dc5 ^ count, 0x01000193);
  for (let i = 0; i < count; i++) hash = Math.imul(hash ^ words[i]!, 0x01000193);
  return hash;
}

let copy = new Float64Array(0);
let copyWords = new Int32Array(copy.buffer);

/** The words of an array, in a copy that is used again: a view of every array would be an object of its own. */
function wordsOf(list: Float64Array): Int32Array {
  if (copy.length < list.length) {
    copy = new Float64Array(list.length);
    copyWords = new Int32Array(copy.buffer);
  }
  copy.set(list);
  return copyWords;
}

function areEqual(a: List, b: List): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}

/** A source has all available power by default, and its power in a step depends on no other step. */
export const isSource = ({ flexibility }: DeviceModel): boolean =>
  flexibility.shows.some(({ name }) => name === 'curtailment_kw');

/** The least power of a device in a step by its model [kW]: all that a source has available. */
export const leastOf = (models: Models, d: number, t: number): number => {
  const { problem, flexibility } = models.distinct[models.of[d]!]!;
  return flexibility.p_kw.valueAt(t, problem.variables.min);
};

/** A source that is curtailed by less is not, relative to 1 kW and what it has: rounding of a solver. */
const CURTAILED = 1e-6;

/**
 * Planned powers of a device [kW], NaN where it is a source that is not curtailed: it then feeds in what it has in truth, and not
 * what was forecast.
 */
export function unlessCurtailed(models: Models, d: number, p_kw: Float64Array): Float64Array {
  if (!isSource(models.distinct[models.of[d]!]!)) return p_kw;
  return p_kw.map((kw, t) => {
    const least = leastOf(models, d, t);
    return kw - least > CURTAILED * (1 + Math.abs(least)) ? kw : Number.NaN;
  });
}
