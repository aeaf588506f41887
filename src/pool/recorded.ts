// A run of a sweep: whatever came of it is a line of the ledger.
import { isOfDisk } from '../disk/write.ts';
import { remarkLine } from '../results/folder/remarks.ts';
import { type LinePlace, writerOf } from '../sweep/ledger/writer.ts';
import type { RunRecord } from '../sweep/model.ts';
import { type Cost, clocked, sumOf } from './cost.ts';
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
    return resultIn(made, writerOf(wanted.ledger).append(made));
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

/** The result of a run that is recorded at a place. */
export const resultIn = ({ key, identity, status, ended_ms, wall_s }: RunRecord, place: LinePlace): TaskResult => ({
  status: 'recorded',
  entry: { key, status, ended_ms, ...(identity === undefined ? {} : { identity }) },
  place,
  wall_s,
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
export type Found = Pick<RunRecord, 'identity' | 'status' | 'indicators' | 'currency' | 'message' | 'remarks'>;

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

type Ended = Exclude<TaskResult, { readonly status: 'interrupted' | 'known' | 'recorded' }>;

function foundIn(result: Ended): Found {
  switch (result.status) {
    case 'refused':
      return { status: 'refused', indicators: {}, message: result.error.message, remarks: [] };
    case 'evaluated': {
      const { identity, outcome } = result;
      const { failure, remarks } = outcome;
      if (failure !== undefined) return { identity, status: 'failed', indicators: {}, message: failure, remarks };
      return {
        identity,
        status: 'done',
        indicators: Object.fromEntries(outcome.indicators),
        ...moneyOf(result),
        remarks,
      };
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
      return { identity, status: 'done', indicators: Object.fromEntries(known), ...moneyOf(result), remarks };
    }
  }
}

/** What a record has of the currency of its case. */
export const moneyOf = ({ currency }: { readonly currency?: string | undefined }): Pick<Found, 'currency'> =>
  currency === undefined ? {} : { currency };
