// The ledger of a sweep, written: each process appends to a file of its own, a line for each run that has ended. A file that a killed
// process left is never written again, so that a truncated line is not joined to another.
import { randomBytes } from 'node:crypto';
import { closeSync, fsync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { makeFolder, onDisk } from '../../disk/write.ts';
import type { RunRecord } from '../model.ts';

/** Files of a ledger end so. */
export const LEDGER_ENDING = '.jsonl';

/** A killed process loses no line. A power failure may lose those of this time; they are run again [ms]. */
const SYNC_MS = 1_000;

export interface LedgerWriter {
  readonly path: string;
  /**
   * Appends a record, whole or not at all.
   * @throws DiskError
   */
  append(record: RunRecord): LinePlace;
  close(): void;
}

/** Where a line is, in bytes. */
export interface LinePlace {
  readonly path: string;
  readonly offset: number;
  readonly length: number;
}

const writers = new Map<string, LedgerWriter>();

/** The writer of this process for the ledger in a folder. */
export function writerOf(folder: string): LedgerWriter {
  const known = writers.get(folder);
  if (known) return known;
  const writer = openWriter(folder);
  writers.set(folder, writer);
  return writer;
}

/** Ends the file of this process for the ledger in a folder; its next record begins another one. */
export function closeWriter(folder: string): void {
  const writer = writers.get(folder);
  writers.delete(folder); // also when it cannot be closed
  writer?.close();
}

/** Names of files of a process begin so. Those of other machines that write into the same folder differ. */
export const prefixOf = (pid: number): string => `${hostname()}-${pid}-`;

function openWriter(folder: string): LedgerWriter {
  const path = join(folder, `${prefixOf(process.pid)}${randomBytes(4).toString('hex')}${LEDGER_ENDING}`);
  makeFolder(folder);
  const file = onDisk(path, () => openSync(path, 'wx'));
  let end = 0;
  let due = 0;
  let failure: Error | undefined;
  /** While a run is made: the disk takes as long as one. That it failed is an error of the next record. */
  const sync = () => {
    due = Number.POSITIVE_INFINITY;
    fsync(file, (error) => {
      failure = error ?? undefined;
      due = performance.now() + SYNC_MS;
    });
  };
  return {
    path,
    append(record) {
      const bytes = Buffer.from(`${JSON.stringify(record)}\n`);
      onDisk(path, () => {
        if (failure) throw failure;
        try {
          for (let sent = 0; sent < bytes.length; ) {
            sent += writeSync(file, bytes, sent, bytes.length - sent, end + sent);
          }
        } catch (error) {
          ftruncateSync(file, end);
          throw error;
        }
      });
      const place = { path, offset: end, length: bytes.length - 1 };
      end += bytes.length;
      if (performance.now() >= due) sync();
      return place;
    },
    close() {
      onDisk(path, () => {
        if (failure) throw failure; // a disk reports it once: the call below may succeed
        fsyncSync(file);
      });
      closeSync(file);
    },
  };
}
