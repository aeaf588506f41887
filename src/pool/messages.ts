// What the main process and a worker process send each other. All of it is plain data.
import type { ErrorData } from './errors.ts';
import type { CaseTask, TaskResult } from './task.ts';

type Refused = Extract<TaskResult, { readonly status: 'refused' }>;

/** A result as plain data. */
export type ResultData = Exclude<TaskResult, Refused> | (Omit<Refused, 'error'> & { readonly error: ErrorData });

/** `id` is the number of a task. */
export type ToWorker =
  | { readonly do: 'perform'; readonly id: number; readonly task: CaseTask }
  /** The answer to `read`. */
  | { readonly do: 'continue'; readonly id: number; readonly admitted: boolean }
  | { readonly do: 'interrupt'; readonly id: number }
  | { readonly do: 'end' };

/** `at` is the task that the worker works on next, of those that it has in hand. */
export type FromWorker = { readonly id: number; readonly at?: number | undefined } & (
  | { readonly is: 'progress'; readonly done: number; readonly total: number }
  | { readonly is: 'resumed'; readonly done: number; readonly total: number }
  | { readonly is: 'waiting'; readonly sentence: string }
  /** The question whether to run. */
  | { readonly is: 'read'; readonly identity: string; readonly folder: string | undefined }
  | { readonly is: 'done'; readonly result: ResultData }
  | { readonly is: 'failed'; readonly error: ErrorData }
);
