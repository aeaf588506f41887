// The owner of a lock, and whether its process still runs. A process id alone does not identify a process: ids are reused, and
// in every container the first one is 1.
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

export interface Owner {
  readonly host: string;
  /** Boot id of the operating system; absent where it cannot be read. */
  readonly boot?: string | undefined;
  /** Namespace of the process id: each container has its own. */
  readonly namespace?: string | undefined;
  readonly pid: number;
  /** Start time of the process, in ticks since boot. */
  readonly started?: string | undefined;
}

/** `unknown`: on another host or in another container, or where start times of processes cannot be read. */
export type Sight = 'alive' | 'dead' | 'unknown';

export function thisProcess(): Owner {
  const boot = read('/proc/sys/kernel/random/boot_id')?.trim();
  // A /proc of another namespace has other process ids than those of this process.
  const ownProc = link('/proc/self') === String(process.pid);
  const namespace = ownProc ? link('/proc/self/ns/pid') : undefined;
  return { host: hostname(), boot, namespace, pid: process.pid, started: ownProc ? stat('self')?.started : undefined };
}

/** Whether the process runs, as far as it is visible to this process. */
export function sightOf(owner: Owner, here: Owner = thisProcess()): Sight {
  if (!seen(owner, here)) return 'unknown';
  if (!exists(owner.pid)) return 'dead';
  const found = stat(String(owner.pid));
  if (!found || owner.started === undefined) return 'unknown';
  return found.started === owner.started && !found.ended ? 'alive' : 'dead';
}

/** Whether a process id of the owner identifies the same process here. */
function seen(owner: Owner, here: Owner): boolean {
  if (owner.boot !== here.boot) return false;
  if (here.boot === undefined) return owner.host === here.host;
  return here.namespace !== undefined && owner.namespace === here.namespace;
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Start of a process, and whether it is a zombie. */
function stat(pid: string): { readonly started: string; readonly ended: boolean } | undefined {
  const text = read(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' '); // the name before may contain anything
  return { started: fields[19]!, ended: fields[0] === 'Z' || fields[0] === 'X' };
}

const read = (file: string): string | undefined => quietly(() => readFileSync(file, 'utf8'));
const link = (file: string): string | undefined => quietly(() => readlinkSync(file));

function quietly<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
