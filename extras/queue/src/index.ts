// The queue of feederlab's sweeps on Redis, by BullMQ. feederlab imports this package where a queue is asked for.
//   <prefix>:sweeps   the sweeps: a hash of their descriptions, by id
//   <prefix>:ID:*     the runs of a sweep, a queue of BullMQ: the id of a job is the key of its run, and its state is kept when it has
//                     ended, so that no run is put there twice. Results are in the ledgers of the workers, not here.
import { setTimeout } from 'node:timers/promises';
import { Queue, UnrecoverableError, WaitingError, Worker } from 'bullmq';
import type { QueueAccess, QueuedSweep, QueueEngine, RunQueue } from 'feederlab/sweep';
import { type Connection, openRedis } from './redis.ts';

const PREFIX = 'feederlab';
const SWEEPS = `${PREFIX}:sweeps`;

/** Runs that are put there at once. */
const CHUNK = 500;

/** A run whose worker throws is tried again after 1, 2, 4, 8 s. */
const TRIES = { attempts: 5, backoff: { type: 'exponential', delay: 1_000 } } as const;

/** A run whose workers end this often while they make it is given up: it may be what ends them. */
const STALLED_MOST = 3;

interface JobData {
  readonly index: number;
}

/** Longest time until a worker is closed whose server is gone [ms]. */
const CLOSING_MS = 1_000;

export const openQueue: QueueEngine['openQueue'] = async (url, access) => queueOn(await openRedis(url, access), access);

function queueOn({ redis, isGone, gone: givenUp }: Connection, { onNote, gone }: QueueAccess): RunQueue {
  /** An error of a server that was given up is the error of the caller. */
  const asked = async <T>(command: () => Promise<T>): Promise<T> => {
    try {
      return await command();
    } catch (error) {
      throw isGone() ? gone(error) : error;
    }
  };
  const queues = new Map<string, Queue<JobData>>();
  const queueOf = (id: string): Queue<JobData> => {
    const known = queues.get(id);
    if (known) return known;
    const queue = new Queue<JobData>(id, { connection: redis, prefix: PREFIX });
    queue.on('error', () => {}); // `openRedis` reports errors of the connection
    queues.set(id, queue);
    return queue;
  };
  return {
    async sweeps() {
      const found = await asked(() => redis.hgetall(SWEEPS));
      return Object.values(found).map((text) => JSON.parse(text) as QueuedSweep);
    },
    async put(sweep, runs, onPut) {
      const queue = queueOf(sweep.id);
      let count = 0;
      for (const chunk of chunks(runs, CHUNK)) {
        const jobs = chunk.map(({ key, index }) => ({ name: 'run', data: { index }, opts: { jobId: key, ...TRIES } }));
        await asked(() => queue.addBulk(jobs));
        count += chunk.length;
        onPut?.(count);
      }
      // after its runs, so that no worker finds it empty
      await asked(() => redis.hset(SWEEPS, sweep.id, JSON.stringify(sweep)));
    },
    async counts(id) {
      const states = ['waiting', 'delayed', 'active', 'completed', 'failed'] as const;
      const found = await asked(() => queueOf(id).getJobCounts(...states));
      const of = (name: (typeof states)[number]) => found[name] ?? 0;
      return {
        waiting: of('waiting') + of('delayed'),
        active: of('active'),
        ended: of('completed'),
        failed: of('failed'),
      };
    },
    retryFailed: (id) => asked(() => queueOf(id).retryJobs({ state: 'failed' })),
    work(id, { atOnce, lease_s, make }) {
      const worker = new Worker<JobData>(
        id,
        async (job, token) => {
          const outcome = await make({ key: job.id!, index: job.data.index });
          if (outcome.status === 'failed') throw new UnrecoverableError(outcome.message);
          if (outcome.status === 'ended') return;
          await job.moveToWait(token);
          throw new WaitingError();
        },
        {
          connection: redis,
          prefix: PREFIX,
          concurrency: atOnce,
          lockDuration: 1_000 * lease_s,
          stalledInterval: 500 * lease_s,
          maxStalledCount: STALLED_MOST,
        },
      );
      worker.on('error', () => {});
      worker.on('stalled', (key) =>
        onNote(`run ${key.slice(0, 8)} of a worker that gives no sign of life is made again`),
      );
      return { close: () => Promise.race([worker.close(), givenUp.then(() => setTimeout(CLOSING_MS))]) };
    },
    async close() {
      if (!isGone()) await Promise.all([...queues.values()].map((queue) => queue.close()));
      redis.disconnect();
    },
  };
}

function* chunks<T>(items: Iterable<T>, size: number): Generator<readonly T[]> {
  let chunk: T[] = [];
  for (const item of items) {
    chunk.push(item);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
