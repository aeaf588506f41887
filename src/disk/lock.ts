// The lock of a folder: one process at a time writes in it. docs/run-folders.md states the protocol.
//   taken    .feederlab.lock appears with its content at once, or not at all
//   beaten   its owner changes it every few seconds, from a thread of its own, so that a long step is no silence
//   judged   where the owner can be seen from here, by its process; elsewhere by its heartbeat, watched and not dated
//   checked  before anything is moved to its place the owner looks whether the lock is still its own
import { randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fstatSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { InputError, RunError } from '../../base/index.ts';
import { startHeartbeat } from './heartbeat.ts';
import { type Owner, sightOf, thisProcess } from './owner.ts';
import { DiskError, makeFolder, onDisk } from './write.ts';

export const LOCK = '.feederlab.lock';

/** A lock whose heartbeat has been silent so long is taken over, and is watched at least so long before that. */
const SILENT_MS = 30_000;
const WATCHED_MS = 12_000;
const LOOK_MS = 500;

export interface Lock {
  /** Whether it still is this process's own. */
  held(): boolean;
  /** @throws RunError when another process has taken the lock over, as it may after a long silence */
  check(): void;
  /** Gives it back; a folder that was made for it and is empty goes too. */
  release(): void;
}

export interface LockOptions {
  /** What the owner does with the folder: `writing a run`. */
  readonly doing: string;
  /** Called once before the heartbeat of an owner that cannot be seen is watched. */
  readonly onWait?: ((sentence: string) => void) | undefined;
  /** Instead of the times above. For tests. */
  readonly silent_ms?: number;
  readonly watched_ms?: number;
}

interface Found {
  /** With its heartbeat. */
  readonly text: string;
  readonly changed_ms: number;
  /** Absent when the file does not say. */
  readonly owner?: (Owner & { readonly token: string; readonly doing: string }) | undefined;
}

/**
 * Takes the lock of a folder, which is made where it does not exist.
 * @throws InputError when another process holds it
 */
export async function lockFolder(folder: string, options: LockOptions): Promise<Lock> {
  const path = `${folder}/${LOCK}`;
  const token = randomUUID();
  const text = `${JSON.stringify({ ...thisProcess(), token, doing: options.doing })}\n`;
  const isNew = !existsSync(folder);
  while (!create(path, text, token)) {
    const found = look(path);
    if (!found) continue; // released just now
    const sight = found.owner ? sightOf(found.owner) : 'unknown';
    if (sight === 'alive') throw busy(folder, found);
    if (sight === 'unknown') await untilSilent(folder, found, options);
    takeAway(path, found, token);
  }
  for (const name of readdirSync(folder)) {
    if (name.startsWith(`${LOCK}.`)) rmSync(`${folder}/${name}`, { force: true }); // of processes killed while they asked
  }
  const stop = startHeartbeat(path, Buffer.byteLength(text));
  const held = () => look(path)?.owner?.token === token;
  return {
    held,
    check() {
      if (held()) return;
      throw new RunError(
        `${folder}: another process has taken over this folder, because this one gave no sign of life for ${SILENT_MS / 1000} s; it stops and leaves the folder to the other`,
      );
    },
    release() {
      stop();
      if (!held()) return;
      rmSync(path, { force: true });
      if (isNew && readdirSync(folder).length === 0) rmdirSync(folder);
    },
  };
}

/** A hard link appears with the whole content, and for one of two processes only. */
function create(path: string, text: string, token: string): boolean {
  makeFolder(dirname(path));
  const temporary = `${path}.${token}`;
  return onDisk(path, () => {
    try {
      writeFileSync(temporary, text);
      linkSync(temporary, path);
      return true;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST' || code === 'ENOENT') return false; // taken; or cleared away by who took it
      if (code !== undefined && WITHOUT_LINKS.has(code)) return createPlain(path, text);
      throw error;
    } finally {
      rmSync(temporary, { force: true });
    }
  });
}

const WITHOUT_LINKS = new Set(['ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EPERM', 'EMLINK', 'EINVAL']);

function createPlain(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** The lock as it is now; opened anew, because a network file system refreshes what it knows of a file then. */
function look(path: string): Found | undefined {
  let handle: number;
  try {
    handle = openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const text = readFileSync(handle, 'utf8');
    return { text, changed_ms: fstatSync(handle).mtimeMs, owner: ownerIn(text) };
  } finally {
    closeSync(handle);
  }
}

function ownerIn(text: string): Found['owner'] {
  try {
    const owner = JSON.parse(text.split('\n', 1)[0]!);
    return typeof owner?.token === 'string' && Number.isInteger(owner.pid) ? owner : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Watches a heartbeat until it has been silent long enough. How long it was before comes from the clock of the file system,
 * which stamps the lock and a file made now; the clocks of the two hosts play no part.
 */
async function untilSilent(folder: string, found: Found, options: LockOptions): Promise<void> {
  const { silent_ms = SILENT_MS, watched_ms = WATCHED_MS } = options;
  const silent = timeOf(folder) - found.changed_ms;
  const watch = silent < 0 ? silent_ms : Math.max(watched_ms, silent_ms - silent);
  options.onWait?.(
    `${folder}: ${describe(found)}, which cannot be seen from here; watching its lock for up to ${Math.ceil(watch / 1000)} s`,
  );
  const until = performance.now() + watch;
  while (performance.now() < until) {
    await sleep(Math.min(LOOK_MS, watch));
    const now = look(`${folder}/${LOCK}`);
    if (!now) return;
    if (now.text !== found.text || now.changed_ms !== found.changed_ms) throw busy(folder, now);
  }
}

/** The present in the clock of the file system that a folder is on. */
function timeOf(folder: string): number {
  const probe = `${folder}/${LOCK}.${randomUUID()}`;
  return onDisk(probe, () => {
    const handle = openSync(probe, 'wx');
    try {
      return fstatSync(handle).mtimeMs;
    } finally {
      closeSync(handle);
      rmSync(probe, { force: true });
    }
  });
}

/** Removes the lock that was judged, and no other: one that was taken in between is put back. */
function takeAway(path: string, judged: Found, token: string): void {
  const aside = `${path}.${token}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw new DiskError(path, error as NodeJS.ErrnoException);
  }
  if (look(aside)?.text !== judged.text) {
    try {
      linkSync(aside, path);
    } catch {
      // A third process holds it now; the one in between finds that out by `check`.
    }
  }
  rmSync(aside, { force: true });
}

const describe = ({ owner }: Found): string =>
  owner ? `${owner.doing} by process ${owner.pid} on ${owner.host}` : 'a lock that does not say whose it is';

function busy(folder: string, found: Found): InputError {
  return new InputError(folder, [
    {
      where: 'out',
      found: describe(found),
      expected: 'a folder that no other process is writing in',
      hint: `wait for it, or give another folder; if you know that it has ended, delete ${folder}/${LOCK}`,
    },
  ]);
}
