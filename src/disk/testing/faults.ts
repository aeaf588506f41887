// A process that ends, or a disk that fails, at a chosen operation on a folder. For tests.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { LOCK } from '../lock.ts';

/** All operations that change a disk. Those on open files are counted where the file was opened in the folder. */
const OPERATIONS = [
  'appendFileSync',
  'copyFileSync',
  'fsync',
  'fsyncSync',
  'ftruncateSync',
  'linkSync',
  'mkdirSync',
  'openSync',
  'renameSync',
  'rmSync',
  'rmdirSync',
  'unlinkSync',
  'writeFileSync',
  'writeSync',
] as const;

/** Operations that free space and succeed on a full disk. */
const REMOVES: readonly string[] = ['rmSync', 'rmdirSync', 'unlinkSync'];

export class Killed extends Error {}

export interface Fault {
  /** Number of the operation, from 0. */
  readonly at: number;
  /** `kill`: no later operation reaches the disk. A code: every later write fails with it. */
  readonly how: 'kill' | 'ENOSPC' | 'EIO';
}

/** Runs `work` with the fault, and returns the number of its operations on the folder. */
export async function withFault(folder: string, fault: Fault, work: () => Promise<unknown>) {
  const handles = new Set<unknown>();
  let count = 0;
  const target = fs as unknown as Record<string, (...args: unknown[]) => unknown>;
  const original = Object.fromEntries(OPERATIONS.map((name) => [name, target[name]!]));
  for (const name of OPERATIONS) {
    const real = original[name]!;
    target[name] = (...args) => {
      const mine = typeof args[0] === 'number' ? handles.has(args[0]) : String(args[0]).startsWith(folder);
      const reads = name === 'openSync' && args[1] === 'r';
      if (mine && !reads && count++ >= fault.at) {
        if (fault.how === 'kill') throw new Killed(name);
        if (!REMOVES.includes(name)) {
          const error = Object.assign(new Error(`${fault.how}: no write, ${name}`), { code: fault.how, syscall: name });
          const answer = args.at(-1);
          if (typeof answer === 'function') return setImmediate(answer as (error: Error) => void, error);
          throw error;
        }
      }
      const result = real(...args);
      if (mine && name === 'openSync') handles.add(result);
      return result;
    };
  }
  syncBuiltinESMExports();
  try {
    await work();
    return { count, error: undefined };
  } catch (error) {
    return { count, error };
  } finally {
    Object.assign(target, original);
    syncBuiltinESMExports();
  }
}

/** Changes the lock of a folder to one of a process that has ended, as after a kill. */
export function ownerEnds(folder: string): void {
  const path = `${folder}/${LOCK}`;
  if (!fs.existsSync(path)) return;
  const [line] = fs.readFileSync(path, 'utf8').split('\n', 1);
  fs.writeFileSync(path, `${JSON.stringify({ ...JSON.parse(line!), pid: ended() })}\n`);
}

let pid: number | undefined;
function ended(): number {
  pid ??= spawnSync(process.execPath, ['--version']).pid;
  return pid;
}
