// checkpoint.json: state of a run at a checkpoint, so that it can be resumed with the same bytes to
// come. It lies in the folder of a run that is being written, or was interrupted; a whole run has none.
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Checkpoint } from '../../../cosim/index.ts';
import { makeFolder, onDisk, removeFile, replaceFile } from '../../disk/write.ts';
import type { CpuTime } from '../cpu/cpu.ts';
import { damagedCheckpoint, type WrittenFile } from './csv.ts';
import type { PublishedState } from './published.ts';
import type { RunRemark } from './remarks.ts';

export const CHECKPOINT = 'checkpoint.json';
/** Between two checkpoints on disk lie at least so many milliseconds: what a kill may cost. */
const PAUSE_MS = 2_000;

export interface Saved {
  readonly checkpoint: Checkpoint;
  /** The tables of the run folder, in their order. */
  readonly files: readonly WrittenFile[];
  readonly gauges: object;
  readonly published: PublishedState;
  readonly remarks: readonly RunRemark[];
  /** When the run first began (ISO 8601), and how long it has been at work. */
  readonly started: string;
  readonly wall_s: number;
  /** Absent where it was not measured. */
  readonly cpu?: CpuTime | undefined;
}

/** Keeps the last checkpoint, and brings it to disk now and then. */
export interface Keeper {
  keep(saved: Saved): void;
  /** Brings the last one to disk, where it is not there yet. */
  flush(): void;
}

/**
 * `sync` flushes the tables to disk first: a checkpoint never counts rows that a power failure can lose. Most checkpoints are never
 * on disk, so each becomes text only when it is.
 */
export function createKeeper(folder: string, sync: () => void): Keeper {
  let last: Saved | undefined;
  let due_ms = Number.NEGATIVE_INFINITY;
  const flush = () => {
    if (last === undefined) return;
    sync();
    const body = JSON.stringify(last, encode);
    const text = `{"format":"feederlab checkpoint","sha256":"${sha256(body)}","saved":${body}}\n`;
    replaceFile(`${folder}/${CHECKPOINT}`, text);
    last = undefined;
    due_ms = Date.now() + PAUSE_MS;
  };
  return {
    keep(saved) {
      last = { ...saved, gauges: copied(saved.gauges) }; // gauges go on counting; all else is of the checkpoint alone
      if (Date.now() >= due_ms) flush();
    },
    flush,
  };
}

/**
 * The checkpoint in a folder; undefined where there is none.
 * @throws InputError when it does not hold what was written
 */
export function readSaved(folder: string): Saved | undefined {
  const file = `${folder}/${CHECKPOINT}`;
  if (!existsSync(file)) return undefined;
  let body = '';
  let expected: unknown;
  try {
    const read = JSON.parse(readFileSync(file, 'utf8'));
    body = JSON.stringify(read.saved);
    expected = read.sha256;
  } catch {
    // Said below: there is no content that fits.
  }
  if (!body || sha256(body) !== expected)
    throw damagedCheckpoint(file, 'a damaged file', 'a checkpoint as it was written');
  return JSON.parse(body, decode) as Saved;
}

/** Whether there is anything to go on from. */
export const hasSaved = (folder: string): boolean => existsSync(`${folder}/${CHECKPOINT}`);

/** Brings the files of a checkpoint to the folder that is to go on from it, and takes away what came after it. */
export function carryOver({ files, published }: Saved, from: string, to: string): void {
  const paths = [...files, ...published.tables.map(({ file }) => file)].map(({ path }) => path);
  if (from !== to) {
    // The checkpoint goes last: where it lies, its tables lie.
    for (const path of [...paths, CHECKPOINT]) {
      if (!existsSync(`${from}/${path}`)) throw damagedCheckpoint(`${from}/${path}`, 'nothing', 'a table of the run');
      makeFolder(dirname(`${to}/${path}`));
      onDisk(`${to}/${path}`, () => copyFileSync(`${from}/${path}`, `${to}/${path}`));
    }
    return;
  }
  for (const path of readdirSync(to, { recursive: true, encoding: 'utf8' })) {
    if (path.endsWith('.csv') && !paths.includes(path.replaceAll('\\', '/'))) removeFile(`${to}/${path}`);
  }
  for (const path of paths) {
    if (!existsSync(`${to}/${path}`)) throw damagedCheckpoint(`${to}/${path}`, 'nothing', 'a table of the run');
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A copy of plain data. */
function copied<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (!Array.isArray(value))
    return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, copied(of)])) as T;
  return (value.some((of) => typeof of === 'object') ? value.map(copied) : value.slice()) as T;
}

/** JSON has no NaN and no infinity; indicators may be either. */
const encode = (_key: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? { nonfinite: String(value) } : value;

const decode = (_key: string, value: unknown): unknown => {
  const text = (value as { nonfinite?: unknown } | null)?.nonfinite;
  return typeof text === 'string' ? Number(text) : value;
};
