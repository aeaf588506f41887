// A redis-server for tests, on a port and in a folder of its own.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { Redis } from 'ioredis';

/** Whether redis-server is installed. CI sets FEEDERLAB_REQUIRE_REDIS, and tests then fail without it, instead of being skipped. */
export function hasRedisServer(): boolean {
  const isThere = spawnSync('redis-server', ['--version']).status === 0;
  if (!isThere && process.env['FEEDERLAB_REQUIRE_REDIS']) throw new Error('redis-server is not installed');
  if (!isThere) process.stderr.write('redis-server is not installed: the queue is not tested\n');
  return isThere;
}

export interface RedisServer {
  readonly url: string;
  start(): Promise<void>;
  /** By SIGKILL. */
  kill(): Promise<void>;
}

export async function redisServer(folder: string, options: readonly string[]): Promise<RedisServer> {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let child: ChildProcess;
  return {
    url,
    async start() {
      const address = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder];
      child = spawn('redis-server', [...address, ...options], { stdio: 'ignore' });
      const redis = new Redis(url, { retryStrategy: () => 50, maxRetriesPerRequest: null });
      redis.on('error', () => {});
      // until a persisted database is loaded
      while ((await redis.ping().catch(() => '')) !== 'PONG') await setTimeout(50);
      redis.disconnect();
    },
    async kill() {
      if (child.signalCode !== null) return; // before, by a test
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { readonly port: number };
  server.close();
  await once(server, 'close');
  return port;
}
