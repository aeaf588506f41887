import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { layoutSchema } from '../../case/schema/layout.ts';
import { openRunFolder } from '../folder/folder.ts';
import { readRun } from '../read/index.ts';
import { report } from '../report/report.ts';
import { scene, study, temporary } from '../testing/run.ts';

const mail = { counts: () => [], disclosures: () => [], send: () => {}, take: () => [] };
const units = {
  name: 'units',
  title: 'Units',
  fields: [
    { name: 'unit', type: 'string', title: 'Unit' },
    { name: 'output_kw', type: 'number', unit: 'kW', title: 'Output' },
  ],
} as const;

const layout = (name: string, value: string) =>
  layoutSchema.parse({
    name,
    title: `Outputs <${name}>`,
    rows: ['unit'],
    digits: 1,
    columns: [
      { table: 'tables/units', value, across: 'step' },
      { table: 'tables/units', value, title: 'In all' },
    ],
  });

/** A run of no step, whose mechanism published two units. */
async function written() {
  const dir = temporary();
  const layouts = [layout('table-1', 'output_kw'), layout('table-2', 'outputs'), layout('units', 'output_kw')];
  const folder = await openRunFolder(dir, { case: { ...study, layouts }, scene, command: [], runId: 'test' });
  const cells = [
    ['B', 2],
    ['A', Number.NaN],
    ['C', -2e-8],
  ];
  folder.observer.onPublish!({ rows: [{ table: units, k: 1, cells }] }, 1);
  await folder.finish({ steps: 0, failed: [], mail, interrupted: true }, { started_ms: 0, finished_ms: 0 });
  return readRun(dir);
}

describe('the layouts of a case', () => {
  it('are tables of the run, with their units, listed with their hashes', async () => {
    const { dir, manifest } = await written();
    expect(readFileSync(`${dir}/tables/table-1.csv`, 'utf8')).toBe(
      'unit,output_kw_t2,output_kw\nA,,\nB,2,2\nC,,-2e-8\n',
    );
    expect(manifest.files.map(({ path }) => path)).toContain('tables/table-1.csv');
    const { resources } = JSON.parse(readFileSync(`${dir}/datapackage.json`, 'utf8'));
    const { schema } = resources.find((r: { name: string }) => r.name === 'table-1');
    expect(schema.fields).toMatchObject([
      { name: 'unit' },
      { name: 'output_kw_t2', unit: 'kW', title: 'Output [kW], t2' },
      { name: 'output_kw', unit: 'kW', title: 'In all' },
    ]);
  });

  it('that a run cannot fill say why, and take no table its place', async () => {
    const { layouts } = await written();
    expect(layouts.map(({ name, problem }) => [name, problem])).toEqual([
      ['table-1', undefined],
      ['table-2', 'no column outputs in tables/units, which has step, time, unit, output_kw'],
      ['units', 'the run has a table units of its own'],
    ]);
  });

  it('stand in the report', async () => {
    const page = report(await written(), []);
    expect(page).toContain('<h3>Outputs &lt;table-1&gt;</h3>');
    expect(page).toContain('<tr><td>B</td><td class="n">2.0</td><td class="n">2.0</td></tr>');
    expect(page).toContain('<tr><td>A</td><td class="n">–</td><td class="n">–</td></tr>');
    expect(page).toContain('<tr><td>C</td><td class="n">–</td><td class="n">0.0</td></tr>');
    expect(page).toContain('Not available from this run: no column outputs in');
  });
});
