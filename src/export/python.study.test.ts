// Results in the programs of others: tables in pyarrow, pandas and DuckDB, as docs/run-folders.md says, and steps in pandapower.
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { readCase } from '../case/read.ts';
import { writeFolder } from '../case/testing/folder.ts';
import { packageFolder } from '../package.ts';
import { eachRow, eachRowOfStep } from '../results/read/csv.ts';
import { readManifest } from '../results/read/index.ts';
import { runCase } from '../run.ts';
import { exportParquet } from './parquet.ts';
import { exportStep } from './step.ts';
import { FEEDER, OPPOSED } from './testing/feeder.ts';
import { hasPython, python } from './testing/python.ts';

const folder = mkdtempSync(join(tmpdir(), 'feederlab-python-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A run of a local day, and its tables as Parquet. */
async function runOf(name: string, start: string): Promise<string> {
  const study = await readCase(writeFolder(FEEDER), { set: [`clock.start="${start}"`] });
  const { dir } = await runCase(study, { out: join(folder, name), plots: 'none' });
  await exportParquet(dir);
  return dir;
}

function timesOf(dir: string): string[] {
  const times: string[] = [];
  eachRow(dir, 'grid.csv', { time: 'text' }, ({ time }) => times.push(time));
  return times;
}

interface Read {
  readonly tables: Readonly<
    Record<
      string,
      {
        readonly rows: number;
        readonly columns: Readonly<Record<string, { arrow: string; pandas: string; same: boolean }>>;
        readonly duckdb: { readonly rows: number; readonly types: Readonly<Record<string, string>> };
      }
    >
  >;
  readonly times: { readonly local: readonly string[]; readonly ms: readonly number[] };
}

describe.skipIf(!hasPython())('the tables of a run', () => {
  it.each([
    ['the clock goes forward', '2021-03-28T00:00+01:00', 23],
    ['the clock goes back', '2021-10-31T00:00+02:00', 25],
  ])(
    'have their types, values and local times in pyarrow, pandas and DuckDB on the day when %s',
    async (_, start, steps) => {
      const dir = await runOf(`day-${steps}`, start);
      const { tables, times } = JSON.parse(python('tables', ['tables.py', dir])) as Read;
      const { files } = readManifest(dir);
      expect(Object.keys(tables).sort()).toEqual(files.map(({ path }) => path.replace('.csv', '.parquet')).sort());
      for (const { path, rows } of files) {
        const table = tables[path.replace('.csv', '.parquet')]!;
        expect([table.rows, table.duckdb.rows]).toEqual([rows, rows]);
        const others = Object.entries(table.columns).filter(([, { same }]) => !same);
        expect({ path, others }).toEqual({ path, others: [] });
      }
      const { columns, duckdb } = tables['grid.parquet']!;
      const zone = 'Europe/Copenhagen';
      expect(columns['time']).toMatchObject({ arrow: 'timestamp[ms, tz=UTC]', pandas: `datetime64[ns, ${zone}]` });
      expect(columns['step']).toMatchObject({ arrow: 'int64', pandas: 'int64' });
      expect(columns['converged']).toMatchObject({ arrow: 'bool', pandas: 'bool' });
      expect(columns['loss_kw']).toMatchObject({ arrow: 'double', pandas: 'float64' });
      expect(columns['vm_min_bus']!.arrow).toBe('string');
      expect(duckdb.types).toMatchObject({
        ...{ step: 'BIGINT', time: 'TIMESTAMP WITH TIME ZONE', loss_kw: 'DOUBLE' },
        ...{ vm_min_bus: 'VARCHAR', converged: 'BOOLEAN' },
      });
      const expected = timesOf(dir);
      expect(expected).toHaveLength(steps);
      expect(times.local).toEqual(expected);
      expect(times.ms).toEqual(expected.map((time) => Date.parse(time)));
    },
  );

  it('are read as the documentation says, with the same local times from CSV and Parquet over a clock change', async () => {
    const dir = await runOf('documented', '2021-10-31T00:00+02:00');
    const page = readFileSync(fileURLToPath(new URL('docs/run-folders.md', packageFolder())), 'utf8');
    const snippets = [...page.matchAll(/^```python\n([\s\S]*?)^```$/gm)].map(([, code]) => code!);
    expect(snippets.length).toBeGreaterThan(1);
    const cwd = mkdtempSync(join(folder, 'cwd-'));
    symlinkSync(dir, join(cwd, 'my-run'));
    const checks = `
assert list(time.isoformat() for time in buses['time'].drop_duplicates()) == ${JSON.stringify(timesOf(dir))}
assert str(buses['time'].dtype).endswith('Europe/Copenhagen]'), buses['time'].dtype
`;
    const code = snippets.map((snippet) => `${snippet}${checks}`).join('\n');
    expect(
      python('tables', ['-c', `${code}\nprint(voltages.sizes['time'], voltages.sizes['bus'], len(lowest))`], cwd),
    ).toBe('25 5 5\n');
  });
});

interface Solved {
  readonly version: string;
  readonly stored: Readonly<Record<string, BusResult>>;
  readonly solved: Readonly<Record<string, BusResult>>;
  readonly elements: Readonly<Record<string, number>>;
}

type BusResult = { readonly [column in 'vm_pu' | 'va_degree' | 'p_mw' | 'q_mvar']: number };

describe.skipIf(!hasPython())('a step of a run in pandapower', () => {
  it.each([
    ['2.14', 'pandapower2', 7],
    ['2.14', 'pandapower2', 12],
    ['3.5', 'pandapower3', 7],
    ['3.5', 'pandapower3', 12],
  ] as const)('%s opens, and solves to the voltages of the run (%s, step %i)', async (version, environment, step) => {
    const feeder = writeFolder(FEEDER);
    const out = join(folder, `${environment}-${step}`);
    const { dir } = await runCase(await readCase(feeder), { out, plots: 'none' });
    const file = `${out}.json`;
    await exportStep(dir, 'pandapower', file, { step, case: feeder });
    const { stored, solved, elements, ...read } = JSON.parse(python(environment, ['solve.py', file])) as Solved;
    expect(read.version).toMatch(version);
    expect(elements).toMatchObject({ trafo: 1, line: 2, switch: 1 });
    expect(elements['sgen']).toBeGreaterThan(1);
    let buses = 0;
    const wanted = { bus: 'text', vm_pu: 'number', va_deg: 'number' } as const;
    eachRowOfStep(dir, 'buses.csv', step, wanted, ({ bus, vm_pu, va_deg }) => {
      buses++;
      expect(stored[bus]).toMatchObject({ vm_pu, va_degree: va_deg });
      expect(Math.abs(solved[bus]!.vm_pu - vm_pu)).toBeLessThan(1e-8);
      expect(Math.abs(solved[bus]!.va_degree - va_deg)).toBeLessThan(1e-6);
      expect(Math.abs(solved[bus]!.p_mw - stored[bus]!.p_mw)).toBeLessThan(1e-7);
      expect(Math.abs(solved[bus]!.q_mvar - stored[bus]!.q_mvar)).toBeLessThan(1e-7);
    });
    expect(buses).toBe(5);
  });

  it.each(['pandapower2', 'pandapower3'] as const)(
    'that has several solutions is that of the run where %s starts at the stored voltages',
    async (environment) => {
      const opposed = writeFolder(OPPOSED);
      const out = join(folder, `opposed-${environment}`);
      const { dir } = await runCase(await readCase(opposed), { out, plots: 'none' });
      const file = `${out}.json`;
      await exportStep(dir, 'pandapower', file, { step: 12, case: opposed });
      const { stored, solved } = JSON.parse(python(environment, ['solve.py', file, 'results'])) as Solved;
      expect(Object.keys(solved)).toHaveLength(5);
      for (const [bus, { vm_pu }] of Object.entries(stored))
        expect(Math.abs(solved[bus]!.vm_pu - vm_pu)).toBeLessThan(1e-8);
    },
  );
});
