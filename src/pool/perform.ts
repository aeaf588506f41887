// A task done in this process:
//   begin     the case is read with the changes of the task; problems refuse it
//             its identity is known then: who gave the task may say that the run is not to be repeated
//   finish    scene   the case made ready to run; problems refuse it
//             run     into a run folder, or in memory
//             record  of a sweep, appended to the ledger
import { join } from 'node:path';
import { InputError } from '../../base/index.ts';
import type { Scene } from '../../cosim/index.ts';
import { type Case, caseReader, contentHash } from '../case/index.ts';
import type { Kinds } from '../kinds.ts';
import { packageVersion } from '../package.ts';
import { runIdOf, runIn } from '../run.ts';
import { sceneOf } from '../scene.ts';
import { outcomeIn } from './outcome.ts';
import { recorded } from './recorded.ts';
import type { Begun, CaseTask, FolderTask, Performing, TaskResult } from './task.ts';

/** Tasks of one process are mostly of one case, with a few changes each. */
const readCase = caseReader();

/**
 * Runs the case of a task.
 * @param kinds that the case may name; those of feederlab when absent
 * @throws RunError when the run fails, DiskError when it cannot be written, InputError when its folder cannot be used
 */
export async function perform(task: CaseTask, performing: Performing = {}, kinds?: Kinds): Promise<TaskResult> {
  const { signal, admit } = performing;
  if (signal?.aborted) return { status: 'interrupted' };
  const { asks, finish } = await begin(task, kinds);
  return finish(asks === undefined || !admit || (await admit(asks.identity, asks.folder)), performing);
}

/** Reads the case of a task that will be similar to others. What is wrong with it is an error of those. */
export async function readAhead(task: CaseTask): Promise<void> {
  await read(task, undefined).catch(() => {});
}

/** Reads the case of a task. */
const begin = (task: CaseTask, kinds?: Kinds): Promise<Begun> =>
  task.record ? recorded(task.record, () => read(task, kinds)) : read(task, kinds);

async function read(task: CaseTask, kinds: Kinds | undefined): Promise<Begun> {
  const study = await orRefused('reading', () => readCase(task.case, { ...task.reading, ...(kinds ? { kinds } : {}) }));
  if ('refused' in study) return { finish: async () => study.refused };
  const identity = contentHash({ version: packageVersion(), ...task.about, inputs: study.resolved });
  const run = runIdOf(study);
  const folder = task.folder && join(task.folder.within, run);
  return {
    asks: { identity, folder },
    async finish(admitted, performing) {
      if (performing.signal?.aborted) return { status: 'interrupted' };
      if (!admitted) return { status: 'known', identity };
      const scene = await orRefused('scene', async () => sceneOf(study, { jobs: task.jobs }));
      if ('refused' in scene) return scene.refused;
      const made = { identity, currency: scene.prices?.currency };
      if (task.folder) {
        const summary = await written(study, scene, folder!, task.folder, performing);
        if (summary.status === 'interrupted') return { status: 'interrupted' };
        return { status: 'written', ...made, run, summary };
      }
      const outcome = await outcomeIn(study, scene, performing);
      return outcome ? { status: 'evaluated', ...made, outcome } : { status: 'interrupted' };
    },
  };
}

const written = (
  study: Case,
  scene: Scene,
  out: string,
  { command, plots }: FolderTask,
  { signal, onResume, onProgress, onWait }: Performing,
) =>
  runIn(study, scene, {
    out,
    command,
    plots,
    resume: true,
    onWait,
    ...(signal ? { signal } : {}),
    ...(onResume ? { onResume } : {}),
    ...(onProgress ? { onProgress } : {}),
  });

type Refused = Extract<TaskResult, { readonly status: 'refused' }>;

async function orRefused<T extends object>(
  by: Refused['by'],
  work: () => Promise<T>,
): Promise<T | { readonly refused: Refused }> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof InputError) return { refused: { status: 'refused', by, error } };
    throw error;
  }
}
