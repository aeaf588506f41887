// Files of the packages that draw.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

export const require = createRequire(import.meta.url);

/** Text of a file next to the entry of a package. */
export const nextTo = (entry: string, file: string): string =>
  readFileSync(new URL(file, pathToFileURL(entry)), 'utf8');
