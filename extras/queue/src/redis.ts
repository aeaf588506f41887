// The connection to Redis. Once it was there it is waited for, up to a limit: a server that is restarted ends neither a sweep nor a
// worker, one that is gone ends both.
import { setMaxListeners } from 'node:events';
import type { QueueAccess } from 'feederlab/sweep';
import { Redis } from 'ioredis';

/** Time for the first answer [ms]. */
const FIRST_MS = 5_000;
/** Longest time between two attempts to connect [ms]. */
const AGAIN_MS = 2_000;

export interface Connection {
  readonly redis: Redis;
  /** Whether the server has been given up; its commands are then refused. */
  isGone(): boolean;
  /** Settles when the server has been given up. */
  readonly gone: Promise<void>;
}

/** @throws Error when nothing answers at the address */
export async function openRedis(url: string, { onNote, patience_s, signal }: QueueAccess): Promise<Connection> {
  await probe(url, onNote);
  let away: number | undefined;
  let isGone = false;
  let giveUp = () => {};
  const gone = new Promise<void>((resolve) => {
    giveUp = resolve;
  });
  // BullMQ requires null: a command waits for the server. Its own connections have the same options.
  const redis = new Redis(url, {
    maxRetriesPerRequest: null,
    retryStrategy(times) {
      away ??= performance.now();
      isGone ||= signal?.aborted === true || performance.now() - away > 1_000 * patience_s;
      if (!isGone) return Math.min(100 * times, AGAIN_MS);
      giveUp();
      return null;
    },
  });
  setMaxListeners(0, redis); // every queue and worker listens
  let isSaid = false;
  redis.on('error', ({ message }: Error) => {
    if (!isSaid) onNote(`Redis does not answer (${message}); waiting for it, at most ${patience_s} s`);
    isSaid = true;
  });
  redis.on('ready', () => {
    if (isSaid) onNote('Redis answers again');
    isSaid = false;
    away = undefined;
  });
  return { redis, isGone: () => isGone, gone };
}

async function probe(url: string, onNote: QueueAccess['onNote']): Promise<void> {
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
