// A worker process, seen from the main process: tasks and their results are messages, and its end is noticed.
import { once } from 'node:events';
import { RunError } from '../../base/index.ts';
import type { Digests } from '../sweep/ledger/digests.ts';
import { recordsBy } from '../sweep/ledger/index.ts';
import { errorOf } from './errors.ts';
import type { FromWorker, FromWorkerGroup, GivenTask, ResultData, ToWorker } from './messages.ts';
import { reasonOf, type Started } from './process.ts';
import { resultIn } from './recorded.ts';
import type { CaseTask, DrawnResult, OverlayTask, Performing, TaskResult } from './task.ts';

/** The worker process of a run ended before the run did: it was killed, or ran out of memory. */
export class WorkerDied extends RunError {
  constructor(reason: string) {
    super(`its worker process ${reason}`);
    this.name = 'WorkerDied';
  }
}

/** A task was in the hands of a worker process that ended while it made an earlier one, or that takes long for an earlier one. */
export class NotBegun extends Error {}

/** What performs tasks, one after the other. */
export interface Performer {
  /** @throws what `perform` throws, WorkerDied, and NotBegun */
  perform(task: CaseTask, performing: Omit<Performing, 'signal'>): Promise<TaskResult>;
  /** @throws what `drawn` throws, WorkerDied, and NotBegun */
  draw(task: OverlayTask): Promise<DrawnResult>;
  /** False once its process has ended. */
  readonly isAlive: boolean;
  end(): Promise<void>;
}

/** For all tasks of a pool. */
export interface Shared {
  /** Stops the task under way and those that wait. */
  readonly signal: AbortSignal;
  /** Identities of runs that are not to be repeated; their number grows. */
  readonly known?: KnownRuns | undefined;
}

export type KnownRuns = Pick<Digests, 'has' | 'size' | 'from'>;

interface InHand extends GivenTask {
  readonly performing: Omit<Performing, 'signal'>;
  resolve(result: TaskResult | DrawnResult): void;
  reject(error: Error): void;
}

/** A worker process that is free for the tasks of a pool. */
export function performerOf({ child, started_ms, lastWords }: Started, { signal, known }: Shared): Performer {
  /** In the order in which the process makes them. */
  const inHand = new Map<number, InHand>();
  const send = (message: ToWorker) => void (child.connected && child.send(message));
  let died: WorkerDied | undefined;
  const interrupt = () => send({ do: 'interrupt' });
  signal.addEventListener('abort', interrupt);
  if (signal.aborted) interrupt();
  const ended = (reason: string) => {
    if (died) return;
    died = new WorkerDied(reason);
    signal.removeEventListener('abort', interrupt);
    settleAll([...inHand.values()], { pid: child.pid, started_ms, died, isStopped: signal.aborted });
    inHand.clear();
  };
  child.on('close', (code, ofSystem) => ended(reasonOf(code, ofSystem, lastWords())));
  child.on('error', (error) => {
    if (child.pid === undefined) ended(`could not be started: ${error.message}`);
  });
  child.on('message', (messages: FromWorkerGroup) => {
    for (const message of messages) {
      const one = inHand.get(message.id);
      if (one && isEnd(message)) inHand.delete(message.id);
      if (one) receive(one, message, send);
    }
  });
  const give = inGroups((tasks: readonly InHand[], after: number) => {
    const given = tasks.map(({ id, task, asks }) => ({ id, task, asks }));
    send({ do: 'perform', tasks: given, known: known?.from(after) ?? new Uint8Array() });
    return known?.size ?? 0;
  });
  let last = 0;
  const take = async (task: GivenTask['task'], performing: InHand['performing']): Promise<TaskResult | DrawnResult> => {
    if (died) throw died;
    return new Promise((resolve, reject) => {
      const id = ++last;
      const one = { id, task, asks: performing.admit !== undefined, performing, resolve, reject };
      inHand.set(id, one);
      give(one);
    });
  };
  return {
    perform: (task, performing) => take(task, performing) as Promise<TaskResult>,
    draw: (task) => take(task, {}) as Promise<DrawnResult>,
    get isAlive() {
      return died === undefined && child.connected;
    },
    async end() {
      if (died) return;
      // not by disconnect(), after which Node 20 emits no `close`
      send({ do: 'end' });
      await once(child, 'close');
    },
  };
}

/** Tasks that are given in one turn are one message. `sent` returns the number of known runs that the process has then. */
function inGroups(sent: (tasks: readonly InHand[], known: number) => number): (one: InHand) => void {
  let tasks: InHand[] = [];
  let known = 0;
  return (one) => {
    if (tasks.push(one) > 1) return;
    setImmediate(() => {
      known = sent(tasks, known);
      tasks = [];
    });
  };
}

const isEnd = ({ is }: FromWorker): boolean => is === 'done' || is === 'failed' || is === 'returned';

async function receive({ performing, resolve, reject }: InHand, message: FromWorker, send: (to: ToWorker) => void) {
  switch (message.is) {
    case 'progress':
      return performing.onProgress?.(message.done, message.total);
    case 'resumed':
      return performing.onResume?.(message.done, message.total);
    case 'waiting':
      return performing.onWait?.(message.sentence);
    case 'read': {
      const { id, identity, folder } = message;
      return send({ do: 'continue', id, admitted: (await performing.admit?.(identity, folder)) ?? true });
    }
    case 'returned':
      return reject(new NotBegun());
    case 'done':
      return resolve(resultOf(message.result));
    case 'failed':
      return reject(errorOf(message.error));
  }
}

interface End {
  readonly pid: number | undefined;
  readonly started_ms: number;
  readonly died: WorkerDied;
  readonly isStopped: boolean;
}

/** Tasks of a process that has ended: those that it has recorded, without an answer, the one that it made, and those not begun. */
function settleAll(left: readonly InHand[], { pid, started_ms, died, isStopped }: End): void {
  const ledgers = new Set(left.flatMap(({ task }) => recordOf(task)?.ledger ?? []));
  const records = pid === undefined ? [] : [...ledgers].flatMap((ledger) => recordsBy(pid, started_ms, ledger));
  const results = new Map(records.map(([record, place]) => [record.key, resultIn(record, place)]));
  const open = left.filter(({ task, resolve }) => {
    const result = results.get(recordOf(task)?.key ?? '');
    if (result) resolve(result);
    return !result;
  });
  for (const [i, { resolve, reject }] of open.entries()) {
    if (isStopped)
      resolve({ status: 'interrupted' }); // a signal to the whole group of processes may have ended it too
    else reject(i === 0 ? died : new NotBegun());
  }
}

const recordOf = (task: GivenTask['task']) => ('record' in task ? task.record : undefined);

const resultOf = (result: ResultData): TaskResult | DrawnResult =>
  result.status === 'refused' ? { ...result, error: errorOf(result.error) as never } : result;
