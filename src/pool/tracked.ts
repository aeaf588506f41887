// The state of several runs, for those who watch them.
import type { PoolEvents } from './pool.ts';

export interface RunsState {
  /** Numbers of runs that have ended, of those among them that failed, and of all. */
  readonly done: number;
  readonly failed: number;
  readonly total: number;
  /** The runs under way, in the order in which they began, with their steps. */
  readonly running: readonly { readonly name: string; readonly done: number; readonly total: number }[];
}

export type OnRuns = ((state: RunsState) => void) | undefined;

/** Reports the state whenever it changes. */
export function trackedRuns(total: number, onRuns: OnRuns) {
  const running = new Map<object, RunsState['running'][number]>();
  let [done, failed] = [0, 0];
  const report = () => onRuns?.({ done, failed, total, running: [...running.values()] });
  return {
    /** One more run. `end` is called once, also for a run that was not begun. */
    run(name: string): { readonly events: PoolEvents; end(hasFailed: boolean): void } {
      const key = {};
      const at = (steps: number, of: number) => {
        running.set(key, { name, done: steps, total: of });
        report();
      };
      return {
        events: { onStart: () => at(0, 0), onResume: at, onProgress: at },
        end(hasFailed) {
          running.delete(key);
          done++;
          if (hasFailed) failed++;
          report();
        },
      };
    },
  };
}
