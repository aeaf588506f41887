// A worker process, seen from the main process: tasks and their results are messages, and its end is noticed.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RunError } from '../../base/index.ts';
import { moduleAt } from '../package.ts';
import { errorOf } from './errors.ts';
import type { FromWorker, ResultData, ToWorker } from './messages.ts';
import type { CaseTask, Performing, TaskResult } from './task.ts';

/** The worker process of a run ended before the run did: it was killed, or ran out of memory. */
export class WorkerDied extends RunError {
  constructor(reason: string) {
    super(`its worker process ${reason}`);
    this.name = 'WorkerDied';
  }
}

/** A task was in the hands of a worker process that ended while it made an earlier one. */
export class NotBegun extends Error {}

/** What performs tasks, one after the other. */
export interface Performer {
  /** @throws what `perform` throws, WorkerDied, and NotBegun */
  perform(task: CaseTask, performing: Performing): Promise<TaskResult>;
  /** False once its process has ended. */
  readonly isAlive: boolean;
  end(): Promise<void>;
}

/** @param full whether every core has a worker: threads that collect garbage at the same time would only cost time */
export function startProcess(full: boolean): Performer {
  const worker = fileURLToPath(moduleAt('src/pool/worker'));
  const child = fork(worker, [], {
    execArgv: [...optionsOf(extname(worker)), ...(full ? ['--single-threaded-gc'] : [])],
    serialization: 'advanced', // plain JSON has neither NaN nor Map
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const lastWords = forward(child);
  const kill = () => child.kill('SIGKILL');
  process.on('exit', kill);
  let died: WorkerDied | undefined;
  let [last, at] = [0, 0];
  const inHand = new Set<number>();
  /** The task that the process made when it ended. */
  let making: number | undefined;
  const ended = (reason: string) => {
    died ??= new WorkerDied(reason);
    making ??= inHand.has(at) ? at : [...inHand][0];
  };
  child.on('message', (message: FromWorker) => {
    at = message.at ?? at;
  });
  child.on('close', (code, signal) => {
    process.off('exit', kill);
    ended(reasonOf(code, signal, lastWords()));
  });
  child.on('error', (error) => ended(`could not be started: ${error.message}`));
  return {
    async perform(task, performing) {
      if (died) throw died;
      const id = ++last;
      inHand.add(id);
      try {
        return await performBy(child, id, task, performing, () => (making === id ? died! : new NotBegun()));
      } finally {
        inHand.delete(id);
      }
    },
    get isAlive() {
      return died === undefined && child.connected;
    },
    async end() {
      if (died) return;
      // not by disconnect(), after which Node 20 emits no `close`
      if (child.connected) child.send({ do: 'end' } satisfies ToWorker);
      await once(child, 'close');
    },
  };
}

/** The package is JavaScript; the sources are TypeScript, which the process reads through tsx. */
function optionsOf(extension: string): string[] {
  if (extension === '.ts') return ['--import', import.meta.resolve('tsx')];
  return process.execArgv.filter((option) => !option.startsWith('--inspect'));
}

function performBy(
  child: ChildProcess,
  id: number,
  task: CaseTask,
  { signal, admit, ...events }: Performing,
  ended: () => Error,
): Promise<TaskResult> {
  const send = (message: ToWorker) => void (child.connected && child.send(message));
  return new Promise<TaskResult>((resolve, reject) => {
    const interrupt = () => send({ do: 'interrupt', id });
    const settle = (end: () => void) => {
      child.off('message', onMessage).off('close', onEnd).off('error', onEnd);
      signal?.removeEventListener('abort', interrupt);
      end();
    };
    const onMessage = async (message: FromWorker) => {
      if (message.id !== id) return;
      switch (message.is) {
        case 'progress':
          return events.onProgress?.(message.done, message.total);
        case 'resumed':
          return events.onResume?.(message.done, message.total);
        case 'waiting':
          return events.onWait?.(message.sentence);
        case 'read':
          return send({ do: 'continue', id, admitted: (await admit?.(message.identity, message.folder)) ?? true });
        case 'done':
          return settle(() => resolve(resultOf(message.result)));
        case 'failed':
          return settle(() => reject(errorOf(message.error)));
      }
    };
    // a signal to the whole group of processes may have ended it too
    const onEnd = () => settle(() => (signal?.aborted ? resolve({ status: 'interrupted' }) : reject(ended())));
    child.on('message', onMessage).on('close', onEnd).on('error', onEnd);
    signal?.addEventListener('abort', interrupt);
    send({ do: 'perform', id, task });
  });
}

const resultOf = (result: ResultData): TaskResult =>
  result.status === 'refused' ? { ...result, error: errorOf(result.error) as never } : result;

/** Length of the end of the output that is kept [characters]. */
const KEPT = 4_000;

/** What a worker prints goes to stderr, except the report of Node about its memory; the end of it is kept. */
function forward({ stdout, stderr }: ChildProcess): () => string {
  let kept = '';
  for (const stream of [stdout!, stderr!]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      kept = (kept + text).slice(-KEPT);
      if (!OUT_OF_MEMORY.test(kept)) process.stderr.write(text);
    });
  }
  return () => kept;
}

const OUT_OF_MEMORY = /<--- Last few GCs --->|heap out of memory/;

function reasonOf(code: number | null, signal: NodeJS.Signals | null, lastWords: string): string {
  if (OUT_OF_MEMORY.test(lastWords)) return 'ran out of memory (--max-old-space-size of Node)';
  if (signal === 'SIGKILL') return 'was killed (SIGKILL), by a person or by a system short of memory';
  return signal === null ? `ended with code ${code}` : `was ended by ${signal}`;
}
