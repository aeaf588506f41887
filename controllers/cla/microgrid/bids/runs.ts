// Runs of appliances in a model: every variable is a start, 1 when a run starts in its step.
import type { DeviceModel } from '../../../feeder/models.ts';
import { isInterval } from '../identical.ts';

/** Whether the model has starts alone. */
export const isAppliance = (model: DeviceModel): boolean =>
  model.problem.variables.count > 0 && isInterval(model) && startSteps(model).every((t) => t >= 0);

/** The step of each start: the first in which its run draws. */
function startSteps({ problem, flexibility }: DeviceModel): number[] {
  const steps = new Array<number>(problem.variables.count).fill(-1);
  flexibility.p_kw.eachTerm((c, column, t) => {
    if (c !== 0 && steps[column]! < 0) steps[column] = t;
  });
  return steps;
}

/** Steps in which the runs of a plan start, ascending. */
export const startsIn = (model: DeviceModel, x: Float64Array): number[] =>
  startSteps(model)
    .filter((_, j) => x[j]! > 0.5)
    .toSorted((a, b) => a - b);

/**
 * The values with which runs start in these steps; undefined where a run cannot start in one of them, or where the rows do not
 * permit all of them.
 */
export function withStarts(model: DeviceModel, starts: readonly number[]): Float64Array | undefined {
  const { variables, rows } = model.problem;
  const steps = startSteps(model);
  const x = new Float64Array(variables.count);
  for (const t of starts) {
    const j = steps.indexOf(t);
    if (j < 0) return undefined;
    x[j]!++;
  }
  for (const [j, value] of x.entries()) if (value > variables.max[j]!) return undefined;
  for (let i = 0; i < rows.count; i++) {
    let activity = 0;
    for (let a = rows.start[i]!; a < rows.start[i + 1]!; a++) activity += rows.coefficients[a]! * x[rows.columns[a]!]!;
    if (activity < rows.min[i]! || activity > rows.max[i]!) return undefined;
  }
  return x;
}

/** Power over the steps at values of the variables [kW]. */
export const powerAt = ({ flexibility }: DeviceModel, x: Float64Array): Float64Array => flexibility.p_kw.values(x);
