// A battery that flattens a change of power in a period to a constant power q (section 5.2.3, figure 5.10): in step t it draws q − a[t]
// more than planned, and at the end of the period it has the energy of the plan.
//
//   e(q) = energy at the end of the period with p°[t] + q − a[t],   e(q) = e of the plan
//
// e rises with q, by the efficiency of charging or of discharging, so that q is the root between the smallest and the largest a.
import { evaluate, findRoot } from '../../../../optimisation/index.ts';
import type { DeviceModel } from '../../../feeder/models.ts';
import { orderOf, substitute } from '../../../feeder/states/substitution.ts';
import { energyOf } from '../problem.ts';
import { roleOf } from '../roles.ts';

/** A battery of a microgrid and its plan. */
export interface Battery {
  readonly model: DeviceModel;
  readonly p_kw: Float64Array;
}

export interface Flattened {
  /** q [kW]. */
  readonly q_kw: number;
  /** What the battery draws in addition to its plan, over the steps of the horizon [kW]. */
  readonly battery_kw: Float64Array;
  /** Values of the variables of its model then. */
  readonly values: Float64Array;
}

/** Whether a device is a store whose powers alone determine its energy. */
export const isBattery = (model: DeviceModel): boolean =>
  roleOf(model) === 'store' && energyOf(model) !== undefined && orderOf(model, true) !== undefined;

/** A bound is kept where it is missed by less than this, relative to 1 + its size. */
const KEPT = 1e-7;

/**
 * @param steps of the period, ascending
 * @param change a[t] in these steps [kW]
 * @returns undefined where the battery cannot, by its power or energy
 */
export async function flatten(
  { model, p_kw }: Battery,
  steps: readonly number[],
  change: readonly number[],
): Promise<Flattened | undefined> {
  const order = orderOf(model, true);
  const energy = energyOf(model)?.at(steps.at(-1)!);
  if (!order || !energy) return undefined;
  const addedAt = (q: number) => {
    const added = new Float64Array(p_kw.length);
    for (const [i, t] of steps.entries()) added[t] = q - change[i]!;
    return added;
  };
  const valuesAt = (added: Float64Array) =>
    substitute(
      model,
      order,
      p_kw.map((p, t) => p + added[t]!),
      1,
    );
  const planned = evaluate(energy, valuesAt(addedAt(0).fill(0)));
  const [low, high] = [Math.min(...change), Math.max(...change)];
  const excess = (q: number) => evaluate(energy, valuesAt(addedAt(q))) - planned;
  const q_kw = low === high ? low : (await findRoot(excess, low, high)).x;
  const battery_kw = addedAt(q_kw);
  const values = valuesAt(battery_kw);
  return isWithin(model, values) ? { q_kw, battery_kw, values } : undefined;
}

function isWithin({ problem: { variables } }: DeviceModel, x: Float64Array): boolean {
  const { min, max } = variables;
  return x.every((value, j) => {
    const miss = Math.max(min[j]! - value, value - max[j]!);
    return miss <= KEPT * (1 + Math.abs(value));
  });
}
