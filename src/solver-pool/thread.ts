// Threads with a solver each. They are kept between batches, do not keep the process alive, and end when they were idle for a while.
import { Worker } from 'node:worker_threads';
import { namedError } from '../../base/index.ts';
import type { SharedWork, Solution } from '../../optimisation/index.ts';
import { moduleAt } from '../package.ts';
import { type Reply, solutionOf, type Task } from './reply.ts';
import type { Message } from './worker.ts';

/** A thread without work gives its memory back after this time [ms]. */
const IDLE_MS = 30_000;

export interface Thread {
  /** Solves one problem at a time. Throws as `solve` does, and a RunError when the thread ends before it answers. */
  solve(task: Task): Promise<Solution>;
  /** Takes part in work that it shares with this thread, until that ends; what it is asked next waits for it. */
  assist(work: SharedWork): void;
  /** Ends the work of a batch; the thread waits for the next one. */
  release(): void;
}

interface Idle {
  readonly thread: Thread;
  readonly end: NodeJS.Timeout;
}

const idle = new Set<Idle>();

export const hasIdleThread = (): boolean => idle.size > 0;

/** A thread for a batch: one that was begun before, or a new one. */
export function takeThread(): Thread {
  for (const known of idle) {
    idle.delete(known);
    clearTimeout(known.end);
    return known.thread;
  }
  return begin();
}

function begin(): Thread {
  const worker = new Worker(entry(), { execArgv: [] });
  let pending: { resolve(reply: Reply): void; reject(error: unknown): void } | undefined;
  let isAlive = true;
  const post = (message: Message) => worker.postMessage(message);
  const ended = (error: unknown) => {
    isAlive = false;
    pending?.reject(error);
    for (const one of idle) if (one.thread === thread) idle.delete(one);
  };
  worker.on('message', (reply: Reply) => pending?.resolve(reply));
  worker.on('error', ended);
  worker.on('exit', (code) => ended(new Error(`its thread ended with code ${code}`)));
  const thread: Thread = {
    async solve(task) {
      const { problem } = task;
      worker.ref();
      const replied = new Promise<Reply>((resolve, reject) => {
        pending = { resolve, reject };
        post({ task });
      });
      const reply = await replied.catch((error: unknown) => {
        throw namedError(error, problem.name);
      });
      return solutionOf(problem, reply);
    },
    assist: (work) => post({ work }),
    release() {
      worker.unref();
      if (!isAlive) return;
      const end = setTimeout(() => {
        idle.delete(one); // it ends some time later, and is not to be taken until then
        void worker.terminate();
      }, IDLE_MS).unref();
      const one = { thread, end };
      idle.add(one);
    },
  };
  return thread;
}

/** The package is JavaScript; the sources are TypeScript, which a thread reads through tsx. */
function entry(): URL {
  const worker = moduleAt('src/solver-pool/worker');
  if (!worker.href.endsWith('.ts')) return worker;
  const tsx = import.meta.resolve('tsx/esm/api');
  const source = `import { register } from '${tsx}'; register(); await import('${worker.href}');`;
  return new URL(`data:text/javascript,${encodeURIComponent(source)}`);
}
