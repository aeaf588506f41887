// Sources of a module: its own text, and that of every file it imports by a literal relative path. What a
// path is computed for, and what comes from other packages, is not part of it.
import { createHash } from 'node:crypto';
import { readFileSync, realpathSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { InputError } from '../../base/index.ts';
import { statOf } from '../stat.ts';
import { isTypeScript } from './find.ts';

export interface Sources {
  readonly sha256: string;
  /** By their paths relative to the module, sorted. */
  readonly imports: Readonly<Record<string, string>>;
}

/** Files of one module, at most: its own, and what it imports. */
const MOST_FILES = 2_000;

/** `from './x.js'`, `import './x.js'`, `import('./x.js')`, `require('./x.js')`; one in a comment counts too, and does no harm. */
const IMPORT = /\b(?:from|import|require)\s*\(?\s*(['"`])(\.\.?\/[^'"`\n]+)\1/g;

/** The hashes of a module and of what it imports. */
export function sourcesOf(path: string): Sources {
  const known = new Map<string, string>();
  const open = [path];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (known.has(file)) continue;
    const bytes = readFileSync(file);
    known.set(file, createHash('sha256').update(bytes).digest('hex'));
    if (known.size > MOST_FILES) {
      const found = `more than ${MOST_FILES} files that it imports`;
      throw new InputError(path, [{ where: path, found, expected: 'a module whose files can be hashed one by one' }]);
    }
    for (const [, , target] of bytes.toString('utf8').matchAll(IMPORT)) {
      const imported = fileOf(resolve(dirname(file), target!), isTypeScript(file));
      if (imported !== undefined) open.push(imported);
    }
  }
  const { [path]: sha256, ...others } = Object.fromEntries(known);
  const named = Object.entries(others).map(([file, hash]) => [
    relative(dirname(path), file).replaceAll(sep, '/'),
    hash,
  ]);
  return { sha256: sha256!, imports: Object.fromEntries(named.sort(([a], [b]) => (a! < b! ? -1 : 1))) };
}

/** The file that an import of a path gets: itself, its TypeScript source, or what `require` would add. */
function fileOf(path: string, fromTypeScript: boolean): string | undefined {
  const source = path.replace(/\.([cm]?)js$/, '.$1ts');
  const added = ['.js', '.cjs', '.json', '/index.js', ...(fromTypeScript ? ['.ts', '/index.ts'] : [])];
  const found = [path, source, ...added.map((end) => `${path}${end}`)].find((name) => statOf(name)?.isFile());
  return found && realpathSync(found);
}
