// A run of a sweep: whatever came of it is a line of the ledger.
import { isOfDisk } from '../disk/write.ts';
import { remarkLine } from '../results/folder/remarks.ts';
import { writerOf } from '../sweep/ledger/writer.ts';
import type { RunRecord } from '../sweep/model.ts';
import { stepsFailed } from './outcome.ts';
import type { RecordTask, TaskResult } from './task.ts';

/**
 * Makes a run and records it.
 * @throws DiskError when the ledger, or the run folder, cannot be written: the run is then not in the ledger
 */
export async function recorded(task: RecordTask, make: () => Promise<TaskResult>): Promise<TaskResult> {
  const began = performance.now();
  const cpu = process.cpuUsage();
  let found: Found | undefined;
  try {
    const result = await make();
    if (result.status === 'interrupted' || result.status === 'known') return result;
    found = foundIn(result);
  } catch (error) {
    if (isOfDisk(error)) throw error;
    found = failed(error);
  }
  const { user, system } = process.cpuUsage(cpu);
  const wall_s = (performance.now() - began) / 1000;
  const cost = { wall_s: rounded(wall_s), cpu_s: rounded((user + system) / 1e6) };
  const record = recordOf(task, found, cost);
  return { status: 'recorded', record, place: writerOf(task.ledger).append(record) };
}

/** What a run came to. */
export type Found = Pick<RunRecord, 'identity' | 'status' | 'indicators' | 'message' | 'remarks'>;

export const recordOf = (
  { key, planned }: Pick<RecordTask, 'key' | 'planned'>,
  found: Found,
  cost: Pick<RunRecord, 'wall_s' | 'cpu_s'>,
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

type Made = Exclude<TaskResult, { readonly status: 'interrupted' | 'known' }>;

function foundIn(result: Made): Found {
  switch (result.status) {
    case 'recorded':
      return result.record;
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
