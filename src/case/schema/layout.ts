// The section `layouts`: tables of a run in the layout of the paper of the study.
import * as z from 'zod';
import { alternatives } from '../../../base/index.ts';

const name = z.string().min(1);
const where = z
  .record(z.string(), z.union([name, z.array(name).min(1)]))
  .optional()
  .describe('Rows of the table that count: column → value, pattern with *, or list of them');

const columnSchema = alternatives(
  z.strictObject({
    table: name.describe('Table of the run folder, without .csv: tables/bids'),
    value: name.describe('Column of the table that fills the cells'),
    title: name.optional().describe('What stands above; the title of the column when not given'),
    across: name
      .optional()
      .describe('A column each of whose values makes a column here; step gives t1, t2, … for the steps of the run'),
    list: name
      .optional()
      .describe('A column of which the values where `value` is not 0 are listed in one cell: t1-t5, t7'),
    where,
    combine: z.enum(['sum', 'mean', 'min', 'max']).default('sum').describe('Of several rows of the table in one cell'),
    total: name
      .optional()
      .describe('Column of the table that is summed up in the last row, beside `total` of the layout'),
    keep: z.boolean().default(false).describe('Leave out the rows that have nothing here'),
  }),
  { fields: ['across', 'list'] },
);

export const layoutSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[\w.-]+$/, 'letters, digits, point, - and _')
      .describe('Name of its file: tables/NAME.csv'),
    title: name.describe('One line above it'),
    rows: z.array(name).default([]).describe('Columns whose values name a row; one row in all without them'),
    order: z
      .array(name)
      .optional()
      .describe('Columns of `rows` by which they are ordered; as they stand when not given'),
    where,
    columns: z.array(columnSchema).min(1),
    total: name.optional().describe('What the last row is called, in which columns are summed up; none when not given'),
    digits: z
      .int()
      .min(0)
      .max(9)
      .default(3)
      .describe('Decimals in report.html; under `across` and `keep`, less than half of the last one is left blank'),
  })
  .superRefine(({ rows, order, columns, total }, ctx) => {
    const issue = (path: (string | number)[], message: string) => ctx.addIssue({ code: 'custom', path, message });
    const stray = (order ?? []).findIndex((column) => !rows.includes(column));
    if (stray >= 0) issue(['order', stray], `one of the columns in rows${rows.length ? `: ${rows.join(', ')}` : ''}`);
    if (total !== undefined && rows.length === 0) issue(['total'], 'rows, or no total');
    for (const [c, column] of columns.entries())
      if (column.total !== undefined && total === undefined)
        issue(['columns', c, 'total'], 'a total of the layout beside it');
  })
  .describe('A table as the paper of the study prints it, made from the tables of a run');

export type Layout = z.output<typeof layoutSchema>;
