// One run of one case, from the case to the run folder.
//   scene     the case made ready to run
//   folder    opened next to its final place
//   steps     run and recorded
//   finish    tables closed, indicators and manifest written, folder moved to its place
//   draw      plots and report, from what is in memory of the tables, and from the folder
import { join } from 'node:path';
import { RunError } from '../base/index.ts';
import { type Observer, run, type Scene } from '../cosim/index.ts';
import { contentHash } from './case/index.ts';
import type { Case } from './case/model.ts';
import { DiskError, isOfDisk } from './disk/write.ts';
import { exportParquet, hasParquet } from './export/parquet.ts';
import { packageVersion } from './package.ts';
import { DEFAULT_FORM, type PlotForm } from './results/draw/forms.ts';
import {
  drawLocked,
  drawRun,
  finishedRun,
  identityOf,
  isDrawn,
  type Kept,
  measured,
  openRunFolder,
  type RunSummary,
  refuseOther,
} from './results/index.ts';
import { type SceneOptions, sceneOf } from './scene.ts';

export interface RunCaseOptions extends SceneOptions {
  /** Folder of the run; that of `runFolderOf` when absent. */
  readonly out?: string | undefined;
  /** What a person would type to run this again, for the manifest. */
  readonly command?: readonly string[];
  /** Stops the run after the step under way; what was run until then is kept. */
  readonly signal?: AbortSignal;
  /** Resumes an interrupted run with identical inputs; a finished run is unchanged. */
  readonly resume?: boolean;
  /** The form of the plots; `svg` when absent, and with `none` there is no report either. */
  readonly plots?: PlotForm | undefined;
  /** Replaces a run of other inputs that lies in the folder; without it the folder is refused. */
  readonly force?: boolean;
  /** Called before the run waits to see whether another process, which cannot be seen from here, still writes there. */
  readonly onWait?: ((sentence: string) => void) | undefined;
  /** With `resume`, how many steps are behind us: 0 when there was nothing to take up, all of them of a whole run. */
  readonly onResume?: (done: number, total: number) => void;
  /** Called after every step. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Runs a case and writes its run folder.
 * @throws InputError when the folder cannot be used, or what is to be taken up again is damaged; RunError when a controller or device gave no number. Steps whose
 *   power flow failed do not throw: they stand in `failed`, and `status` says so.
 */
export const runCase = (study: Case, options: RunCaseOptions = {}): Promise<RunSummary> =>
  runIn(study, sceneOf(study, options), options);

/** Runs the scene of a case, in which the case may be made for the scene. */
export async function runIn(
  study: Case,
  scene: Scene,
  options: Omit<RunCaseOptions, keyof SceneOptions>,
): Promise<RunSummary> {
  const started_ms = Date.now();
  const runId = runIdOf(study);
  const dir = options.out ?? runFolderOf(study);
  const { command = [], resume = false, force = false, plots = DEFAULT_FORM, signal, onWait } = options;
  const { scene: observed, cpu } = measured(scene);
  const drawn = plots !== 'none';
  const about = { case: study, scene, command, runId, resume, force, onWait, cpu, drawn };
  const whole = resume ? await finishedRun(dir, about) : undefined;
  if (whole) {
    options.onResume?.(whole.steps, whole.steps);
    if (study.outputs.format === 'parquet') await completeParquet(whole.dir, onWait);
    if (!drawn || isDrawn(whole.dir, plots)) return whole;
    const omitted: RunSummary['remarks'][number][] = []; // it was killed while it drew, or is wanted in a further form
    const onRemark = (one: RunSummary['remarks'][number]) => omitted.push(one);
    await drawing(study, (folder, kinds) => drawRun(folder, { kinds, plots, onRemark }))(whole.dir);
    return { ...whole, plots, remarks: [...whole.remarks, ...omitted] };
  }
  const folder = await openRunFolder(dir, about);
  if (resume) options.onResume?.(folder.from?.k ?? 0, scene.clock.steps);
  try {
    const final = await run(observed, [folder.observer, follow(options.onProgress)], { signal, resume: folder.from });
    const draw = drawing(study, async (folder, kinds, kept: Kept | undefined) => {
      return (await drawLocked(folder, kinds, plots, kept)).remarks;
    });
    const timing = { started_ms, finished_ms: Date.now() };
    return { ...(await folder.finish(final, timing, drawn ? draw : undefined)), plots };
  } catch (error) {
    const kept = folder.discard(isOfDisk(error) ? 'checkpoint' : undefined);
    if (!kept) throw error;
    throw new RunError(`${(error as Error).message}; --resume goes on from the last checkpoint`, { cause: error });
  }
}

/** A finished run may have been made without this format. */
async function completeParquet(dir: string, onWait: RunCaseOptions['onWait']): Promise<void> {
  if (!hasParquet(dir)) await exportParquet(dir, { force: true, onWait });
}

/** A write error while drawing does not affect the run; the message states this. */
const drawing =
  <T, K extends readonly unknown[]>(
    { kinds }: Case,
    draw: (folder: string, kinds: Case['kinds'], ...kept: K) => Promise<T>,
  ) =>
  async (folder: string, ...kept: K) => {
    try {
      return await draw(folder, kinds, ...kept);
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      throw new RunError(`the run is whole, but it could not be drawn: ${error.message}; --resume draws it`, {
        cause: error,
      });
    }
  };

/**
 * Looks whether a run may go where `runCase` would write it, and touches nothing.
 * @throws InputError when it may not
 */
export function checkPlace(study: Case, { out, resume, force }: RunCaseOptions = {}): void {
  refuseOther(out ?? runFolderOf(study), identityOf(study, runIdOf(study)), { resume, force });
}

/** Named by its variant, its controllers and the content of everything it depends on: the same inputs are the same run. */
export function runIdOf(study: Case): string {
  const hash = contentHash({ version: packageVersion(), inputs: study.resolved });
  const variant = study.variant ? [study.variant.name] : [];
  return [...variant, ...study.controllers.map((c) => c.kind), hash.slice(0, 8)].join('-');
}

/** Default folder of a run: `results/CASE/RUN` in the working directory, or below another folder. */
export const runFolderOf = (study: Case, results = 'results'): string => join(results, study.name, runIdOf(study));

function follow(onProgress: RunCaseOptions['onProgress']): Observer {
  let total = 0;
  return {
    onStart: (scene) => {
      total = scene.clock.steps;
    },
    onStep: ({ k }) => onProgress?.(k + 1, total),
  };
}
