// A sweep of a small case: known runs are not repeated, failures are rows, and the table depends neither on the number of workers nor
// on shards.
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterAll, describe, expect, it } from 'vitest';
import { writeFolder } from '../case/testing/folder.ts';
import { TINY } from '../compare/testing/tiny.ts';
import { mergeSweep } from './merge.ts';
import type { SweepPlan } from './model.ts';
import { runSweep, type SweepOptions } from './sweep.ts';
import { sharedIn } from './table/rows.ts';
import { overSeeds } from './testing/plans.ts';

const root = mkdtempSync(join(tmpdir(), 'feederlab-sweep-'));
afterAll(() => rmSync(root, { recursive: true }));

const tiny = writeFolder(TINY);
/** Run 8 cannot be read. */
const plan = overSeeds(tiny, 12, (index) => (index === 7 ? ['network.nothing=3'] : []));
const sweep = (name: string, options: SweepOptions = {}) => runSweep(plan, { ...options, out: join(root, name) });
const tables = (name: string) =>
  ['runs.csv', 'runs.parquet'].map((file) => readFileSync(join(root, name, file)).toString('latin1'));

describe('a sweep', () => {
  it('has a row for each run, refused ones with their message, and repeats none', async () => {
    const refused: number[] = [];
    const first = await sweep('one', { onFailure: (run) => refused.push(run) });
    expect(first).toMatchObject({
      status: 'finished',
      planned: 12,
      done: 11,
      refused: 1,
      failed: 0,
      missing: 0,
      known: 0,
    });
    expect(refused).toEqual([8]);
    const rows = readFileSync(join(root, 'one', 'runs.csv'), 'utf8')
      .trimEnd()
      .split('\n');
    expect(rows).toHaveLength(13);
    expect(rows[0]).toMatch(/^run,seed,status,message,remarks,/);
    expect(rows[8]).toMatch(/^8,8,refused,.*nothing/);
    const before = tables('one');
    expect(await sweep('one')).toMatchObject({ known: 12, done: 11 });
    expect(tables('one')).toEqual(before);
  });

  it('has the same table with any number of workers, and merged from shards', async () => {
    await sweep('two', { workers: 2 });
    expect(tables('two')).toEqual(tables('one'));
    const shards = [1, 2, 3].map((index) => sweep(`shard-${index}`, { shard: { index, count: 3 } }));
    for (const { missing, files } of await Promise.all(shards))
      expect({ missing, files }).toEqual({ missing: 8, files: [] });
    const partial = await mergeSweep([join(root, 'shard-3'), join(root, 'shard-1')], { out: join(root, 'merged') });
    expect(partial).toMatchObject({ missing: 4 });
    expect(readFileSync(join(root, 'merged', 'runs.csv'), 'utf8')).toContain('\n2,2,missing,');
    await mergeSweep([join(root, 'merged'), join(root, 'shard-2')]);
    expect(tables('merged')).toEqual(tables('one'));
  });

  it('names the currency of money where all runs have the same', async () => {
    const unitIn = (name: string) => {
      const text = readFileSync(join(root, name, 'datapackage.json'), 'utf8');
      const { resources } = JSON.parse(text) as {
        readonly resources: readonly {
          readonly schema: { readonly fields: readonly { name: string; unit?: string }[] };
        }[];
      };
      return resources[0]!.schema.fields.find(({ name: field }) => field === 'energy_cost')!.unit;
    };
    expect(unitIn('one')).toBe('EUR');
    expect(sharedIn(new Set(['EUR', 'DKK']))).toEqual({});
  });

  it('makes one of two runs with the same inputs, and has a row for both', async () => {
    const twice: SweepPlan = {
      ...{ ...plan, name: 'twice', parameters: [...plan.parameters, { name: 'half', title: 'Half', unit: '' }] },
      runAt: (index) => ({
        values: [1 + (index % 6), Math.floor(index / 6)],
        set: [`seed=${1 + (index % 6)}`, ...(index < 6 ? [] : ['title=One line'])],
      }),
    };
    const made = (name: string, options: SweepOptions) => runSweep(twice, { ...options, out: join(root, name) });
    const counts = { planned: 12, done: 12, missing: 0, known: 6 };
    expect(await made('twice-here', {})).toMatchObject(counts);
    expect(await made('twice-apart', { workers: 1, apart: true })).toMatchObject(counts);
    expect(await made('twice-two', { workers: 2 })).toMatchObject({ ...counts, known: expect.any(Number) });
    for (const name of ['twice-apart', 'twice-two']) expect(tables(name)).toEqual(tables('twice-here'));
    const [head, ...rows] = parse(readFileSync(join(root, 'twice-here', 'runs.csv'), 'utf8')) as string[][];
    const measured = rows.map((row) => row.slice(head!.indexOf('status')));
    expect(measured.slice(6)).toEqual(measured.slice(0, 6));
  });

  it('writes the same rows as Parquet, with all digits', async () => {
    const file = await asyncBufferFromFile(join(root, 'one', 'runs.parquet'));
    const rows = await parquetReadObjects({ file });
    expect(rows).toHaveLength(12);
    expect(rows[0]).toMatchObject({ run: 1n, seed: 1, status: 'done', message: null });
    const [first] = parse(readFileSync(join(root, 'one', 'runs.csv'), 'utf8'), { columns: true }) as Record<
      string,
      string
    >[];
    const { energy_import_kwh } = rows[0]! as { readonly energy_import_kwh: number };
    expect(Number(energy_import_kwh.toPrecision(9))).toBe(Number(first!['energy_import_kwh']));
    expect(String(energy_import_kwh).length).toBeGreaterThan(12);
  });

  it('ignores a truncated line of a killed process and makes that run again', async () => {
    await sweep('torn');
    const folder = join(root, 'torn', 'ledger');
    const [file] = readdirSync(folder);
    const bytes = readFileSync(join(folder, file!));
    truncateSync(join(folder, file!), bytes.length - 40);
    expect(await sweep('torn')).toMatchObject({ known: 11, missing: 0, torn: [expect.stringContaining(`${file}:12`)] });
    expect(tables('torn')).toEqual(tables('one'));
  });
});
