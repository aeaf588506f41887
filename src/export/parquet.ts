// The tables of a run as Parquet, after the run.
import { existsSync, readFileSync } from 'node:fs';
import { writeJson } from '../disk/files.ts';
import {
  csvResources,
  type DataPackage,
  datapackage,
  parquetPath,
  withParquet,
} from '../results/folder/datapackage.ts';
import { refuseChanged } from '../results/folder/finished.ts';
import type { Manifest } from '../results/folder/manifest.ts';
import { readManifestOf } from '../results/folder/place.ts';
import type { CsvTable } from '../results/write/as-parquet.ts';
import { type Exported, type PutOptions, putFiles } from './put.ts';

const DATA = 'datapackage.json';

/**
 * Writes each table of a run as Parquet, with the bytes that `run --format parquet` writes. In the folder of the run
 * `datapackage.json` and the manifest list the files; another folder gets a `datapackage.json` of its own.
 * @throws InputError when it is no run folder, a table is not as the run wrote it, files exist and `force` is not given, or another
 *   process writes there; DiskError; the reason of the signal
 */
export async function exportParquet(dir: string, options: PutOptions = {}): Promise<Exported> {
  const { writeAsParquet } = await import('../results/write/as-parquet.ts'); // its library is loaded only here
  return putFiles(dir, options, (run, manifest, inRun) => {
    const { files, others, clock } = manifest;
    refuseChanged(run, [...files, ...others.filter(({ path }) => path === DATA)], 'run the case again');
    const data = JSON.parse(readFileSync(`${run}/${DATA}`, 'utf8')) as DataPackage;
    const tables = tablesOf(data);
    const paths = tables.map(({ file }) => parquetPath(file.path));
    return {
      paths: inRun ? paths : [...paths, DATA],
      async write(folder) {
        const parquet = await writeAsParquet(run, folder, tables, clock.zone, options.signal);
        const described = inRun ? withParquet(data, parquet) : datapackage(manifest, [], parquet);
        return [...parquet.map(({ file }) => file), writeJson(folder, DATA, described)];
      },
    };
  });
}

const tablesOf = (data: DataPackage): CsvTable[] =>
  csvResources(data).map(({ name, title, path, schema: { fields, primaryKey } }) => ({
    table: { name, title, fields, ...(primaryKey ? { key: primaryKey } : {}) },
    file: { path },
  }));

/** Whether each table of a run is there as Parquet. */
export function hasParquet(dir: string): boolean {
  const { files, others } = readManifestOf(dir) as Manifest;
  const listed = new Set(others.map(({ path }) => path));
  return files.every(({ path }) => listed.has(parquetPath(path)) && existsSync(`${dir}/${parquetPath(path)}`));
}
