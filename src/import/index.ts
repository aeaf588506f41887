// feederlab import: files in a format → a case folder. An importer is a file or folder here and a line below; every other format
// of networks has a generic one.
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { InputError, nearest, type Remark } from '../../base/index.ts';
import { powerGridModel } from '../../network/formats/pgm/index.ts';
import { Report } from '../case/text/report.ts';
import { readTable, type Table } from '../case/text/table.ts';
import type { Kinds } from '../kinds.ts';
import { isParquet } from '../parquet/name.ts';
import { bytesOf, textOf } from '../powerflow/file.ts';
import { statOf } from '../stat.ts';
import { genericImporter, wordOf } from './generic.ts';
import type { ImportAsked, Importer, ImportSource } from './importer.ts';
import { pandapower } from './pandapower/pandapower.ts';
import { simbench } from './simbench/simbench.ts';
import { checkFree, type Written, writeCase } from './write.ts';

/** The short name of power-grid-model among its users. */
const pgm: Importer = { ...genericImporter(powerGridModel), name: 'pgm' };

const IMPORTERS: readonly Importer[] = [simbench, pandapower, pgm];

export interface ImportOptions {
  /** Folder to write; it must not exist yet. */
  readonly out: string;
  readonly asked: ImportAsked;
  readonly kinds: Kinds;
  /** The call, for the README. */
  readonly command: string;
  readonly signal?: AbortSignal | undefined;
}

export interface ImportReport extends Written {
  readonly lost: readonly Remark[];
}

/**
 * Makes a case of a file or folder.
 * @param name of the format: `simbench`
 * @returns undefined after the signal: nothing is written then
 * @throws InputError with every problem; nothing is written then
 */
export async function importCase(
  name: string,
  path: string,
  options: ImportOptions,
): Promise<ImportReport | undefined> {
  const { out, asked, kinds, command, signal } = options;
  const importer = importerOf(name, kinds);
  checkFree(out);
  const vain = Object.entries(asked).filter(([key]) => !importer.uses.includes(key as keyof ImportAsked));
  if (vain.length > 0)
    throw new InputError(
      path,
      vain.map(([key]) => ({
        where: optionOf(key),
        found: 'given',
        expected: `no such option: the format ${name} does not use it`,
      })),
    );
  const imported = importer.read(sourceOf(path, importer), asked);
  const written = await writeCase(imported, out, command, signal);
  return written && { ...written, lost: imported.lost };
}

/** A table of profiles, CSV or Parquet, for `ImportAsked`. @throws InputError where it cannot be read */
export async function profilesOf(path: string): Promise<Table> {
  const [report, name] = [new Report(path), basename(path)];
  const table = isParquet(path)
    ? await (await import('../parquet/table.ts')).parquetTable(name, bytesOf(path, 'a table'), report)
    : readTable(name, textOf(path), report);
  report.stopIfAny();
  return table!;
}

/** `--as-devices` */
const optionOf = (key: string): string => `--${key.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`).replace('_', '-')}`;

/** Words of all formats that can be imported. */
const namesOf = ({ formats }: Kinds): string[] => [
  ...new Set([...IMPORTERS.map(({ name }) => name), ...formats.map(wordOf)]),
];

function importerOf(name: string, kinds: Kinds): Importer {
  const own = IMPORTERS.find((importer) => importer.name === name);
  const format = kinds.formats.find((of) => wordOf(of) === name);
  if (own ?? format) return own ?? genericImporter(format!);
  const names = namesOf(kinds);
  const near = nearest(name, names);
  const hint = near === undefined ? {} : { hint: `the nearest is "${near}"` };
  throw new InputError('import', [{ where: 'FORMAT', found: name, expected: `one of ${names.join(', ')}`, ...hint }]);
}

function sourceOf(path: string, importer: Importer): ImportSource {
  const isFolder = statOf(path)?.isDirectory() === true;
  if (isFolder && importer.wants) {
    const names = readdirSync(path).filter((name) => importer.wants!(name));
    return { path, texts: new Map(names.map((name) => [name, textOf(join(path, name))])) };
  }
  if (importer.wants && statOf(path)) {
    const expected = `a folder in the format ${importer.name}`;
    throw new InputError(path, [{ where: basename(path), found: 'a file', expected }]);
  }
  return { path, texts: new Map([[basename(path), textOf(path)]]) };
}
