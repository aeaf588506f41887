// Reads the tables of a run again, row by row, so that a year takes no more memory than a day.
import { existsSync } from 'node:fs';
import { InputError } from '../../../base/index.ts';
import { type Cells, eachRowOfCells, NoCsv } from './cells.ts';

export type Wanted = Readonly<Record<string, 'number' | 'text'>>;
export type Row<W extends Wanted> = { -readonly [N in keyof W]: W[N] extends 'number' ? number : string };

/** Columns of numbers. */
export const numbers = <const N extends string>(...names: readonly N[]): Readonly<Record<N, 'number'>> =>
  Object.fromEntries(names.map((name) => [name, 'number'])) as Readonly<Record<N, 'number'>>;

const ENOUGH = 'enough';

/**
 * Calls `onRow` for every row of one step, as `eachRow` does. Rows are in the order of their steps: those of later ones are not read.
 * @throws InputError as `eachRow` does
 */
export function eachRowOfStep<const W extends Wanted>(
  dir: string,
  file: string,
  step: number,
  wanted: W,
  onRow: (row: Row<W>) => void,
): void {
  eachRow(dir, file, { ...wanted, step: 'number' }, (row) => {
    const of = row['step'] as number;
    if (of === step) onRow(row as Row<W>);
    return of > step ? ENOUGH : undefined;
  });
}

/**
 * Calls `onRow` for every row, with the columns wanted; a blank number is NaN. The row is reused: copy what you keep.
 * @param onRow may return that it has enough
 * @returns how many rows were read
 * @throws InputError when the file is missing, lacks a column, or holds text where a number belongs
 */
export function eachRow<const W extends Wanted>(
  dir: string,
  file: string,
  wanted: W,
  onRow: (row: Row<W>) => unknown,
): number {
  const where = `${dir}/${file}`;
  let columns: ReturnType<typeof find> | undefined;
  const row: Record<string, string | number> = {};
  let rows = 0;
  try {
    eachRowOfCells(where, (cells) => {
      if (!columns) {
        columns = find(where, textsOf(cells), wanted);
        return undefined;
      }
      rows++;
      for (const { name, at, numeric } of columns) {
        row[name] = numeric ? (cells.number(at) ?? noNumber(where, cells, name, at)) : cells.text(at);
      }
      return onRow(row as Row<W>) === ENOUGH ? ENOUGH : undefined;
    });
  } catch (error) {
    throw explain(error, where);
  }
  if (!columns) throw damaged(where, 'header', 'an empty file', 'a table');
  return rows;
}

/** The columns of a table; none if the table is missing, which the reader of its rows reports. */
export function headerOf(dir: string, file: string): readonly string[] {
  const where = `${dir}/${file}`;
  if (!existsSync(where)) return [];
  let header: readonly string[] = [];
  try {
    eachRowOfCells(where, (cells) => {
      header = textsOf(cells);
      return 'enough';
    });
  } catch (error) {
    throw explain(error, where);
  }
  return header;
}

const textsOf = (cells: Cells): string[] => Array.from({ length: cells.count }, (_, column) => cells.text(column));

function noNumber(file: string, cells: Cells, name: string, at: number): never {
  throw damaged(file, `line ${cells.line}, ${name}`, cells.text(at), 'a number, or nothing');
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
  if (error instanceof NoCsv) return damaged(file, `line ${error.line}`, error.message, 'CSV');
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return damaged(file, 'file', undefined, 'a table of the run');
  return error;
}
