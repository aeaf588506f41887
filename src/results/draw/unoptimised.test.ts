import v8 from 'node:v8';
import { afterAll, beforeEach, expect, it, vi } from 'vitest';
import { isProgram, markProgram } from '../../start/program.ts';
import { unoptimised } from './unoptimised.ts';

const set = vi.spyOn(v8, 'setFlagsFromString');
beforeEach(() => void set.mockClear());
afterAll(() => set.mockRestore());
const flags = () => set.mock.calls.map(([flag]) => flag);

it('changes nothing in a process that uses the library', async () => {
  expect(isProgram()).toBe(false);
  expect(await unoptimised(async () => flags())).toEqual([]);
  markProgram();
});

it('returns what the work returns, and functions are optimised again after it', async () => {
  const seen = await unoptimised(async () => flags());
  expect(seen).toEqual(['--no-turbofan']);
  expect(flags()).toEqual(['--no-turbofan', '--turbofan']);
});

it('optimises again after work that fails', async () => {
  const work = unoptimised(() => Promise.reject(new Error('no picture')));
  await expect(work).rejects.toThrow('no picture');
  expect(flags()).toEqual(['--no-turbofan', '--turbofan']);
});

it('waits for the last of several pieces of work', async () => {
  let end = () => {};
  const long = unoptimised(() => new Promise<void>((resolve) => (end = resolve)));
  await unoptimised(async () => {});
  expect(flags()).toEqual(['--no-turbofan']);
  end();
  await long;
  expect(flags()).toEqual(['--no-turbofan', '--turbofan']);
});
