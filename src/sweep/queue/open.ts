// The package with the queue is optional: it is looked for when a queue is asked for.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { InputError, RunError } from '../../../base/index.ts';
import type { QueueAccess, QueueEngine, RunQueue } from './engine.ts';

const PACKAGE = 'feederlab-queue';

/** A server that does not answer for this time is given up [s]. */
export const PATIENCE_S = 300;

export interface OpenOptions extends Pick<QueueAccess, 'onNote' | 'signal'> {
  /** As in `QueueAccess`; PATIENCE_S when absent. */
  readonly patience_s?: number | undefined;
}

/**
 * Its methods throw RunError once the server has been given up.
 * @throws InputError when the package is not installed, or there is no queue at the address
 */
export async function openQueue(url: string, options: OpenOptions): Promise<RunQueue> {
  const { patience_s = PATIENCE_S, onNote, signal } = options;
  const shown = withoutPassword(url);
  const { openQueue: open } = (await import(locate(shown))) as QueueEngine;
  try {
    return await open(url, { onNote, patience_s, signal, gone: (cause) => goneError(shown, patience_s, cause) });
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    throw new InputError(shown, [{ where: shown, found, expected: 'a Redis server that answers' }]);
  }
}

const goneError = (shown: string, patience_s: number, cause: unknown): RunError =>
  new RunError(
    `${shown} has not answered for ${patience_s} s (--patience). Runs that have ended are in the ledgers; when it answers, the same command goes on`,
    { cause },
  );

/** @throws InputError for anything else than redis:// or rediss:// */
function withoutPassword(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^rediss?:$/.test(url.protocol) || url.hostname === '') {
    const expected = 'redis://HOST:PORT, or rediss:// with TLS';
    throw new InputError('queue', [{ where: 'queue', found: text, expected }]);
  }
  if (url.password !== '') url.password = '***';
  return url.href;
}

/** Next to feederlab, as where both are installed globally, or in the working folder. */
function locate(shown: string): string {
  for (const from of [import.meta.url, join(process.cwd(), 'package.json')]) {
    try {
      return pathToFileURL(createRequire(from).resolve(PACKAGE)).href;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  const hint = `npm install ${PACKAGE} (with --global where feederlab is installed so)`;
  const problem = { where: shown, found: `no package ${PACKAGE}`, expected: 'the package with the queue', hint };
  throw new InputError(shown, [problem]);
}
