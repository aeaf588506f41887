// tables/NAME.csv for each layout of a case, when the tables of its run are whole.
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { Layout } from '../../case/schema/layout.ts';
import { makeFolder } from '../../disk/write.ts';
import { CsvWriter, type Field, type WrittenFile } from '../folder/csv.ts';
import { readText } from '../write/text.ts';
import { type Laid, NoLayout, pivot, type Source } from './pivot.ts';

/** A table that was written, as its file and the data package know it. */
export interface Written {
  readonly table: { readonly name: string; readonly title: string; readonly fields: readonly Field[] };
  readonly file: WrittenFile;
}

/** Entry of a layout in the manifest. */
export interface LayoutSummary {
  readonly name: string;
  readonly title: string;
  readonly digits: number;
  /** Above its columns; absent where it could not be filled. */
  readonly heads?: readonly { readonly column: string; readonly group: string; readonly head: string }[];
  /** Why it could not be filled. */
  readonly problem?: string;
}

/** Fills the layouts from the tables that lie in the folder; one that this run cannot fill says why. */
export function writeLayouts(
  folder: string,
  layouts: readonly Layout[],
  tables: readonly Written[],
): { readonly written: Written[]; readonly summaries: LayoutSummary[] } {
  const written: Written[] = [];
  const read = new Map<string, Source | undefined>();
  const tableOf = (name: string) => {
    if (!read.has(name)) read.set(name, readSource(folder, `${name}.csv`, tables));
    return read.get(name);
  };
  const summaries = layouts.map((layout): LayoutSummary => {
    const { name, title, digits } = layout;
    try {
      const path = `tables/${name}.csv`;
      if (tables.some(({ file }) => file.path === path)) throw new NoLayout(`the run has a table ${name} of its own`);
      const laid = pivot(layout, tableOf);
      written.push({ table: { name, title, fields: fieldsOf(laid) }, file: write(folder, path, laid) });
      return {
        name,
        title,
        digits,
        heads: laid.columns.map(({ field, group, head }) => ({ column: field.name, group, head })),
      };
    } catch (error) {
      if (!(error instanceof NoLayout)) throw error;
      return { name, title, digits, problem: error.message };
    }
  });
  return { written, summaries };
}

function readSource(folder: string, path: string, tables: readonly Written[]): Source | undefined {
  const known = tables.find(({ file }) => file.path === path);
  if (!known) return undefined;
  const [, ...rows] = (parse(readFileSync(`${folder}/${path}`)) as string[][]).map((row) => row.map(readText));
  return { fields: known.table.fields, rows };
}

const fieldsOf = ({ columns }: Laid): readonly Field[] => columns.map(({ field }) => field);

function write(folder: string, path: string, laid: Laid): WrittenFile {
  makeFolder(`${folder}/tables`);
  const csv = new CsvWriter(folder, path, fieldsOf(laid));
  for (const row of laid.rows) {
    for (const cell of row) {
      if (typeof cell === 'number') csv.number(cell);
      else csv.text(cell);
    }
    csv.end();
  }
  return csv.close();
}
