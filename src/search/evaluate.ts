// Evaluates a case in memory: its indicators, without a run folder.
import { RunError } from '../../base/index.ts';
import { type Observer, run } from '../../cosim/index.ts';
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

interface Running extends SceneOptions {
  readonly signal?: AbortSignal | undefined;
}

/** Runs a case; undefined when the signal stopped it. */
export async function outcomeOf(study: Case, options: Running = {}): Promise<Outcome | undefined> {
  const scene = sceneOf(study, options);
  const gauges = createGauges(study.kinds, scene, study.network);
  // The rows of its tables are dropped, so that no file is opened.
  const published = openPublished('', scene.clock);
  const observer: Observer = {
    onPublish(publication) {
      published.onPublish({ indicators: publication.indicators ?? [] });
      gauges.onPublish(publication);
    },
    onMessage: (message) => gauges.onMessage(message),
    onStep: (record) => gauges.onStep(record),
  };
  const none = new Map<string, number>();
  try {
    const { failed, interrupted } = await run(scene, [observer], { signal: options.signal });
    if (interrupted) return undefined;
    const [first] = failed;
    if (first)
      return {
        indicators: none,
        failure: `${failed.length} of ${scene.clock.steps} steps could not be solved, the first at ${first.time}: ${first.reason}`,
      };
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    return { indicators: none, failure: error.message };
  }
  const all = [...gauges.indicators(), ...published.indicators()];
  return { indicators: new Map(all.filter(({ value }) => Number.isFinite(value)).map(({ id, value }) => [id, value])) };
}
