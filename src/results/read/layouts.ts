// The layouts of a run, from their files.
import type { Manifest } from '../folder/manifest.ts';
import type { Tables } from './rows.ts';
import type { LaidTable } from './run.ts';

export function readLayouts(tables: Tables, manifest: Manifest): LaidTable[] {
  const laid: LaidTable[] = [];
  for (const layout of manifest.layouts ?? []) {
    const rows: string[][] = [];
    if (layout.heads) {
      const path = `tables/${layout.name}.csv`;
      const columns = layout.heads.map(({ column }) => column);
      const wanted = Object.fromEntries(columns.map((column) => [column, 'text'] as const));
      tables.eachRow(path, wanted, (row) => rows.push(columns.map((column) => row[column]!)));
    }
    laid.push({ ...layout, rows });
  }
  return laid;
}
