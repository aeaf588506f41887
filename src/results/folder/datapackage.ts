// datapackage.json: the tables of the run in the words of Frictionless Data Package and Table Schema, so that any reader
// of those formats has types and units. `unit` is an extension of the standard; descriptions repeat it for people. Tables in Parquet
// are resources too. They are no tabular resources, which the standard restricts to CSV and JSON.

import type { Table } from '../tables/table.ts';
import type { Field, HashedFile } from './csv.ts';
import type { Manifest } from './manifest.ts';

/** A table and a file of it. */
export interface Filed {
  readonly table: Pick<Table, 'name' | 'title' | 'fields' | 'key'>;
  readonly file: HashedFile;
}

export interface DataPackage {
  readonly profile: 'tabular-data-package' | 'data-package';
  readonly name: string;
  readonly title: string;
  readonly resources: readonly Resource[];
}

export interface Resource {
  readonly name: string;
  readonly path: string;
  readonly title: string;
  readonly format: 'csv' | 'parquet';
  readonly bytes: number;
  readonly hash: string;
  readonly schema: { readonly fields: readonly Field[]; readonly primaryKey?: readonly string[] };
}

export function datapackage(
  { case: name, run, title }: Pick<Manifest, 'case' | 'run' | 'title'>,
  csv: readonly Filed[],
  parquet: readonly Filed[] = [],
): DataPackage {
  return {
    profile: parquet.length === 0 ? 'tabular-data-package' : 'data-package',
    name: `${name}-${run}`.toLowerCase().replaceAll(/[^a-z0-9._-]+/g, '-'),
    title: `${title} (run ${run})`,
    resources: [...csv.map(csvResource), ...parquet.map(parquetResource)],
  };
}

/** The package with these Parquet files, instead of those it had. */
export const withParquet = (data: DataPackage, parquet: readonly Filed[]): DataPackage => ({
  ...data,
  profile: 'data-package',
  resources: [...csvResources(data), ...parquet.map(parquetResource)],
});

/** `tables/bids.csv` as `tables/bids.parquet`. */
export const parquetPath = (csv: string): string => csv.replace(/\.csv$/, '.parquet');

export const csvResources = ({ resources }: DataPackage): readonly Resource[] =>
  resources.filter(({ format }) => format === 'csv');

const csvResource = ({ table, file }: Filed) => ({
  name: table.name,
  path: file.path,
  title: table.title,
  profile: 'tabular-data-resource',
  format: 'csv' as const,
  mediatype: 'text/csv',
  encoding: 'utf-8',
  bytes: file.bytes,
  hash: `sha256:${file.sha256}`,
  schema: { ...schemaOf(table), missingValues: [''] },
});

const parquetResource = ({ table, file }: Filed) => ({
  name: `${table.name}-parquet`,
  path: file.path,
  title: table.title,
  format: 'parquet' as const,
  mediatype: 'application/vnd.apache.parquet',
  bytes: file.bytes,
  hash: `sha256:${file.sha256}`,
  schema: schemaOf(table),
});

const schemaOf = ({ fields, key }: Filed['table']) => ({
  fields: fields.map(describe),
  ...(key ? { primaryKey: key } : {}),
});

function describe({ name, type, unit, title }: Field) {
  return {
    name,
    type,
    ...(type === 'datetime' ? { format: 'any' } : {}),
    title,
    description: unit === undefined ? title : `${title} [${unit}]`,
    ...(unit === undefined ? {} : { unit }),
  };
}
