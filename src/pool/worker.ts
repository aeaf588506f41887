// A worker process. It performs one task at a time, and ends with the main process. Ctrl-C
// reaches all processes of a group: it is ignored here, because the main process sends `interrupt`.
import { dataOf } from './errors.ts';
import type { FromWorker, ResultData, ToWorker } from './messages.ts';
import { perform } from './perform.ts';
import type { CaseTask, TaskResult } from './task.ts';

/** Least time between two reports of progress [ms]. */
const REPORT_MS = 100;

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
process.on('disconnect', () => process.exit());

let interrupt = new AbortController();
let answer: (admitted: boolean) => void = () => {};

process.on('message', (message: ToWorker) => {
  if (message.do === 'interrupt') interrupt.abort();
  else if (message.do === 'end') process.exit();
  else if (message.do === 'continue') answer(message.admitted);
  else void reply(message.task);
});

async function reply(task: CaseTask): Promise<void> {
  interrupt = new AbortController();
  let due = 0;
  try {
    const result = await perform(task, {
      signal: interrupt.signal,
      admit: (identity, folder) =>
        new Promise((resolve) => {
          answer = resolve;
          send({ is: 'read', identity, folder });
        }),
      onResume: (done, total) => send({ is: 'resumed', done, total }),
      onProgress(done, total) {
        const now = performance.now();
        if (now < due) return;
        due = now + REPORT_MS;
        send({ is: 'progress', done, total });
      },
      onWait: (sentence) => send({ is: 'waiting', sentence }),
    });
    send({ is: 'done', result: asData(result) });
  } catch (error) {
    send({ is: 'failed', error: dataOf(error) });
  }
}

const asData = (result: TaskResult): ResultData =>
  result.status === 'refused' ? { ...result, error: dataOf(result.error) } : result;

/** The main process may have ended. */
const send = (message: FromWorker): void => void (process.connected && process.send!(message));
