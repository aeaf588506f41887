// A worker process. It makes one task after the other, and ends with the main process. A message takes as long as some per cent of a
// short run: what is recorded in a ledger is answered in groups, everything else at once. Ctrl-C reaches all processes of a group: it
// is ignored here, because the main process sends `interrupt`.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Digests } from '../sweep/ledger/digests.ts';
import { dataOf } from './errors.ts';
import type { FromWorker, GivenTask, ResultData, ToWorker } from './messages.ts';
import { drawn } from './overlays.ts';
import { perform, readAhead } from './perform.ts';
import type { CaseTask, Performing, TaskResult } from './task.ts';

/** Least time between two reports of progress, and the time after which other workers take over the tasks that wait here [ms]. */
const REPORT_MS = 100;

/** Longest time from the end of a recorded run to its answer, where no long run follows [ms]. */
const GROUP_MS = 30;

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
process.on('disconnect', () => process.exit());

const waiting: GivenTask[] = [];
/** What is read while nothing waits. */
let ahead: CaseTask[] = [];
/** Runs that are not repeated: those made here, and those that the main process knows. */
const known = new Digests();
const stop = new AbortController();
let wake = () => {};
/** Receives the answer to the question of the present task. */
let admit = (_: boolean) => {};

process.on('message', (message: ToWorker) => {
  switch (message.do) {
    case 'perform':
      known.addAll(message.known);
      ahead = [];
      waiting.push(...message.tasks);
      return wake();
    case 'prepare':
      ahead = [...message.tasks];
      return wake();
    case 'continue':
      return admit(message.admitted);
    case 'interrupt':
      return stop.abort();
    case 'end':
      return process.exit();
  }
});

/** What happened and is not sent yet, and since when. */
let group: FromWorker[] = [];
let since = 0;

/** The main process may have ended. */
function sendGroup(): void {
  if (group.length > 0 && process.connected) process.send!(group);
  group = [];
}

function send(message: FromWorker): void {
  group.push(message);
  sendGroup();
}

void work();

async function work(): Promise<never> {
  for (;;) {
    const one = waiting.shift();
    const next = one ? undefined : ahead.shift();
    if (one) await make(one);
    else if (next) {
      await readAhead(next);
      await nextTurn();
    } else {
      sendGroup();
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
}

async function make({ id, task, asks }: GivenTask): Promise<void> {
  try {
    if ('dirs' in task) return send({ is: 'done', id, result: await drawn(task, stop.signal) });
    const result = await perform(task, {
      signal: stop.signal,
      admit: async (identity, folder) => (asks ? ask(id, identity, folder) : !known.has(identity)),
      ...eventsOf(id),
    });
    if (result.status === 'recorded') {
      const { status, identity } = result.entry;
      if (status === 'done' && identity !== undefined) known.add(identity);
      await answer({ is: 'done', id, result });
    } else send({ is: 'done', id, result: asData(result) });
  } catch (error) {
    send({ is: 'failed', id, error: dataOf(error) });
  }
}

/** The main process learns of the result within a short time, and is heard then. */
async function answer(message: FromWorker): Promise<void> {
  const now = performance.now();
  if (group.length === 0) since = now;
  group.push(message);
  if (now - since < GROUP_MS) return;
  sendGroup();
  await nextTurn();
}

function ask(id: number, identity: string, folder: string | undefined): Promise<boolean> {
  const answered = new Promise<boolean>((resolve) => {
    admit = resolve;
  });
  send({ is: 'read', id, identity, folder });
  return answered;
}

function eventsOf(id: number): Omit<Performing, 'signal' | 'admit'> {
  let due = performance.now() + REPORT_MS;
  return {
    onResume: (done, total) => send({ is: 'resumed', id, done, total }),
    onProgress(done, total) {
      const now = performance.now();
      if (now < due) return;
      due = now + REPORT_MS;
      group.push(...waiting.splice(0).map((one) => ({ is: 'returned', id: one.id }) as const));
      send({ is: 'progress', id, done, total });
    },
    onWait: (sentence) => send({ is: 'waiting', id, sentence }),
  };
}

function asData(result: TaskResult): ResultData {
  return result.status === 'refused' ? { ...result, error: dataOf(result.error) } : result;
}
