// Tables in Parquet: the same as those in CSV, in a case, an import and a series of power flows; and what is refused.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, describe, expect, it } from 'vitest';
import type { InputError } from '../../base/index.ts';
import { stream } from '../../base/random.ts';
import { caseReader, readCase } from '../case/index.ts';
import { writeFolder } from '../case/testing/folder.ts';
import { LIMITS } from '../case/text/limits.ts';
import { Report } from '../case/text/report.ts';
import { profilesOf } from '../import/index.ts';
import { solveFileSeries } from '../powerflow/index.ts';
import { parquetTable } from './table.ts';

const folder = mkdtempSync(join(tmpdir(), 'feederlab-parquet-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bytesOf = (columnData: ColumnSource[], rowGroupSize = 100): Buffer =>
  Buffer.from(parquetWriteBuffer({ columnData, rowGroupSize }));
const written = (name: string, columns: ColumnSource[]): string => {
  const path = join(folder, name);
  writeFileSync(path, bytesOf(columns, 7));
  return path;
};

async function problemsOf(bytes: Uint8Array): Promise<string> {
  const report = new Report('case.yaml');
  expect(await parquetTable('t.parquet', bytes, report)).toBeUndefined();
  try {
    report.stopIfAny();
  } catch (error) {
    return (error as InputError).message;
  }
  return expect.unreachable('nothing was refused');
}

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const SHARES = HOURS.map((hour) => Math.sin(hour / 7) ** 2);
const CASE = {
  'case.yaml': `title: t
clock: { start: "2024-01-15T00:00+01:00", zone: Europe/Copenhagen, step: 60 min, days: 1 }
network: { base_mva: 1, buses: buses.csv, lines: lines.csv }
profiles: [{ file: shapes.FORMAT, repeat: daily, fill: hold }]
devices: [{ id: pv, kind: pv, bus: 2, p_peak: 3 kW, profile: pv }]
`,
  'buses.csv': 'bus,kind,vn_kv\n1,slack,0.4\n2,pq,0.4\n',
  'lines.csv': 'line,from_bus,to_bus,length_km,r_ohm_per_km,x_ohm_per_km\nl,1,2,0.1,0.3,0.1\n',
};
const caseWith = (format: string, content: string | Buffer): string => {
  const at = writeFolder({ ...CASE, 'case.yaml': CASE['case.yaml'].replace('FORMAT', format) });
  writeFileSync(join(at, `shapes.${format}`), content);
  return at;
};
const SHAPES: ColumnSource[] = [
  { name: 'pv_pu', data: SHARES, type: 'DOUBLE' },
  { name: 'hour', data: HOURS, type: 'INT32' },
];

describe('a table in Parquet', () => {
  it('gives a case the same profiles as one in CSV', async () => {
    const csv = `hour,pv_pu\n${HOURS.map((hour) => `${hour},${SHARES[hour]}`).join('\n')}\n`;
    const [a] = (await readCase(caseWith('csv', csv))).profiles;
    const study = await readCase(caseWith('parquet', bytesOf(SHAPES, 10)));
    expect(study.profiles).toEqual([{ ...a, at: 'shapes.parquet, pv_pu' }]);
    expect(study.resolved.files['shapes.parquet']).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is read again when it has changed', async () => {
    const at = caseWith('parquet', bytesOf(SHAPES));
    const read = caseReader();
    const first = (await read(at)).profiles;
    expect((await read(at, { set: ['seed=3'] })).profiles).toBe(first);
    writeFileSync(join(at, 'shapes.parquet'), bytesOf([{ name: 'pv_pu', data: HOURS, type: 'DOUBLE' }, SHAPES[1]!]));
    expect((await read(at)).profiles[0]!.values[5]).toBe(5);
  });

  it('gives times as instants, or as local ones where it says so', async () => {
    const data = [new Date('2024-03-31T00:00Z'), new Date('2024-03-31T01:00Z')];
    const timesOf = async (isAdjustedToUTC: boolean) => {
      const bytes = parquetWriteBuffer({
        columnData: [{ name: '__index_level_0__', data }],
        schema: [
          { name: 'root', num_children: 1 },
          {
            ...{ name: '__index_level_0__', type: 'INT64', repetition_type: 'OPTIONAL' },
            logical_type: { type: 'TIMESTAMP', isAdjustedToUTC, unit: 'MILLIS' },
          },
        ],
      });
      const { header, rows } = (await parquetTable('t.parquet', new Uint8Array(bytes), new Report('t')))!;
      return [header, ...rows.map(({ cells }) => cells[0])];
    };
    expect(await timesOf(true)).toEqual([['time'], '2024-03-31T00:00:00Z', '2024-03-31T01:00:00Z']);
    expect(await timesOf(false)).toEqual([['time'], '2024-03-31T00:00:00', '2024-03-31T01:00:00']);
  });

  it('gives dates as local times', async () => {
    const bytes = parquetWriteBuffer({
      columnData: [{ name: 'time', data: [new Date('2024-03-31'), new Date('2024-04-01')] }],
      schema: [
        { name: 'root', num_children: 1 },
        { name: 'time', type: 'INT32', repetition_type: 'OPTIONAL', converted_type: 'DATE' },
      ],
    });
    const { rows } = (await parquetTable('t.parquet', new Uint8Array(bytes), new Report('t')))!;
    expect(rows.map(({ cells }) => cells[0])).toEqual(['2024-03-31T00:00:00', '2024-04-01T00:00:00']);
  });

  it('gives the power flows of the same table in CSV', async () => {
    const loads = HOURS.map((hour) => 50 + 3 * hour);
    const labels = HOURS.map((hour) => `step ${hour}`);
    const csv = join(folder, 'loads.csv');
    writeFileSync(csv, `time,p_kw.18\n${labels.map((label, i) => `${label},${loads[i]}`).join('\n')}\n`);
    const parquet = written('loads.parquet', [
      { name: 'p_kw.18', data: loads, type: 'DOUBLE' },
      { name: 'time', data: labels },
    ]);
    for (const profiles of [csv, parquet]) await solveFileSeries('ieee33-day', { profiles, out: `${profiles}-out` });
    for (const table of ['scenarios', 'buses', 'branches'])
      expect(readFileSync(join(`${parquet}-out`, `${table}.csv`))).toEqual(
        readFileSync(join(`${csv}-out`, `${table}.csv`)),
      );
    const wrong = written('wrong.parquet', [{ name: 'p_kw.18', data: [1, 2, Number.NaN], type: 'DOUBLE' }]);
    const error: unknown = await solveFileSeries('ieee33-day', { profiles: wrong }).catch((reason: unknown) => reason);
    expect((error as InputError).message).toContain(
      'wrong.parquet, row 3, p_kw.18  found "NaN"  expected a number [kW]',
    );
  });

  it('is a table of profiles of an import', async () => {
    const { header, rows } = await profilesOf(written('p.parquet', SHAPES));
    expect(header).toEqual(['hour', 'pv_pu']);
    expect(rows).toHaveLength(24);
    expect(rows[20]).toEqual({ at: 'p.parquet, row 21', cells: ['20', String(SHARES[20])] });
    await expect(profilesOf(join(folder, 'none.parquet'))).rejects.toThrow('expected a file that exists');
  });
});

describe('is refused', () => {
  it.each<readonly [what: string, bytes: () => Uint8Array, message: RegExp]>([
    [
      'a text',
      () => Buffer.from('hour,pv_pu\n0,1\n'),
      /t.parquet +found "what cannot be decoded .* expected a Parquet file/,
    ],
    ['a file that is cut', () => bytesOf(SHAPES).subarray(0, 200), /expected a Parquet file/],
    ['a file without rows', () => bytesOf([{ name: 'hour', data: [], type: 'INT32' }]), /found "no row"/],
    ['lists', () => bytesOf([{ name: 'a', data: [{ b: 1 }], type: 'JSON' }]), /another type in the column a/],
    ['flags', () => bytesOf([{ name: 'a', data: [true], type: 'BOOLEAN' }]), /true or false in the column a/],
    [
      'more cells than are held',
      () => bytesOf([{ name: 'a', data: new Int32Array(LIMITS.parquetCells + 1), type: 'INT32' }], 1_000_000),
      /found "5000001 cells" +expected at most 5000000 cells/,
    ],
    [
      'groups of more cells than are held',
      () => bytesOf([{ name: 'a', data: new Int32Array(LIMITS.parquetCells + 1), type: 'INT32' }], 10_000_000),
      /found "a group of rows with 5000001 cells".*row_group_size/,
    ],
  ])('%s', async (_, bytes, message) => {
    expect(await problemsOf(bytes())).toMatch(message);
  });

  it('whatever is damaged in a file, with one message', async () => {
    const random = stream(5, 'parquet');
    let refused = 0;
    for (let k = 0; k < 500; k++) {
      const bytes = bytesOf(SHAPES, 10);
      for (let j = 0; j < 4; j++)
        bytes[Math.floor(random.uniform(0, bytes.length))] = Math.floor(random.uniform(0, 256));
      const report = new Report('case.yaml');
      const table = await parquetTable('t.parquet', bytes, report);
      expect(report.count).toBe(table ? 0 : 1);
      if (!table) refused++;
    }
    expect(refused).toBeGreaterThan(50);
  });

  it('a missing value where a profile needs a number', async () => {
    const holed = bytesOf([
      SHAPES[1]!,
      { name: 'pv_pu', data: SHARES.map((x, i) => (i === 4 ? null : x)), type: 'DOUBLE' },
    ]);
    await expect(readCase(caseWith('parquet', holed))).rejects.toThrow(
      'shapes.parquet, row 5, pv_pu  found ""  expected a finite number',
    );
  });
});
