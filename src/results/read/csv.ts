// Reads the tables of a run again, row by row, so that a year takes no more memory than a day.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { CsvError, parse } from 'csv-parse';
import { InputError } from '../../../base/index.ts';
import { readText } from '../folder/csv.ts';

export type Wanted = Readonly<Record<string, 'number' | 'text'>>;
export type Row<W extends Wanted> = { -readonly [N in keyof W]: W[N] extends 'number' ? number : string };

/** Columns of numbers. */
export const numbers = <const N extends string>(...names: readonly N[]): Readonly<Record<N, 'number'>> =>
  Object.fromEntries(names.map((name) => [name, 'number'])) as Readonly<Record<N, 'number'>>;

/**
 * Calls `onRow` for every row, with the columns wanted; a blank number is NaN. The row is reused: copy what you keep.
 * @returns how many rows the file has
 * @throws InputError when the file is missing, lacks a column, or holds text where a number belongs
 */
export async function eachRow<const W extends Wanted>(
  dir: string,
  file: string,
  wanted: W,
  onRow: (row: Row<W>) => void,
): Promise<number> {
  const where = `${dir}/${file}`;
  let header: readonly string[] | undefined;
  let columns: { name: string; at: number; numeric: boolean }[] = [];
  const parser = parse();
  const source = createReadStream(where).on('error', (error) => parser.destroy(error));
  const row: Record<string, string | number> = {};
  let rows = 0;
  try {
    for await (const cells of source.pipe(parser) as AsyncIterable<string[]>) {
      if (!header) {
        header = cells;
        columns = find(where, header, wanted);
        continue;
      }
      rows++;
      for (const { name, at, numeric } of columns) {
        const cell = cells[at]!;
        row[name] = numeric ? toNumber(cell, where, rows + 1, name) : readText(cell);
      }
      onRow(row as Row<W>);
    }
  } catch (error) {
    throw explain(error, where);
  }
  if (!header) throw damaged(where, 'header', 'an empty file', 'a table');
  return rows;
}

/** The columns of a table; none if the table is missing, which the reader of its rows reports. */
export async function headerOf(dir: string, file: string): Promise<readonly string[]> {
  const source = createReadStream(`${dir}/${file}`);
  try {
    for await (const line of createInterface({ input: source })) return line.split(',');
    return [];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  } finally {
    source.destroy();
  }
}

function toNumber(cell: string, file: string, line: number, column: string): number {
  if (cell === '') return Number.NaN;
  const value = Number(cell);
  if (Number.isNaN(value)) throw damaged(file, `line ${line}, ${column}`, cell, 'a number, or nothing');
  return value;
}

export function damaged(file: string, where: string, found: unknown, expected: string): InputError {
  return new InputError(file, [{ where, found, expected, hint: 'the run folder is damaged; run the case again' }]);
}

function find(file: string, header: readonly string[], wanted: Wanted) {
  const missing = Object.keys(wanted).filter((name) => !header.includes(name));
  if (missing.length > 0) throw damaged(file, 'header', header.join(','), `the columns ${missing.join(', ')} too`);
  return Object.entries(wanted).map(([name, type]) => ({ name, at: header.indexOf(name), numeric: type === 'number' }));
}

function explain(error: unknown, file: string): unknown {
  if (error instanceof CsvError) return damaged(file, `line ${error['lines'] ?? '?'}`, error.message, 'CSV');
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return damaged(file, 'file', undefined, 'a table of the run');
  return error;
}
