// A worker process. It finishes one task at a time, and ends with the main process. The next task in hand is read before the present
// one is finished: the main process answers meanwhile whether it is to be run. Ctrl-C reaches all processes of a group: it is ignored
// here, because the main process sends `interrupt`.
import { dataOf } from './errors.ts';
import type { FromWorker, ResultData, ToWorker } from './messages.ts';
import { begin } from './perform.ts';
import type { Begun, CaseTask, TaskResult } from './task.ts';

/** Least time between two reports of progress [ms]. */
const REPORT_MS = 100;

interface InHand {
  readonly id: number;
  readonly task: CaseTask;
  readonly stop: AbortController;
  /** Answers the question whether to run. */
  answer(admitted: boolean): void;
  readonly admitted: Promise<boolean>;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
process.on('disconnect', () => process.exit());

const inHand = new Map<number, InHand>();
const waiting: InHand[] = [];
let wake = () => {};

process.on('message', (message: ToWorker) => {
  switch (message.do) {
    case 'perform': {
      const { promise, resolve } = answered();
      const one = { ...message, stop: new AbortController(), answer: resolve, admitted: promise };
      inHand.set(message.id, one);
      waiting.push(one);
      return wake();
    }
    case 'continue':
      return inHand.get(message.id)?.answer(message.admitted);
    case 'interrupt':
      return inHand.get(message.id)?.stop.abort();
    case 'end':
      return process.exit();
  }
});

function answered() {
  let resolve: (admitted: boolean) => void = () => {};
  const promise = new Promise<boolean>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

type Read = InHand & { readonly begun: Begun };

for (let ahead: Read | undefined; ; ) {
  if (!ahead && waiting.length === 0)
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  const current: Read | undefined = ahead ?? (await read(waiting.shift()));
  ahead = await read(waiting.shift(), current?.id);
  if (current) await finish(current, ahead?.id);
}

/**
 * Reads the case of a task, and asks whether to run it; undefined where that is the end of the task.
 * @param then the task that is finished after that; this one when absent
 */
async function read(one: InHand | undefined, then?: number): Promise<Read | undefined> {
  if (!one) return undefined;
  const { id, task, stop } = one;
  if (stop.signal.aborted) return end(id, { is: 'done', id, result: { status: 'interrupted' } });
  try {
    const begun = await begin(task);
    if (begun.asks) send({ is: 'read', id, at: then ?? waiting[0]?.id ?? id, ...begun.asks });
    else one.answer(true);
    return { ...one, begun };
  } catch (error) {
    return end(id, { is: 'failed', id, error: dataOf(error) });
  }
}

/** @param ahead the task that has been read */
async function finish({ id, begun, admitted, stop }: Read, ahead: number | undefined): Promise<void> {
  let due = 0;
  try {
    const result = await begun.finish(await admitted, {
      signal: stop.signal,
      onResume: (done, total) => send({ is: 'resumed', id, done, total }),
      onProgress(done, total) {
        const now = performance.now();
        if (now < due) return;
        due = now + REPORT_MS;
        send({ is: 'progress', id, done, total });
      },
      onWait: (sentence) => send({ is: 'waiting', id, sentence }),
    });
    end(id, { is: 'done', id, at: waiting[0]?.id ?? ahead, result: asData(result) });
  } catch (error) {
    end(id, { is: 'failed', id, at: waiting[0]?.id ?? ahead, error: dataOf(error) });
  }
}

function end(id: number, message: FromWorker): undefined {
  inHand.delete(id);
  send(message);
}

function asData(result: TaskResult): ResultData {
  return result.status === 'refused' ? { ...result, error: dataOf(result.error) } : result;
}

/** The main process may have ended. */
function send(message: FromWorker): void {
  if (process.connected) process.send!(message);
}
