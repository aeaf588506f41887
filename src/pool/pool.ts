// Runs of cases on all cores. Each run is made whole by one worker, so that results depend neither on the number of workers nor on
// the order in which they end. With one worker the runs are made in this process, one after the other.
import { availableParallelism } from 'node:os';
import { RunError } from '../../base/index.ts';
import type { Kinds } from '../kinds.ts';
import type { Overlays } from '../results/draw/draw.ts';
import { drawn } from './overlays.ts';
import { perform } from './perform.ts';
import { type KnownRuns, NotBegun, type Performer, performerOf, type Shared } from './performer.ts';
import { MOST_IN_HAND, type Place, placesOf } from './places.ts';
import { endPrepared, prepareProcesses, takeProcess } from './process.ts';
import type { CaseTask, DrawnResult, OverlayTask, TaskEvents, TaskResult } from './task.ts';

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
  /** Whether a worker whose runs are short and recorded receives tasks before it is free, so that it does not wait for the next one. */
  readonly ahead?: boolean | undefined;
  /** Identities of runs that are not repeated, where a task has no `admit`; none when absent. */
  readonly known?: KnownRuns | undefined;
}

export interface PoolEvents extends TaskEvents {
  /** Called when a worker takes the task up. */
  readonly onStart?: () => void;
  /** Whether to run, asked with the identity of the run; where it is absent, a run that is not known is made. */
  readonly admit?: (identity: string) => boolean;
}

export interface Pool {
  readonly workers: number;
  /** Tasks with which it is busy: those in the hands of workers, and one that waits for each of them. */
  readonly room: number;
  /**
   * The result of a task, once a worker is free.
   * @throws what `perform` throws, and WorkerDied
   */
  run(task: CaseTask, events?: PoolEvents): Promise<TaskResult>;
  /**
   * Draws overlays, once a worker is free.
   * @throws what `drawOverlays` throws, RunError where the signal stopped it, and WorkerDied
   */
  draw(task: OverlayTask): Promise<Overlays>;
  /** Interrupts the runs under way, and ends the workers. */
  close(): Promise<void>;
}

/** The number of workers when none is given: as many as there are cores for the solvers of one run. */
export const workersOnCores = (jobs = 1): number => Math.max(1, Math.floor(availableParallelism() / jobs));

const isFull = (workers: number): boolean => workers >= availableParallelism();

/**
 * Starts the processes of a pool that will be opened soon, so that they load meanwhile.
 * @param tasks some that they will have, whose cases they read so that the code for it is compiled
 */
export function prepareWorkers(workers: number, tasks: readonly CaseTask[] = []): void {
  if (workers > 1) prepareProcesses(workers, isFull(workers), tasks);
}

export function openPool(options: PoolOptions = {}): Pool {
  const { workers: wanted = 1, jobs, signal, kinds, apart = false, known } = options;
  const workers = kinds ? 1 : wanted;
  const closing = new AbortController();
  const stopped = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
  const shared = { signal: stopped, known };
  const isHere = workers === 1 && (kinds !== undefined || !apart);
  const ahead = options.ahead === true && !isHere;
  const places = placesOf(
    workers,
    isHere ? () => here(kinds, shared) : () => performerOf(takeProcess(isFull(workers)), shared),
    ahead,
  );
  const folders = folderTurns();
  const running = new Set<Promise<unknown>>();

  const performAt = async (place: Place, task: CaseTask, { admit, ...events }: PoolEvents): Promise<TaskResult> => {
    const given = { ...task, jobs: task.jobs ?? jobs ?? jobsEach(workers) };
    if (!admit && !task.folder) return place.performer().perform(given, events);
    const turn = folders.turn();
    try {
      return await place.performer().perform(given, {
        ...events,
        async admit(identity, folder) {
          if (folder !== undefined) await turn.wait(folder);
          return admit ? admit(identity) : !known?.has(identity);
        },
      });
    } finally {
      turn.end();
    }
  };
  /** Has a worker do something, and another one where that had not begun when its process ended. */
  const atPlace = async <T extends TaskResult | DrawnResult>(
    group: string,
    work: (place: Place) => Promise<T>,
  ): Promise<T | Interrupted> => {
    for (;;) {
      const place = await places.take(group);
      let took_ms = LONG_MS;
      try {
        if (stopped.aborted) return { status: 'interrupted' };
        const result = await work(place);
        if (result.status === 'recorded') took_ms = 1000 * result.wall_s;
        return result;
      } catch (error) {
        if (!(error instanceof NotBegun)) throw error;
      } finally {
        places.release(place, took_ms);
      }
    }
  };
  const tracked = <T>(result: Promise<T>): Promise<T> => {
    const settled: Promise<unknown> = result.then(
      () => running.delete(settled),
      () => running.delete(settled),
    );
    running.add(settled);
    return result;
  };
  return {
    workers,
    room: (ahead ? MOST_IN_HAND + 1 : 2) * workers,
    run: (task, { onStart, ...events } = {}) =>
      tracked(
        atPlace(task.case, (place) => {
          onStart?.();
          return performAt(place, task, events);
        }),
      ),
    async draw(task) {
      const result = await tracked(atPlace(task.options.case ?? '', (place) => place.performer().draw(task)));
      if (result.status === 'interrupted') throw new RunError(`interrupted before it was drawn: ${task.out}`);
      return result.overlays;
    },
    async close() {
      closing.abort();
      await Promise.all(running);
      await places.end();
      endPrepared();
    },
  };
}

/** Of a task that was not made, or whose time is not known [ms]. */
const LONG_MS = 1_000;

type Interrupted = Extract<DrawnResult, { readonly status: 'interrupted' }>;

/** This process. */
const here = (kinds: Kinds | undefined, { signal, known }: Shared): Performer => ({
  perform: (task, performing) =>
    perform(task, { admit: async (identity) => !known?.has(identity), ...performing, signal }, kinds),
  draw: (task) => drawn(task, signal, kinds),
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
