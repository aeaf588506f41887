// The lock of a folder: one process at a time writes in it. docs/run-folders.md states the protocol.
//   taken    .feederlab.lock appears with its content at once, or not at all
//   beaten   its owner changes it every few seconds, from a separate thread, also during a long step
//   judged   by the owner's process where it is visible; elsewhere by observing its heartbeat
//   checked  the owner checks that it still owns the lock before it moves a file to its place
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

/** Time without heartbeat after which a lock is taken over, and the minimum time of observation before that. */
const SILENT_MS = 30_000;
const WATCHED_MS = 12_000;
const LOOK_MS = 500;

export interface Lock {
  /** Whether this process still owns it. */
  held(): boolean;
  /** @throws RunError when another process has taken over the lock, which is possible after a long time without heartbeat */
  check(): void;
  /** Releases it; a folder that was made for it and is empty is removed. */
  release(): void;
}

export interface LockOptions {
  /** Activity of the owner in the folder: `writing a run`. */
  readonly doing: string;
  /** Called once before the heartbeat of an owner whose process is not visible is observed. */
  readonly onWait?: ((sentence: string) => void) | undefined;
  /** Override the times above. For tests. */
  readonly silent_ms?: number;
  readonly watched_ms?: number;
}

interface Found {
  /** With its heartbeat. */
  readonly text: string;
  readonly changed_ms: number;
  /** Absent when it is not in the file. */
  readonly owner?: (Owner & { readonly token: string; readonly doing: string }) | undefined;
}

/**
 * Takes the lock of a folder, which is created where it does not exist.
 * @throws InputError when another process holds it
 */
export async function lockFolder(folder: string, options: LockOptions): Promise<Lock> {
  const path = `${folder}/${LOCK}`;
  const token = randomUUID();
  const text = `${JSON.stringify({ ...thisProcess(), token, doing: options.doing })}\n`;
  const isNew = !existsSync(folder);
  while (!create(path, text, token)) {
    const found = look(path);
    if (!found) continue; // released in between
    const sight = found.owner ? sightOf(found.owner) : 'unknown';
    if (sight === 'alive') throw busy(folder, found);
    if (sight === 'unknown') await untilSilent(folder, found, options);
    takeAway(path, found, token);
  }
  for (const name of readdirSync(folder)) {
    if (name.startsWith(`${LOCK}.`)) rmSync(`${folder}/${name}`, { force: true }); // of processes killed during a request
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

/** A hard link is created atomically with the whole content, and by one of two processes only. */
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
      if (code === 'EEXIST' || code === 'ENOENT') return false; // taken, or removed by the process that took it
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

/** The present lock; the file is reopened, because a network file system then refreshes its cache. */
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
 * Observes a heartbeat until it has been absent long enough. The earlier time without heartbeat is measured with the clock of the
 * file system, from the time stamps of the lock and of a new file; the clocks of the two hosts are not used.
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

/** The present time on the clock of the file system of a folder. */
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

/** Removes only the lock that was judged: one that was taken in between is restored. */
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
      // A third process holds it now; the process in between detects this by `check`.
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
