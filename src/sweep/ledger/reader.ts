// The ledger of a sweep, read: an index of its lines. The records themselves stay on the disk, so that memory does not grow with
// their size.
import { closeSync, existsSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../../base/index.ts';
import type { LedgerEntry, RunRecord, RunStatus } from '../model.ts';
import { LEDGER_ENDING, type LinePlace } from './writer.ts';

export interface Ledger {
  /** Number of runs. */
  readonly size: number;
  /** Lines that are no whole record: of a process that was killed while it wrote, or of a damaged file. */
  readonly torn: readonly string[];
  statusOf(key: string): RunStatus | undefined;
  /** The record of what was asked for. Of several the one that is done; of those that failed the last one. */
  find(key: string): RunRecord | undefined;
  /** Whether a run with these inputs is done, whatever was asked for. */
  hasInputs(identity: string): boolean;
  findInputs(identity: string): RunRecord | undefined;
  /** Adds a record that a writer has appended. */
  add(record: LedgerEntry, place: LinePlace): void;
  close(): void;
}

interface Entry {
  readonly status: RunStatus;
  readonly ended_ms: number;
  readonly place: LinePlace;
}

/** Bytes read at once. */
const CHUNK = 1 << 20;

/** Reads the ledgers in some folders. A folder that does not exist has none. */
export function readLedger(folders: readonly string[]): Ledger {
  const entries = new Map<string, Entry>();
  const done = new Map<string, string>();
  const torn: string[] = [];
  const files = new Map<string, number>();
  const opened = (path: string): number => {
    const file = files.get(path) ?? openSync(path, 'r');
    files.set(path, file);
    return file;
  };
  const enter = ({ key, identity, status, ended_ms }: LedgerEntry, place: LinePlace) => {
    const entry = { status, ended_ms, place };
    const before = entries.get(key);
    if (!before || counts(entry, before)) entries.set(key, entry);
    if (status === 'done' && identity !== undefined && !done.has(identity)) done.set(identity, key);
  };
  for (const path of folders.flatMap(filesIn)) {
    forEachLine(opened(path), (line, offset, length, number) => {
      const record = parsed(line);
      if (record) enter(record, { path, offset, length });
      else torn.push(`${path}:${number}`);
    });
  }
  const find = (key: string): RunRecord | undefined => {
    const entry = entries.get(key);
    if (!entry) return undefined;
    const { path, offset, length } = entry.place;
    const bytes = Buffer.alloc(length);
    readSync(opened(path), bytes, 0, length, offset);
    const record = parsed(bytes.toString('utf8'));
    if (record) return record;
    const expected = 'the record that was there a moment before: its files are only appended to';
    throw new InputError(path, [{ where: `byte ${offset}`, found: bytes.toString('utf8').slice(0, 80), expected }]);
  };
  return {
    get size() {
      return entries.size;
    },
    torn,
    statusOf: (key) => entries.get(key)?.status,
    find,
    hasInputs: (identity) => done.has(identity),
    findInputs(identity) {
      const key = done.get(identity);
      return key === undefined ? undefined : find(key);
    },
    add: enter,
    close() {
      for (const file of files.values()) closeSync(file);
      files.clear();
    },
  };
}

/** In the order of their names, so that it does not matter which folder is read first. */
const filesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith(LEDGER_ENDING))
        .sort()
        .map((name) => join(folder, name))
    : [];

const RANK: Readonly<Record<RunStatus, number>> = { done: 0, refused: 1, failed: 1 };

/** Whether an entry counts instead of another one of the same run. */
const counts = (a: Entry, b: Entry): boolean =>
  RANK[a.status] === RANK[b.status] ? a.status !== 'done' && a.ended_ms > b.ended_ms : RANK[a.status] < RANK[b.status];

/** The record of a line; undefined where it is not whole. */
function parsed(line: string): RunRecord | undefined {
  try {
    const record = JSON.parse(line) as Partial<RunRecord> | null;
    const isWhole = typeof record?.key === 'string' && record.status !== undefined && record.status in RANK;
    return isWhole && Array.isArray(record.values) ? (record as RunRecord) : undefined;
  } catch {
    return undefined;
  }
}

type OnLine = (line: string, offset: number, length: number, number: number) => void;

/** Every line of a file, also a last one without its end. */
function forEachLine(file: number, onLine: OnLine): void {
  const chunk = Buffer.alloc(CHUNK);
  let rest = Buffer.alloc(0);
  let start = 0;
  let number = 0;
  for (let at = 0; ; ) {
    const read = readSync(file, chunk, 0, CHUNK, at);
    if (read === 0) break;
    at += read;
    const bytes = Buffer.concat([rest, chunk.subarray(0, read)]);
    let from = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
      onLine(bytes.toString('utf8', from, end), start + from, end - from, ++number);
      from = end + 1;
    }
    start += from;
    rest = bytes.subarray(from);
  }
  if (rest.length > 0) onLine(rest.toString('utf8'), start, rest.length, number + 1);
}
