// A run in memory: its indicators, without a run folder.
import { RunError } from '../../base/index.ts';
import { type FailedStep, type Observer, run, type Scene } from '../../cosim/index.ts';
import type { Case } from '../case/index.ts';
import { openPublished } from '../results/folder/published.ts';
import { collectRemarks, remarkLine } from '../results/folder/remarks.ts';
import { createGauges } from '../results/indicators/index.ts';
import { type SceneOptions, sceneOf } from '../scene.ts';

export interface Outcome {
  /** By id, those that are known. */
  readonly indicators: ReadonlyMap<string, number>;
  /** Reason of failure: the run stopped with an error, or a step could not be solved. */
  readonly failure?: string;
  /** What is worth doubting about the result, one line each. */
  readonly remarks: readonly string[];
}

interface Running {
  readonly signal?: AbortSignal | undefined;
  /** Called after every step. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Why a run with unsolved steps failed. */
export const stepsFailed = (count: number, steps: number, { time, reason }: FailedStep): string =>
  `${count} of ${steps} steps could not be solved, the first at ${time}: ${reason}`;

/** Runs a case; undefined when the signal stopped it. */
export const outcomeOf = (study: Case, options: Running & SceneOptions = {}): Promise<Outcome | undefined> =>
  outcomeIn(study, sceneOf(study, options), options);

/** Runs the scene of a case; undefined when the signal stopped it. */
export async function outcomeIn(
  study: Case,
  scene: Scene,
  { signal, onProgress }: Running,
): Promise<Outcome | undefined> {
  const gauges = createGauges(study.kinds, scene, study.network);
  // The rows of its tables are dropped, so that no file is opened.
  const published = openPublished('', scene.clock);
  const remarks = collectRemarks(scene.clock, study.remarks);
  const { steps } = scene.clock;
  const observer: Observer = {
    onPublish(publication, k) {
      published.onPublish({ indicators: publication.indicators ?? [] });
      gauges.onPublish(publication);
      remarks.onPublish(publication, k);
    },
    onMessage: (message) => gauges.onMessage(message),
    onSchedule: gauges.onSchedule,
    onStep(record) {
      gauges.onStep(record);
      remarks.onStep(record);
      onProgress?.(record.k + 1, steps);
    },
  };
  const without = (failure: string) => ({ indicators: new Map<string, number>(), failure, remarks: lines() });
  const lines = () => remarks.all().map(remarkLine);
  try {
    const { failed, interrupted } = await run(scene, [observer], { signal });
    if (interrupted) return undefined;
    const [first] = failed;
    if (first) return without(stepsFailed(failed.length, steps, first));
    const all = [...gauges.indicators(), ...published.indicators()];
    const finite = all.filter(({ value }) => Number.isFinite(value));
    return { indicators: new Map(finite.map(({ id, value }) => [id, value])), remarks: lines() };
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    return without(error.message);
  } finally {
    gauges.end();
  }
}
