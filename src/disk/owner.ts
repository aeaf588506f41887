// Who holds a lock, and whether that process is still there. A process id alone says little: it is used again, and in every
// container the first one is 1.
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

export interface Owner {
  readonly host: string;
  /** Of this start of the operating system; absent where it has none to read. */
  readonly boot?: string | undefined;
  /** Where the process id counts: each container has its own. */
  readonly namespace?: string | undefined;
  readonly pid: number;
  /** When the process started, in the ticks of its boot. */
  readonly started?: string | undefined;
}

/** `unknown`: on another host or in another container, or where the system does not say when a process started. */
export type Sight = 'alive' | 'dead' | 'unknown';

export function thisProcess(): Owner {
  const boot = read('/proc/sys/kernel/random/boot_id')?.trim();
  // Under a /proc of another namespace the process ids in it are not those that this process sees.
  const ownProc = link('/proc/self') === String(process.pid);
  const namespace = ownProc ? link('/proc/self/ns/pid') : undefined;
  return { host: hostname(), boot, namespace, pid: process.pid, started: ownProc ? stat('self')?.started : undefined };
}

/** Whether the process is there, as far as it can be seen from here. */
export function sightOf(owner: Owner, here: Owner = thisProcess()): Sight {
  if (!seen(owner, here)) return 'unknown';
  if (!exists(owner.pid)) return 'dead';
  const found = stat(String(owner.pid));
  if (!found || owner.started === undefined) return 'unknown';
  return found.started === owner.started && !found.ended ? 'alive' : 'dead';
}

/** Whether a process id of the owner means the same process here. */
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

/** Of a process: its start, and whether it has ended and only its exit code is waited for. */
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
