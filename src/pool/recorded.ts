// A run of a sweep: whatever came of it is a line of the ledger.
import { isOfDisk } from '../disk/write.ts';
import { remarkLine } from '../results/folder/remarks.ts';
import { writerOf } from '../sweep/ledger/writer.ts';
import type { RunRecord } from '../sweep/model.ts';
import { stepsFailed } from './outcome.ts';
import type { Begun, RecordTask, TaskResult } from './task.ts';

/**
 * A run that is recorded when it has been made, or could not be.
 * @throws DiskError when the ledger, or the run folder, cannot be written: the run is then not in the ledger
 */
export async function recorded(wanted: RecordTask, read: () => Promise<Begun>): Promise<Begun> {
  const begun = await clocked(() => orFailed(read));
  const record = (found: Found, ...parts: readonly Cost[]): TaskResult => {
    const made = recordOf(wanted, found, sumOf([begun.cost, ...parts]));
    const { key, identity, status, ended_ms } = made;
    const place = writerOf(wanted.ledger).append(made);
    return {
      status: 'recorded',
      entry: { key, status, ended_ms, ...(identity === undefined ? {} : { identity }) },
      place,
    };
  };
  const task = begun.value;
  if ('fault' in task) return { finish: async () => record(task.fault) };
  return {
    ...(task.asks ? { asks: task.asks } : {}),
    async finish(admitted, performing) {
      const { value, cost } = await clocked(() => orFailed(() => task.finish(admitted, performing)));
      if ('fault' in value) return record(value.fault, cost);
      if (value.status === 'interrupted' || value.status === 'known' || value.status === 'recorded') return value;
      return record(foundIn(value), cost);
    },
  };
}

type Cost = Pick<RunRecord, 'wall_s' | 'cpu_s'>;

async function clocked<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly cost: Cost }> {
  const began = performance.now();
  const cpu = began - reading.at < JUST_MS ? reading.cpu : process.cpuUsage();
  const value = await work();
  reading = { at: performance.now(), cpu: process.cpuUsage() };
  const microseconds = reading.cpu.user - cpu.user + reading.cpu.system - cpu.system;
  return { value, cost: { wall_s: (reading.at - began) / 1000, cpu_s: microseconds / 1e6 } };
}

/** The last reading of the time of the processor, which the system takes long to give; it counts for so long [ms]. */
const JUST_MS = 0.5;
let reading = { at: Number.NEGATIVE_INFINITY, cpu: { user: 0, system: 0 } };

const sumOf = (parts: readonly Cost[]): Cost => ({
  wall_s: rounded(parts.reduce((sum, { wall_s }) => sum + wall_s, 0)),
  cpu_s: rounded(parts.reduce((sum, { cpu_s }) => sum + cpu_s, 0)),
});

/** An error is what the run came to, except one of the disk. */
async function orFailed<T extends object>(work: () => Promise<T>): Promise<T | { readonly fault: Found }> {
  try {
    return await work();
  } catch (error) {
    if (isOfDisk(error)) throw error;
    return { fault: failed(error) };
  }
}

/** What a run came to. */
export type Found = Pick<RunRecord, 'identity' | 'status' | 'indicators' | 'message' | 'remarks'>;

export const recordOf = (
  { key, planned }: Pick<RecordTask, 'key' | 'planned'>,
  found: Found,
  cost: Cost,
): RunRecord => ({ key, ...planned, ...found, ...cost, ended_ms: Date.now() });

/** The record of a run that stopped with an error. */
export const failed = (error: unknown): Found => ({
  status: 'failed',
  indicators: {},
  message: error instanceof Error ? messageOf(error) : String(error),
  remarks: [],
});

/** The name of an error that no class of ours explains says what it is. */
const messageOf = ({ name, message }: Error): string =>
  ['TypeError', 'RangeError', 'ReferenceError'].includes(name) ? `${name}: ${message}` : message;

type Made = Exclude<TaskResult, { readonly status: 'interrupted' | 'known' | 'recorded' }>;

function foundIn(result: Made): Found {
  switch (result.status) {
    case 'refused':
      return { status: 'refused', indicators: {}, message: result.error.message, remarks: [] };
    case 'evaluated': {
      const { identity, outcome } = result;
      const { failure, remarks } = outcome;
      if (failure !== undefined) return { identity, status: 'failed', indicators: {}, message: failure, remarks };
      return { identity, status: 'done', indicators: Object.fromEntries(outcome.indicators), remarks };
    }
    case 'written': {
      const { identity, summary } = result;
      const remarks = summary.remarks.map(remarkLine);
      const [first] = summary.failed;
      if (first) {
        const message = stepsFailed(summary.failed.length, summary.steps, first);
        return { identity, status: 'failed', indicators: {}, message, remarks };
      }
      const known = Object.entries(summary.indicators).filter((entry): entry is [string, number] => entry[1] !== null);
      return { identity, status: 'done', indicators: Object.fromEntries(known), remarks };
    }
  }
}

/** Milliseconds are enough. */
const rounded = (seconds: number): number => Math.round(1000 * seconds) / 1000;
