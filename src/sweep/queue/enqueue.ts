// A sweep through a queue: its runs are put there, workers on any machines make them, and the table is made of their ledgers.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { packageVersion } from '../../package.ts';
import { writePlan } from '../folder/plan-file.ts';
import { readLedger } from '../ledger/index.ts';
import type { SweepPlan } from '../model.ts';
import { LEDGER, openRuns, type RunsOptions } from '../runs/runs.ts';
import { completed, type Reporting, type SweepResult, type SweepState } from '../sweep.ts';
import type { QueueCounts, QueuedRun, QueuedSweep, RunQueue } from './engine.ts';

export interface EnqueueOptions extends Pick<RunsOptions, 'trust' | 'retryFailed' | 'signal'>, Reporting {
  readonly out?: string | undefined;
  /** Whether to wait until the runs have ended. */
  readonly wait: boolean;
  readonly onPut?: ((count: number, total: number) => void) | undefined;
  readonly onRuns?: ((state: SweepState) => void) | undefined;
  readonly onNote?: ((sentence: string) => void) | undefined;
}

export type QueuedResult = Omit<SweepResult, 'status' | 'ofShard'> & {
  readonly status: 'finished' | 'interrupted' | 'queued';
  readonly counts: QueueCounts;
};

/** Time between two looks at the queue [ms]. */
const POLL_MS = 500;

/** The sweep, for workers: a file by its whole path, a name as it is. */
function queuedSweep({ name, identity, size }: SweepPlan, sweep: string): QueuedSweep {
  const feederlab = packageVersion();
  const file = existsSync(sweep) ? resolve(sweep) : sweep;
  const id = `${name.replace(/[^\w.-]/g, '_')}-${identity.slice(0, 16)}-${feederlab}`;
  return { id, name, file, identity, feederlab, size };
}

/**
 * Puts the runs of a plan that no ledger in the folder has into a queue, and waits for them.
 * @param sweep the plan, as the user named it
 * @throws InputError when the case or the folder cannot be used
 */
export async function enqueueSweep(
  plan: SweepPlan,
  sweep: string,
  queue: RunQueue,
  options: EnqueueOptions,
): Promise<QueuedResult> {
  const { out = join('results', 'sweeps', plan.name), trust, retryFailed, wait, signal, onNote } = options;
  const queued = queuedSweep(plan, sweep);
  const keys = await keysOf(plan, out, { trust });
  const put = async (): Promise<number> => {
    const missing = unknown(keys, out, retryFailed);
    await queue.put(queued, missing, (count) => options.onPut?.(count, missing.length));
    return missing.length;
  };
  let expected = await put();
  const known = keys.length - expected;
  if (retryFailed) await queue.retryFailed(queued.id);
  let counts = await queue.counts(queued.id);
  while (wait && !signal?.aborted) {
    if (totalOf(counts) < expected) {
      onNote?.(
        'the queue has lost runs, as a Redis without persistence does when it is restarted; they are put there again',
      );
      expected = await put();
      counts = await queue.counts(queued.id);
    }
    options.onRuns?.(stateOf(counts, plan.size));
    if (counts.waiting + counts.active === 0) break;
    await setTimeout(POLL_MS, undefined, signal ? { signal } : {}).catch(() => {});
    counts = await queue.counts(queued.id);
  }
  const status = signal?.aborted ? 'interrupted' : wait ? 'finished' : 'queued';
  return { name: plan.name, dir: out, status, planned: plan.size, known, counts, ...(await completed(out, options)) };
}

const totalOf = ({ waiting, active, ended, failed }: QueueCounts): number => waiting + active + ended + failed;

/** Runs that are not in the queue any more are in a ledger. */
const stateOf = ({ waiting, active, failed }: QueueCounts, total: number): SweepState => ({
  done: Math.max(0, total - waiting - active),
  known: 0,
  total,
  failed,
});

/** Keys of all runs, in the order of the plan, which is written into the folder. */
async function keysOf(plan: SweepPlan, out: string, options: RunsOptions): Promise<readonly QueuedRun[]> {
  const runs = await openRuns(plan.folder, out, options);
  try {
    await writePlan(out, plan, runs.keyOf);
    const keys = new Map<string, number>();
    for (let index = 0; index < plan.size; index++) {
      const key = runs.keyOf(plan.runAt(index));
      if (!keys.has(key)) keys.set(key, index);
    }
    return [...keys].map(([key, index]) => ({ key, index }));
  } finally {
    await runs.close();
  }
}

/** Those without a record in the ledger of the folder. */
function unknown(keys: readonly QueuedRun[], out: string, retryFailed = false): readonly QueuedRun[] {
  const ledger = readLedger([join(out, LEDGER)]);
  try {
    return keys.filter(({ key }) => {
      const status = ledger.statusOf(key);
      return status === undefined || (retryFailed && status === 'failed');
    });
  } finally {
    ledger.close();
  }
}
