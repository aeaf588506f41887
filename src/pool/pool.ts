// Runs of cases on all cores. Each run is made whole by one worker, so that results depend neither on the number of workers nor on
// the order in which they end. With one worker the runs are made in this process, one after the other.
import { availableParallelism } from 'node:os';
import type { Kinds } from '../kinds.ts';
import { perform } from './perform.ts';
import { type Place, placesOf } from './places.ts';
import { NotBegun, type Performer, startProcess } from './process.ts';
import type { CaseTask, TaskEvents, TaskResult } from './task.ts';

export interface PoolOptions {
  /** Runs made at the same time; 1 when absent. */
  readonly workers?: number | undefined;
  /** Optimisation problems that one run solves at the same time; when absent, the cores are divided among the workers. */
  readonly jobs?: number | undefined;
  /** Stops the runs under way, and those that wait are not begun. */
  readonly signal?: AbortSignal | undefined;
  /** Kinds that cases may name. Code cannot be sent to another process, so that all runs are made in this one. */
  readonly kinds?: Kinds | undefined;
  /** Whether a single worker has a process of its own too, so that this process is free for something else. */
  readonly apart?: boolean | undefined;
  /** Whether a worker whose runs are short receives tasks before it is free, so that it does not wait for the next one. */
  readonly ahead?: boolean | undefined;
}

export interface PoolEvents extends TaskEvents {
  /** Called when a worker takes the task up. */
  readonly onStart?: () => void;
  /** Whether to run, asked with the identity of the run; it is when absent. */
  readonly admit?: (identity: string) => boolean;
}

export interface Pool {
  readonly workers: number;
  /**
   * The result of a task, once a worker is free.
   * @throws what `perform` throws, and WorkerDied
   */
  run(task: CaseTask, events?: PoolEvents): Promise<TaskResult>;
  /** Interrupts the runs under way, and ends the workers. */
  close(): Promise<void>;
}

/** The number of workers when none is given: as many as there are cores for the solvers of one run. */
export const workersOnCores = (jobs = 1): number => Math.max(1, Math.floor(availableParallelism() / jobs));

export function openPool(options: PoolOptions = {}): Pool {
  const { workers: wanted = 1, jobs, signal, kinds, apart = false, ahead = false } = options;
  const workers = kinds ? 1 : wanted;
  const closing = new AbortController();
  const stopped = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
  const isHere = workers === 1 && (kinds !== undefined || !apart);
  const places = placesOf(
    workers,
    isHere ? () => here(kinds) : () => startProcess(workers >= availableParallelism()),
    ahead && !isHere,
  );
  const folders = folderTurns();
  const running = new Set<Promise<unknown>>();

  const performAt = async (place: Place, task: CaseTask, { admit, ...events }: PoolEvents): Promise<TaskResult> => {
    const turn = folders.turn();
    try {
      return await place.performer().perform(
        { ...task, jobs: task.jobs ?? jobs ?? jobsEach(workers) },
        {
          ...events,
          signal: stopped,
          async admit(identity, folder) {
            if (folder !== undefined) await turn.wait(folder);
            return admit?.(identity) ?? true;
          },
        },
      );
    } finally {
      turn.end();
    }
  };
  const runOne = async (task: CaseTask, { onStart, ...events }: PoolEvents): Promise<TaskResult> => {
    for (;;) {
      const place = await places.take();
      try {
        if (stopped.aborted) return { status: 'interrupted' };
        onStart?.();
        return await performAt(place, task, events);
      } catch (error) {
        if (!(error instanceof NotBegun)) throw error;
      } finally {
        places.release(place);
      }
    }
  };
  return {
    workers,
    run(task, events = {}) {
      const result = runOne(task, events);
      const settled: Promise<unknown> = result.then(
        () => running.delete(settled),
        () => running.delete(settled),
      );
      running.add(settled);
      return result;
    },
    async close() {
      closing.abort();
      await Promise.all(running);
      await places.end();
    },
  };
}

/** This process. */
const here = (kinds: Kinds | undefined): Performer => ({
  perform: (task, performing) => perform(task, performing, kinds),
  isAlive: true,
  end: async () => {},
});

/** FEEDERLAB_JOBS is of every worker; without it, workers times solver threads are as many as cores. */
const jobsEach = (workers: number): number | undefined =>
  process.env['FEEDERLAB_JOBS'] ? undefined : workersOnCores(workers);

/** Tasks that lead to the same run take turns: the second one finds the run folder finished. */
function folderTurns() {
  const taken = new Map<string, Promise<void>>();
  return {
    turn() {
      let own: string | undefined;
      let end = () => {};
      return {
        async wait(folder: string) {
          while (taken.has(folder)) await taken.get(folder);
          own = folder;
          taken.set(
            folder,
            new Promise((resolve) => {
              end = resolve;
            }),
          );
        },
        end() {
          if (own !== undefined) taken.delete(own);
          end();
        },
      };
    },
  };
}
