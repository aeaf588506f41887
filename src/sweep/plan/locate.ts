// Location of a sweep: a path, or a name in the folder `sweeps` of ./cases or of the cases included in feederlab.
import { existsSync, readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { InputError } from '../../../base/index.ts';
import { defaultRoots, titleOf } from '../../case/text/locate.ts';
import { nearestHint } from '../../case/text/report.ts';
import { statOf } from '../../stat.ts';

export interface SweepName {
  readonly name: string;
  readonly title: string;
  readonly file: string;
}

const FOLDER = 'sweeps';
const ENDING = /\.ya?ml$/i;

export const nameOfSweep = (file: string): string => basename(file).replace(ENDING, '');

/** The sweeps by name, sorted; of two with the same name the one that `readSweep` reads. */
export function listSweeps(roots: readonly string[] = defaultRoots()): SweepName[] {
  const found = new Map<string, SweepName>();
  for (const root of roots) {
    const folder = join(root, FOLDER);
    if (!existsSync(folder)) continue;
    for (const entry of readdirSync(folder)) {
      const name = nameOfSweep(entry);
      const file = join(folder, entry);
      if (ENDING.test(entry) && !found.has(name)) found.set(name, { name, title: titleOf(file), file });
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The file of a sweep, given as its path or its name. */
export function locateSweep(fileOrName: string, roots: readonly string[] = defaultRoots()): string {
  const stat = statOf(fileOrName);
  if (stat?.isFile()) return resolve(fileOrName);
  const known = listSweeps(roots);
  const named = known.find(({ name }) => name === fileOrName);
  if (named) return named.file;
  const names = known.map(({ name }) => name);
  const list = names.length > 0 ? ` (${names.join(', ')})` : '';
  const found = stat ? 'a folder' : undefined;
  const expected = `the file of a sweep, or the name of one${list}`;
  throw new InputError(fileOrName, [
    { where: fileOrName, found, expected, ...nearestHint(nameOfSweep(fileOrName), names) },
  ]);
}
