// Numbers that mechanisms on a feeder publish of a planned day: what branches carry beyond their limits, and the lowest voltage.
import type { Network } from '../../network/index.ts';
import type { AcCheck } from './ac-check.ts';
import type { Linearised } from './linearised.ts';

/** What of an outcome the network has to do with. */
export interface Checked {
  /** AC power flows of the baseline and of the final schedule, and the latter as the linear model has it. */
  readonly before: AcCheck;
  readonly after: AcCheck;
  readonly linear: Linearised;
}

/** Branches with a rating, by name and by index. */
export const ratedBranches = ({ branches }: Network, { limit_kw }: AcCheck) =>
  [...branches.entries()].filter(([l]) => limit_kw[l]!.some(Number.isFinite));

/** What flows beyond limits by AC power flow, over branches and steps [kW]. */
export const overloadOf = ({ flow_kw, limit_kw }: AcCheck): number =>
  flow_kw.reduce(
    (sum, of, l) => of.reduce((inner, f, t) => inner + Math.max(0, Math.abs(f) - limit_kw[l]![t]!), sum),
    0,
  );

/** The lowest voltage of all buses and steps. */
export const lowestVoltage = ({ vm_pu }: Pick<AcCheck, 'vm_pu'>): number =>
  vm_pu.reduce((min, of) => of.reduce((a, b) => Math.min(a, b), min), Number.POSITIVE_INFINITY);

/** How far a model is from the AC power flow at most, both [element][t]. */
export const largestError = (model: readonly Float64Array[], ac: readonly Float64Array[]): number =>
  largest(model.map((of, i) => of.map((value, t) => Math.abs(value - ac[i]![t]!))));

/** Largest of all values, 0 where none is above it. */
export const largest = (of: readonly ArrayLike<number>[]): number =>
  of.reduce((best, values) => Array.from(values).reduce((a, b) => Math.max(a, b), best), 0);
