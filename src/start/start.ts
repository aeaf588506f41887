// Starts a program of dist/ with what V8 has compiled of it before, because compiling its text takes longer than most commands do.
// V8 gives out the compiled code of a script, not that of an ES module; therefore dist/ consists of CommonJS modules.
import { readFileSync } from 'node:fs';
import { createRequire, Module } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';
import { crc32 } from 'node:zlib';
import { type Compiled, readCompiled, writeCompiled } from './compiled.ts';
import { markProgram } from './program.ts';

const DIST = fileURLToPath(new URL('../..', import.meta.url));

/** Around the text of a CommonJS module. */
const HEAD = '(function (exports, require, module, __filename, __dirname) { ';
const TAIL = '\n})';

/**
 * Runs a program.
 * @param path full path of its CommonJS module in dist/
 * @param use what it is started for: each use compiles other functions, and has a file of compiled code
 */
export function start(path: string, use = ''): void {
  markProgram();
  if (process.version.startsWith('v20.')) setFlagsFromString(`--interrupt-budget=${BUDGET}`);
  const isDebugged = Boolean(process.env['FEEDERLAB_DEBUG']) || process.argv.includes('--debug');
  if (isDebugged) process.setSourceMapsEnabled(true); // which Node reads for the modules that it compiles itself
  const isKept = !isDebugged && process.env['NODE_DISABLE_COMPILE_CACHE'] !== '1';
  const name = [basename(path, '.cjs'), ...(/^[a-z]+$/.test(use) ? [use] : [])].join('-');
  if (isKept) loader(name)(path);
  else createRequire(path)(path);
}

/**
 * Work of a function, in bytes of its code, before V8 in Node 20 optimises it: four times the default. What it optimises in a short
 * command is not called often enough afterwards; a run of many days takes the same time. Newer versions optimise in another way.
 */
const BUDGET = 270_000;

interface Loaded {
  readonly script: Script;
  readonly crc: number;
}

/** What loads a module, and the modules that it requires, into the cache of `require`. */
function loader(name: string): (path: string) => unknown {
  const outer = createRequire(join(DIST, name));
  outer('./src/start/importing.cjs'); // compiled by Node
  const known = readCompiled(name);
  const loaded = new Map<string, Loaded>();
  let isNew = false;
  process.once('exit', (code) => {
    if (isNew && code === 0) writeCompiled(name, new Map([...known, ...compiledOf(loaded)]));
  });

  function compile(path: string) {
    const text = readFileSync(path);
    const crc = crc32(text);
    const key = relative(DIST, path);
    const before = known.get(key);
    const script = new Script(`${HEAD}${text}${TAIL}`, {
      filename: path,
      ...(before?.crc === crc ? { cachedData: before.code } : {}),
    });
    isNew ||= script.cachedDataRejected !== false;
    loaded.set(key, { script, crc });
    return script.runInThisContext();
  }

  return function load(path) {
    const before = outer.cache[path];
    if (before) return before.exports;
    const module = new Module(path);
    const folder = dirname(path);
    module.filename = path;
    outer.cache[path] = module;
    const required = (name: string) => (name.startsWith('.') ? load(join(folder, name)) : outer(name));
    try {
      compile(path)(module.exports, Object.assign(required, outer), module, path, folder);
    } catch (error) {
      delete outer.cache[path]; // as Node does: it may be loaded again
      throw error;
    }
    module.loaded = true;
    return module.exports;
  };
}

/** With the functions that were called up to now. */
const compiledOf = (loaded: ReadonlyMap<string, Loaded>) =>
  Array.from(loaded, ([key, { script, crc }]): [string, Compiled] => [key, { crc, code: script.createCachedData() }]);
