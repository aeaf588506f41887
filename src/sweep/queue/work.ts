// A worker of a queue: it makes runs of the sweeps there, on all its cores, and records them in ledgers of its own.
//   A sweep is worked on only with the plan and the version of feederlab that it was planned with. Of any other sweep no run is taken.
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { InputError, type Problem } from '../../../base/index.ts';
import { packageVersion } from '../../package.ts';
import { writePlan } from '../folder/plan-file.ts';
import type { SweepPlan } from '../model.ts';
import { readSweep } from '../plan/index.ts';
import { openRuns, type RunsOptions } from '../runs/runs.ts';
import type { QueuedOutcome, QueuedRun, QueuedSweep, RunQueue, WorkOptions } from './engine.ts';

export interface WorkerOptions extends Pick<RunsOptions, 'jobs' | 'trust' | 'signal'>, Pick<WorkOptions, 'lease_s'> {
  readonly workers: number;
  /** The file of the sweep on this machine; that of the queue when absent. Other sweeps are then passed over. */
  readonly sweep?: string | undefined;
  /** Folder of the results; results/sweeps/NAME of each sweep when absent. */
  readonly out?: string | undefined;
  /** Whether the worker ends when no run of its sweeps is left; it waits for more otherwise. */
  readonly untilEmpty: boolean;
  readonly onNote: (sentence: string) => void;
  /** Called when a run has ended. */
  readonly onRun?: ((counts: WorkerCounts) => void) | undefined;
}

export interface WorkerResult extends WorkerCounts {
  readonly status: 'finished' | 'interrupted';
}

export interface WorkerCounts {
  readonly made: number;
  readonly failed: number;
}

/** Time between two looks for sweeps [ms]. */
const POLL_MS = 1_000;

/**
 * Works on a queue until the signal stops it.
 * @throws InputError when there are sweeps, and this worker can work on none of them; DiskError when a result cannot be written;
 *   RunError when the server of the queue is gone
 */
export async function workOnQueue(queue: RunQueue, options: WorkerOptions): Promise<WorkerResult> {
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  const counted = { made: 0, failed: 0 };
  const opened = new Map<string, Opened>();
  const refused = new Map<string, Problem>();
  let failure: unknown;
  const make = (open: Opened) => async (run: QueuedRun) => {
    try {
      const outcome = await makeRun(open, run);
      if (outcome.status !== 'interrupted') counted.made++;
      if (outcome.status === 'failed') counted.failed++;
      options.onRun?.(counted);
      return outcome;
    } catch (error) {
      failure ??= error; // a full disk: the run is for another worker, and this one ends
      stop.abort();
      throw error;
    }
  };
  try {
    if ((await queue.sweeps()).length === 0) options.onNote('the queue has no sweep yet; waiting for one');
    while (!signal.aborted) {
      for (const sweep of (await queue.sweeps()).filter(({ id }) => !opened.has(id) && !refused.has(id))) {
        const found = await openSweep(sweep, options, signal);
        if ('expected' in found) refused.set(sweep.id, found);
        else {
          opened.set(sweep.id, found);
          const { lease_s, workers: atOnce } = options;
          found.work = queue.work(sweep.id, { atOnce, lease_s, make: make(found) });
          options.onNote(`works on ${sweep.name}, ${sweep.size} runs; results in ${found.out}`);
          continue;
        }
        if (opened.size > 0 && !options.sweep) options.onNote(new InputError(sweep.name, [found]).message);
      }
      if (opened.size === 0 && refused.size > 0) throw new InputError('worker', [...refused.values()]);
      if (options.untilEmpty && opened.size > 0 && (await isEmpty(queue, [...opened.keys()]))) break;
      await setTimeout(POLL_MS, undefined, { signal }).catch(() => {});
    }
  } catch (error) {
    if (!signal.aborted) throw error; // otherwise the server did not answer when this worker was stopped
  } finally {
    stop.abort();
    await Promise.all([...opened.values()].map(({ work }) => work?.close()));
    await Promise.all([...opened.values()].map(({ runs }) => runs.close()));
  }
  if (failure !== undefined) throw failure;
  return { ...counted, status: options.signal?.aborted ? 'interrupted' : 'finished' };
}

interface Opened {
  readonly plan: SweepPlan;
  readonly runs: Awaited<ReturnType<typeof openRuns>>;
  readonly out: string;
  work?: { close(): Promise<void> };
}

/** A sweep of the queue, read here; the problem where this worker cannot work on it. */
async function openSweep(
  { name, file, identity, feederlab }: QueuedSweep,
  { sweep = file, out = join('results', 'sweeps', name), trust, jobs, workers }: WorkerOptions,
  signal: AbortSignal,
): Promise<Opened | Problem> {
  const version = packageVersion();
  if (version !== feederlab)
    return { where: name, found: `feederlab ${version} here`, expected: `${feederlab}, which planned the sweep` };
  try {
    const plan = await readSweep(sweep, { trust });
    if (plan.identity !== identity) {
      const hint = 'the sweep file and all files of its case must be the same on all machines';
      const found = `plan ${plan.identity.slice(0, 8)} of ${sweep} here`;
      return { where: name, found, expected: `plan ${identity.slice(0, 8)}, as in the queue`, hint };
    }
    const runs = await openRuns(plan.folder, out, { workers, jobs, trust, signal, apart: true });
    await writePlan(out, plan, runs.keyOf);
    return { plan, runs, out };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const [{ where, found, expected, hint }] = error.problems as [Problem];
    const known = hint ?? '--sweep FILE names the sweep where it is in another place on this machine';
    return { where: `${name}: ${where}`, found, expected, hint: known };
  }
}

async function makeRun({ plan, runs }: Opened, { key, index }: QueuedRun): Promise<QueuedOutcome> {
  const planned = plan.runAt(index);
  if (runs.keyOf(planned) !== key) throw new Error(`run ${index + 1} of ${plan.name} has another key in the queue`);
  const given = await runs.run(planned, { again: true });
  if (!given) return { status: 'interrupted' };
  const { status } = given;
  return status === 'done' ? { status: 'ended' } : { status: 'failed', message: given.record().message ?? status };
}

async function isEmpty(queue: RunQueue, ids: readonly string[]): Promise<boolean> {
  const counts = await Promise.all(ids.map((id) => queue.counts(id)));
  return counts.every(({ waiting, active }) => waiting + active === 0);
}
