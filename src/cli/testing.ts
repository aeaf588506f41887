// Runs the built command in a separate process. For tests.
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { packageFolder } from '../package.ts';

export interface Outcome {
  /** Exit code, or the name of the signal that ended it. */
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

interface Options {
  readonly cwd?: string;
  /** Another file than the `bin` of this checkout. */
  readonly command?: string;
  /** Called with the running process, to send it a signal or close a pipe. */
  readonly meanwhile?: (child: ChildProcess) => void;
}

const LONGEST_MS = 115_000;

export const bin = fileURLToPath(new URL('bin/feederlab.js', packageFolder()));

export function feederlab(args: readonly string[], { cwd, command = bin, meanwhile }: Options = {}): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...args], {
      cwd,
      env: { ...process.env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: LONGEST_MS, // ends a process that does not end itself
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code: code ?? signal ?? 'unknown', stdout, stderr }));
    meanwhile?.(child);
  });
}
