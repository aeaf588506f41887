// A case in JSON → tables of MATPOWER and a horizon, with every fault by row and column.
import { basename } from 'node:path';
import type { z } from 'zod';
import { InputError, nearest, type Problem, ProblemList, parseJson } from '../../base/index.ts';
import { CASE_COLUMNS, type CaseTables, type Matrix } from '../../network/index.ts';
import { type Horizon, type OpfFile, opfFileSchema } from '../../opf/index.ts';
import { expectation } from '../case/text/words.ts';
import { jsonSchemaOf } from '../score/schema.ts';

const TABLES = ['bus', 'gen', 'branch', 'gencost'] as const;
type Table = (typeof TABLES)[number];

export interface JsonCase {
  readonly tables: CaseTables;
  readonly name: string | undefined;
  readonly horizon: Horizon | undefined;
}

/** @throws InputError naming every fault of the form; what the numbers mean is checked by `readOpfCase` */
export function readJsonCase(text: string, source: string): JsonCase {
  const file = basename(source);
  const value = parseJson(text, { source, file });
  const result = opfFileSchema.safeParse(value, { error: expectation });
  const problems = result.success
    ? [...shapeFaults(result.data, file)]
    : result.error.issues.flatMap((issue) => [...faultsOf(issue, value, file)]);
  if (!result.success || problems.length > 0) throw new InputError(source, new ProblemList(problems));
  const { base_mva, gencost, horizon, name, ...matrices } = result.data;
  const tables: CaseTables = {
    source,
    file,
    base_mva,
    bus: matrixOf(matrices.bus),
    gen: matrixOf(matrices.gen),
    branch: matrixOf(matrices.branch),
    ...(gencost ? { gencost: matrixOf(gencost) } : {}),
    named: (table) => table,
    unused: [],
    others: [],
    passed: [],
  };
  return { tables, name, horizon };
}

/** Tables without rows, and rows of different lengths. */
function* shapeFaults(data: OpfFile, file: string): Iterable<Problem> {
  for (const table of TABLES) {
    const rows = data[table];
    if (!rows) continue;
    if (rows.length === 0 && (table === 'bus' || (table === 'gen' && !data.horizon))) {
      yield { where: `${file}, ${table}`, found: 'no rows', expected: `at least one ${table}` };
    }
    const columns = rows[0]?.length ?? 0;
    for (const [i, row] of rows.entries()) {
      if (row.length === columns) continue;
      const expected = `${columns} numbers, as in the first row`;
      yield { where: `${file}, ${table} row ${i + 1}`, found: `${row.length} numbers`, expected };
    }
  }
}

function* faultsOf(issue: z.core.$ZodIssue, value: unknown, file: string): Iterable<Problem> {
  const { path, message: expected } = issue;
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(path);
    for (const key of issue.keys) {
      const near = nearest(key, known);
      const where = `${file}, ${placeOf([...path, key])}`;
      yield {
        where,
        found: key,
        expected: `one of ${known.join(', ')}`,
        ...(near ? { hint: `did you mean ${near}?` } : {}),
      };
    }
    return;
  }
  const found = path.reduce<unknown>((v, step) => (v as Record<PropertyKey, unknown> | undefined)?.[step], value);
  const shown = typeof found === 'number' && !Number.isFinite(found) ? String(found) : found;
  yield { where: path.length === 0 ? file : `${file}, ${placeOf(path)}`, found: shown, expected };
}

/** `bus row 3, VM` in a table, `horizon.batteries[0].p_max` elsewhere. */
function placeOf(path: readonly PropertyKey[]): string {
  const [table, row, column] = path;
  if (TABLES.includes(table as Table) && typeof row === 'number') {
    return column === undefined
      ? `${String(table)} row ${row + 1}`
      : `${String(table)} row ${row + 1}, ${columnName(table as Table, Number(column))}`;
  }
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? String(step) : `${text}.${String(step)}`;
  }, '');
}

const columnName = (table: Table, column: number): string =>
  Object.entries(CASE_COLUMNS[table]).find(([, index]) => index === column)?.[0] ?? `column ${column + 1}`;

/** Keys that the schema knows at a path. */
function knownKeys(path: readonly PropertyKey[]): string[] {
  const at = path.reduce<z.core.$ZodType | undefined>((schema, step) => inner(schema, step), opfFileSchema);
  return Object.keys(unwrapped(at)?.shape ?? {});
}

interface Inside {
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly element?: z.core.$ZodType;
  readonly innerType?: z.core.$ZodType;
}

/** The definition inside optional values and defaults. */
function unwrapped(schema: z.core.$ZodType | undefined): Inside | undefined {
  const def = schema?._zod.def as Inside | undefined;
  return def?.innerType ? unwrapped(def.innerType) : def;
}

const inner = (schema: z.core.$ZodType | undefined, step: PropertyKey): z.core.$ZodType | undefined => {
  const def = unwrapped(schema);
  return typeof step === 'number' ? def?.element : def?.shape?.[String(step)];
};

function matrixOf(rows: readonly (readonly number[])[]): Matrix {
  const cols = rows[0]?.length ?? 0;
  return { kind: 'matrix', rows: rows.length, cols, data: Float64Array.from(rows.flat()) };
}

/** JSON Schema (2020-12) of a case file. */
export const opfCaseJsonSchema = () => jsonSchemaOf(opfFileSchema, 'feederlab optimal power flow case');
