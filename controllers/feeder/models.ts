// What each device can do over a day, as a small optimisation problem of its own. Homes of one type bring the same problem
// again and again: it is kept once.
import { RunError } from '../../base/index.ts';
import type { DeviceView } from '../../cosim/index.ts';
import { type Expressions, type Flexibility, formulate, type OptimisationProblem } from '../../optimisation/index.ts';
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
  const numberOf = numbering();
  const distinct: DeviceModel[] = [];
  const of = Int32Array.from(devices, (device) => {
    const model = modelOf(device, day);
    const number = numberOf(model);
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

/** A numbering of models from 0, in the order in which they come; those of which every number is the same to the last bit share one. */
export function numbering(): (model: DeviceModel) => number {
  const byHash = new Map<number, number[]>();
  const lists: Int32Array[][] = [];
  return (model) => {
    const own = numbersOf(model);
    const hash = hashOf(own);
    const similar = byHash.get(hash);
    const equal = similar?.find((number) => areEqual(lists[number]!, own));
    if (equal !== undefined) return equal;
    const number = lists.push(own) - 1;
    if (similar) similar.push(number);
    else byHash.set(hash, [number]);
    return number;
  };
}

/** All numbers of a model, list by list, as words of 32 bits. */
function numbersOf({ problem: { variables, rows }, flexibility }: DeviceModel): Int32Array[] {
  const { p_kw, q_kvar, costs, exclusive } = flexibility;
  const pairs = (of: readonly (readonly [number, number])[]) => Float64Array.from(of.flat());
  const expressions = ({ start, columns, coefficients, constants }: Expressions) => [
    ...[start, columns, coefficients, constants],
  ];
  return [
    ...[variables.min, variables.max, Int32Array.from(variables.integer), rows.min, rows.max],
    ...[rows.start, rows.columns, rows.coefficients],
    ...expressions(p_kw),
    ...expressions(q_kvar),
    ...costs.flatMap(({ linear, squares }) => [
      ...[Float64Array.of(linear.constant), pairs(linear.terms), pairs(squares)],
    ]),
    pairs(exclusive),
  ].map(({ buffer, byteOffset, byteLength }) => new Int32Array(buffer, byteOffset, byteLength / 4));
}

/** FNV-1a, word by word. */
function hashOf(lists: readonly Int32Array[]): number {
  let hash = 0x811c9dc5;
  for (const list of lists) {
    hash = Math.imul(hash ^ list.length, 0x01000193);
    for (let i = 0; i < list.length; i++) hash = Math.imul(hash ^ list[i]!, 0x01000193);
  }
  return hash;
}

function areEqual(a: readonly Int32Array[], b: readonly Int32Array[]): boolean {
  const sameList = (of: Int32Array, other: Int32Array) => {
    if (of.length !== other.length) return false;
    for (let i = 0; i < of.length; i++) if (of[i] !== other[i]) return false;
    return true;
  };
  return a.length === b.length && a.every((list, k) => sameList(list, b[k]!));
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
