// What the main process and a worker process send each other. All of it is plain data.
import type { ErrorData } from './errors.ts';
import type { CaseTask, DrawnResult, OverlayTask, TaskResult } from './task.ts';

type Refused = Extract<TaskResult, { readonly status: 'refused' }>;

/** A result as plain data. */
export type ResultData =
  | Exclude<TaskResult, Refused>
  | DrawnResult
  | (Omit<Refused, 'error'> & { readonly error: ErrorData });

/** A task with its number. */
export interface GivenTask {
  readonly id: number;
  readonly task: CaseTask | OverlayTask;
  /** Whether the worker asks before it runs the case. */
  readonly asks: boolean;
}

export type ToWorker =
  /** `known` has the identities of runs that are not to be repeated, besides those that were sent before (`Digests`). */
  | { readonly do: 'perform'; readonly tasks: readonly GivenTask[]; readonly known: Uint8Array }
  /** Cases that are read, and forgotten, until there is a task: what reads them is then compiled, and files are known. */
  | { readonly do: 'prepare'; readonly tasks: readonly CaseTask[] }
  /** The answer to `read`. */
  | { readonly do: 'continue'; readonly id: number; readonly admitted: boolean }
  | { readonly do: 'interrupt' }
  | { readonly do: 'end' };

export type FromWorker = { readonly id: number } & (
  | { readonly is: 'progress'; readonly done: number; readonly total: number }
  | { readonly is: 'resumed'; readonly done: number; readonly total: number }
  | { readonly is: 'waiting'; readonly sentence: string }
  /** The question whether to run. */
  | { readonly is: 'read'; readonly identity: string; readonly folder: string | undefined }
  /** Not begun, because an earlier task takes long. */
  | { readonly is: 'returned' }
  | { readonly is: 'done'; readonly result: ResultData }
  | { readonly is: 'failed'; readonly error: ErrorData }
);

/** Several in one message, in the order in which they happened. */
export type FromWorkerGroup = readonly FromWorker[];
