// The schema of a sweep file.
import * as z from 'zod';
import { LIMITS } from '../../case/text/limits.ts';
import { jsonSchemaOf } from '../../score/schema.ts';
import { choicesSchema, fixedSet, name, rangeCount, setSchema } from '../../variation/schema.ts';
import { DISTRIBUTIONS, distributionFaults, distributionFields } from './distributions/schema.ts';

const whole = z.int().min(1);

const seedsSchema = z
  .union([whole.max(LIMITS.searchValues), z.array(z.int().min(0)).min(1).max(LIMITS.searchValues)])
  .describe('A number of seeds, 1, 2, …, or the seeds');

/** Forms of the values of a name. */
const FORMS = ['values', 'from', 'choices', 'seeds', 'controllers', 'variants', ...DISTRIBUTIONS] as const;

const parameterSchema = z
  .strictObject({
    title: name.optional().describe('For axes and heads of tables; the name when not given'),
    unit: z.string().default('').describe('Unit of the values, for axes and heads of tables'),
    values: z.array(z.number()).min(1).max(LIMITS.searchValues).optional().describe('Numbers'),
    from: z.number().optional().describe('First of the numbers from, from + step, … up to and with `to`'),
    to: z.number().optional().describe('Upper end of the numbers'),
    step: z.number().positive().optional().describe('Distance of two numbers'),
    choices: choicesSchema
      .optional()
      .describe('Sites or makes: values, or for each name the changes that it makes (path → value)'),
    seeds: seedsSchema.optional(),
    controllers: z
      .array(name)
      .min(1)
      .optional()
      .describe('Kinds of controller, several joined by +, or names of compare.yaml of the case'),
    variants: z
      .array(z.union([name, z.null()]))
      .min(1)
      .optional()
      .describe('Variants of the case; ~ is the case without variant'),
    ...distributionFields,
    set: setSchema,
  })
  .superRefine((parameter, ctx) => {
    const issue = (key: string, message: string) => ctx.addIssue({ code: 'custom', path: [key], message });
    const { from, to, step, choices } = parameter;
    const range = from !== undefined || to !== undefined || step !== undefined;
    const forms = FORMS.filter((form) => (form === 'from' ? range : parameter[form] !== undefined));
    if (forms.length !== 1) return issue(forms[1] ?? 'values', `one of ${FORMS.join(', ')}`);
    if (range && (from === undefined || to === undefined)) return issue('from', 'from, to and step together');
    if (range && from! > to!) return issue('to', `at least from, ${from}`);
    if (range && step !== undefined && rangeCount({ from: from!, to: to!, step }) > LIMITS.searchValues)
      return issue('step', `a step that gives at most ${LIMITS.searchValues} values`);
    if (choices !== undefined && Object.keys(choices).length === 0) issue('choices', 'at least one choice');
    for (const { key, message } of distributionFaults(parameter)) issue(key, message);
  });

const sampleSchema = z
  .strictObject({
    method: z.enum(['latin-hypercube', 'monte-carlo']).default('latin-hypercube'),
    runs: whole.max(LIMITS.sweepRuns).describe('Number of samples, each with a draw of every distribution'),
    seed: z.int().min(0).default(1).describe('Seed of the draws'),
  })
  .describe('How the distributions are drawn: together, and crossed with the lists');

const hostingSchema = z
  .strictObject({
    share: name.describe('Name of `over`, with from and to, whose largest value that meets the limits is searched'),
    limits: z.array(name).min(1).describe('Inequalities over indicators, all of which must hold'),
    seeds: seedsSchema.default(20),
    tolerance: z.number().positive().default(0.01).describe('Largest error of the value found'),
  })
  .describe('A study of hosting capacity instead of a list of runs');

export const sweepSchema = z
  .strictObject({
    title: name.optional().describe('For tables, plots and the list of sweeps; the name of the file when not given'),
    case: name.describe('Name of a case, or its folder relative to this file'),
    variant: name.optional().describe('Variant of the case, for all runs'),
    set: fixedSet.describe('Changes that all runs share: path → value'),
    over: z.record(z.string(), parameterSchema).describe('What is varied, by name'),
    combine: z
      .union([z.enum(['cross', 'zip']), z.array(z.array(name).min(1)).min(1)], {
        error: 'cross, zip, or a list of groups of names, such as [[pv, cars], [seed]]',
      })
      .default('cross')
      .describe('Every value with every other, or the first ones with the first ones; of groups, zip within each'),
    sample: sampleSchema.optional(),
    subject_to: z.array(name).default([]).describe('Inequalities over the names; runs that violate one are left out'),
    max_runs: whole.max(LIMITS.sweepRuns).default(100_000).describe('A plan of more runs is refused'),
    hosting_capacity: hostingSchema.optional(),
  })
  .superRefine(({ over, hosting_capacity }, ctx) => {
    for (const [name, { from, step }] of Object.entries(over)) {
      if (from === undefined || step !== undefined || hosting_capacity?.share === name) continue;
      ctx.addIssue({ code: 'custom', path: ['over', name, 'from'], message: 'from, to and step together' });
    }
  });

export type SweepFile = z.output<typeof sweepSchema>;
export type ParameterSpec = SweepFile['over'][string];

/** JSON Schema (2020-12) of a sweep file. */
export const sweepJsonSchema = () => jsonSchemaOf(sweepSchema, 'feederlab sweep');
