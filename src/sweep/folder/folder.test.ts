// The folder of a sweep, in which several processes may write, and whose inputs may change between two calls.
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, describe, expect, it } from 'vitest';
import { writeFolder } from '../../case/testing/folder.ts';
import { TINY } from '../../compare/testing/tiny.ts';
import { mergeSweep } from '../merge.ts';
import { runSweep } from '../sweep.ts';
import { overSeeds } from '../testing/plans.ts';

const root = mkdtempSync(join(tmpdir(), 'feederlab-sweep-folder-'));
afterAll(() => rmSync(root, { recursive: true }));

const rowsIn = (out: string): Record<string, string>[] =>
  parse(readFileSync(join(out, 'runs.csv'), 'utf8'), { columns: true });

describe('inputs that change between two calls', () => {
  it('make new runs, also where the base case does not read them', async () => {
    const heavy = String(TINY['loads.csv']).replace('lb,b,4', 'lb,b,5');
    const folder = writeFolder({ ...TINY, 'heavy.csv': heavy });
    const plan = overSeeds(folder, 2, (index) => (index === 1 ? ['network.loads=heavy.csv'] : []));
    const out = join(root, 'changed');
    await runSweep(plan, { out });
    const before = rowsIn(out);
    writeFileSync(join(folder, 'heavy.csv'), heavy.replace('lb,b,5', 'lb,b,6'));
    const notes: string[] = [];
    const again = await runSweep(plan, { out, onNote: (note) => notes.push(note) });
    expect(again).toMatchObject({ done: 2, missing: 0, known: 1 });
    expect(notes).toEqual([expect.stringContaining('changed')]);
    const after = rowsIn(out);
    expect(after[0]).toEqual(before[0]);
    expect(Number(after[1]!['energy_import_kwh'])).toBeGreaterThan(Number(before[1]!['energy_import_kwh']));
  });

  it('that no run depends on keep all runs, also those of a sweep that was not finished', async () => {
    const folder = writeFolder(TINY);
    const plan = overSeeds(folder, 4);
    const out = join(root, 'readme');
    await runSweep(plan, { out, shard: { index: 1, count: 2 } });
    writeFileSync(join(folder, 'README.md'), 'A note\n');
    expect(await runSweep(plan, { out })).toMatchObject({ known: 2, done: 4, missing: 0 });
    expect(rowsIn(out).map(({ status }) => status)).toEqual(['done', 'done', 'done', 'done']);
  });

  it('and a damaged list of runs is written again', async () => {
    const plan = overSeeds(writeFolder(TINY), 2);
    const out = join(root, 'damaged');
    await runSweep(plan, { out });
    const list = readFileSync(join(out, 'plan.jsonl'), 'utf8');
    writeFileSync(join(out, 'plan.jsonl'), list.replace(/[0-9a-f]{8}/, '00000000'));
    await expect(async () => mergeSweep([out])).rejects.toThrow(/`feederlab sweep` writes it again/);
    expect(await runSweep(plan, { out })).toMatchObject({ known: 2, done: 2 });
    expect(readFileSync(join(out, 'plan.jsonl'), 'utf8')).toBe(list);
  });
});

describe('several processes', () => {
  it('may begin, end and merge in one folder at the same time', async () => {
    const plan = overSeeds(writeFolder(TINY), 6);
    const out = join(root, 'shared');
    const shards = [1, 2, 3].map((index) => runSweep(plan, { out, shard: { index, count: 3 } }));
    const ends = await Promise.all([...shards, runSweep(plan, { out })]);
    expect(ends.filter(({ files }) => files.length > 0).length).toBeGreaterThan(0);
    await Promise.all([1, 2, 3].map(async () => mergeSweep([out])));
    expect(rowsIn(out).map(({ run, status }) => `${run} ${status}`)).toEqual(
      [1, 2, 3, 4, 5, 6].map((n) => `${n} done`),
    );
    expect(readdirSync(out).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});

describe('a merge', () => {
  it('keeps the longer of two copies of a ledger, and copies nothing else', async () => {
    const plan = overSeeds(writeFolder(TINY), 3);
    const [whole, old] = [join(root, 'whole'), join(root, 'old')];
    await runSweep(plan, { out: whole });
    await mergeSweep([whole], { out: old });
    const [name] = readdirSync(join(old, 'ledger'));
    const text = readFileSync(join(old, 'ledger', name!), 'utf8');
    writeFileSync(join(old, 'ledger', name!), `${text.split('\n', 1)[0]}\n`);
    copyFileSync(join(old, 'plan.jsonl'), join(old, 'ledger', 'notes.txt'));
    expect(await mergeSweep([whole, old])).toMatchObject({ done: 3, missing: 0 });
    expect(await mergeSweep([old, whole], { out: join(root, 'joined') })).toMatchObject({ done: 3, missing: 0 });
    expect(readdirSync(join(root, 'joined', 'ledger'))).toEqual([name]);
  });
});
