// The tables in the manifest of a run folder, and the numbers that measures read from them.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { matcher } from '../patterns.ts';
import type { Manifest } from '../results/index.ts';
import { damaged, readManifest } from '../results/read/index.ts';
import { readText } from '../results/write/text.ts';
import { NoValue, type Scalar, type Value } from './expression/value.ts';
import type { MeasureSpec } from './schema.ts';

export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** One run, read from its folder. */
export interface RunTables {
  readonly dir: string;
  readonly manifest: Manifest;
  /** Undefined where the run has no such table. */
  table(name: string): Table | undefined;
}

/** @throws InputError when the folder is not a finished run; `table` throws it when a table was changed after the run. */
export function openRun(dir: string): RunTables {
  const manifest = readManifest(dir);
  const read = new Map<string, Table | undefined>();
  return {
    dir,
    manifest,
    table(name) {
      if (!read.has(name)) read.set(name, readWritten(dir, `${name}.csv`, manifest));
      return read.get(name);
    },
  };
}

/** A table with the hash of the manifest. */
function readWritten(dir: string, path: string, { files }: Manifest): Table | undefined {
  const written = files.find((file) => file.path === path);
  if (!written) return undefined;
  const where = `${dir}/${path}`;
  if (!existsSync(where)) throw damaged(where, 'file', undefined, 'a table of the run');
  const bytes = readFileSync(where);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== written.sha256) throw damaged(where, 'file', 'other bytes', 'the table as the run wrote it');
  const [header = [], ...rows] = (parse(bytes) as string[][]).map((row) => row.map(readText));
  return { header, rows };
}

/** Value of a measure in one run; a series has one value per step. @throws NoValue where the run has none */
export function measured(spec: MeasureSpec, run: RunTables): Value {
  if (spec.indicator !== undefined) return indicator(spec.indicator, run);
  const table = run.table(spec.table!);
  if (!table) throw new NoValue(`the run has no table ${spec.table}`);
  const value = columnOf(table, spec.column!);
  const chosen = table.rows.filter(rowFilter(table, spec.where ?? {}));
  const step = table.header.indexOf('step');
  if (step < 0) return chosen.map((row) => cell(row[value]!));
  const members = Array.from({ length: run.manifest.steps }, (): number[] => []);
  for (const row of chosen) members[Number(row[step])]?.push(row[value] === '' ? Number.NaN : Number(row[value]));
  return members.map((values) => combined(values, spec.combine));
}

function indicator(id: string, run: RunTables): number {
  const table = run.table('indicators');
  const row = table?.rows.find((cells) => cells[columnOf(table, 'id')] === id);
  if (!table || !row) throw new NoValue(`the run has no indicator ${id}`);
  const text = row[columnOf(table, 'value')]!;
  if (text === '') throw new NoValue(`the indicator ${id} is blank`);
  return Number(text);
}

function columnOf({ header }: Table, name: string): number {
  const column = header.indexOf(name);
  if (column < 0) throw new NoValue(`no column ${name} among ${header.join(', ')}`);
  return column;
}

/** Rows that satisfy every filter. */
function rowFilter(table: Table, where: NonNullable<MeasureSpec['where']>): (row: readonly string[]) => boolean {
  const filters = Object.entries(where).map(([name, wanted]) => {
    const column = columnOf(table, name);
    const fits = matcher([wanted].flat());
    return (row: readonly string[]) => fits(row[column]!);
  });
  return (row) => filters.every((fits) => fits(row));
}

/** Combines several rows of one step; without rows the sum is 0 and everything else unknown. */
function combined(values: readonly number[], how: MeasureSpec['combine']): number {
  const sum = values.reduce((a, b) => a + b, 0);
  if (how === 'sum') return sum;
  if (values.length === 0) return Number.NaN;
  return how === 'mean' ? sum / values.length : values.reduce((a, b) => Math[how](a, b));
}

function cell(text: string): Scalar {
  if (text === 'true' || text === 'false') return text === 'true';
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

/** Local hour at the start of each step. */
export function hours(run: RunTables): number[] {
  const table = run.table('grid');
  if (!table) throw new NoValue('the run has no table grid');
  const time = columnOf(table, 'time');
  return table.rows.map((row) => Number(row[time]!.slice(11, 13)) + Number(row[time]!.slice(14, 16)) / 60);
}
