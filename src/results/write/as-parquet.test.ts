import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { afterAll, describe, expect, it } from 'vitest';
import { readCase } from '../../case/index.ts';
import { writeFolder } from '../../case/testing/folder.ts';
import { TINY } from '../../compare/testing/tiny.ts';
import { runCase } from '../../run.ts';
import { readManifest } from '../read/index.ts';
import { writeAsParquet } from './as-parquet.ts';
import { openParquet } from './parquet.ts';
import { readText } from './text.ts';

const folder = mkdtempSync(join(tmpdir(), 'feederlab-parquet-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The rows of a table in Parquet, as its CSV file has them; a time as its instant. */
async function rowsOf(dir: string, path: string): Promise<string[][]> {
  const rows = await parquetReadObjects({ file: await asyncBufferFromFile(`${dir}/${path}`) });
  const cell = (value: unknown) =>
    value instanceof Date ? value.toISOString() : value === null ? '' : String(value as number);
  return rows.map((row) => Object.values(row).map(cell));
}

describe('a run with --format parquet', () => {
  it('has each table in both formats, with the same rows, its fields and its time zone', async () => {
    const study = await readCase(writeFolder(TINY), { set: ['outputs.format=parquet'] });
    const { dir } = await runCase(study, { out: join(folder, 'run'), plots: 'none' });
    const { files, others, clock } = readManifest(dir);
    const { profile, resources } = JSON.parse(readFileSync(`${dir}/datapackage.json`, 'utf8'));
    expect(profile).toBe('data-package');
    for (const { path } of files) {
      const parquet = path.replace('.csv', '.parquet');
      const [header, ...rows] = (parse(readFileSync(`${dir}/${path}`)) as string[][]).map((row) => row.map(readText));
      const isTime = header!.map((name) => name.endsWith('time'));
      const instants = (row: string[]) =>
        row.map((cell, c) => (isTime[c] && cell !== '' ? new Date(cell).toISOString() : cell));
      expect(await rowsOf(dir, parquet)).toEqual(rows.map(instants));
      const { key_value_metadata } = await parquetMetadataAsync(await asyncBufferFromFile(`${dir}/${parquet}`));
      const { fields, zone } = JSON.parse(key_value_metadata!.find(({ key }) => key === 'feederlab')!.value!);
      expect(fields.map(({ name }: { name: string }) => name)).toEqual(header);
      expect(zone).toBe(clock.zone);
      const { bytes, sha256 } = others.find((other) => other.path === parquet)!;
      expect(resources.find((resource: { path: string }) => resource.path === parquet)).toMatchObject({
        ...{ format: 'parquet', mediatype: 'application/vnd.apache.parquet', bytes, hash: `sha256:${sha256}` },
        schema: { fields: fields.map(({ name, type }: { name: string; type: string }) => ({ name, type })) },
      });
    }
    expect(files.length).toBeGreaterThan(5);
  });

  it('is the same run as one without', async () => {
    const [plain, csv, parquet] = await Promise.all(
      [[], ['outputs.format=csv'], ['outputs.format=parquet']].map((set) => readCase(writeFolder(TINY), { set })),
    );
    expect(csv!.resolved).toEqual(plain!.resolved);
    expect(parquet!.resolved).toEqual(plain!.resolved);
    expect([plain, csv, parquet].map((one) => one!.outputs.format)).toEqual(['csv', 'csv', 'parquet']);
  });
});

describe('a table as Parquet', () => {
  const fields = [
    { name: 'time', type: 'datetime', title: 'Start' },
    { name: 'count', type: 'integer', title: 'Count' },
    { name: 'x', type: 'number', unit: 'kW', title: 'Power' },
  ] as const;
  const write = async (rows: readonly string[]) => {
    writeFileSync(`${folder}/one.csv`, `${['time,count,x', ...rows].join('\n')}\n`);
    const table = { name: 'one', title: 'One', fields };
    const written = await writeAsParquet(folder, folder, [{ table, file: { path: 'one.csv' } }], 'Europe/Copenhagen');
    return written[0]!;
  };
  const read = async () =>
    parquetReadObjects({ file: await asyncBufferFromFile(`${folder}/one.parquet`) }) as Promise<
      Record<string, unknown>[]
    >;

  it('has null for a blank cell, and the instants of both hours when the clock goes back', async () => {
    await write(['2021-10-31T02:30:00+02:00,1,0.5', '2021-10-31T02:30:00+01:00,,', ',2147483647,-1e-7']);
    expect(await read()).toEqual([
      { time: new Date('2021-10-31T00:30:00Z'), count: 1n, x: 0.5 },
      { time: new Date('2021-10-31T01:30:00Z'), count: null, x: null },
      { time: null, count: 2_147_483_647n, x: -1e-7 },
    ]);
  });

  it('of more rows than a group has all of them in their order, and the same bytes each time', async () => {
    const rows = Array.from({ length: 100_001 }, (_, i) => `2021-02-22T00:00:00+01:00,${i},${i / 8}`);
    const first = await write(rows);
    expect(await write(rows)).toEqual(first);
    const all = await read();
    expect(all.every(({ count }, i) => count === BigInt(i))).toBe(true);
    expect(all.length).toBe(100_001);
    expect(all.at(-1)!['x']).toBe(100_000 / 8);
    const { row_groups } = await parquetMetadataAsync(await asyncBufferFromFile(`${folder}/one.parquet`));
    expect(row_groups.map(({ num_rows }) => num_rows)).toEqual([100_000n, 1n]);
  });

  it('of no rows can be read', async () => {
    await write([]);
    expect(await read()).toEqual([]);
  });

  it('has whole numbers of 64 bits', async () => {
    const counts = [2 ** 31, -(2 ** 31) - 1, Number.MAX_SAFE_INTEGER, 2 ** 62, -(2 ** 63)];
    const { table } = await write(counts.map((n) => `,${BigInt(n)},1`));
    expect((await read()).map(({ count }) => count)).toEqual(counts.map(BigInt));
    expect(table.fields).toEqual(fields);
  });

  it.each([
    ['a whole number of more than 64 bits', ['1', '9223372036854775808'], 'number', [1, 2 ** 63]],
    ['a fraction under whole numbers', ['1', '1.5', ''], 'number', [1, 1.5, null]],
    ['a text under whole numbers', ['7', 'total', ''], 'string', ['7', 'total', null]],
    ['a fraction and a text under whole numbers', ['7.5', '12', 'total'], 'string', ['7.5', '12', 'total']],
  ])('has a column of a wider type for %s, and drops nothing', async (_, cells, type, values) => {
    const { table } = await write(cells.map((cell) => `2021-02-22T00:00:00+01:00,${cell},0`));
    expect((await read()).map(({ count }) => count)).toEqual(values);
    expect(table.fields.map((field) => field.type)).toEqual(['datetime', type, 'number']);
  });

  it('has truth values, and texts as they were before they were escaped for a spreadsheet', async () => {
    writeFileSync(`${folder}/two.csv`, 'name,ok\n\'=1+1,true\n"a, b",false\n,\n');
    const two = [
      { name: 'name', type: 'string', title: 'Name' },
      { name: 'ok', type: 'boolean', title: 'Ok' },
    ] as const;
    const table = { name: 'two', title: 'Two', fields: two };
    await writeAsParquet(folder, folder, [{ table, file: { path: 'two.csv' } }], 'Europe/Copenhagen');
    expect(await parquetReadObjects({ file: await asyncBufferFromFile(`${folder}/two.parquet`) })).toEqual([
      { name: '=1+1', ok: true },
      { name: 'a, b', ok: false },
      { name: null, ok: null },
    ]);
  });
});

describe('a Parquet file', () => {
  const fields = [
    { name: 'x', type: 'number', title: 'X' },
    { name: 'kind', type: 'string', title: 'Kind' },
    { name: 'same', type: 'number', title: 'Same' },
  ] as const;

  it('has NaN where a number is NaN, and null where there is none', async () => {
    const path = `${folder}/nan.parquet`;
    const out = openParquet(path, fields);
    for (const x of [Number.NaN, null, -0.5]) out.row([x, null, 1]);
    out.close();
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(path) });
    expect(rows.map(({ x }) => x)).toEqual([Number.NaN, null, -0.5]);
  });

  it('splits the bytes of numbers that differ, and has dictionaries of values that recur', async () => {
    const path = `${folder}/encoded.parquet`;
    const out = openParquet(path, fields);
    for (let i = 0; i < 5000; i++) out.row([Math.sin(i), i % 2 ? 'ev' : 'pv', i % 3]);
    out.close();
    const { row_groups, created_by } = await parquetMetadataAsync(await asyncBufferFromFile(path));
    const encodings = row_groups[0]!.columns.map(({ meta_data }) => meta_data!.encodings);
    expect(encodings).toEqual([['BYTE_STREAM_SPLIT'], ['PLAIN', 'RLE_DICTIONARY'], ['PLAIN', 'RLE_DICTIONARY']]);
    expect(created_by).toBe('feederlab');
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(path) });
    expect(
      rows.every(({ x, kind, same }, i) => x === Math.sin(i) && kind === (i % 2 ? 'ev' : 'pv') && same === i % 3),
    ).toBe(true);
  });
});
