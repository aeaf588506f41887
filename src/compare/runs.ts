// The runs of a comparison, each an ordinary run in a folder of its own. A finished run is not repeated.
import { join } from 'node:path';
import { InputError, RunError } from '../../base/index.ts';
import type { ReadOptions } from '../case/index.ts';
import { DiskError, isOfDisk } from '../disk/write.ts';
import { type OnRuns, openPool, type Pool, type TaskResult, trackedRuns } from '../pool/index.ts';
import type { RunSummary } from '../results/index.ts';
import { readIndicators } from '../results/read/index.ts';
import type { ComparedRun } from './compared-run.ts';
import { readBills } from './customers.ts';
import { type Plan, type PlannedRun, reasonOf } from './plan/plan.ts';

export interface RunsOptions {
  /** Runs made at the same time, in processes of their own; 1 when absent, in this process. */
  readonly workers?: number | undefined;
  /** As in `PoolOptions`. */
  readonly jobs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called when a run begins, goes on or ends. */
  readonly onRuns?: OnRuns;
  readonly onWait?: ((sentence: string) => void) | undefined;
}

/**
 * All runs in the order of the tables; undefined when the signal stopped one of them. Runs of identical inputs, such as
 * that of the yardstick in two scenarios, are made once.
 */
export async function runAll(plan: Plan, out: string, options: RunsOptions): Promise<ComparedRun[] | undefined> {
  const { workers = 1, jobs, signal, onRuns, onWait } = options;
  const pool = openPool({ workers: Math.min(workers, plan.runs.length), jobs, signal, kinds: plan.kinds });
  const tracked = trackedRuns(plan.runs.length, onRuns);
  try {
    const runs = await Promise.all(
      plan.runs.map(async (planned): Promise<ComparedRun | undefined> => {
        const { events, end } = tracked.run(nameOf(planned, plan));
        const outcome = await outcomeOf(plan, planned, out, (task) => pool.run(task, { ...events, onWait }));
        end(outcome?.status === 'failed');
        const { scenario, mechanism, seed } = planned;
        const named = scenario.name === undefined ? {} : { scenario: scenario.name };
        return outcome && { ...named, controller: mechanism.name, seed, ...outcome };
      }),
    );
    const made = runs.filter((run) => run !== undefined);
    return made.length < runs.length ? undefined : made;
  } finally {
    await pool.close();
  }
}

/** For messages: `dt`, `forecast: dt`, `dt seed 7`. */
const nameOf = ({ scenario, mechanism, seed }: PlannedRun, { seeds }: Plan): string =>
  `${scenario.name === undefined ? '' : `${scenario.name}: `}${mechanism.name}${seeds.length > 1 ? ` seed ${seed}` : ''}`;

/** What a run gave, whatever it is called in the comparison. */
type Outcome = Omit<ComparedRun, 'scenario' | 'controller' | 'seed'>;

async function outcomeOf(
  plan: Plan,
  planned: PlannedRun,
  out: string,
  run: (task: Parameters<Pool['run']>[0]) => Promise<TaskResult>,
): Promise<Outcome | undefined> {
  const nothing = { indicators: [], remarks: [] };
  const { kinds: _kinds, onRows: _onRows, ...reading } = plan.readingOf(planned);
  const command = ['feederlab', 'run', plan.study.name, ...changesOf(reading)];
  const task = {
    case: plan.study.folder,
    reading,
    folder: { within: join(out, RUNS), command, plots: 'none' },
  } as const;
  let result: TaskResult;
  try {
    result = await run(task);
  } catch (error) {
    return { ...faultOf(error), ...nothing };
  }
  if (result.status === 'written') return finished(result.run, result.summary);
  if (result.status !== 'refused') return undefined;
  if (result.by === 'reading') plan.checkCall(planned, result.error);
  return { status: 'refused', message: reasonOf(result.error), ...nothing };
}

/** Folder of the run folders. */
export const RUNS = 'runs';

function finished(run: string, summary: RunSummary): Outcome {
  const { dir, status, steps, failed, remarks, cpu } = summary;
  // read again, so that a run from before and one of now have the same digits
  const indicators = readIndicators(dir);
  const bills = readBills(dir, indicators);
  const values = { run, indicators, ...(bills ? { bills } : {}), ...(cpu ? { cpu } : {}), remarks };
  if (status === 'finished') return { status, ...values };
  const message = `${failed.length} of ${steps} steps could not be solved; the first at ${failed[0]!.time}: ${failed[0]!.reason}`;
  return { status: 'failed', message, ...values };
}

/** A run that fails does not stop the others; a disk that cannot be written does. */
function faultOf(error: unknown): Pick<Outcome, 'status' | 'message'> {
  if (error instanceof DiskError || isOfDisk(error)) throw error;
  if (error instanceof InputError || error instanceof RunError) return { status: 'failed', message: error.message };
  return { status: 'failed', message: `an error that feederlab did not foresee: ${String(error)}` };
}

/** What a person would type to make this run alone. */
function changesOf({ variant, set = [] }: ReadOptions): string[] {
  const named = variant === undefined ? [] : ['--variant', variant];
  return [...named, ...set.flatMap((change) => ['--set', change])];
}
