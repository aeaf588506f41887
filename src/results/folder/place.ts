// The places of a run folder. A run is written in .feederlab.part inside the folder and moved out of it, file by file, when
// it is whole; the manifest leaves the folder first and comes back last. docs/run-folders.md states the protocol.
import { existsSync, readdirSync, readFileSync, realpathSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { InputError } from '../../../base/index.ts';
import { LOCK, type Lock, lockFolder } from '../../disk/lock.ts';
import { DiskError, moveFile, onDisk, removeFile, syncFolder } from '../../disk/write.ts';
import { FORMAT, filesOf, type Manifest } from './manifest.ts';

const PART = '.feederlab.part';
/** In the part: the manifest of the run that is being replaced, while its files are removed. */
const REPLACED = 'replaced.json';
const MANIFEST = 'manifest.json';

export const partOf = (folder: string): string => `${folder}/${PART}`;

/** A run folder that is this process's own until it is released. */
export interface Place extends Lock {
  readonly part: string;
  /** Removes the part. */
  drop(): void;
}

/**
 * Takes a folder for a run and completes a move that was cut short in it.
 * @throws InputError when it is no place for a run, or another process is writing there
 */
export async function takePlace(folder: string, doing: string, onWait?: (sentence: string) => void): Promise<Place> {
  refuseForeign(folder);
  const lock = await lockFolder(folder, { doing, onWait }).catch((error: unknown) => {
    if (!(error instanceof DiskError) || error.ofDisk) throw error;
    const expected = 'a place where a folder can be written';
    throw new InputError(folder, [{ where: 'out', found: error.reason, expected }]);
  });
  try {
    settle(folder, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
  const part = partOf(folder);
  return {
    ...lock,
    part,
    drop() {
      if (lock.held()) clearPart(part);
    },
  };
}

/** Removes whatever a run that broke off has left. */
export const clearPart = (part: string): void => onDisk(part, () => rmSync(part, { recursive: true, force: true }));

/** Ours while a run is written, and what a new disk has at its root. */
const isOurs = (name: string): boolean => name.startsWith(LOCK) || name === PART || name === 'lost+found';

export function refuseForeign(target: string): void {
  if (!existsSync(target)) return;
  const refuse = (found: string) =>
    new InputError(target, [
      { where: 'out', found, expected: 'a new folder, or that of an earlier run', hint: 'nothing in it was touched' },
    ]);
  if (!statSync(target).isDirectory()) throw refuse('a file');
  const names = readdirSync(target);
  const isRun = names.includes(PART) || readManifestOf(target) !== undefined;
  if (!isRun && !names.every(isOurs)) throw refuse('a folder that holds other things');
}

/**
 * Refuses the folder of a run, or one below it, for files that would be written among those of the run.
 * @param command that writes there
 * @param files in words
 */
export function refuseInRun(folder: string, command: string, files: string): void {
  let path = folder;
  while (!existsSync(path)) path = dirname(path);
  for (path = realpathSync(path); path !== dirname(path); path = dirname(path)) {
    if (!readManifestOf(path) && !existsSync(partOf(path))) continue;
    const found = path === folder ? 'the folder of a run' : `a folder inside the run ${path}`;
    throw new InputError(command, [{ where: '--out', found, expected: `a folder of its own for ${files}` }]);
  }
}

/** The manifest in a folder, when it is one of a run. */
export function readManifestOf(folder: string): Manifest | undefined {
  return manifestIn(`${folder}/${MANIFEST}`);
}

function manifestIn(file: string): Manifest | undefined {
  try {
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
    return manifest.format === FORMAT ? manifest : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a folder has a lock or a part, of a process at work or of one that was killed. */
export const isLeftOver = (folder: string): boolean =>
  existsSync(folder) &&
  statSync(folder).isDirectory() &&
  readdirSync(folder).some((n) => n.startsWith(LOCK) || n === PART);

/** Whether a run lies whole in the part and only has to be moved. */
function isWhole(part: string): boolean {
  const manifest = readManifestOf(part);
  return manifest !== undefined && manifest.status !== 'running';
}

/**
 * Moves a whole run out of its part, in the place of an earlier one. Files that neither of the two wrote stay. Each step
 * may be the last one of a process: the next call goes on from there.
 */
export function settle(folder: string, lock: Pick<Lock, 'check'>): void {
  const part = partOf(folder);
  if (!isWhole(part)) return;
  const next = readManifestOf(part)!;
  lock.check();
  const replaced = `${part}/${REPLACED}`;
  if (existsSync(`${folder}/${MANIFEST}`)) moveFile(`${folder}/${MANIFEST}`, replaced);
  syncFolder(folder);
  const before = manifestIn(replaced);
  const old = new Set(before ? filesOf(before) : []);
  const coming = filesOf(next);
  for (const path of coming) {
    if (!existsSync(`${part}/${path}`)) continue;
    if (!old.has(path)) keepStranger(`${folder}/${path}`);
    moveFile(`${part}/${path}`, `${folder}/${path}`);
  }
  for (const path of old) if (!coming.includes(path)) removeFile(`${folder}/${path}`);
  for (const sub of ['tables', 'plots']) {
    if (existsSync(`${folder}/${sub}`) && readdirSync(`${folder}/${sub}`).length === 0) rmdirSync(`${folder}/${sub}`);
  }
  syncFolder(folder);
  moveFile(`${part}/${MANIFEST}`, `${folder}/${MANIFEST}`);
  syncFolder(folder);
  clearPart(part);
}

/** A person's file of a name that the run needs is kept under another. */
function keepStranger(file: string): void {
  if (!existsSync(file)) return;
  let kept = `${file}.kept`;
  for (let n = 2; existsSync(kept); n++) kept = `${file}.kept-${n}`;
  onDisk(kept, () => renameSync(file, kept));
}
