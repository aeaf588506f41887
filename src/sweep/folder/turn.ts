// Processes that write the plan or the table of one sweep do so one after the other. Runs need no lock: each process has a ledger file.
import { setTimeout as sleep } from 'node:timers/promises';
import { InputError } from '../../../base/index.ts';
import { type Lock, lockFolder } from '../../disk/lock.ts';

/** Time between two requests, and the longest time until the last one [ms]. A table of a million runs takes minutes. */
const PAUSE_MS = 200;
const LONGEST_MS = 600_000;

/** @throws InputError when another process has the folder for too long */
export async function inTurn<T>(folder: string, doing: string, work: () => T | Promise<T>): Promise<T> {
  const lock = await lockWhenFree(folder, doing);
  try {
    return await work();
  } finally {
    lock.release();
  }
}

async function lockWhenFree(folder: string, doing: string): Promise<Lock> {
  for (const until = performance.now() + LONGEST_MS; ; ) {
    try {
      return await lockFolder(folder, { doing });
    } catch (error) {
      if (!(error instanceof InputError) || performance.now() > until) throw error;
    }
    await sleep(PAUSE_MS);
  }
}
