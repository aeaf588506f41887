// Tables of an older or cut-off file would draw half a run without a word.
import type { Manifest } from '../manifest.ts';
import { damaged, eachRow } from './csv.ts';

/** @throws InputError when a table has not the rows its run wrote. */
export function expectRows(dir: string, { files }: Manifest, path: string, rows: number): void {
  const expected = files.find((f) => f.path === path)?.rows;
  if (rows !== expected) throw damaged(`${dir}/${path}`, 'rows', rows, `${expected} rows, as the manifest says`);
}

/** Calls `onRow` for every row of a table where the run has it, as `eachRow` does. */
export type Read = <const W extends Readonly<Record<string, 'number' | 'text'>>>(
  path: string,
  wanted: W,
  onRow: Parameters<typeof eachRow<W>>[3],
) => Promise<void>;

export const readerOf =
  (dir: string, manifest: Manifest): Read =>
  async (path, wanted, onRow) => {
    if (!manifest.files.some((file) => file.path === path)) return;
    expectRows(dir, manifest, path, await eachRow(dir, path, wanted, onRow));
  };

/** The number in a column that a currency names. */
export const numberIn = (row: object, column: string): number => (row as Readonly<Record<string, number>>)[column]!;

/** What stands under a key, made where nothing does yet. */
export function entry<K, V>(map: Map<K, V>, key: K, first: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = first()));
  return value;
}
