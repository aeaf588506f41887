// What a dispatch planned, where a run has one: trade with the upstream grid and the energy in its batteries.

import { BlockSeries, type Blocks, StepSums } from '../../../record/index.ts';
import type { Manifest } from '../manifest.ts';
import { eachRow, headerOf } from './csv.ts';
import { expectRows, numberIn } from './rows.ts';
import type { MarketSeries } from './run.ts';

const EXCHANGE = 'tables/exchange.csv';
const SCHEDULE = 'tables/schedule.csv';
const BATTERY = 'battery';
const PRICE = /^import_price_(\w+)_per_kwh$/;

/** Undefined where the run traded nothing. */
export async function readMarket(dir: string, manifest: Manifest, blocks: Blocks): Promise<MarketSeries | undefined> {
  const has = (path: string) => manifest.files.some((file) => file.path === path);
  const column = has(EXCHANGE) ? (await headerOf(dir, EXCHANGE)).find((name) => PRICE.test(name)) : undefined;
  if (column === undefined) return undefined;
  const [, currency] = PRICE.exec(column)!;
  const stored = new StepSums(manifest.steps);
  const market = {
    currency: currency!.toUpperCase(),
    price_per_kwh: new BlockSeries(blocks),
    planned_kw: new BlockSeries(blocks),
    stored_start_kwh: manifest.devices.find(({ kind }) => kind === BATTERY)?.e_start_kwh,
  };
  const wanted = { step: 'number', import_kw: 'number', export_kw: 'number', [column]: 'number' } as const;
  const rows = await eachRow(dir, EXCHANGE, wanted, (row) => {
    market.price_per_kwh.add(row.step, numberIn(row, column));
    market.planned_kw.add(row.step, row.import_kw - row.export_kw);
  });
  expectRows(dir, manifest, EXCHANGE, rows);
  if (has(SCHEDULE)) await readStored(dir, manifest, stored);
  return { ...market, stored_kwh: stored.into(blocks) };
}

async function readStored(dir: string, manifest: Manifest, stored: StepSums): Promise<void> {
  const wanted = { step: 'number', kind: 'text', quantity: 'text', value: 'number' } as const;
  const rows = await eachRow(dir, SCHEDULE, wanted, ({ step, kind, quantity, value }) => {
    if (kind === BATTERY && quantity === 'e_kwh') stored.add(step, value);
  });
  expectRows(dir, manifest, SCHEDULE, rows);
}
