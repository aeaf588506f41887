// A thread of the pool. Each has a HiGHS of its own, loaded with its first problem. An error that `solve` does not foresee ends the
// thread, because the memory of HiGHS may then be damaged.
import { parentPort } from 'node:worker_threads';
import { assist, type SharedWork } from '../../optimisation/index.ts';
import { replyTo, type Task } from './reply.ts';

/** A problem of its own, or work that is shared. */
export type Message = { readonly task: Task } | { readonly work: SharedWork };

parentPort!.on('message', async (message: Message) => {
  if ('work' in message) assist(message.work);
  else parentPort!.postMessage(await replyTo(message.task));
});
