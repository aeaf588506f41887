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
import { readText } from './text.ts';

const folder = mkdtempSync(join(tmpdir(), 'feederlab-parquet-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The rows of a table in Parquet, as its CSV file has them. */
async function rowsOf(dir: string, path: string, offsetOf: (time: Date) => string): Promise<string[][]> {
  const file = await asyncBufferFromFile(`${dir}/${path}`);
  const rows = await parquetReadObjects({ file });
  const cell = (value: unknown) => (value instanceof Date ? offsetOf(value) : value === null ? '' : String(value));
  return rows.map((row) => Object.values(row).map(cell));
}

describe('a run with --format parquet', () => {
  it('has each table in both formats, with the same rows, its fields and its time zone', async () => {
    const study = await readCase(writeFolder(TINY), { set: ['outputs.format=parquet'] });
    const { dir } = await runCase(study, { out: join(folder, 'run'), plots: 'none' });
    const { files, others, clock } = readManifest(dir);
    const written = others.map(({ path }) => path);
    for (const { path } of files) {
      const parquet = path.replace('.csv', '.parquet');
      expect(written).toContain(parquet);
      const [header, ...rows] = (parse(readFileSync(`${dir}/${path}`)) as string[][]).map((row) => row.map(readText));
      const isTime = header!.indexOf('time');
      const times = new Map(rows.map((row) => [Date.parse(row[isTime]!), row[isTime]!]));
      expect(await rowsOf(dir, parquet, (time) => times.get(time.getTime())!)).toEqual(rows);
      const { key_value_metadata } = await parquetMetadataAsync(await asyncBufferFromFile(`${dir}/${parquet}`));
      const { fields, zone } = JSON.parse(key_value_metadata!.find(({ key }) => key === 'feederlab')!.value!);
      expect(fields.map(({ name }: { name: string }) => name)).toEqual(header);
      expect(zone).toBe(clock.zone);
    }
    expect(files.length).toBeGreaterThan(5);
  });

  it('is another run than one without', async () => {
    const [csv, parquet] = await Promise.all(
      ['csv', 'parquet'].map((format) => readCase(writeFolder(TINY), { set: [`outputs.format=${format}`] })),
    );
    expect(csv!.resolved).not.toEqual(parquet!.resolved);
  });
});

describe('a table as Parquet', () => {
  const fields = [
    { name: 'time', type: 'datetime', title: 'Start' },
    { name: 'count', type: 'integer', title: 'Count' },
    { name: 'x', type: 'number', unit: 'kW', title: 'Power' },
  ] as const;
  const write = (rows: readonly string[]) => {
    writeFileSync(`${folder}/one.csv`, `${['time,count,x', ...rows].join('\n')}\n`);
    return writeAsParquet(folder, [{ table: { fields }, file: { path: 'one.csv' } }], 'Europe/Copenhagen');
  };

  it('has null for a blank cell, and the instants of both hours when the clock goes back', async () => {
    write(['2021-10-31T02:30:00+02:00,1,0.5', '2021-10-31T02:30:00+01:00,,', ',2147483647,-1e-7']);
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(`${folder}/one.parquet`) });
    expect(rows).toEqual([
      { time: new Date('2021-10-31T00:30:00Z'), count: 1, x: 0.5 },
      { time: new Date('2021-10-31T01:30:00Z'), count: null, x: null },
      { time: null, count: 2_147_483_647, x: -1e-7 },
    ]);
  });

  it('of more rows than a group has all of them in their order, and the same bytes each time', async () => {
    const rows = Array.from({ length: 25_001 }, (_, i) => `2021-02-22T00:00:00+01:00,${i},${i / 8}`);
    const [first] = write(rows);
    const [second] = write(rows);
    expect(second).toEqual(first);
    const read = await parquetReadObjects({ file: await asyncBufferFromFile(`${folder}/one.parquet`) });
    expect(read.map(({ count }) => count)).toEqual(rows.map((_, i) => i));
    expect(read.at(-1)!['x']).toBe(25_000 / 8);
  });

  it('of no rows can be read', async () => {
    write([]);
    expect(await parquetReadObjects({ file: await asyncBufferFromFile(`${folder}/one.parquet`) })).toEqual([]);
  });

  it('refuses a whole number of more than 32 bits', () => {
    expect(() => write(['2021-02-22T00:00:00+01:00,2147483648,1'])).toThrow(/one\.csv, column count: found 2147483648/);
  });
});
