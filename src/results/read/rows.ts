// The tables of a run: their rows in order, their columns by name, whatever holds them.
import type { Manifest } from '../folder/manifest.ts';
import { damaged, eachRow, headerOf, type Row, type Wanted } from './csv.ts';

export interface Tables {
  /** Names of the columns of a table; none where there is no such table. */
  header(path: string): readonly string[];
  /**
   * Calls `onRow` for every row of a table, with the columns wanted; a blank number is NaN. The row is reused: copy what you keep.
   * @throws InputError when the table is missing or damaged
   */
  eachRow<const W extends Wanted>(path: string, wanted: W, onRow: (row: Row<W>) => void): void;
}

/** The tables in a run folder. An older or cut-off file would draw half a run without a word, so the rows are counted. */
export const tablesIn = (dir: string, { files }: Pick<Manifest, 'files'>): Tables => ({
  header: (path) => headerOf(dir, path),
  eachRow(path, wanted, onRow) {
    const rows = eachRow(dir, path, wanted, onRow);
    const expected = files.find((file) => file.path === path)?.rows;
    if (rows !== expected) throw damaged(`${dir}/${path}`, 'rows', rows, `${expected} rows, as the manifest says`);
  },
});
