// The key of a run: what was asked for, so that a run that is known needs no reading of its case. It is finer than the identity,
// which is the hash of the inputs that the run really has: another key may lead to the same identity.
import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentHash, type ReadOptions, readCase } from '../../case/index.ts';
import { packageVersion } from '../../package.ts';
import type { PlannedRun } from '../model.ts';

/** The key of a run of a case with these inputs. */
export const keyOf = (inputs: string, { set, variant }: PlannedRun): string =>
  hash('sha256', JSON.stringify([inputs, variant ?? null, set]));

/**
 * SHA-256 of all that a run of a case with any changes may read: the case as it is, its modules, and the other files of its folder.
 * @throws InputError when the case cannot be read
 */
export async function inputsOf(folder: string, options: ReadOptions): Promise<string> {
  const { resolved } = await readCase(folder, options);
  return contentHash({ version: packageVersion(), resolved, files: hashesIn(folder) });
}

/** Folders of results and of packages are no inputs. */
const PASSED_OVER = /^(\.|results$|node_modules$)/;

/** Of every file in a folder and its folders, by its path there. */
function hashesIn(folder: string, within = ''): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (PASSED_OVER.test(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) Object.assign(found, hashesIn(path, `${within}${entry.name}/`));
    else if (entry.isFile()) found[within + entry.name] = hash('sha256', readFileSync(path));
  }
  return found;
}
