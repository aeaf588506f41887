// Location of a case: a path, or a name in ./cases or in the cases included in feederlab.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDocument } from 'yaml';
import { InputError } from '../../../base/index.ts';
import { decode } from '../../decode.ts';
import { packageFolder } from '../../package.ts';
import { statOf } from '../../stat.ts';
import { nearestHint } from './report.ts';

export const CASE_FILE = 'case.yaml';

export interface CaseName {
  readonly name: string;
  readonly title: string;
  readonly folder: string;
}

/** Folders of cases by name: ./cases of the working folder first, then the cases included in feederlab. */
export const defaultRoots = (): readonly string[] => [
  resolve('cases'),
  fileURLToPath(new URL('cases', packageFolder())),
];

/** The cases by name, sorted; of two with the same name the one that `readCase` uses. */
export function listCases(roots: readonly string[] = defaultRoots()): CaseName[] {
  const found = new Map<string, CaseName>();
  for (const root of roots) {
    if (!existsSync(root)) continue;
    for (const name of readdirSync(root)) {
      const folder = join(root, name);
      const file = join(folder, CASE_FILE);
      if (!found.has(name) && existsSync(file)) found.set(name, { name, title: titleOf(file), folder });
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The title of a case or of a sweep, also of one with faults. */
export function titleOf(file: string): string {
  const text = decode(readFileSync(file));
  const title: unknown = typeof text === 'string' && parseDocument(titleIn(text), { logLevel: 'silent' }).get('title');
  return typeof title === 'string' ? title : '';
}

/** The lines of the title, because parsing the whole text takes longer; the whole text where it has no such line. */
const titleIn = (text: string): string => /^title[ \t]*:.*(?:\r?\n(?:[ \t].*)?)*/m.exec(text)?.[0] ?? text;

/** The folder of a case, given as path of the folder or of its case.yaml, or as name. */
export function locateCase(pathOrName: string, roots: readonly string[] = defaultRoots()): string {
  const stat = statOf(pathOrName);
  if (stat?.isFile()) return dirname(resolve(pathOrName));
  if (stat?.isDirectory() && existsSync(join(pathOrName, CASE_FILE))) return resolve(pathOrName);
  for (const root of roots) if (existsSync(join(root, pathOrName, CASE_FILE))) return join(root, pathOrName);
  if (stat)
    throw new InputError(pathOrName, [{ where: pathOrName, found: 'a folder without case.yaml', expected: 'a case' }]);
  const names = listCases(roots).map(({ name }) => name);
  const known = names.length > 0 ? ` (${names.join(', ')})` : '';
  const expected = `a folder with a ${CASE_FILE}, or the name of a case${known}`;
  throw new InputError(pathOrName, [
    { where: pathOrName, found: undefined, expected, ...nearestHint(basename(pathOrName), names) },
  ]);
}

/** A path relative to the working folder. */
export function shortPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' ? '.' : short.startsWith('..') ? path : short;
}
