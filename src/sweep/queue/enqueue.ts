// A sweep through a queue: its runs are put there, workers on any machines make them, and the table is made of their ledgers.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { packageVersion } from '../../package.ts';
import { writePlan } from '../folder/plan-file.ts';
import { Digests } from '../ledger/digests.ts';
import { type Ledger, readLedger } from '../ledger/index.ts';
import type { SweepPlan } from '../model.ts';
import { LEDGER, openRuns, type RunsOptions, type SweepRuns } from '../runs/runs.ts';
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
 * @throws InputError when the case or the folder cannot be used, RunError when the server of the queue is gone
 */
export async function enqueueSweep(
  plan: SweepPlan,
  sweep: string,
  queue: RunQueue,
  options: EnqueueOptions,
): Promise<QueuedResult> {
  const { out = join('results', 'sweeps', plan.name), trust, retryFailed, wait, signal, onNote } = options;
  const queued = queuedSweep(plan, sweep);
  const keyOf = await keysOf(plan, out, { trust });
  const put = async () => {
    const ledger = readLedger([join(out, LEDGER)]);
    try {
      const missing = () => missingOf(plan, keyOf, ledger, retryFailed);
      const expected = countOf(missing());
      await queue.put(queued, missing(), (count) => options.onPut?.(count, expected));
      return expected;
    } finally {
      ledger.close();
    }
  };
  const distinct = countOf(runsOf(plan, keyOf));
  let known = 0;
  let counts: QueueCounts = { waiting: 0, active: 0, ended: 0, failed: 0 };
  try {
    let expected = await put();
    known = distinct - expected;
    if (retryFailed) await queue.retryFailed(queued.id);
    counts = await queue.counts(queued.id);
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
  } catch (error) {
    if (!signal?.aborted) throw error; // otherwise the server did not answer when the user stopped it
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

/** Writes the plan into the folder. @returns the key of a run */
async function keysOf(plan: SweepPlan, out: string, options: RunsOptions): Promise<SweepRuns['keyOf']> {
  const runs = await openRuns(plan.folder, out, options);
  try {
    await writePlan(out, plan, runs.keyOf);
    return runs.keyOf;
  } finally {
    await runs.close();
  }
}

/** Runs in the order of the plan, the first one of each key. Their keys are made again each time, which takes no memory. */
function* runsOf(plan: SweepPlan, keyOf: SweepRuns['keyOf']): Generator<QueuedRun> {
  const keys = new Digests();
  for (let index = 0; index < plan.size; index++) {
    const key = keyOf(plan.runAt(index));
    const before = keys.size;
    keys.add(key);
    if (keys.size > before) yield { key, index };
  }
}

/** Those without a record in the ledger. */
function* missingOf(
  plan: SweepPlan,
  keyOf: SweepRuns['keyOf'],
  ledger: Ledger,
  retryFailed = false,
): Generator<QueuedRun> {
  for (const run of runsOf(plan, keyOf)) {
    const status = ledger.statusOf(run.key);
    if (status === undefined || (retryFailed && status === 'failed')) yield run;
  }
}

function countOf(items: Iterable<unknown>): number {
  let count = 0;
  for (const _ of items) count++;
  return count;
}
