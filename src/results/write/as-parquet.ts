// The tables of a run as Parquet, made of their CSV files and with the same values: so a run that was resumed has them too, and memory
// holds one group of rows.
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Field } from '../../../cosim/index.ts';
import { type HashedFile, hashedFile } from '../../disk/hash.ts';
import { makeFolder } from '../../disk/write.ts';
import { type Filed, parquetPath } from '../folder/datapackage.ts';
import { type Cells, piecesOfRows } from '../read/cells.ts';
import { type Cell, isInt64, openParquet, type ParquetFile } from './parquet.ts';

/** A table that was written as CSV. */
export interface CsvTable {
  readonly table: Filed['table'];
  readonly file: { readonly path: string };
}

/** A table that was written as Parquet, with the types of its columns there. */
export interface ParquetTable extends CsvTable {
  readonly file: HashedFile;
}

/**
 * Writes NAME.parquet for each NAME.csv of a folder.
 * @param to the folder in which they are written
 * @param zone time zone of the run
 * @param signal ends it between two pieces of a file; the file at hand is removed then
 * @throws DiskError; NoCsv; the reason of the signal
 */
export async function writeAsParquet(
  folder: string,
  to: string,
  tables: readonly CsvTable[],
  zone: string,
  signal?: AbortSignal,
): Promise<ParquetTable[]> {
  const written: ParquetTable[] = [];
  for (const { table, file } of tables) {
    const path = parquetPath(file.path);
    makeFolder(dirname(`${to}/${path}`));
    const fields = await writeOne(`${folder}/${file.path}`, `${to}/${path}`, table.fields, zone, signal);
    written.push({ table: { ...table, fields }, file: hashedFile(to, path) });
  }
  return written;
}

/** A cell that its column cannot hold. */
class TooNarrow extends Error {
  readonly c: number;

  constructor(c: number) {
    super(`column ${c} is too narrow`);
    this.c = c;
  }
}

/**
 * A column with a cell that its type cannot hold is one of a wider type: a sum under names that are numbers makes a column of texts.
 * The file is then written again. @returns the columns with the types that they have
 */
async function writeOne(
  csv: string,
  path: string,
  fields: readonly Field[],
  zone: string,
  signal: AbortSignal | undefined,
): Promise<readonly Field[]> {
  const out = openParquet(path, fields, zone);
  try {
    await copyRows(csv, fields, out, signal);
    out.close();
    return fields;
  } catch (error) {
    out.abandon();
    rmSync(path, { force: true });
    if (!(error instanceof TooNarrow)) throw error;
    const { c } = error;
    const type = fields[c]!.type === 'integer' ? 'number' : 'string';
    return writeOne(csv, path, fields.with(c, { ...fields[c]!, type }), zone, signal);
  }
}

async function copyRows(
  csv: string,
  fields: readonly Field[],
  out: ParquetFile,
  signal: AbortSignal | undefined,
): Promise<void> {
  const readers = fields.map(({ type }) => READERS[type]());
  let header = true;
  const pieces = piecesOfRows(csv, (cells) => {
    if (!header) {
      for (let c = 0; c < readers.length; c++) {
        const cell = readers[c]!(cells, c);
        if (cell === undefined) throw new TooNarrow(c);
        out.cell(c, cell);
      }
      out.end();
    }
    header = false;
    return undefined;
  });
  for (const _ of pieces) {
    await setImmediate(); // lets an interrupt through
    signal?.throwIfAborted();
  }
}

/** The cell of a column; undefined where its type cannot hold it. */
type Reader = (cells: Cells, c: number) => Cell | undefined;

const READERS: Readonly<Record<Field['type'], () => Reader>> = {
  integer: () => (cells, c) => {
    const value = numberOf(cells, c);
    return value === undefined || value === null || isInt64(value) ? value : undefined;
  },
  number: () => numberOf,
  boolean: () => (cells, c) => BOOLEANS.get(cells.text(c)),
  datetime: instants,
  string: () => (cells, c) => cells.text(c) || null,
};

function numberOf(cells: Cells, c: number): number | null | undefined {
  const value = cells.number(c);
  return Number.isNaN(value) ? null : value;
}

const BOOLEANS: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['', null],
]);

/** The rows of a step have one time, which is parsed once. */
function instants(): Reader {
  let text = '';
  let instant: Date | null | undefined = null;
  return (cells, c) => {
    const cell = cells.text(c);
    if (cell !== text) {
      const ms = Date.parse(cell);
      instant = cell === '' ? null : Number.isNaN(ms) ? undefined : new Date(ms);
      text = cell;
    }
    return instant;
  };
}
