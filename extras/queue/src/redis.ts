// The connection to Redis. Once it was there it is waited for: a server that is restarted ends neither a sweep nor a worker.
import { setMaxListeners } from 'node:events';
import { Redis } from 'ioredis';

export type OnNote = (sentence: string) => void;

/** Time for the first answer [ms]. */
const FIRST_MS = 5_000;
/** Longest time between two attempts to connect [ms]. */
const AGAIN_MS = 2_000;

/** @throws Error when nothing answers at the address */
export async function openRedis(url: string, onNote: OnNote): Promise<Redis> {
  await probe(url, onNote);
  // BullMQ requires null: a command waits for the server
  const redis = new Redis(url, {
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(100 * times, AGAIN_MS),
  });
  setMaxListeners(0, redis); // every queue and worker listens
  let isAway = false;
  redis.on('error', ({ message }: Error) => {
    if (!isAway) onNote(`Redis does not answer (${message}); waiting for it`);
    isAway = true;
  });
  redis.on('ready', () => {
    if (isAway) onNote('Redis answers again');
    isAway = false;
  });
  return redis;
}

async function probe(url: string, onNote: OnNote): Promise<void> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: FIRST_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let reason: Error | undefined;
  redis.on('error', (error: Error) => {
    reason = error;
  });
  try {
    await redis.connect();
    const memory = await redis.info('memory');
    const policy = /maxmemory_policy:(\w[\w-]*)/.exec(memory)?.[1];
    if (policy !== undefined && policy !== 'noeviction')
      onNote(`Remark: maxmemory-policy of Redis is ${policy}; a queue that must not lose runs requires noeviction`);
  } catch (error) {
    throw reason ?? error;
  } finally {
    redis.disconnect();
  }
}
