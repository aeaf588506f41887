import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../base/index.ts';
import { chosenShard, indicesOf, parseShard, sizeOf } from './index.ts';

describe('shards', () => {
  it('partition the runs, and have the same number of them up to one', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.integer({ min: 1, max: 40 }), (size, count) => {
        const shards = Array.from({ length: count }, (_, i) => ({ index: i + 1, count }));
        const runs = shards.map((shard) => [...indicesOf(size, shard)]);
        expect(runs.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, i) => i));
        const sizes = runs.map((own) => own.length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        expect(shards.map((shard) => sizeOf(size, shard))).toEqual(sizes);
      }),
    );
  });

  it('are read as i/n, and nothing else', () => {
    expect(parseShard('2/8')).toEqual({ index: 2, count: 8 });
    for (const text of ['0/8', '9/8', '2', '2/', '/8', '-1/8', '1.5/8', '2/8/8', ' 2/8', '1e0/8', '1/9999999', ''])
      expect(() => parseShard(text), text).toThrow(InputError);
  });
});

const slurm = (id: number, min: number, max: number, count: number, step?: number) => ({
  SLURM_ARRAY_TASK_ID: String(id),
  SLURM_ARRAY_TASK_MIN: String(min),
  SLURM_ARRAY_TASK_MAX: String(max),
  SLURM_ARRAY_TASK_COUNT: String(count),
  ...(step === undefined ? {} : { SLURM_ARRAY_TASK_STEP: String(step) }),
});
const kubernetes = (index: string, shards?: string) => ({
  JOB_COMPLETION_INDEX: index,
  ...(shards === undefined ? {} : { FEEDERLAB_SHARDS: shards }),
});

describe('the shard of an array job', () => {
  it('is the one of --shard where it is given, and none outside of an array job', () => {
    expect(chosenShard('2/3', slurm(1, 1, 8, 8))).toEqual({ index: 2, count: 3 });
    expect(chosenShard(undefined, { SLURM_JOB_ID: '7' })).toBeUndefined();
  });

  it('is announced with the variable that it is from', () => {
    expect(chosenShard(undefined, slurm(3, 1, 8, 8, 1))).toMatchObject({ index: 3, count: 8 });
    expect(chosenShard(undefined, slurm(3, 1, 8, 8))?.remark).toContain('shard 3/8, from SLURM_ARRAY_TASK_ID');
    expect(chosenShard(undefined, kubernetes('0', '4'))).toMatchObject({ index: 1, count: 4 });
    expect(chosenShard(undefined, kubernetes('0', '4'))?.remark).toContain('JOB_COMPLETION_INDEX');
  });

  it('numbers the tasks of any array of equal steps from 1 on', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 30 }), (min, step, count) => {
        const tasks = Array.from({ length: count }, (_, i) => min + i * step);
        const shards = tasks.map((id) => chosenShard(undefined, slurm(id, min, tasks.at(-1)!, count, step)));
        expect(shards.map((shard) => shard?.index)).toEqual(tasks.map((_, i) => i + 1));
        expect(shards.every((shard) => shard?.count === count)).toBe(true);
      }),
    );
  });

  it.each([
    ['a list of tasks', slurm(3, 3, 7, 2), 'SLURM_ARRAY_TASK_ID'],
    ['a task between two steps', slurm(4, 3, 7, 3, 2), 'SLURM_ARRAY_TASK_ID'],
    ['a task out of the array', slurm(9, 1, 8, 8), 'SLURM_ARRAY_TASK_ID'],
    ['a step of zero', slurm(1, 1, 8, 8, 0), 'SLURM_ARRAY_TASK_ID'],
    ['a task of Slurm without its array', { SLURM_ARRAY_TASK_ID: '3' }, 'SLURM_ARRAY_TASK_MIN'],
    ['no number', { ...slurm(3, 1, 8, 8), SLURM_ARRAY_TASK_COUNT: 'eight' }, 'SLURM_ARRAY_TASK_COUNT'],
    ['another number of shards', { ...slurm(3, 1, 8, 8), FEEDERLAB_SHARDS: '4' }, 'FEEDERLAB_SHARDS'],
    ['an index of Kubernetes without the number of shards', kubernetes('3'), 'FEEDERLAB_SHARDS'],
    ['an index of Kubernetes above the number of shards', kubernetes('4', '4'), 'JOB_COMPLETION_INDEX'],
    ['a number of shards alone', { FEEDERLAB_SHARDS: '4' }, 'FEEDERLAB_SHARDS'],
    ['both systems', { ...slurm(3, 1, 8, 8), ...kubernetes('2', '8') }, 'JOB_COMPLETION_INDEX'],
  ])('is refused with one message for %s', (_, env: Record<string, string>, where) => {
    expect(() => chosenShard(undefined, env)).toThrow(InputError);
    try {
      chosenShard(undefined, env);
    } catch (error) {
      const { problems } = error as InputError;
      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatchObject({ where, hint: expect.stringContaining('--shard i/n') });
    }
  });
});
