// The location of feederlab, from its sources as from dist/: its version, the cases and fonts it ships.
import { existsSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';

/** URL of the folder that holds package.json, with a trailing slash. */
export function packageFolder(): URL {
  let folder = new URL('.', import.meta.url);
  while (!existsSync(new URL('package.json', folder))) {
    const parent = new URL('..', folder);
    if (parent.href === folder.href) throw new Error('package.json of feederlab is missing from its folder');
    folder = parent;
  }
  return folder;
}

/** The program at a path within the sources, without its ending: a source, or what was built of it in dist/. */
export function moduleAt(path: string): URL {
  const isSource = extname(import.meta.url) === '.ts';
  return new URL(isSource ? `${path}.ts` : `dist/${path}.js`, packageFolder());
}

let known: string | undefined;

/** Read once: the identity of every run of a sweep has it. */
export function packageVersion(): string {
  if (known === undefined) {
    const text = readFileSync(new URL('package.json', packageFolder()), 'utf8');
    known = (JSON.parse(text) as { readonly version: string }).version;
  }
  return known;
}
