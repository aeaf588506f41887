// The schema of search.yaml.
import * as z from 'zod';
import { LIMITS } from '../case/text/limits.ts';
import { jsonSchemaOf } from '../score/schema.ts';
import { choicesSchema, fixedSet, name, rangeCount, setSchema } from '../variation/schema.ts';
import { METHODS } from './method-names.ts';

export const SEARCH_FILE = 'search.yaml';

const whole = z.int().min(1);

const dimensionSchema = z
  .strictObject({
    values: z
      .array(z.number())
      .min(1)
      .max(LIMITS.searchValues)
      .optional()
      .describe('Sizes that can be had, in rising order'),
    from: z.number().optional().describe('Smallest size; sizes lie from, from + step, … up to and with `to`'),
    to: z.number().optional().describe('Largest size'),
    step: z.number().positive().optional().describe('Distance of two sizes'),
    choices: choicesSchema
      .optional()
      .describe('Sites or makes, in no order: values, or for each name the changes it stands for (path → value)'),
    set: setSchema,
  })
  .superRefine(({ values, from, to, step, choices }, ctx) => {
    const issue = (key: string, message: string) => ctx.addIssue({ code: 'custom', path: [key], message });
    const range = [from, to, step].filter((x) => x !== undefined).length;
    const forms = [values, choices, range > 0 ? range : undefined].filter((x) => x !== undefined).length;
    if (forms !== 1) issue('values', 'one of values, choices, and from with to and step');
    else if (range > 0 && range < 3) issue('from', 'from, to and step together');
    else if (range === 3 && from! > to!) issue('to', `at least from, ${from}`);
    else if (range === 3 && rangeCount({ from: from!, to: to!, step: step! }) > LIMITS.searchValues)
      issue('step', `a step that gives at most ${LIMITS.searchValues} sizes`);
    if (values?.some((v, i) => i > 0 && v <= values[i - 1]!)) issue('values', 'sizes in rising order');
    if (choices !== undefined && Object.keys(choices).length === 0) issue('choices', 'at least one choice');
  });

export const searchSchema = z.strictObject({
  title: name.optional(),
  minimise: name.describe('Indicator of a run, or an expression over indicators'),
  against: name.optional().describe('Variant that reductions are measured from; the case as it stands when not given'),
  beside: z.array(name).default([]).describe('Variants shown beside what is found'),
  variant: name.optional().describe('Variant that candidates are made from; the case as it stands when not given'),
  set: fixedSet.describe('Changes all candidates share: path → value'),
  over: z.record(z.string(), dimensionSchema).describe('What is searched over, by name'),
  subject_to: z.array(name).default([]).describe('Inequalities over the names'),
  method: z.enum(METHODS).default('pattern'),
  swarm: z
    .strictObject({ particles: whole.default(20), generations: whole.default(25) })
    .default({ particles: 20, generations: 25 }),
});

export type SearchFile = z.output<typeof searchSchema>;
export type DimensionSpec = SearchFile['over'][string];

/** JSON Schema (2020-12) of search.yaml. */
export const searchJsonSchema = () => jsonSchemaOf(searchSchema, 'feederlab search');
