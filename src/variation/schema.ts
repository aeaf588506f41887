// Parts of the schemas of search.yaml and of sweeps: what is varied, and the changes that a value makes in the case.
import * as z from 'zod';
import { LIMITS } from '../case/text/limits.ts';
import type { Scalar } from '../score/expression/value.ts';

export const name = z.string().min(1);
const value = z.union([z.number(), name]);

/** Number of values from `from` to `to`, both included, with a tolerance for rounding. */
export const rangeCount = ({ from, to, step }: { from: number; to: number; step: number }): number =>
  Math.floor((to - from) / step + 1e-9) + 1;

/** Value number i of a range: by multiplication, not by summation, so that the last one is exact. */
export const inRange = (from: number, step: number, i: number): number => Number((from + i * step).toPrecision(12));

const changes = z.record(z.string(), z.unknown());

export const choicesSchema = z.union([
  z.array(value).min(1).max(LIMITS.searchValues),
  z.record(z.string(), z.record(z.string(), z.unknown())),
]);

export type Choices = z.output<typeof choicesSchema>;

export const namesOfChoices = (choices: Choices): readonly Scalar[] =>
  Array.isArray(choices) ? choices : Object.keys(choices);

/** `set` of the whole file. */
export const fixedSet = changes.default({});

/** `set` of a name. */
export const setSchema = z
  .record(z.string(), value)
  .default({})
  .describe('Path of case.yaml → expression over the names');
