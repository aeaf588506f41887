// The runs of a comparison, each an ordinary run in a folder of its own. A finished run is not repeated.
import { join } from 'node:path';
import { InputError, RunError } from '../../base/index.ts';
import type { Scene } from '../../cosim/index.ts';
import type { Case } from '../case/index.ts';
import { DiskError, isOfDisk } from '../disk/write.ts';
import type { CpuTime } from '../results/cpu/cpu.ts';
import type { RunRemark } from '../results/folder/remarks.ts';
import type { RunSummary } from '../results/index.ts';
import { type IndicatorRow, readIndicators } from '../results/read/index.ts';
import { runIdOf, runIn } from '../run.ts';
import { sceneOf } from '../scene.ts';
import { type Bills, readBills } from './customers.ts';
import { type Plan, type PlannedRun, type Refusal, reasonOf } from './plan/plan.ts';

/** One mechanism with one seed in one scenario. */
export interface ComparedRun {
  /** Absent where the comparison has no scenarios. */
  readonly scenario?: string;
  readonly controller: string;
  readonly seed: number;
  /** `refused`: the mechanism cannot run the case. `failed`: the run broke off, or steps could not be solved. */
  readonly status: 'finished' | 'failed' | 'refused';
  /** Name of the run folder, in `runs/`; absent where there is none. */
  readonly run?: string;
  /** Why it has no values. */
  readonly message?: string;
  /** Of the run, and of its difference to the reference. */
  readonly indicators: readonly IndicatorRow[];
  /** Absent where the case has no market. */
  readonly bills?: Bills;
  /** When it was made; differs between two runs of the same inputs. */
  readonly cpu?: CpuTime;
  readonly remarks: readonly RunRemark[];
}

export interface RunsOptions {
  readonly jobs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called before each run. */
  readonly onRun?: ((name: string, done: number, total: number) => void) | undefined;
  /** Called after each step of a run. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly onWait?: ((sentence: string) => void) | undefined;
}

/**
 * All runs in the order of the tables; undefined when the signal stopped one of them. Runs of identical inputs, such as
 * that of the yardstick in two scenarios, are made once.
 */
export async function runAll(plan: Plan, out: string, options: RunsOptions): Promise<ComparedRun[] | undefined> {
  const made = new Map<string, Outcome>();
  const runs: ComparedRun[] = [];
  for (const [i, planned] of plan.runs.entries()) {
    if (options.signal?.aborted) return undefined;
    options.onRun?.(nameOf(planned, plan), i, plan.runs.length);
    const outcome = await outcomeOf(plan, planned, made, out, options);
    if (!outcome) return undefined;
    const { scenario, mechanism, seed } = planned;
    const named = scenario.name === undefined ? {} : { scenario: scenario.name };
    runs.push({ ...named, controller: mechanism.name, seed, ...outcome });
  }
  return runs;
}

/** For messages: `dt`, `forecast: dt`, `dt seed 7`. */
const nameOf = ({ scenario, mechanism, seed }: PlannedRun, { seeds }: Plan): string =>
  `${scenario.name === undefined ? '' : `${scenario.name}: `}${mechanism.name}${seeds.length > 1 ? ` seed ${seed}` : ''}`;

/** What a run gave, whatever it is called in the comparison. */
type Outcome = Omit<ComparedRun, 'scenario' | 'controller' | 'seed'>;

async function outcomeOf(
  plan: Plan,
  planned: PlannedRun,
  made: Map<string, Outcome>,
  out: string,
  options: RunsOptions,
): Promise<Outcome | undefined> {
  const study = await plan.caseOf(planned);
  if ('refused' in study) return refusal(study);
  const run = runIdOf(study);
  const outcome = made.get(run) ?? (await runOne(study, out, options));
  if (outcome) made.set(run, outcome);
  return outcome;
}

const refusal = ({ refused }: Refusal): Outcome => ({
  status: 'refused',
  message: refused,
  indicators: [],
  remarks: [],
});

async function runOne(
  study: Case,
  out: string,
  { jobs, signal, onProgress, onWait }: RunsOptions,
): Promise<Outcome | undefined> {
  const scene = sceneOrRefusal(study, jobs);
  if ('refused' in scene) return refusal(scene);
  const run = runIdOf(study);
  const running = {
    out: join(out, RUNS, run),
    command: ['feederlab', 'run', study.name, ...changesOf(study)],
    resume: true,
    draw: false,
    onWait,
    ...(signal ? { signal } : {}),
    ...(onProgress ? { onProgress } : {}),
  };
  try {
    const summary = await runIn(study, scene, running);
    return summary.status === 'interrupted' ? undefined : await finished(run, summary);
  } catch (error) {
    return { ...faultOf(error), indicators: [], remarks: [] };
  }
}

function sceneOrRefusal(study: Case, jobs: number | undefined): Scene | Refusal {
  try {
    return sceneOf(study, { jobs });
  } catch (error) {
    if (error instanceof InputError) return { refused: reasonOf(error) };
    throw error;
  }
}

/** Folder of the run folders. */
export const RUNS = 'runs';

async function finished(run: string, summary: RunSummary): Promise<Outcome> {
  const { dir, status, steps, failed, remarks, cpu } = summary;
  // read again, so that a run from before and one of now have the same digits
  const indicators = await readIndicators(dir);
  const bills = await readBills(dir, indicators);
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
function changesOf({ variant, seed, resolved }: Case): string[] {
  const { controllers } = resolved.case as { readonly controllers?: unknown };
  const named = variant === undefined ? [] : ['--variant', variant.name];
  return [...named, '--set', `seed=${seed}`, '--set', `controllers=${JSON.stringify(controllers)}`];
}
