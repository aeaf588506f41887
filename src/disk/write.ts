// Writing to disk. A file is written completely or not at all, to the disk and not only to its cache, and an error names the file.
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname } from 'node:path';
import { RunError } from '../../base/index.ts';
import { statOf } from '../stat.ts';

/** A file could not be written: the disk is full or broken, or permission is missing. Exit code 1. */
export class DiskError extends RunError {
  /** Reason in words, with the error code of the system. */
  readonly reason: string;
  /** Whether the disk failed; false for an unsuitable path. */
  readonly ofDisk: boolean;
  constructor(file: string, error: Error) {
    const { code = 'unknown', message } = error as NodeJS.ErrnoException;
    const reason = `${WORDS[code] ?? message} (${code})`;
    super(`${file} could not be written: ${reason}`);
    this.name = 'DiskError';
    this.reason = reason;
    this.ofDisk = ['EDQUOT', 'EIO', 'ENOSPC'].includes(code);
  }
}

/** Whether the disk failed, also when the error has been wrapped in another. */
export const isOfDisk = (error: unknown): boolean =>
  error instanceof DiskError || (error instanceof Error && error.cause !== undefined && isOfDisk(error.cause));

const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file is larger than the file system allows',
  ENAMETOOLONG: 'the name is too long',
  ENOTDIR: 'a part of the path is no folder',
  EIO: 'the disk reports an input/output error',
  ENOSPC: 'no space left on the disk',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only',
};

/** Runs `work` on a file. @throws DiskError that names the file, for an error of the system */
export function onDisk<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw new DiskError(file, error);
    throw error;
  }
}

/**
 * Writes a file atomically: under its name is the old or the new content, never a part; also after a power failure, unless
 * `durable` is false.
 */
export function replaceFile(file: string, data: string | Uint8Array, { durable = true } = {}): void {
  replaceBy(file, (temporary) => writeFileSync(temporary, data, { flush: durable }));
  if (durable) syncFolder(dirname(file));
}

/** The same for a file of any size, part by part. */
export function replaceFileInParts(file: string, parts: Iterable<string>): void {
  replaceBy(file, (temporary) => {
    const opened = openSync(temporary, 'w');
    try {
      for (const part of parts) writeFileSync(opened, part);
      fsyncSync(opened);
    } finally {
      closeSync(opened);
    }
  });
  syncFolder(dirname(file));
}

/** Copies a file of any size, atomically: its source may be deleted afterwards. */
export function copyFile(from: string, to: string): void {
  replaceBy(to, (temporary) => {
    copyFileSync(from, temporary);
    const copied = openSync(temporary, 'r+');
    try {
      fsyncSync(copied);
    } finally {
      closeSync(copied);
    }
  });
  syncFolder(dirname(to));
}

/** @param write writes the temporary file that replaces `file` */
function replaceBy(file: string, write: (temporary: string) => void): void {
  const temporary = `${dirname(file)}/.${basename(file)}.new`;
  onDisk(file, () => {
    try {
      write(temporary);
      renameSync(temporary, file);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  });
}

/** Writes to a path given by a user: through a link, and directly where it is not a file, such as a pipe or /dev/null. */
export function writeTo(path: string, data: string): void {
  const file = existsSync(path) ? realpathSync(path) : path;
  if (statOf(file)?.isFile() === false) onDisk(path, () => writeFileSync(file, data));
  else replaceFile(file, data);
}

/** Moves a file within its file system, and replaces an existing file. */
export function moveFile(from: string, to: string): void {
  makeFolder(dirname(to));
  onDisk(to, () => renameSync(from, to));
}

/** Removes a file where it exists. */
export function removeFile(file: string): void {
  onDisk(file, () => {
    if (existsSync(file)) unlinkSync(file);
  });
}

/**
 * Makes a folder and its parents where they do not exist. Node's option `recursive` does not return where this is impossible, as
 * in /proc.
 */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  onDisk(path, () => {
    try {
      mkdirSync(path);
    } catch (error) {
      if (!existsSync(path)) throw error; // otherwise another process has made it; a dangling link is not a folder
    }
  });
}

/** Syncs the entries of a folder to the disk; no effect on a system without this (Windows). */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  onDisk(folder, () => {
    const handle = openSync(folder, 'r');
    try {
      fsyncSync(handle);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EINVAL') throw error; // a file system without it
    } finally {
      closeSync(handle);
    }
  });
}
