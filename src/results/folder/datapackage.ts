// datapackage.json: the tables of the run in the words of Frictionless Data Package and Table Schema, so that any reader
// of those formats has types and units. `unit` is an extension of the standard; descriptions repeat it for people.

import type { Table } from '../tables/table.ts';
import type { Field, WrittenFile } from './csv.ts';
import type { Manifest } from './manifest.ts';

export function datapackage(
  { case: name, run, title }: Pick<Manifest, 'case' | 'run' | 'title'>,
  tables: readonly { readonly table: Pick<Table, 'name' | 'title' | 'fields'>; readonly file: WrittenFile }[],
): unknown {
  return {
    profile: 'tabular-data-package',
    name: `${name}-${run}`.toLowerCase().replaceAll(/[^a-z0-9._-]+/g, '-'),
    title: `${title} (run ${run})`,
    resources: tables.map(({ table, file }) => ({
      name: table.name,
      path: file.path,
      title: table.title,
      profile: 'tabular-data-resource',
      format: 'csv',
      mediatype: 'text/csv',
      encoding: 'utf-8',
      bytes: file.bytes,
      hash: `sha256:${file.sha256}`,
      schema: { fields: table.fields.map(describe), missingValues: [''] },
    })),
  };
}

function describe({ name, type, unit, title }: Field): unknown {
  return {
    name,
    type,
    ...(type === 'datetime' ? { format: 'any' } : {}),
    title,
    description: unit === undefined ? title : `${title} [${unit}]`,
    ...(unit === undefined ? {} : { unit }),
  };
}
