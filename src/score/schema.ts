// The schema of score.yaml.
import * as z from 'zod';

const name = z.string().min(1);
const expression = name;
const TOLERANCE = 'a number in the unit of the row, or a share such as 1 %';

export const SCORE_FILE = 'score.yaml';

const measureSchema = z
  .strictObject({
    indicator: name.optional().describe('Id of a row of indicators.csv'),
    table: name.optional().describe('Table of the run folder, without .csv'),
    column: name.optional().describe('Column of the table'),
    where: z
      .record(z.string(), z.union([name, z.array(name).min(1)]))
      .optional()
      .describe('Rows that count: column → value, pattern with *, or list of them'),
    combine: z.enum(['sum', 'mean', 'min', 'max']).default('sum').describe('Of several rows of one step'),
    formula: expression.optional().describe('Expression over measures above it, of the same run'),
  })
  .superRefine(({ indicator, table, column, formula, where }, ctx) => {
    const given = [indicator, table, formula].filter((x) => x !== undefined).length;
    const issue = (key: string, message: string) => ctx.addIssue({ code: 'custom', path: [key], message });
    if (given !== 1) issue('indicator', 'one of indicator, table and formula');
    if ((table === undefined) !== (column === undefined)) issue('column', 'a column with a table, and only there');
    if (where !== undefined && table === undefined) issue('where', 'a table to choose the rows of');
  });

const runSchema = z.strictObject({
  variant: name.optional().describe('Variant of the case; the case as it stands when not given'),
  set: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
});

const rowSchema = z.strictObject({
  ours: expression.describe('Our value, from runs alone, in the unit of the published one'),
  of: z
    .union([name, z.array(name).min(1)])
    .optional()
    .describe('Runs the row speaks of; each has to bear it out'),
  claim: z.enum(['value', 'pattern']).default('value'),
  tolerance: z
    .union([z.number().min(0), z.string().regex(/^\d+(\.\d+)? ?%$/, TOLERANCE)], {
      error: TOLERANCE,
    })
    .optional()
    .describe('Allowed beyond the printed digits'),
  holds: expression.optional().describe('What must hold beside'),
  contradicted: z
    .strictObject({
      left: expression,
      right: expression,
      names: z.tuple([name, name]).default(['the left side', 'the right side']).describe('What the two sides are'),
      ours: expression.optional().describe('Ours beside the two sides; that of the row when not given'),
    })
    .optional()
    .describe('An identity of the report itself; where its two sides differ, the report contradicts itself'),
  follows: z
    .array(name)
    .min(1)
    .optional()
    .describe('Published numbers that give this one by an identity; where all of them are fitted, it is fitted'),
  by_construction: name
    .optional()
    .describe('Why it holds whatever the inputs are: a hard constraint, a rule of settlement, a scenario we wrote'),
  rests_on: z.array(name).min(1).describe('Ids of inputs.csv, * for any characters'),
  note: z.string().default('').describe('In words; {…} is worked out'),
});

export const scoreSchema = z.strictObject({
  runs: z.record(z.string(), runSchema).default({}).describe('Runs for comparison, beside the variants of the case'),
  measures: z
    .record(z.string().regex(/^[a-z]\w*$/, 'a name of letters, digits and _'), measureSchema)
    .describe('Names for what is read from the tables of a run'),
  rows: z.record(z.string(), rowSchema).describe('One entry per result and text-claim of published.csv'),
});

export type ScoreFile = z.output<typeof scoreSchema>;
export type MeasureSpec = ScoreFile['measures'][string];
export type RowSpec = ScoreFile['rows'][string];

/** JSON Schema (2020-12) of score.yaml. */
export const scoreJsonSchema = () => jsonSchemaOf(scoreSchema, 'feederlab scorecard');

/** The JSON Schema of one of these schemas, for editors; it does not contain the refinements. */
export const jsonSchemaOf = (schema: z.ZodType, title: string): Readonly<Record<string, unknown>> => {
  const { $schema, ...json } = z.toJSONSchema(schema, { io: 'input' });
  return { $schema, title, ...json };
};
