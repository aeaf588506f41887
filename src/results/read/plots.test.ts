import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../base/index.ts';
import {
  columns,
  longestOf,
  type Plot,
  publishedTable,
  readingOf,
  rowsOf,
  seriesBy,
  seriesOf,
  table,
} from '../../../record/index.ts';
import { writeRun } from '../testing/run.ts';
import { readRun } from './index.ts';

interface Bid {
  readonly seller: string;
  readonly open: boolean;
  readonly price: number;
  readonly kw: readonly number[];
}

const { column, price } = columns<Bid>();
const bids = table('bids', 'Bids', [
  column('seller', 'string', 'Seller', (bid) => bid.seller),
  column('open', 'boolean', 'Open', (bid) => bid.open),
  column('kw', 'kW', 'Power', (bid, t) => bid.kw[t]!),
  price('price', 'Price', (bid) => bid.price),
]);

const rows: readonly Bid[] = [
  { seller: 'a', open: true, price: 0.5, kw: [1, 2, 3, Number.NaN] },
  { seller: 'b, south', open: false, price: 0.25, kw: [5, 6, 7, 8] },
];

const data = {
  all: seriesOf(bids, ['kw']),
  bySeller: seriesBy(bids, 'seller', ['kw', 'price']),
  rows: readingOf(
    bids,
    ['open', 'price'],
    (): unknown[] => [],
    (kept, { step, open, price }) => kept.push([step, open, price]),
  ),
  steps: longestOf(bids, ['seller'], (row, previous) => row.step !== previous.step),
};
const plot: Plot<Record<string, unknown>> = { id: 'bids', reads: data, caption: () => '', draw: () => ({}) };

const publication = (steps: readonly number[]) => {
  const written = publishedTable(bids, 'DKK');
  return { rows: steps.map((t) => rowsOf(bids, written, t, rows, t)) };
};
const written = async (...steps: readonly number[]) =>
  (await writeRun({ published: [publication(steps)], failing: false })).dir;
const read = async (dir: string) => {
  const run = await readRun(dir, { plots: [plot] });
  return {
    run,
    data: run.plots[0]!.data as { [N in keyof typeof data]: ReturnType<(typeof data)[N]['begin']> } | undefined,
  };
};

describe('the readings of a plot', () => {
  it('get the rows that the same declaration has written, by the keys of its columns', async () => {
    const { run, data } = await read(await written(0, 1, 3));
    expect(run.currency).toBe('DKK');
    expect([...data!.bySeller.keys()]).toEqual(['a', 'b, south']);
    expect([0, 1, 2, 3].map((b) => data!.bySeller.get('a')!.kw.mean(b))).toEqual([1, 2, Number.NaN, Number.NaN]);
    expect([0, 3].map((b) => data!.bySeller.get('b, south')!.price.mean(b))).toEqual([0.25, 0.25]);
    expect([0, 1, 2, 3].map((b) => data!.all.kw.mean(b))).toEqual([3, 4, Number.NaN, 8]);
    expect(data!.rows.slice(0, 2)).toEqual([
      [0, true, 0.5],
      [0, false, 0.25],
    ]);
    expect(data!.steps.longest.map(({ seller }) => seller)).toEqual(['a', 'b, south']);
  });

  it('get nothing of a run without the table, which has no currency then', async () => {
    const { run, data } = await read((await writeRun()).dir);
    expect(data).toBeUndefined();
    expect(run.currency).toBe('');
  });

  it.each([
    ['lacks a column', (csv: string) => csv.replace(',kw,', ',power,'), /header[\s\S]*expected the columns kw too/],
    ['lacks the price', (csv: string) => csv.replace('price_dkk_per_kwh', 'cost'), /price_\{currency\}_per_kwh too/],
    [
      'has a text where a number belongs',
      (csv: string) => csv.replace(',5,', ',five,'),
      /line 3, kw[\s\S]*found "five"/,
    ],
    ['lacks a row', (csv: string) => csv.trimEnd().replace(/\n[^\n]*$/, '\n'), /rows[\s\S]*found 3[\s\S]*4 rows/],
  ])('refuse a table that %s', async (_, damage, expected) => {
    const dir = await written(0, 1);
    const file = `${dir}/tables/bids.csv`;
    writeFileSync(file, damage(readFileSync(file, 'utf8')));
    const error = await read(dir).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message).toMatch(expected);
  });
});
