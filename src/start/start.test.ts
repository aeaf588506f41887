// The compiled code that a program keeps, in a copy of the package.
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { feederlab } from '../cli/testing.ts';
import { packageFolder } from '../package.ts';

const folder = mkdtempSync(join(tmpdir(), 'feederlab-start-'));
afterAll(() => rmSync(folder, { recursive: true }));
for (const part of ['bin', 'dist', 'package.json'])
  cpSync(new URL(part, packageFolder()), join(folder, part), { recursive: true });
symlinkSync(new URL('cases', packageFolder()), join(folder, 'cases'));

const command = join(folder, 'bin/feederlab.js');
const kept = join(folder, 'dist/.compiled');
beforeEach(() => rmSync(kept, { recursive: true, force: true }));

const env = { ...process.env, NO_COLOR: '1' };
const run = (call: readonly string[], options: readonly string[] = [], more: NodeJS.ProcessEnv = {}) =>
  spawnSync(process.execPath, [...options, command, ...call], { encoding: 'utf8', env: { ...env, ...more } });
const printed = ({ status, stdout, stderr }: SpawnSyncReturns<string>) => ({ status, stdout, stderr });

/** Paths of what is kept. */
const files = () =>
  existsSync(kept) ? readdirSync(kept, { recursive: true, encoding: 'utf8' }).filter((path) => path.includes('/')) : [];
const only = () => {
  expect(files()).toHaveLength(1);
  return join(kept, files()[0]!);
};

describe('compiled code of a program', () => {
  const list = printed(run(['list']));

  it('is kept for each command, and a second start prints the same and writes nothing', () => {
    expect(list).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining('ieee33-day') });
    expect(printed(run(['list']))).toEqual(list);
    const { ino, mtimeMs } = statSync(only());
    expect(printed(run(['list']))).toEqual(list);
    expect(statSync(only())).toMatchObject({ ino, mtimeMs });
    run(['validate', 'ieee33-day']);
    expect(files().map((path) => path.split('/')[1])).toEqual(['main-list', 'main-validate']);
  });

  it('is not kept of a call that fails, nor under a name that is none', () => {
    expect(run(['validate', 'no-such-case']).status).toBe(2);
    expect(run(['../../list']).status).toBe(2);
    expect(files()).toEqual([]);
    run(['--version']);
    expect(files().map((path) => path.split('/')[1])).toEqual(['main']);
  });

  it('is kept for each set of options of V8', () => {
    run(['list']);
    run(['list'], ['--max-lazy']);
    expect(files()).toHaveLength(2);
  });

  it.each([
    ['cut', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['changed', (bytes: Buffer) => bytes.map((byte, i) => (i === bytes.length >> 1 ? byte ^ 255 : byte))],
    ['of other data', () => Buffer.from('{}')],
    ['empty', () => Buffer.alloc(0)],
  ])('is made again where its file is %s', (_, damage) => {
    run(['list']);
    const size = statSync(only()).size;
    writeFileSync(only(), damage(readFileSync(only())));
    expect(printed(run(['list']))).toEqual(list);
    expect(statSync(only()).size).toBeGreaterThan(0.9 * size);
  });

  it('is not that of an earlier text of the same length', () => {
    run(['list']);
    const main = join(folder, 'dist/src/cli/main.cjs');
    const text = readFileSync(main, 'utf8');
    const changed = text.replaceAll('List the cases that', 'Show the cases that');
    expect(changed).toHaveLength(text.length);
    writeFileSync(main, changed);
    expect(run(['list', '--help']).stdout).toMatch(/^Show the cases/m);
    writeFileSync(main, text);
    expect(run(['list', '--help']).stdout).toMatch(/^List the cases/m);
  });

  it('is not needed where it cannot be written', () => {
    writeFileSync(kept, '');
    expect(printed(run(['list']))).toEqual(list);
    expect(readFileSync(kept, 'utf8')).toBe('');
  });

  it('may be written by several processes at once', async () => {
    const all = await Promise.all(Array.from({ length: 4 }, () => feederlab(['list'], { command })));
    expect(all).toEqual(all.map(() => ({ code: 0, stdout: list.stdout, stderr: '' })));
    const { ino } = statSync(only());
    expect(printed(run(['list']))).toEqual(list);
    expect(statSync(only()).ino).toBe(ino);
  });

  it('is left aside with FEEDERLAB_DEBUG, so that stacks name the sources', () => {
    const failing = join(folder, 'failing.cjs');
    writeFileSync(failing, "require('node:fs').readdirSync = () => { throw new TypeError('not foreseen'); };");
    const options = ['--require', failing];
    expect(run(['list'], options).stderr).toContain('an error it did not foresee: not foreseen');
    const { status, stderr } = run(['list'], options, { FEEDERLAB_DEBUG: '1' });
    expect(status).toBe(1);
    expect(stderr).toMatch(/src\/case\/text\/locate\.ts:\d+:\d+/);
    expect(stderr).toMatch(/src\/cli\/commands\/list\.ts:\d+:\d+/);
    expect(files()).toEqual([]);
  });
});
