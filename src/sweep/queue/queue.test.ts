// Putting a sweep into a queue and working on it, with a queue in memory. extras/queue tests it with a real Redis.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { InputError } from '../../../base/index.ts';
import { writeFolder } from '../../case/testing/folder.ts';
import { TINY } from '../../compare/testing/tiny.ts';
import { readSweep } from '../plan/index.ts';
import type { QueuedRun, QueuedSweep, RunQueue, WorkOptions } from './engine.ts';
import { enqueueSweep, openQueue, workOnQueue } from './index.ts';

const RUNS = 3;
const root = mkdtempSync(join(tmpdir(), 'feederlab-queue-'));
const at = (path: string) => join(root, path);
afterAll(() => rmSync(root, { recursive: true }));
cpSync(writeFolder(TINY), at('tiny'), { recursive: true });
const file = at('seeds.yaml');
writeFileSync(file, `title: Seeds\ncase: tiny\nover: { seed: { seeds: ${RUNS} } }\n`);

/** A queue of one sweep, whose runs are made one after the other. */
function inMemory() {
  const states = new Map<string, 'waiting' | 'ended' | 'failed'>();
  const runs: QueuedRun[] = [];
  const sweeps: QueuedSweep[] = [];
  const taken: number[] = [];
  const count = (of: string) => [...states.values()].filter((state) => state === of).length;
  const queue: RunQueue = {
    sweeps: async () => sweeps,
    async put(sweep, all) {
      sweeps.splice(0, 1, sweep);
      for (const run of all) {
        if (states.has(run.key)) continue;
        states.set(run.key, 'waiting');
        runs.push(run);
      }
    },
    counts: async () => ({ waiting: count('waiting'), active: 0, ended: count('ended'), failed: count('failed') }),
    async retryFailed() {},
    work(_, { make }: WorkOptions) {
      const all = (async () => {
        for (const run of runs.filter(({ key }) => states.get(key) === 'waiting')) {
          taken.push(run.index);
          const { status } = await make(run);
          if (status !== 'interrupted') states.set(run.key, status);
        }
      })();
      return { close: () => all.catch(() => {}) };
    },
    close: async () => {},
  };
  return { queue, sweeps, taken };
}

const enqueue = async (queue: RunQueue, out: string, wait = false) =>
  enqueueSweep(await readSweep(file), file, queue, { out: at(out), wait });
const work = async (queue: RunQueue, out: string, sweep?: string) => {
  const notes: string[] = [];
  const onNote = (sentence: string) => notes.push(sentence);
  const result = await workOnQueue(queue, { out: at(out), sweep, untilEmpty: true, workers: 1, lease_s: 9, onNote });
  return { ...result, notes };
};

describe('a sweep in a queue', () => {
  it('is made by a worker, whose ledger has the results', async () => {
    const { queue, taken } = inMemory();
    const queued = await enqueue(queue, 'one');
    expect(queued).toMatchObject({ status: 'queued', counts: { waiting: RUNS }, missing: RUNS, known: 0, files: [] });
    expect(await work(queue, 'one')).toMatchObject({ made: RUNS, failed: 0, status: 'finished' });
    expect(taken).toEqual([0, 1, 2]);
    expect(await enqueue(queue, 'one', true)).toMatchObject({
      status: 'finished',
      done: RUNS,
      known: RUNS,
      missing: 0,
    });
    expect(readFileSync(at('one/runs.csv'), 'utf8').trimEnd().split('\n')).toHaveLength(1 + RUNS);
  });

  it('puts no run there that the ledger in its folder has', async () => {
    const { queue, taken } = inMemory();
    expect(await enqueue(queue, 'one')).toMatchObject({ known: RUNS, counts: { waiting: 0 } });
    expect(taken).toEqual([]);
  });

  it('is refused by a worker with another version of feederlab, another plan, or without the file', async () => {
    const { queue, sweeps, taken } = inMemory();
    await enqueue(queue, 'two');
    const [mine] = sweeps;
    sweeps[0] = { ...mine!, feederlab: '0.0.1' };
    await expect(work(queue, 'other')).rejects.toThrow(
      /found "feederlab \d.*expected 0\.0\.1, which planned the sweep/,
    );
    sweeps[0] = mine!;
    cpSync(at('seeds.yaml'), at('changed/seeds.yaml'));
    cpSync(at('tiny'), at('changed/tiny'), { recursive: true });
    writeFileSync(at('changed/tiny/loads.csv'), 'load,bus,p_kw,q_kvar,profile\nlb,b,5,1,home\n');
    await expect(work(queue, 'other', at('changed/seeds.yaml'))).rejects.toThrow(/must be the same on all machines/);
    sweeps[0] = { ...mine!, file: '/nowhere/seeds.yaml' };
    await expect(work(queue, 'other')).rejects.toThrow(/the name of one/);
    expect(taken).toEqual([]);
    expect(readdirSync(root)).not.toContain('other');
  });

  it('ends the worker that cannot write, and its run is not lost', async () => {
    const { queue } = inMemory();
    await enqueue(queue, 'three');
    writeFileSync(at('a-file'), '');
    await expect(work(queue, 'a-file/results')).rejects.toThrow();
    expect(await queue.counts('')).toMatchObject({ waiting: RUNS });
  });
});

describe('the address of a queue', () => {
  it.each(['localhost:6379', 'http://localhost', 'redis://', ''])('%j is refused', async (url) => {
    await expect(openQueue(url, { onNote: () => {} })).rejects.toThrow(InputError);
  });
});
