// Where a module of a case lies: a file relative to the case, or a package, looked up from the folder of the case and then from
// the working folder. Nothing is run.
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { Problem } from '../../base/index.ts';
import { nearestHint } from '../case/text/report.ts';
import { statOf } from '../stat.ts';

/** A module that exists, not yet run. */
export interface Found {
  /** As it was named. */
  readonly use: string;
  /** Full path, links resolved. */
  readonly path: string;
  /** What identifies it wherever it lies: as it was named, or relative to its package. */
  readonly file: string;
  /** Of its package. */
  readonly version?: string;
}

export const isTypeScript = (path: string): boolean => /\.[cm]?ts$/.test(path);

const isModule = (path: string): boolean => /\.[cm]?[jt]s$/.test(path);

const EXPECTED = 'a path that begins with ./ or ../, or the name of a package';
const RELATIVE = /^\.\.?\//;
const PACKAGE = /^(@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*(\/[\w.~-]+)*$/i;

/** The module, or what is wrong with the name. */
export function findModule(use: string, folder: string): Found | Omit<Problem, 'where'> {
  if (RELATIVE.test(use)) return findFile(use, folder);
  const steps = use.split('/');
  if (!PACKAGE.test(use) || steps.some((step) => step === '.' || step === '..'))
    return { found: use, expected: EXPECTED };
  return findPackage(use, folder);
}

function findFile(use: string, folder: string): Found | Omit<Problem, 'where'> {
  const path = resolve(folder, use);
  const fault = faultOf(path);
  return fault ? { found: use, ...fault } : { use, path: realpathSync(path), file: use };
}

function faultOf(path: string): Omit<Problem, 'where' | 'found'> | undefined {
  const stat = statOf(path);
  if (!stat) {
    const names = statOf(dirname(path))?.isDirectory() ? readdirSync(dirname(path)).filter(isModule) : [];
    const hint = nearestHint(basename(path), names);
    return { expected: 'a module that exists', ...(hint.hint ? hint : { hint: `looked for ${path}` }) };
  }
  if (!stat.isFile()) return { expected: `a module, not ${stat.isDirectory() ? 'a folder' : 'a device or pipe'}` };
  if (!isModule(path)) return { expected: 'a JavaScript or TypeScript module: .js, .mjs, .cjs, .ts, .mts or .cts' };
  return undefined;
}

function findPackage(use: string, folder: string): Found | Omit<Problem, 'where'> {
  const [name, subpath] = split(use);
  const home = homeOf(name, folder) ?? homeOf(name, process.cwd());
  if (!home) {
    const near = existsSync(resolve(folder, use)) ? `did you mean ./${use}?` : `npm install ${name} makes it known`;
    return { found: use, expected: 'an installed package', hint: near };
  }
  const manifest = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as Manifest;
  const target = entryOf(manifest, subpath);
  const path = target === undefined ? undefined : resolve(home, target);
  if (path === undefined || faultOf(path)) {
    const found = path === undefined ? use : `${use} (${target})`;
    const expected = `a module that the package ${name} exports`;
    return { found, expected, hint: `see exports of ${join(home, 'package.json')}` };
  }
  const { version } = manifest;
  const file = target!.replace(/^\.\//, '');
  return { use, path: realpathSync(path), file, ...(version === undefined ? {} : { version }) };
}

/** `@scope/name/sub/path` → its package, and `./sub/path`, or `.`. */
function split(use: string): readonly [name: string, subpath: string] {
  const steps = use.split('/');
  const own = use.startsWith('@') ? 2 : 1;
  return [steps.slice(0, own).join('/'), ['.', ...steps.slice(own)].join('/')];
}

/** The folder of an installed package, looked for where Node looks. */
function homeOf(name: string, from: string): string | undefined {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const home = join(folder, 'node_modules', name);
    if (existsSync(join(home, 'package.json'))) return home;
    if (folder === dirname(folder)) return undefined;
  }
}

interface Manifest {
  readonly version?: string;
  readonly main?: string;
  readonly exports?: unknown;
}

/** The file of a package that an import of a subpath gets, relative to the package: `exports`, or `main`. */
function entryOf({ exports, main }: Manifest, subpath: string): string | undefined {
  if (exports === undefined || exports === null) {
    if (subpath !== '.') return subpath;
    const entry = main ?? 'index.js';
    return extname(entry) === '' ? `${entry}.js` : entry;
  }
  const isMap = typeof exports === 'object' && Object.keys(exports).some((key) => key.startsWith('.'));
  const map = isMap ? (exports as Record<string, unknown>) : { '.': exports };
  if (Object.hasOwn(map, subpath)) return targetOf(map[subpath]);
  const pattern = Object.keys(map).find((key) => matches(key, subpath));
  if (pattern === undefined) return undefined;
  const [before, after] = pattern.split('*') as [string, string];
  const star = subpath.slice(before.length, subpath.length - after.length);
  return targetOf(map[pattern])?.replaceAll('*', star);
}

function matches(key: string, subpath: string): boolean {
  const [before, after] = key.split('*');
  if (after === undefined) return false;
  return subpath.startsWith(before!) && subpath.endsWith(after) && subpath.length >= key.length;
}

const CONDITIONS: ReadonlySet<string> = new Set(['import', 'node', 'module-sync', 'default']);

/** The first target whose conditions hold; one outside the package is none. */
function targetOf(target: unknown): string | undefined {
  if (typeof target === 'string') {
    const inside =
      target.startsWith('./') &&
      !target
        .slice(2)
        .split('/')
        .some((step) => /^(\.\.?|node_modules)$/.test(step));
    return inside ? target : undefined;
  }
  if (Array.isArray(target)) return target.map(targetOf).find((found) => found !== undefined);
  if (typeof target !== 'object' || target === null) return undefined;
  const holding = Object.entries(target).filter(([condition]) => CONDITIONS.has(condition));
  return holding.map(([, inner]) => targetOf(inner)).find((found) => found !== undefined);
}
