// A thread of the pool. Each has a HiGHS of its own, loaded with its first problem. An error that `solve` does not foresee ends the
// thread, because the memory of HiGHS may then be damaged.
import { parentPort } from 'node:worker_threads';
import { replyTo, type Task } from './reply.ts';

parentPort!.on('message', async (task: Task) => parentPort!.postMessage(await replyTo(task)));
