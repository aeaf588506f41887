// The tables of a run as Parquet, next to their CSV files and with the same values. They are made of these files when the run ends:
// so a run that was resumed has them too, and memory holds one group of rows.
import { rmSync } from 'node:fs';
import { RunError } from '../../../base/index.ts';
import type { Field } from '../../../cosim/index.ts';
import { type HashedFile, hashedFile } from '../../disk/hash.ts';
import { type Cells, eachRowOfCells } from '../read/cells.ts';
import { type Cell, isInstant, openParquet, type ParquetFile } from './parquet.ts';

/** A table that was written as CSV. */
interface Written {
  readonly table: { readonly fields: readonly Field[] };
  readonly file: { readonly path: string };
}

/**
 * Writes NAME.parquet for each NAME.csv of a folder.
 * @param zone time zone of the run
 * @throws DiskError; RunError when a whole number has more than 32 bits
 */
export const writeAsParquet = (folder: string, tables: readonly Written[], zone: string): HashedFile[] =>
  tables.map(({ table: { fields }, file: { path } }) => {
    const parquet = path.replace(/\.csv$/, '.parquet');
    const out = openParquet(`${folder}/${parquet}`, fields, zone);
    try {
      copyRows(
        `${folder}/${path}`,
        fields.map((field) => readerOf(field, path)),
        out,
      );
      out.close();
    } catch (error) {
      out.abandon();
      rmSync(`${folder}/${parquet}`, { force: true });
      throw error;
    }
    return hashedFile(folder, parquet);
  });

function copyRows(csv: string, readers: readonly Reader[], out: ParquetFile): void {
  let header = true;
  eachRowOfCells(csv, (cells) => {
    if (!header) {
      for (let c = 0; c < readers.length; c++) out.cell(c, readers[c]!(cells, c));
      out.end();
    }
    header = false;
    return undefined;
  });
}

type Reader = (cells: Cells, c: number) => Cell;

function readerOf(field: Field, path: string): Reader {
  if (isInstant(field)) return instants();
  if (field.type === 'number') return numberOf;
  if (field.type !== 'integer') return (cells, c) => cells.text(c) || null;
  return (cells, c) => {
    const value = numberOf(cells, c);
    if (value === null || value === (value | 0)) return value;
    throw new RunError(`${path}, column ${field.name}: found ${value}, expected a whole number of 32 bits for Parquet`);
  };
}

function numberOf(cells: Cells, c: number): number | null {
  const value = cells.number(c);
  return value === undefined || Number.isNaN(value) ? null : value;
}

/** The rows of a step have one time, which is parsed once. */
function instants(): Reader {
  let text = '';
  let instant: Date | null = null;
  return (cells, c) => {
    const cell = cells.text(c);
    if (cell !== text) {
      text = cell;
      instant = cell === '' ? null : new Date(cell);
    }
    return instant;
  };
}
