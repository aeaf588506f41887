// Presolve of the scheduling problem: devices with the same model are one group, with the sum of their variables as variables.
//
//   X = x₁ + … + xₙ,   L ≤ A x ≤ U,  l ≤ x ≤ u  for each   →   n L ≤ A X ≤ n U,  n l ≤ X ≤ n u
//
// The reverse direction holds in two cases, and in these devices are grouped:
//   convex    without whole numbers, X / n is a schedule of each, and no other split costs less
//   interval  all variables are whole numbers and each row is a sum of consecutive ones (starts of an appliance in time): the
//             starts, counted from the first, go to the devices in turn. Each device then has ⌊Σ X / n⌋ or ⌈Σ X / n⌉ in any
//             interval, which is within L and U because both are whole numbers. n appliances need one count per step
//             instead of n binaries, whose permutations all cost the same.
import { grouped } from '../../../base/index.ts';
import type { OptimisationProblem } from '../../../optimisation/index.ts';
import type { DeviceModel } from '../../feeder/models.ts';

export interface Group {
  readonly model: DeviceModel;
  /** Positions of its devices in the microgrid. */
  readonly members: readonly number[];
}

/**
 * In the order of their first members.
 * @param models of each device; those of identical devices are one object
 * @param single whether the devices of a model are to be groups of one
 */
export function groupsOf(models: readonly DeviceModel[], single: (model: DeviceModel) => boolean): Group[] {
  const of = grouped(models, (model) => model);
  return Array.from(of, ([model, members]): Group[] =>
    single(model) || !(isConvex(model) || isInterval(model))
      ? members.map((member) => ({ model, members: [member] }))
      : [{ model, members }],
  ).flat();
}

const isConvex = ({ problem }: DeviceModel): boolean => !problem.variables.integer.includes(1);

/** Whether the model is of the second case. */
export function isInterval({ problem: { variables, rows }, flexibility }: DeviceModel): boolean {
  if (variables.integer.includes(0) || flexibility.costs.some(({ squares }) => squares.length > 0)) return false;
  const { start, columns, coefficients } = rows;
  for (let i = 0; i < rows.count; i++) {
    for (let a = start[i]!; a < start[i + 1]!; a++) {
      if (coefficients[a] !== 1 || (a > start[i]! && columns[a] !== columns[a - 1]! + 1)) return false;
    }
  }
  return true;
}

/** The rows and variables of n devices together. */
export function together({ variables, rows, ...rest }: OptimisationProblem, n: number): OptimisationProblem {
  const times = (bounds: Float64Array) => bounds.map((bound) => n * bound);
  return {
    ...rest,
    variables: { ...variables, min: times(variables.min), max: times(variables.max) },
    rows: { ...rows, min: times(rows.min), max: times(rows.max) },
  };
}

/** The variables of each device of a group, from their sums X. */
export function split({ model, members }: Group, X: Float64Array): Float64Array[] {
  const n = members.length;
  if (n === 1 || isConvex(model)) return members.map(() => X.map((sum) => sum / n));
  const of = members.map(() => new Float64Array(X.length));
  let next = 0;
  for (const [j, count] of X.entries()) for (let k = 0; k < count; k++) of[next++ % n]![j]!++;
  return of;
}
