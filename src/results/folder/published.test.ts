import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { Publication, PublishedTable } from '../../../cosim/index.ts';
import { scene, study, temporary } from '../testing/run.ts';
import { openRunFolder } from './folder.ts';

const mail = { counts: () => [], disclosures: () => [], send: () => {}, take: () => [] };
const times = { started_ms: 0, finished_ms: 0 };

const prices = {
  name: 'prices',
  title: 'Prices',
  fields: [
    { name: 'bus', type: 'string', title: 'Bus' },
    { name: 'price_eur_per_kwh', type: 'number', unit: 'EUR/kWh', title: 'Price' },
  ],
} as const;
const units = {
  name: 'units',
  title: 'Units',
  fields: [
    { name: 'on', type: 'integer', title: 'On' },
    { name: 'kept', type: 'boolean', title: 'Kept' },
  ],
} as const;

/** A run of no step whose mechanism published twice. */
async function written() {
  const dir = temporary();
  const folder = await openRunFolder(dir, { case: study, scene, command: [], runId: 'test' });
  const publish = (publication: Publication) => folder.observer.onPublish!(publication, 0);
  const row = { unit: 'EUR', title: 'Cost' };
  publish({
    rows: [
      { table: prices, k: 0, cells: [['A', 0.25]] },
      { table: units, k: 0, cells: [[1, true]] },
    ],
    indicators: [
      { id: 'cost', value: 2, over: 'sum', ...row },
      { id: 'worst', value: 5, over: 'max', ...row },
      { id: 'lowest', value: Number.NaN, over: 'min', ...row },
    ],
  });
  publish({
    rows: [{ table: prices, k: 1, cells: [['B, south', Number.NaN]] }],
    indicators: [
      { id: 'cost', value: 3, over: 'sum', ...row },
      { id: 'worst', value: 4, over: 'max', ...row },
      { id: 'lowest', value: 3, over: 'min', ...row },
    ],
  });
  const summary = await folder.finish({ steps: 0, failed: [], mail, interrupted: true }, times);
  return { dir, summary };
}

describe('what a mechanism publishes', () => {
  it('has one set of columns for each name of a table', async () => {
    const folder = await openRunFolder(temporary(), { case: study, scene, command: [], runId: 'test' });
    const publish = (fields: PublishedTable['fields']) =>
      folder.observer.onPublish!({ rows: [{ table: { ...units, fields }, k: 0, cells: [] }] }, 0);
    publish(units.fields);
    publish([...units.fields]);
    expect(() => publish(units.fields.slice(1))).toThrow(
      /table units: 1 problem[\s\S]*found "kept \(boolean\)"[\s\S]*expected as first published: on \(integer\), kept \(boolean\)/,
    );
    folder.discard();
  });

  it('stands in prices.csv and in tables/, with step and time before its own columns', async () => {
    const { dir } = await written();
    const read = (name: string) => parse(readFileSync(`${dir}/${name}`), { columns: true });
    expect(read('prices.csv')).toEqual([
      { step: '0', time: '2024-01-15T00:00:00+01:00', bus: 'A', price_eur_per_kwh: '0.25' },
      { step: '1', time: '2024-01-15T00:30:00+01:00', bus: 'B, south', price_eur_per_kwh: '' },
    ]);
    expect(read('tables/units.csv')).toEqual([{ step: '0', time: '2024-01-15T00:00:00+01:00', on: '1', kept: 'true' }]);
  });

  it('is described with its units, and listed with its hash', async () => {
    const { dir } = await written();
    const json = (name: string) => JSON.parse(readFileSync(`${dir}/${name}`, 'utf8'));
    const resource = json('datapackage.json').resources.find((r: { name: string }) => r.name === 'prices');
    expect(resource.schema.fields.at(-1)).toMatchObject({ name: 'price_eur_per_kwh', unit: 'EUR/kWh' });
    const files = json('manifest.json').files.map((f: { path: string }) => f.path);
    expect(files).toEqual(expect.arrayContaining(['prices.csv', 'tables/units.csv']));
  });

  it('becomes indicators of the run: sums, and the largest or least of all', async () => {
    const { summary } = await written();
    expect(summary.indicators).toMatchObject({ cost: 5, worst: 5, lowest: 3 });
  });
});
