// A run in memory: its indicators, without a run folder.
import { RunError } from '../../base/index.ts';
import { type Observer, run, type Scene } from '../../cosim/index.ts';
import type { Case } from '../case/index.ts';
import { openPublished } from '../results/folder/published.ts';
import { createGauges } from '../results/indicators/index.ts';
import { type SceneOptions, sceneOf } from '../scene.ts';

export interface Outcome {
  /** By id, those that are known. */
  readonly indicators: ReadonlyMap<string, number>;
  /** Reason of failure: the run stopped with an error, or a step could not be solved. */
  readonly failure?: string;
}

interface Running {
  readonly signal?: AbortSignal | undefined;
  /** Called after every step. */
  readonly onProgress?: (done: number, total: number) => void;
}

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
  const { steps } = scene.clock;
  const observer: Observer = {
    onPublish(publication) {
      published.onPublish({ indicators: publication.indicators ?? [] });
      gauges.onPublish(publication);
    },
    onMessage: (message) => gauges.onMessage(message),
    onSchedule: gauges.onSchedule,
    onStep(record) {
      gauges.onStep(record);
      onProgress?.(record.k + 1, steps);
    },
  };
  const none = new Map<string, number>();
  try {
    const { failed, interrupted } = await run(scene, [observer], { signal });
    if (interrupted) return undefined;
    const [first] = failed;
    if (first)
      return {
        indicators: none,
        failure: `${failed.length} of ${steps} steps could not be solved, the first at ${first.time}: ${first.reason}`,
      };
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    return { indicators: none, failure: error.message };
  }
  const all = [...gauges.indicators(), ...published.indicators()];
  return { indicators: new Map(all.filter(({ value }) => Number.isFinite(value)).map(({ id, value }) => [id, value])) };
}
