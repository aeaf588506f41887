import { type Stats, statSync } from 'node:fs';
import { InputError } from '../base/index.ts';

/**
 * The file-system entry at a path; undefined if there is none.
 * @throws InputError when no file system holds a name as long
 */
export function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENAMETOOLONG') throw error;
    throw new InputError('path', [{ where: 'path', found: path, expected: 'a name short enough for a file' }]);
  }
}
