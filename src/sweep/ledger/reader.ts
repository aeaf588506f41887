// The ledger of a sweep, read: an index of its lines, some 90 bytes for each run. The records themselves stay on the disk.
import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { InputError } from '../../../base/index.ts';
import { forEachLine } from '../../disk/lines.ts';
import type { LedgerEntry, RunRecord, RunStatus } from '../model.ts';
import { Digests, doubled } from './digests.ts';
import { LEDGER_ENDING, type LinePlace, prefixOf } from './writer.ts';

export interface Ledger {
  /** Number of runs. */
  readonly size: number;
  /** Lines that are no whole record: of a process that was killed while it wrote, or of a damaged file. */
  readonly torn: readonly string[];
  statusOf(key: string): RunStatus | undefined;
  /** The record of what was asked for. Of several the one that is done; of those that failed the last one. */
  find(key: string): RunRecord | undefined;
  /** The inputs of the runs that are done, whatever was asked for. */
  readonly inputs: Pick<Digests, 'has' | 'size' | 'from'>;
  findInputs(identity: string): RunRecord | undefined;
  /** Adds a record that a writer has appended. */
  add(record: LedgerEntry, place: LinePlace): void;
  /** Reads what other processes have appended since. */
  refresh(): void;
  close(): void;
}

/** Reads the ledgers in some folders. A folder that does not exist has none. */
export function readLedger(folders: readonly string[]): Ledger {
  const keys = new Digests();
  const entries = openEntries();
  const inputs = new Digests();
  /** For each of the inputs, the number of the run that has them. */
  let runOf = new Uint32Array(64);
  const parts = new Map<string, Part>();
  const partOf = (path: string): Part => {
    const part = parts.get(path) ?? { offset: 0, lines: 0, torn: [] };
    parts.set(path, part);
    return part;
  };
  const lines = openLines();
  const enter = ({ key, identity, status, ended_ms }: LedgerEntry, place: LinePlace) => {
    const before = { keys: keys.size, inputs: inputs.size };
    const run = keys.add(key);
    if (keys.size > before.keys || counts({ status, ended_ms }, entries.at(run)))
      entries.set(run, { status, ended_ms, place });
    if (status !== 'done' || identity === undefined) return;
    const i = inputs.add(identity);
    if (inputs.size === before.inputs) return;
    if (i === runOf.length) runOf = doubled(runOf);
    runOf[i] = run;
  };
  const read = (path: string) => {
    const part = partOf(path);
    // a line that is not whole may be one that is being written
    if (part.torn.length === 0 && statSync(path).size === part.offset) return;
    if (part.torn.length > 0) Object.assign(part, { offset: 0, lines: 0, torn: [] });
    const { torn } = part;
    const from = { offset: part.offset, lines: part.lines };
    forEachLine(
      path,
      (line, offset, length, number) => {
        const record = parsed(line);
        if (record) enter(record, { path, offset, length });
        else torn.push(`${path}:${number}`);
        passed(part, offset, length);
      },
      from,
    );
  };
  const refresh = () => folders.flatMap(filesIn).forEach(read);
  refresh();
  const findAt = (run: number | undefined): RunRecord | undefined => {
    if (run === undefined) return undefined;
    const { place } = entries.at(run);
    const text = lines.at(place);
    const record = parsed(text);
    if (record) return record;
    const expected = 'the record that was there a moment before: its files are only appended to';
    throw new InputError(place.path, [{ where: `byte ${place.offset}`, found: text.slice(0, 80), expected }]);
  };
  return {
    get size() {
      return keys.size;
    },
    get torn() {
      return folders.flatMap(filesIn).flatMap((path) => parts.get(path)?.torn ?? []);
    },
    statusOf(key) {
      const run = keys.indexOf(key);
      return run === undefined ? undefined : entries.at(run).status;
    },
    find: (key) => findAt(keys.indexOf(key)),
    inputs,
    findInputs(identity) {
      const i = inputs.indexOf(identity);
      return findAt(i === undefined ? undefined : runOf[i]);
    },
    add(record, place) {
      enter(record, place);
      const part = partOf(place.path);
      if (part.offset === place.offset) passed(part, place.offset, place.length);
    },
    refresh,
    close: lines.close,
  };
}

/** What is known of a file: the bytes and lines before an offset, and where a line among them is not whole. */
interface Part {
  offset: number;
  lines: number;
  readonly torn: string[];
}

/** A line and its end have been passed. */
function passed(part: Part, offset: number, length: number): void {
  part.offset = offset + length + 1;
  part.lines++;
}

/** Bytes that are kept of each file: runs of a plan are near each other in the file of their worker. */
const KEPT = 1 << 15;

/** Lines of files that are only appended to. */
function openLines() {
  const files = new Map<string, { readonly file: number; start: number; bytes: Buffer }>();
  const opened = (path: string) => {
    const one = files.get(path) ?? { file: openSync(path, 'r'), start: 0, bytes: Buffer.alloc(0) };
    files.set(path, one);
    return one;
  };
  return {
    at({ path, offset, length }: LinePlace): string {
      const one = opened(path);
      if (offset < one.start || offset + length > one.start + one.bytes.length) {
        const bytes = Buffer.allocUnsafe(Math.max(KEPT, length));
        one.bytes = bytes.subarray(0, readSync(one.file, bytes, 0, bytes.length, offset));
        one.start = offset;
      }
      return one.bytes.toString('utf8', offset - one.start, offset - one.start + length);
    },
    close(): void {
      for (const { file } of files.values()) closeSync(file);
      files.clear();
    },
  };
}

/**
 * What a process of this machine has appended to the ledger in a folder, such as one that was killed before it could say so.
 * @param since when it was started [ms]: an earlier one may have had the same number
 */
export function recordsBy(pid: number, since: number, folder: string): readonly (readonly [RunRecord, LinePlace])[] {
  const found: (readonly [RunRecord, LinePlace])[] = [];
  for (const path of filesIn(folder).filter((one) => basename(one).startsWith(prefixOf(pid)))) {
    forEachLine(path, (line, offset, length) => {
      const record = parsed(line);
      if (record && record.ended_ms >= since) found.push([record, { path, offset, length }]);
    });
  }
  return found;
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

type Ended = Pick<LedgerEntry, 'status' | 'ended_ms'>;

/** Whether an entry counts instead of another one of the same run. */
const counts = (a: Ended, b: Ended): boolean =>
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

interface Entry extends Ended {
  readonly place: LinePlace;
}

const STATUSES: readonly RunStatus[] = ['done', 'failed', 'refused'];

/** Entries by the number of their run, in columns: an object for each would take five times as much. */
function openEntries() {
  const paths: string[] = [];
  const numbers = new Map<string, number>();
  let status = new Uint8Array(64);
  let file = new Uint32Array(64);
  let length = new Uint32Array(64);
  let offset = new Float64Array(64);
  let ended_ms = new Float64Array(64);
  const numberOf = (path: string): number => {
    const number = numbers.get(path) ?? paths.push(path) - 1;
    numbers.set(path, number);
    return number;
  };
  return {
    at: (run: number): Entry => ({
      status: STATUSES[status[run]!]!,
      ended_ms: ended_ms[run]!,
      place: { path: paths[file[run]!]!, offset: offset[run]!, length: length[run]! },
    }),
    set(run: number, entry: Entry): void {
      if (run >= status.length) {
        [status, file, length] = [doubled(status), doubled(file), doubled(length)];
        [offset, ended_ms] = [doubled(offset), doubled(ended_ms)];
      }
      status[run] = STATUSES.indexOf(entry.status);
      file[run] = numberOf(entry.place.path);
      length[run] = entry.place.length;
      offset[run] = entry.place.offset;
      ended_ms[run] = entry.ended_ms;
    },
  };
}
