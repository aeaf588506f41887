// The processes of workers: started, also before there is something to do, and listened to.
import { type ChildProcess, fork } from 'node:child_process';
import type { Socket } from 'node:net';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { moduleAt } from '../package.ts';
import type { ToWorker } from './messages.ts';
import type { CaseTask } from './task.ts';

/** A process that waits for tasks. */
export interface Started {
  readonly child: ChildProcess;
  readonly started_ms: number;
  /** The end of what it has printed. */
  readonly lastWords: () => string;
}

const prepared: Started[] = [];

/**
 * Starts processes that load while something else is done. Pools take them; they do not keep this process alive.
 * @param tasks whose cases they read meanwhile
 */
export function prepareProcesses(count: number, full: boolean, tasks: readonly CaseTask[]): void {
  while (prepared.length < count) {
    const started = startProcess(full);
    if (tasks.length > 0) started.child.send({ do: 'prepare', tasks } satisfies ToWorker, () => {}); // it may have ended
    for (const handle of handlesOf(started)) handle?.unref();
    prepared.push(started);
  }
}

/** Ends those that no pool has taken. */
export function endPrepared(): void {
  for (const { child } of prepared.splice(0)) child.kill('SIGKILL');
}

/** A process that was prepared, or a new one. */
export function takeProcess(full: boolean): Started {
  for (let one = prepared.shift(); one; one = prepared.shift()) {
    if (!one.child.connected) continue;
    for (const handle of handlesOf(one)) handle?.ref();
    return one;
  }
  return startProcess(full);
}

const handlesOf = ({ child }: Started) => [child, child.channel, child.stdout as Socket, child.stderr as Socket];

/** @param full whether every core has a worker: threads that collect garbage at the same time would only cost time */
function startProcess(full: boolean): Started {
  const worker = fileURLToPath(moduleAt('src/pool/worker'));
  const started_ms = Date.now();
  const child = fork(worker, [], {
    execArgv: [...optionsOf(extname(worker)), ...(full ? ['--single-threaded-gc'] : [])],
    serialization: 'advanced', // plain JSON has neither NaN nor Map
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const kill = () => child.kill('SIGKILL');
  process.on('exit', kill);
  child.on('close', () => process.off('exit', kill));
  return { child, started_ms, lastWords: forward(child) };
}

/** The package is JavaScript; the sources are TypeScript, which the process reads through tsx. */
function optionsOf(extension: string): string[] {
  if (extension === '.ts') return ['--import', import.meta.resolve('tsx')];
  return process.execArgv.filter((option) => !option.startsWith('--inspect'));
}

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

/** Why a process has ended. */
export function reasonOf(code: number | null, signal: NodeJS.Signals | null, lastWords: string): string {
  if (OUT_OF_MEMORY.test(lastWords)) return 'ran out of memory (--max-old-space-size of Node)';
  if (signal === 'SIGKILL') return 'was killed (SIGKILL), by a person or by a system short of memory';
  return signal === null ? `ended with code ${code}` : `was ended by ${signal}`;
}
