// What each device can do over a day, as a small optimisation problem of its own. Homes of one type bring the same problem
// again and again: it is kept once.
import { RunError } from '../../base/index.ts';
import type { DeviceView } from '../../cosim/index.ts';
import {
  evaluate,
  type Flexibility,
  formulate,
  type Linear,
  type OptimisationProblem,
  type Term,
} from '../../optimisation/index.ts';
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
  const known = new Map<string, number>();
  const distinct: DeviceModel[] = [];
  const of = Int32Array.from(devices, (device) => {
    const model = modelOf(device, day);
    const key = keyOf(model);
    const before = known.get(key);
    if (before !== undefined) return before;
    known.set(key, distinct.length);
    return distinct.push(model) - 1;
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
export const isFlexible = ({ flexibility }: DeviceModel): boolean =>
  flexibility.p_kw.some(({ terms }) => terms.length > 0);

const decoder = new TextDecoder('latin1');

/** All numbers of a model as text, one character per byte. */
export function keyOf({ problem: { variables, rows }, flexibility }: DeviceModel): string {
  const { p_kw, q_kvar, costs, exclusive } = flexibility;
  const numbers: number[] = [];
  const list = (values: ArrayLike<number>) => {
    numbers.push(values.length);
    for (let i = 0; i < values.length; i++) numbers.push(values[i]!);
  };
  const terms = (pairs: readonly Term[]) => {
    numbers.push(pairs.length);
    for (const [c, column] of pairs) numbers.push(c, column);
  };
  const expressions = (values: readonly Linear[]) => {
    for (const value of values) {
      terms(value.terms);
      numbers.push(value.constant);
    }
  };
  for (const values of [variables.min, variables.max, variables.integer, rows.min, rows.max]) list(values);
  for (const values of [rows.start, rows.columns, rows.coefficients]) list(values);
  expressions(p_kw);
  expressions(q_kvar);
  for (const { linear, squares } of costs) {
    expressions([linear]);
    terms(squares);
  }
  terms(exclusive);
  return decoder.decode(Float64Array.from(numbers));
}

/** A source has all available power by default, and its power in a step depends on no other step. */
export const isSource = ({ flexibility }: DeviceModel): boolean =>
  flexibility.shows.some(({ name }) => name === 'curtailment_kw');

/** The least power of a device in a step by its model [kW]: all that a source has available. */
export const leastOf = (models: Models, d: number, t: number): number => {
  const { problem, flexibility } = models.distinct[models.of[d]!]!;
  return evaluate(flexibility.p_kw[t]!, problem.variables.min);
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
