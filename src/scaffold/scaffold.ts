// A new case, controller or device: a small working example under a name of its own, copied from templates/. The files there work
// as they are, under the name `my-name`. Controllers and devices come with the street of the case; a file `case.added.yaml` holds
// the lines that they add to its case.yaml.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse as parseYaml } from 'yaml';
import { InputError, type Problem } from '../../base/index.ts';
import { listCases, shortPath } from '../case/text/locate.ts';
import { makeFolder, replaceFile } from '../disk/write.ts';
import { kinds } from '../kinds.ts';
import { packageFolder } from '../package.ts';
import { statOf } from '../stat.ts';

export type Subject = 'case' | 'controller' | 'device';

export interface Scaffolded {
  readonly folder: string;
  /** Names of the files in it, sorted. */
  readonly files: readonly string[];
  /** What to type next. */
  readonly commands: readonly string[];
}

/** Name in the templates; in the ids of indicators it is `my_name`. */
const PLACEHOLDER = 'my-name';
const ADDED = '.added.';
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const LONGEST_NAME = 40;

/**
 * Writes the example into a folder that does not exist yet.
 * @param out the folder; `./NAME` when absent
 * @throws InputError where the name is none, or is taken, or the folder exists
 */
export function scaffold(subject: Subject, name: string, out: string = name): Scaffolded {
  const folder = resolve(out);
  const problems = nameFaults(subject, name);
  if (problems.length === 0 && statOf(folder)) {
    const hint = 'nothing is overwritten; --out chooses another folder';
    problems.push({ where: 'folder', found: shortPath(folder), expected: 'a folder that does not exist yet', hint });
  }
  if (problems.length > 0) throw new InputError(`new ${subject}`, problems);
  const files = filesOf(subject, name);
  makeFolder(folder);
  for (const [file, text] of files) replaceFile(join(folder, file), text, { durable: false });
  return { folder, files: [...files.keys()].sort(), commands: commandsFor(subject, name, folder) };
}

function nameFaults(subject: Subject, name: string): Problem[] {
  const where = 'NAME';
  if (!NAME.test(name) || name.length > LONGEST_NAME || parseYaml(name) !== name) {
    const expected = `at most ${LONGEST_NAME} lower-case letters, digits and single hyphens, beginning with a letter`;
    return [{ where, found: name, expected, hint: 'for example my-street, peak-shaving' }];
  }
  if (!takenBy(subject).includes(name)) return [];
  return [{ where, found: name, expected: `a name of its own: feederlab knows a ${subject} of that name` }];
}

function takenBy(subject: Subject): readonly string[] {
  if (subject === 'case') return listCases().map((known) => known.name);
  const { controllers, devices } = kinds();
  return [...(subject === 'controller' ? controllers : devices).keys()];
}

/** The files by name, in the words of the new name. */
function filesOf(subject: Subject, name: string): ReadonlyMap<string, string> {
  const renamed = (text: string) =>
    text.replaceAll(PLACEHOLDER, name).replaceAll(PLACEHOLDER.replace('-', '_'), name.replaceAll('-', '_'));
  const files = new Map<string, string>();
  for (const template of ['street', subject]) {
    const folder = fileURLToPath(new URL(`templates/${template}/`, packageFolder()));
    for (const file of readdirSync(folder)) {
      const target = renamed(file.replace(ADDED, '.'));
      const before = file.includes(ADDED) ? files.get(target)! : '';
      files.set(target, before + renamed(readFileSync(join(folder, file), 'utf8')));
    }
  }
  return files;
}

function commandsFor(subject: Subject, name: string, folder: string): readonly string[] {
  const path = (file: string) => {
    const text = shortPath(file);
    return /^[\w./-]+$/.test(text) ? text : JSON.stringify(text);
  };
  if (subject === 'case') return [`npx feederlab validate ${path(folder)}`, `npx feederlab run ${path(folder)}`];
  const install = isInstalled(folder) ? [] : ['npm install feederlab zod'];
  const test = `node --test ${path(join(folder, `${name}.test.mjs`))}`;
  return [...install, test, `npx feederlab run ${path(folder)} --trust`];
}

/** Whether a module in the folder finds what it imports. */
function isInstalled(folder: string): boolean {
  const { resolve } = createRequire(join(folder, 'module.mjs'));
  try {
    for (const name of ['feederlab', 'zod']) resolve(`${name}/package.json`);
    return true;
  } catch {
    return false;
  }
}
