// A queue of runs that machines share. The package feederlab-queue has one, on Redis.

/** A sweep in a queue. */
export interface QueuedSweep {
  /** Unique for its name, plan and version of feederlab. */
  readonly id: string;
  readonly name: string;
  /** Its file, or its name among the cases, where it was planned. */
  readonly file: string;
  /** As in `SweepPlan`. */
  readonly identity: string;
  /** Version that planned it. */
  readonly feederlab: string;
  readonly size: number;
}

/** A run in a queue: nothing of it but its key and its number in the plan, from 0. */
export interface QueuedRun {
  readonly key: string;
  readonly index: number;
}

/**
 *   ended        its record is in a ledger
 *   failed       likewise, and the run failed or was refused
 *   interrupted  not made; another worker may make it
 */
export type QueuedOutcome =
  | { readonly status: 'ended' | 'interrupted' }
  | { readonly status: 'failed'; readonly message: string };

export interface QueueCounts {
  readonly waiting: number;
  readonly active: number;
  readonly ended: number;
  readonly failed: number;
}

export interface WorkOptions {
  /** Runs made at the same time. */
  readonly atOnce: number;
  /** A run goes to another worker when the one that has it gives no sign of life for this time [s]. */
  readonly lease_s: number;
  /** Makes a run. When it throws, the run is tried again later, a few times, by any worker. */
  readonly make: (run: QueuedRun) => Promise<QueuedOutcome>;
}

/** All methods throw the error of `QueueAccess.gone` once the queue has been given up. */
export interface RunQueue {
  /** In no order. */
  sweeps(): Promise<readonly QueuedSweep[]>;
  /** Adds runs of a sweep; one whose key the queue has already, also one that has ended, is not added again. */
  put(sweep: QueuedSweep, runs: Iterable<QueuedRun>, onPut?: (count: number) => void): Promise<void>;
  counts(id: string): Promise<QueueCounts>;
  /** Puts the runs that failed back into the queue. */
  retryFailed(id: string): Promise<void>;
  /** Takes runs of a sweep until it is closed. Closing waits for the runs that are being made. */
  work(id: string, options: WorkOptions): { close(): Promise<void> };
  close(): Promise<void>;
}

export interface QueueAccess {
  /** Called with what is worth knowing about the queue, such as a server that does not answer. */
  readonly onNote: (sentence: string) => void;
  /** A server that does not answer for this time is given up [s]. */
  readonly patience_s: number;
  /** Gives up a server that does not answer. */
  readonly signal?: AbortSignal | undefined;
  /** The error of a server that was given up. */
  readonly gone: (cause: unknown) => Error;
}

export interface QueueEngine {
  /** @throws Error when there is no queue at this address */
  openQueue(url: string, access: QueueAccess): Promise<RunQueue>;
}
