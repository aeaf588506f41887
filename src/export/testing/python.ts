// Python environments in which results are read back by the programs of others.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageFolder } from '../../package.ts';

/** As test/python/make.sh makes them. */
const ENVIRONMENTS = ['tables', 'pandapower2', 'pandapower3'] as const;

export type Environment = (typeof ENVIRONMENTS)[number];

/**
 * Whether the environments of test/python/make.sh are there. CI sets FEEDERLAB_REQUIRE_PYTHON, and tests then fail without them, instead
 * of being skipped.
 */
export function hasPython(): boolean {
  const isThere = ENVIRONMENTS.every((name) => existsSync(pythonOf(name)));
  const how = 'test/python/make.sh FOLDER makes them, FEEDERLAB_PYTHON=FOLDER names them';
  if (!isThere && process.env['FEEDERLAB_REQUIRE_PYTHON']) throw new Error(`no Python environments: ${how}`);
  if (!isThere) process.stderr.write(`no Python environments: results are not read back by other programs (${how})\n`);
  return isThere;
}

/** Runs a script of test/python, or code. @returns what it printed */
export function python(environment: Environment, args: readonly string[], cwd?: string): string {
  const scripts = fileURLToPath(new URL('test/python/', packageFolder()));
  const [first, ...rest] = args;
  const script = first!.endsWith('.py') ? join(scripts, first!) : first!;
  return execFileSync(pythonOf(environment), [script, ...rest], { encoding: 'utf8', cwd, maxBuffer: 1 << 28 });
}

const pythonOf = (environment: Environment): string =>
  join(process.env['FEEDERLAB_PYTHON'] ?? '', environment, 'bin/python');
