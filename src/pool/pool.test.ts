// Runs in worker processes: the results are those of one process, and the end of a process concerns its own run alone.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { InputError, RunError } from '../../base/index.ts';
import { writeFolder } from '../case/testing/folder.ts';
import { TINY } from '../compare/testing/tiny.ts';
import { WorkerDied } from './performer.ts';
import { openPool, type Pool, type PoolOptions, prepareWorkers } from './pool.ts';
import type { CaseTask, TaskResult } from './task.ts';
import { writeFaulty } from './testing/faulty.ts';

const root = mkdtempSync(join(tmpdir(), 'feederlab-pool-'));
afterAll(() => rmSync(root, { recursive: true }));

async function withPool<T>(options: PoolOptions, work: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = openPool(options);
  try {
    return await work(pool);
  } finally {
    await pool.close();
  }
}

const tiny = writeFolder(TINY);
const faulty = writeFaulty();
const seeded = (seed: number): CaseTask => ({ case: tiny, reading: { set: [`seed=${seed}`] } });
const failing = (fault: string, more: readonly string[] = []): CaseTask => ({
  case: faulty,
  reading: { set: [`controllers.faulty.fault=${fault}`, ...more], trust: true },
});
type Written = Extract<TaskResult, { readonly status: 'written' }>;
const within = (folder: string) => ({ within: folder, command: ['feederlab', 'run'], plots: 'none' }) as const;

/** What each task came to, an error by its message. */
const allOf = (pool: Pool, tasks: readonly CaseTask[]): Promise<(TaskResult | string)[]> =>
  Promise.all(tasks.map((task) => pool.run(task).catch((error: Error) => `${error.name}: ${error.message}`)));

/** The files of the run folders, without those that say when and where. */
function tablesIn(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.csv'));
  return Object.fromEntries(files.sort().map((path) => [path, readFileSync(join(folder, path), 'latin1')]));
}

describe('a pool', () => {
  it('gives the same results with any number of workers, in any order', async () => {
    const tasks = [1, 2, 3, 4, 5].map(seeded);
    const expected = await withPool({}, (pool) => allOf(pool, tasks));
    expect(new Set(expected.map((result) => (result as { identity: string }).identity)).size).toBe(5);
    for (const workers of [2, 3]) {
      await withPool({ workers }, (pool) =>
        fc.assert(
          fc.asyncProperty(fc.shuffledSubarray([0, 1, 2, 3, 4]), async (order) => {
            const found = await allOf(
              pool,
              order.map((i) => tasks[i]!),
            );
            expect(found).toEqual(order.map((i) => expected[i]));
          }),
          { numRuns: 4 },
        ),
      );
    }
  });

  it('gives the same after its workers have read cases ahead, also ones that cannot be read', async () => {
    const tasks = [1, 2, 3, 4].map(seeded);
    const expected = await withPool({}, (pool) => allOf(pool, tasks));
    const unreadable = [{ ...seeded(1), case: join(root, 'nowhere') }, failing('none', ['network.nothing=3'])];
    prepareWorkers(2, [...unreadable, ...tasks, ...unreadable]);
    await withPool({ workers: 2 }, async (pool) => {
      expect(await allOf(pool, tasks)).toEqual(expected);
      expect(await allOf(pool, tasks.toReversed())).toEqual(expected.toReversed());
    });
  });

  it('writes the same run folders, and makes a run once that two tasks lead to', async () => {
    const same = { case: tiny, reading: { set: ['seed=2', 'title=One line'] } };
    const tasks = [seeded(1), seeded(2), same];
    const tables = [1, 3].map(async (workers) => {
      const folder = join(root, `${workers}`);
      const runs = tasks.map((task) => ({ ...task, folder: within(folder) }));
      const results = await withPool({ workers }, (pool) => allOf(pool, runs));
      expect(results.map((result) => (result as TaskResult).status)).toEqual(['written', 'written', 'written']);
      expect((results[2] as Written).run).toBe((results[1] as Written).run);
      return tablesIn(folder);
    });
    const [one, three] = await Promise.all(tables);
    expect(Object.keys(one!).filter((path) => path.endsWith('indicators.csv'))).toHaveLength(2);
    expect(three).toEqual(one);
  });

  it('runs the modules of a case in every worker, where they are trusted', async () => {
    const modules = [failing('none'), failing('throw'), { ...failing('none'), reading: { trust: false } }];
    const [one, two] = await Promise.all(
      [1, 2].map((workers) => withPool({ workers }, (pool) => allOf(pool, modules))),
    );
    expect(two).toEqual(one);
    expect(one![0]).toMatchObject({ status: 'evaluated' });
    expect(one![1]).toMatchObject({ outcome: { failure: expect.stringContaining('no plan') } });
    const { error } = one![2] as { readonly error: InputError };
    expect(error).toBeInstanceOf(InputError);
    expect((two![2] as { readonly error: InputError }).error.problems).toEqual(error.problems);
  });

  it('reports the run whose worker is killed or runs out of memory, and goes on with a new one', async () => {
    process.env['NODE_OPTIONS'] = '--max-old-space-size=96';
    try {
      await withPool({ workers: 2 }, async (pool) => {
        const results = await allOf(pool, [
          failing('kill'),
          failing('fill'),
          failing('none'),
          seeded(1),
          failing('kill'),
        ]);
        expect(results[0]).toBe(
          'WorkerDied: its worker process was killed (SIGKILL), by a person or by a system short of memory',
        );
        expect(results[1]).toMatch(/^WorkerDied: its worker process ran out of memory/);
        expect(results.slice(2, 4)).toMatchObject([{ status: 'evaluated' }, { status: 'evaluated' }]);
        const last = await pool.run(failing('kill')).catch((error: unknown) => error);
        expect(last).toBeInstanceOf(WorkerDied);
        expect(last).toBeInstanceOf(RunError);
      });
    } finally {
      delete process.env['NODE_OPTIONS'];
    }
  });

  it('makes the runs again that a killed worker had in hand', async () => {
    await withPool({ workers: 1, apart: true, ahead: true }, async (pool) => {
      const first = await allOf(pool, [seeded(1), seeded(2)]);
      const results = await allOf(pool, [seeded(3), failing('kill'), seeded(1), seeded(2), seeded(4)]);
      expect(results[1]).toMatch(/^WorkerDied/);
      expect(results.slice(2, 4)).toEqual(first);
      expect(results.filter((result) => typeof result !== 'string')).toHaveLength(4);
    });
  });

  it('ascribes the end of a worker to the run that it was reading, not to those before and after', async () => {
    await withPool({ workers: 1, apart: true, ahead: true }, async (pool) => {
      const first = await allOf(pool, [seeded(1), seeded(2)]);
      const results = await allOf(pool, [seeded(1), seeded(2), failing('unreadable'), seeded(1), seeded(2)]);
      expect(results.filter((result) => typeof result !== 'string')).toEqual([...first, ...first]);
      expect(results[2]).toMatch(/^WorkerDied: its worker process was killed/);
    });
  });

  it('stops on a signal, and resumes what it has interrupted', async () => {
    const days = ['clock.days=2'];
    const runs = (folder: string) =>
      [1, 2, 3].map((seed) => ({ ...failing('wait', [...days, `seed=${seed}`]), folder: within(join(root, folder)) }));
    const stop = new AbortController();
    const first = await withPool({ workers: 2, signal: stop.signal }, (pool) =>
      Promise.all(runs('stopped').map((task) => pool.run(task, { onProgress: (done) => done > 26 && stop.abort() }))),
    );
    expect(first).toEqual([1, 2, 3].map(() => ({ status: 'interrupted' })));
    const resumed: number[] = [];
    const onResume = (done: number) => resumed.push(done);
    await withPool({ workers: 2 }, (pool) => Promise.all(runs('stopped').map((task) => pool.run(task, { onResume }))));
    expect(resumed.some((done) => done > 0)).toBe(true);
    await withPool({}, (pool) => allOf(pool, runs('whole')));
    expect(tablesIn(join(root, 'stopped'))).toEqual(tablesIn(join(root, 'whole')));
  });

  it('does not repeat a run that is known', async () => {
    await withPool({ workers: 2 }, async (pool) => {
      const made = await pool.run(seeded(1));
      const { identity } = made as { readonly identity: string };
      const asked = await pool.run(seeded(1), { admit: (one) => one !== identity });
      expect(asked).toEqual({ status: 'known', identity });
      const others = await pool.run({ ...seeded(1), about: { minimise: 'x' } }, { admit: (one) => one !== identity });
      expect(others).toMatchObject({ status: 'evaluated' });
    });
  });
});
