// Reads a table of a run and checks it against the manifest: an older or cut-off file would draw half a run without a word.
import type { Manifest } from '../folder/manifest.ts';
import { damaged, eachRow, type Row, type Wanted } from './csv.ts';

/** As `eachRow`. @throws InputError also when the table has not the rows its run wrote */
export async function eachRowOf<const W extends Wanted>(
  { files }: Manifest,
  dir: string,
  path: string,
  wanted: W,
  onRow: (row: Row<W>) => void,
): Promise<void> {
  const rows = await eachRow(dir, path, wanted, onRow);
  const expected = files.find((f) => f.path === path)?.rows;
  if (rows !== expected) throw damaged(`${dir}/${path}`, 'rows', rows, `${expected} rows, as the manifest says`);
}
