import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { type Layout, layoutSchema } from '../../case/schema/layout.ts';
import type { Field } from '../folder/csv.ts';
import { NoLayout, pivot, type Source } from './pivot.ts';

const text = (name: string): Field => ({ name, type: 'string', title: name });
const number = (name: string, unit?: string): Field => ({
  name,
  type: 'number',
  title: name,
  ...(unit ? { unit } : {}),
});
const steps = [{ name: 'step', type: 'integer', title: 'Step' }, text('time')] as const;
const table = (fields: readonly Field[], csv: string): Source => ({
  fields: [...steps, ...fields],
  rows: (parse(csv) as string[][]).map(([step, ...cells]) => [step!, '', ...cells]),
});

const tables: Readonly<Record<string, Source>> = {
  'tables/bids': table(
    [text('aggregator'), text('load_point'), number('price'), number('offer', 'kW'), number('payback', 'kW')],
    '3,ag2,LP4,0.6,0,30\n5,ag2,LP21,0.7,4,0\n5,ag2,LP4,0.6,20,0\n15,ag2,LP4,0.6,8,0\n5,ag1,LP4,0.5,1,0\n3,ag1,LP4,0.5,0,1\n',
  ),
  'tables/bought': table(
    [text('aggregator'), text('load_point'), number('share'), number('bought', 'kW')],
    '5,ag2,LP4,0.5,10\n15,ag2,LP4,1,8\n5,ag1,LP4,1e-9,1e-9\n5,ag2,LP21,1,4\n',
  ),
  'tables/asked': table(
    [text('load_points'), number('least', 'kW'), number('allowed'), number('most')],
    Array.from({ length: 6 }, (_, k) => `${k},LP4;LP21,${k === 5 ? 100 : 0},${k === 2 || k === 5 ? 0 : 1},1.5`).join(
      '\n',
    ),
  ),
};

const lay = (spec: Record<string, unknown>) => {
  const layout = layoutSchema.parse({ name: 'one', title: 'One', ...spec }) as Layout;
  const { columns, rows } = pivot(layout, (name) => tables[name]);
  return {
    heads: columns.map(({ group, head }) => [group, head].filter(Boolean).join(' ')),
    names: columns.map(({ field }) => field.name),
    rows: rows.map((row) => row.map((cell) => (Number.isNaN(cell) ? '' : cell))),
  };
};

const who = { rows: ['aggregator', 'load_point'] };

describe('a layout', () => {
  it('spreads values over columns, in natural order, and leaves out columns with nothing in them', () => {
    expect(
      lay({
        ...who,
        columns: [
          { table: 'tables/bids', value: 'price', combine: 'max' },
          { table: 'tables/bids', value: 'offer', across: 'step', title: 'amount' },
          { table: 'tables/bids', value: 'payback', across: 'step' },
        ],
      }),
    ).toEqual({
      heads: ['aggregator', 'load_point', 'price', 'amount t6', 'amount t16', 'payback [kW] t4'],
      names: ['aggregator', 'load_point', 'price', 'offer_t6', 'offer_t16', 'payback_t4'],
      rows: [
        ['ag1', 'LP4', 0.5, 1, '', 1],
        ['ag2', 'LP4', 0.6, 20, 8, 30],
        ['ag2', 'LP21', 0.7, 4, '', ''],
      ],
    });
  });

  it('orders its rows as told, and sums another column in its last one', () => {
    const { rows } = lay({
      ...who,
      order: ['load_point', 'aggregator'],
      total: 'total amount',
      columns: [{ table: 'tables/bought', value: 'share', across: 'step', total: 'bought' }],
    });
    expect(rows).toEqual([
      ['ag1', 'LP4', '', ''],
      ['ag2', 'LP4', 0.5, 1],
      ['ag2', 'LP21', 1, ''],
      ['total amount', '', 14.000000001, 8],
    ]);
  });

  it('joins tables by its rows, keeps rows that have something where it says so, and filters', () => {
    const { rows } = lay({
      ...who,
      where: { load_point: ['LP4'] },
      columns: [
        { table: 'tables/bids', value: 'offer', across: 'step', where: { step: '5' } },
        { table: 'tables/bought', value: 'share', across: 'step', where: { step: '5' }, keep: true },
      ],
    });
    expect(rows).toEqual([['ag2', 'LP4', 20, 0.5]]);
  });

  it('lists the steps in which something holds, and takes one of many equal values', () => {
    const { heads, rows } = lay({
      rows: ['load_points'],
      columns: [
        { table: 'tables/asked', value: 'least', across: 'step' },
        { table: 'tables/asked', value: 'allowed', list: 'step', title: 'payback' },
        { table: 'tables/asked', value: 'most', combine: 'max' },
      ],
    });
    expect(heads).toEqual(['load_points', 'least [kW] t6', 'payback', 'most']);
    expect(rows).toEqual([['LP4;LP21', 100, 't1-t2, t4-t5', 1.5]]);
  });

  it('is one row where nothing names its rows', () => {
    const { heads, rows } = lay({
      columns: [{ table: 'tables/bids', value: 'offer', across: 'aggregator', title: 'kW' }],
    });
    expect(heads).toEqual(['kW ag1', 'kW ag2']);
    expect(rows).toEqual([[1, 32]]);
  });

  it('leaves zeros out where they are spread over columns or decide on rows, and nowhere else', () => {
    const columns = [
      { table: 'tables/bought', value: 'share', across: 'step' },
      { table: 'tables/bought', value: 'bought', title: 'all' },
    ];
    const where = { aggregator: 'ag1' };
    expect(lay({ ...who, where, columns })).toMatchObject({
      heads: ['aggregator', 'load_point', 'all'],
      rows: [['ag1', 'LP4', 1e-9]],
    });
    expect(lay({ ...who, where, columns: [{ ...columns[1], keep: true }] }).rows).toEqual([]);
  });

  it('says which table or column a run lacks', () => {
    const one = (table: string, value: string) => () => lay({ columns: [{ table, value }] });
    expect(one('tables/none', 'x')).toThrow(new NoLayout('the run has no table tables/none'));
    expect(one('tables/asked', 'leest')).toThrow(/no column leest in tables\/asked, which has step, time, load_points/);
  });
});
