// The places of a run folder: the one it is written in and the one it is moved to, and what may lie there already.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { InputError } from '../../base/index.ts';
import { FORMAT, type Manifest } from './manifest.ts';

export function refuseForeign(target: string): void {
  if (!existsSync(target)) return;
  const refuse = (found: string) =>
    new InputError(target, [
      { where: 'out', found, expected: 'a new folder, or that of an earlier run', hint: 'nothing in it was touched' },
    ]);
  if (!statSync(target).isDirectory()) throw refuse('a file');
  if (readdirSync(target).length > 0 && !readManifestOf(target)) throw refuse('a folder that holds other things');
}

export function refuseBusy(part: string): void {
  if (!existsSync(part)) return;
  const writer = readManifestOf(part)?.times.process;
  if (writer !== undefined && !isAlive(writer)) return;
  const found = writer === undefined ? 'a folder that holds other things' : `a run being written by process ${writer}`;
  throw new InputError(part, [{ where: 'out', found, expected: 'no folder of this name, or a run that broke off' }]);
}

/** An empty folder at `part`, whatever of an earlier run lies there. */
export function clear(part: string): void {
  try {
    if (existsSync(part)) rmSync(part, { recursive: true });
    makeFolder(part);
  } catch (error) {
    const found = (error as Error).message;
    throw new InputError(part, [{ where: 'out', found, expected: 'a place where a folder can be written' }]);
  }
}

/** Makes a folder and those it lies in. Node's own `recursive` never returns where none can be made, as in /proc. */
function makeFolder(path: string): void {
  const parent = dirname(path);
  if (!existsSync(parent)) makeFolder(parent);
  mkdirSync(path);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The manifest in a folder, when it is one of a run. */
export function readManifestOf(folder: string): Manifest | undefined {
  try {
    const manifest = JSON.parse(readFileSync(`${folder}/manifest.json`, 'utf8')) as Manifest;
    return manifest.format === FORMAT ? manifest : undefined;
  } catch {
    return undefined;
  }
}

/** Puts the finished folder in place of an earlier one; the earlier one goes last. */
export function replace(target: string, part: string): void {
  const old = `${target}.old`;
  rmSync(old, { recursive: true, force: true });
  if (existsSync(target)) renameSync(target, old);
  renameSync(part, target);
  rmSync(old, { recursive: true, force: true });
}
