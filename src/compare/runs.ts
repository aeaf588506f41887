// The runs of a comparison, each an ordinary run in a folder of its own. A finished run is not repeated.
import { join } from 'node:path';
import { InputError, RunError } from '../../base/index.ts';
import type { Scene } from '../../cosim/index.ts';
import type { Case } from '../case/index.ts';
import { DiskError, isOfDisk } from '../disk/write.ts';
import type { RunRemark } from '../results/folder/remarks.ts';
import type { RunSummary } from '../results/index.ts';
import { type IndicatorRow, readIndicators } from '../results/read/index.ts';
import { runIdOf, runIn } from '../run.ts';
import { sceneOf } from '../scene.ts';
import type { Mechanism } from './plan/mechanisms.ts';
import { type Plan, type Refusal, reasonOf } from './plan/plan.ts';

/** One mechanism with one seed. */
export interface ComparedRun {
  readonly controller: string;
  readonly seed: number;
  /** `refused`: the mechanism cannot run the case. `failed`: the run broke off, or steps could not be solved. */
  readonly status: 'finished' | 'failed' | 'refused';
  /** Name of the run folder, in `runs/`; absent where there is none. */
  readonly run?: string;
  /** Why it has no values. */
  readonly message?: string;
  readonly indicators: readonly IndicatorRow[];
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

/** All runs, mechanism by mechanism; undefined when the signal stopped one of them. */
export async function runAll(plan: Plan, out: string, options: RunsOptions): Promise<ComparedRun[] | undefined> {
  const { mechanisms, seeds } = plan;
  const pairs = mechanisms.flatMap((mechanism) => seeds.map((seed) => ({ mechanism, seed })));
  const runs: ComparedRun[] = [];
  for (const [i, { mechanism, seed }] of pairs.entries()) {
    if (options.signal?.aborted) return undefined;
    options.onRun?.(seeds.length > 1 ? `${mechanism.name} seed ${seed}` : mechanism.name, i, pairs.length);
    const run = await runOne(plan, { mechanism, seed }, out, options);
    if (!run) return undefined;
    runs.push(run);
  }
  return runs;
}

async function runOne(
  plan: Plan,
  { mechanism, seed }: { readonly mechanism: Mechanism; readonly seed: number },
  out: string,
  { jobs, signal, onProgress, onWait }: RunsOptions,
): Promise<ComparedRun | undefined> {
  const about = { controller: mechanism.name, seed, indicators: [], remarks: [] };
  const study = await plan.caseOf(mechanism, seed);
  if ('refused' in study) return { ...about, status: 'refused', message: study.refused };
  const scene = sceneOrRefusal(study, jobs);
  if ('refused' in scene) return { ...about, status: 'refused', message: scene.refused };
  const run = runIdOf(study);
  const running = {
    out: join(out, RUNS, run),
    command: ['feederlab', 'run', plan.study.name, ...changesOf(study)],
    resume: true,
    draw: false,
    onWait,
    ...(signal ? { signal } : {}),
    ...(onProgress ? { onProgress } : {}),
  };
  try {
    const summary = await runIn(study, scene, running);
    return summary.status === 'interrupted' ? undefined : await comparedRun(about, run, summary);
  } catch (error) {
    return { ...about, ...faultOf(error) };
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

async function comparedRun(
  about: Pick<ComparedRun, 'controller' | 'seed'>,
  run: string,
  { dir, status, steps, failed, remarks }: RunSummary,
): Promise<ComparedRun> {
  const { controller, seed } = about;
  // read again, so that a run from before and one of now have the same digits
  const indicators = await readIndicators(dir);
  if (status === 'finished') return { controller, seed, status, run, indicators, remarks };
  const message = `${failed.length} of ${steps} steps could not be solved; the first at ${failed[0]!.time}: ${failed[0]!.reason}`;
  return { controller, seed, status: 'failed', run, message, indicators, remarks };
}

/** A run that fails does not stop the others; a disk that cannot be written does. */
function faultOf(error: unknown): Pick<ComparedRun, 'status' | 'message'> {
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
