// Distributions of a name of a sweep, and what is wrong with their numbers.
import * as z from 'zod';

const scalar = z.union([z.number(), z.string(), z.boolean()]);
const pair = z.tuple([z.number(), z.number()]);

export const DISTRIBUTIONS = ['uniform', 'log_uniform', 'normal', 'triangular', 'choose'] as const;

export const distributionFields = {
  uniform: pair.optional().describe('Lower and upper bound of a draw'),
  log_uniform: pair.optional().describe('Lower and upper bound of a draw whose logarithm is uniform'),
  normal: pair.optional().describe('Mean and standard deviation of a draw'),
  within: pair.optional().describe('Bounds of `normal`: the distribution is truncated there'),
  triangular: z
    .tuple([z.number(), z.number(), z.number()])
    .optional()
    .describe('Lower bound, mode and upper bound of a draw'),
  choose: z.array(scalar).min(1).optional().describe('Values, one of which is drawn'),
  weights: z.array(z.number().min(0)).min(1).optional().describe('Weights of `choose`; equal when not given'),
} as const;

export type Distribution = {
  readonly [key in keyof typeof distributionFields]?: z.output<(typeof distributionFields)[key]>;
};

/** What the schema of one field cannot see. */
export function* distributionFaults(d: Distribution): Generator<{ readonly key: string; readonly message: string }> {
  const { uniform, log_uniform, normal, within, triangular, choose, weights } = d;
  const rising = (values: readonly number[]) => values.every((x, i) => i === 0 || values[i - 1]! <= x);
  for (const [key, values] of Object.entries({ uniform, log_uniform, within, triangular }))
    if (values && !(rising(values) && values[0]! < values.at(-1)!)) yield { key, message: 'rising numbers' };
  if (log_uniform && !(log_uniform[0] > 0)) yield { key: 'log_uniform', message: 'numbers above 0' };
  if (normal && !(normal[1] > 0)) yield { key: 'normal', message: 'a standard deviation above 0' };
  if (within && !normal) yield { key: 'within', message: 'normal with within' };
  // the truncated distribution is computed from the probability between the bounds
  else if (within && normal && !(within[0] < normal[0] + 4 * normal[1] && within[1] > normal[0] - 4 * normal[1]))
    yield { key: 'within', message: 'bounds within four standard deviations of the mean' };
  if (weights && !choose) yield { key: 'weights', message: 'choose with weights' };
  else if (weights && weights.length !== choose?.length)
    yield { key: 'weights', message: `${choose?.length} weights, one for each value` };
  else if (weights && !weights.some((w) => w > 0)) yield { key: 'weights', message: 'at least one weight above 0' };
}
