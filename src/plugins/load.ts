// The one place where code that a case names is run. Every way to a case leads here: its own text, a variant, `--set`, a merge of
// YAML, a score, a search, a drawing. Without trust nothing is run, and the answer names what would be.
import { pathToFileURL } from 'node:url';
import { InputError, type Problem } from '../../base/index.ts';
import { contentHash } from '../case/hash.ts';
import { COLLECTION_MEMBERS, type Collection, type Kinds, withCollection } from '../kinds.ts';
import { type Found, findModule, isTypeScript } from './find.ts';
import { loaded } from './loaded.ts';
import { type Sources, sourcesOf } from './sources.ts';

/** A module that a case names, and where. */
export interface NamedModule {
  readonly use: string;
  readonly where: string;
}

export interface LoadOptions {
  /** Folder that paths are relative to, and packages are looked up from. */
  readonly folder: string;
  /** For messages: what names the modules. */
  readonly source: string;
  readonly kinds: Kinds;
  /** Whether the modules may be run; the environment variable FEEDERLAB_TRUST says so where this is absent. */
  readonly trust?: boolean | undefined;
  /** How long a module may take to load. */
  readonly wait_ms?: number;
}

const WAIT_MS = 10_000;

const TRUST_HINT = '--trust runs it, or FEEDERLAB_TRUST=1, or `trust: true` in a program';

/**
 * The kinds, with those of the modules.
 * @throws InputError when a module cannot be found, may not be run, fails, or does not give kinds
 */
export async function loadModules(named: readonly NamedModule[], options: LoadOptions): Promise<Kinds> {
  const { folder, source, trust = process.env['FEEDERLAB_TRUST'] === '1' } = options;
  const modules = named.map(({ use, where }) => ({ where, found: findModule(use, folder) }));
  const problems = modules.flatMap(({ where, found }): Problem[] => {
    if (!('path' in found)) return [{ where, ...found }];
    if (trust) return [];
    const expected = `code that you trust, ${found.path}, which is not run until you say so`;
    return [{ where, found: found.use, expected, hint: TRUST_HINT }];
  });
  if (problems.length > 0) throw new InputError(source, problems);
  let { kinds } = options;
  for (const { where, found } of modules) {
    if ('path' in found) kinds = await withModule(kinds, found, where, options);
  }
  return kinds;
}

async function withModule(kinds: Kinds, found: Found, where: string, { source, wait_ms = WAIT_MS }: LoadOptions) {
  const { use, path, file, version } = found;
  const refuse: Refuse = (expected, hint) => {
    throw new InputError(source, [{ where, found: use, expected, hint }]);
  };
  const sources = sourcesOf(path);
  checkUnchanged(path, sources, refuse);
  const exported = await runModule(path, wait_ms).catch((error: unknown) => refuse(...faultOf(error, path, wait_ms)));
  const more = withCollection(kinds, collectionIn(exported, refuse), `${use} (${path})`);
  const record = { use, file, ...(version === undefined ? {} : { version }), ...sources };
  return { ...more, modules: [...more.modules, record] };
}

type Refuse = (expected: string, hint: string) => never;

/** Node runs a file once in a process. What would be run again has to be what was run. */
function checkUnchanged(path: string, sources: Sources, refuse: Refuse): void {
  const hash = contentHash(sources);
  const before = loaded.get(path);
  if (before !== undefined && before !== hash)
    refuse('the module as this process has run it before', 'it has changed since; start the process again');
  loaded.set(path, hash);
}

class Unsettled extends Error {}

async function runModule(path: string, wait_ms: number): Promise<Readonly<Record<string, unknown>>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Unsettled()), wait_ms);
  });
  try {
    return await Promise.race([import(pathToFileURL(path).href) as Promise<Record<string, unknown>>, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The problem of a module that failed to load. */
function faultOf(error: unknown, path: string, wait_ms: number): Parameters<Refuse> {
  const expected = 'a module that loads';
  if (error instanceof Unsettled)
    return [expected, `it was not loaded after ${wait_ms / 1000} s: it waits at its top level for what does not come`];
  const { code } = (error ?? {}) as { code?: unknown };
  if (isTypeScript(path) && (code === 'ERR_UNKNOWN_FILE_EXTENSION' || String(code).includes('TYPE_STRIPPING'))) {
    const hint = 'TypeScript is run by Node 22.18 or newer, outside of packages, and by `node --import tsx`';
    return [`a JavaScript module in Node ${process.versions.node}`, hint];
  }
  const said = error instanceof Error ? `${error.name}: ${error.message.split('\n', 1)[0]}` : String(error);
  const missing = /Cannot find (?:package|module) '(feederlab|zod)\b(?!-)/.exec(said)?.[1];
  const advice = missing === undefined ? '' : `; npm install ${missing} in its folder`;
  return [expected, `it throws ${said}${advice}`];
}

/** The default export where it is a collection, else the named exports. */
function collectionIn(exported: Readonly<Record<string, unknown>>, refuse: Refuse): Collection {
  const expected = `a module whose default export, or whose exports, are lists named ${COLLECTION_MEMBERS.join(', ')}`;
  const known: readonly string[] = COLLECTION_MEMBERS;
  const { default: whole, ...named } = exported;
  const has = (value: object) => known.some((member) => Object.hasOwn(value, member));
  const given = typeof whole === 'object' && whole !== null && has(whole) ? whole : has(named) ? named : undefined;
  if (given === undefined)
    return refuse(expected, `it exports ${Object.keys(exported).sort().join(', ') || 'nothing'}`);
  const strange = given === whole ? Object.keys(given).filter((key) => !known.includes(key)) : [];
  if (strange.length > 0) return refuse(expected, `its default export has ${strange.join(', ')}`);
  return Object.fromEntries(Object.entries(given).filter(([key]) => known.includes(key)));
}
