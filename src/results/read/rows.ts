// Tables of an older or cut-off file would draw half a run without a word.
import type { Manifest } from '../folder/manifest.ts';
import { damaged } from './csv.ts';

/** @throws InputError when a table has not the rows its run wrote. */
export function expectRows(dir: string, { files }: Manifest, path: string, rows: number): void {
  const expected = files.find((f) => f.path === path)?.rows;
  if (rows !== expected) throw damaged(`${dir}/${path}`, 'rows', rows, `${expected} rows, as the manifest says`);
}
