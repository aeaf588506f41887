// Files that are made of a run: in its own folder, where the manifest lists them, or in another one. An existing file is replaced only
// on request, and a call that ends early leaves no incomplete file.
import { existsSync, mkdtempSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InputError } from '../../base/index.ts';
import { writeJson } from '../disk/files.ts';
import type { HashedFile } from '../disk/hash.ts';
import { makeFolder, moveFile, onDisk } from '../disk/write.ts';
import type { Manifest } from '../results/folder/manifest.ts';
import { clearPart, readManifestOf, refuseInRun, settle, takePlace } from '../results/folder/place.ts';
import { readManifest } from '../results/read/index.ts';

export interface PutOptions {
  /** The folder in which they are written; that of the run when absent. */
  readonly out?: string | undefined;
  /** Replaces files that exist. */
  readonly force?: boolean | undefined;
  /** Called before a lock is watched whose owner cannot be seen from here. */
  readonly onWait?: ((sentence: string) => void) | undefined;
  /** Ends the writing; then nothing is left of it. */
  readonly signal?: AbortSignal | undefined;
}

/** What was written. */
export interface Exported {
  readonly run: string;
  readonly folder: string;
  readonly files: readonly HashedFile[];
}

interface Putting {
  /** Files that are written, with paths in the folder. */
  readonly paths: readonly string[];
  /** Writes them into a folder. */
  write(folder: string): Promise<readonly HashedFile[]> | readonly HashedFile[];
}

/**
 * @param dir folder of a run
 * @param prepare what is written of the run; `inRun` says whether it is written into its folder
 * @throws InputError when it is no run folder, files exist and `force` is not given, or another process writes there; DiskError; the reason of the
 *   signal
 */
export async function putFiles(
  dir: string,
  { out, force = false, onWait }: PutOptions,
  prepare: (run: string, manifest: Manifest, inRun: boolean) => Putting,
): Promise<Exported> {
  const run = resolve(dir);
  const folder = resolve(out ?? run);
  const { paths, write } = prepare(run, readManifest(run), folder === run);
  if (folder !== run) {
    refuseInRun(folder, 'export', 'these files');
    if (!force) refuseExisting(folder, paths);
    return { run, folder, files: await putElsewhere(folder, write) };
  }
  if (!force) refuseExisting(folder, paths);
  const place = await takePlace(run, 'files being made of a run', onWait);
  try {
    if (readManifestOf(place.part)) {
      const expected = 'no unfinished run, which these files would replace';
      const hint = 'finish it with `run --resume`, or give another folder with --out';
      throw new InputError(run, [{ where: 'run folder', found: 'an unfinished run next to the run', expected, hint }]);
    }
    clearPart(place.part);
    makeFolder(place.part);
    const files = await write(place.part);
    const written = new Set(files.map(({ path }) => path));
    const manifest = readManifest(run);
    const others = [...manifest.others.filter(({ path }) => !written.has(path)), ...files];
    place.check();
    writeJson(place.part, 'manifest.json', { ...manifest, others });
    settle(run, place);
    return { run, folder, files };
  } catch (error) {
    if (!readManifestOf(place.part)) place.drop();
    throw error;
  } finally {
    place.release();
  }
}

async function putElsewhere(folder: string, write: Putting['write']): Promise<readonly HashedFile[]> {
  makeFolder(folder);
  const part = onDisk(folder, () => mkdtempSync(join(folder, '.feederlab-')));
  try {
    const files = await write(part);
    for (const { path } of files) moveFile(join(part, path), join(folder, path));
    return files;
  } finally {
    clearPart(part);
  }
}

/** @throws InputError that names the files that exist */
export function refuseExisting(folder: string, paths: readonly string[]): void {
  const there = paths.filter((path) => existsSync(join(folder, path)));
  if (there.length === 0) return;
  const expected = 'no file of this name';
  throw new InputError(
    folder,
    there.map((path) => ({ where: path, found: 'a file that exists', expected, hint: '--force replaces it' })),
  );
}
