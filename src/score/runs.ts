// The runs that scorecards need. Those that are finished are reused; the others are made or resumed, several at once.
import { InputError, RunError } from '../../base/index.ts';
import type { Kinds } from '../kinds.ts';
import { type OnRuns, openPool, type Pool, type TaskResult, trackedRuns, WorkerDied } from '../pool/index.ts';
import type { CaseTask, FolderTask } from '../pool/task.ts';
import { drawOverlays, isDrawn, readManifestOf } from '../results/index.ts';
import { openRun, type RunTables } from './tables.ts';

export interface RunsOptions {
  /** Runs made at the same time, in processes of their own; 1 when absent, in this process. Results do not depend on it. */
  readonly workers?: number | undefined;
  /** As in `PoolOptions`. */
  readonly jobs?: number | undefined;
  /** As in `ReadOptions`. */
  readonly kinds?: Kinds;
  /** Stops the runs under way; the next call resumes them. */
  readonly signal?: AbortSignal;
  /** Called when a run that is not finished begins, goes on or ends. */
  readonly onRuns?: OnRuns;
  /** Called before a run waits to see whether another process, which cannot be seen from here, still writes there. */
  readonly onWait?: ((sentence: string) => void) | undefined;
}

/** A run that a scorecard needs. */
export interface NeededRun {
  /** For messages: `dark`, `ieee33-microgrid dark`. */
  readonly label: string;
  readonly dir: string;
  /** Number of steps times number of devices of its case: runs of the case with more of them take longer. */
  readonly size: number;
  readonly task: CaseTask & { readonly folder: FolderTask };
}

/** What draws overlays. */
export type Draw = typeof drawOverlays;

/**
 * Makes the runs that are not finished, and does `work` with the workers that have made them. A run that fails does not stop the
 * others.
 * @throws the error of the first run, in their order, that has one: InputError where its case or its folder is wrong, RunError where
 *   it failed or was interrupted; and what `work` throws
 */
export async function afterRuns<T>(
  runs: readonly NeededRun[],
  options: RunsOptions,
  work: (draw: Draw) => Promise<T>,
): Promise<T> {
  const { workers = 1, jobs, kinds, signal } = options;
  const needed = runs.filter((run) => !isReady(run));
  if (needed.length === 0) return work(drawOverlays);
  const pool = openPool({ workers: Math.min(workers, needed.length), jobs, signal, kinds });
  try {
    await makeRuns(needed, pool, options);
    return await work(pool.workers === 1 ? drawOverlays : drawnBy(pool));
  } finally {
    await pool.close();
  }
}

/** The workers find the kinds of a run by its case. */
const drawnBy =
  (pool: Pool): Draw =>
  (dirs, out, { kinds: _, onRemark: _r, names = [], ...options } = {}) =>
    pool.draw({ dirs, out, options: { ...options, names } });

async function makeRuns(runs: readonly NeededRun[], pool: Pool, { onRuns, onWait }: RunsOptions): Promise<void> {
  const tracked = trackedRuns(runs.length, onRuns);
  const make = async (run: NeededRun) => {
    const { events, end } = tracked.run(run.label);
    let failed = true;
    try {
      const result = await pool.run(run.task, { ...events, onWait });
      failed = hasFailed(result);
      checkResult(run, result);
    } finally {
      end(failed);
    }
  };
  const making = new Map(inOrder(runs).map((run) => [run, make(run)]));
  const made = await Promise.allSettled(runs.map((run) => making.get(run)));
  for (const [i, one] of made.entries()) if (one.status === 'rejected') throw atRun(runs[i]!, one.reason);
}

/**
 * Those of the largest case first, so that none of them goes on alone at the end; the first one of each case before the others, so
 * that workers begin with different cases.
 */
function inOrder(runs: readonly NeededRun[]): readonly NeededRun[] {
  const falling = runs.toSorted((a, b) => b.size - a.size);
  const isFirst = (run: NeededRun) => falling.find(({ task }) => task.case === run.task.case) === run;
  return [...falling.filter(isFirst), ...falling.filter((run) => !isFirst(run))];
}

/** Whether its folder has what a scorecard reads and shows. */
function isReady({ dir, task }: NeededRun): boolean {
  const made = readManifestOf(dir) ? openRun(dir) : undefined;
  return (
    made !== undefined &&
    made.manifest.status !== 'interrupted' &&
    (task.folder.plots === 'none' || isDrawn(dir, task.folder.plots))
  );
}

const hasFailed = (result: TaskResult): boolean =>
  result.status === 'refused' || (result.status === 'written' && result.summary.status !== 'finished');

function checkResult({ dir }: NeededRun, result: TaskResult): void {
  if (result.status === 'refused') throw result.error;
  if (result.status === 'interrupted' && !readManifestOf(dir))
    throw new RunError(`interrupted before it began: ${dir}`);
  finishedRun(dir);
}

/** @throws RunError where the run was interrupted or steps could not be solved */
export function finishedRun(dir: string): RunTables {
  const run = openRun(dir);
  const { status, failed_steps, steps, clock } = run.manifest;
  if (status === 'interrupted') throw new RunError(`interrupted after ${steps} of ${clock.steps} steps: ${dir}`);
  const [first] = failed_steps;
  if (!first) return run;
  throw new RunError(
    `${failed_steps.length} of ${steps} steps could not be solved, so there is nothing to score: ${dir}\n  the first at ${first.time}: ${first.reason}`,
  );
}

/** The error of a worker process names its run; that of an interrupted run that is damaged, the folder to delete. */
function atRun({ label, dir }: NeededRun, error: unknown): unknown {
  if (error instanceof WorkerDied) return new RunError(`${label}: ${error.message}: ${dir}`, { cause: error });
  if (!(error instanceof InputError) || !error.problems.some(({ where }) => where === 'resume')) return error;
  const hint = `delete ${dir}, and the run starts again from its first step`;
  return new InputError(
    error.source,
    error.problems.map((problem) => (problem.where === 'resume' ? { ...problem, hint } : problem)),
  );
}
