import { describe, expect, expectTypeOf, it } from 'vitest';
import { RunError } from '../base/index.ts';
import {
  columns,
  indicator,
  publishedIndicators,
  publishedTable,
  type RowOf,
  rowsOf,
  type SourceOf,
  table,
} from './index.ts';

interface Contract {
  readonly aggregator: string;
  readonly bought_kw: readonly number[];
}

const { column, price, money } = columns<Contract>();
const procurement = table('procurement', 'Accepted part of each bid', [
  column('aggregator', 'string', 'Seller', (c) => c.aggregator),
  column('bought_kw', 'kW', 'Accepted', (c, t) => c.bought_kw[t]!),
  price('price', 'Price of the bid', () => 0.7),
  money('cost', 'Cost', (c, t) => 0.7 * c.bought_kw[t]!),
]);

const cells = (type: string, cell: unknown) => column('x', type, 'X', () => cell as number);

describe('a table', () => {
  it('gets the currency of the run into the names and units of its columns of money', () => {
    const { name, fields } = publishedTable(procurement, 'DKK');
    expect(name).toBe('procurement');
    expect(fields.map(({ name, unit, type }) => [name, unit, type])).toEqual([
      ['aggregator', undefined, 'string'],
      ['bought_kw', 'kW', 'number'],
      ['price_dkk_per_kwh', 'DKK/kWh', 'number'],
      ['cost_dkk', 'DKK', 'number'],
    ]);
  });

  it('makes the cells of a step from its accessors, in the order of its columns', () => {
    const written = publishedTable(procurement, 'DKK');
    const rows = rowsOf(procurement, written, 96, [{ aggregator: 'ag1', bought_kw: [1, 2] }], 1);
    expect(rows).toEqual({ table: written, k: 96, cells: [['ag1', 2, 0.7, 1.4]] });
  });

  it.each<[string, unknown, string]>([
    ['kW', undefined, 'found nothing, expected a number'],
    ['integer', 'many', 'found "many", expected a number'],
    ['string', 3, 'found 3, expected a text'],
    ['datetime', Number.NaN, 'found NaN, expected a text'],
    ['kW', [1], 'found a list, expected a number'],
    ['boolean', 'true', 'found "true", expected true or false'],
  ])('refuses a cell that is not of the type of its column: %s, %s', (type, cell, message) => {
    const odd = table('odd', 'A table', [
      column('aggregator', 'string', 'Seller', (c) => c.aggregator),
      cells(type, cell),
    ]);
    const make = () => rowsOf(odd, publishedTable(odd, 'DKK'), 96, [{ aggregator: 'ag1', bought_kw: [] }], 1, 'plug');
    expect(make).toThrow(RunError);
    expect(make).toThrow(`plug: table odd, column x, step 1 of the planned day, row 1: ${message}`);
  });

  it.each(['kW', 'integer'])('takes NaN as an unknown number: %s', (type) => {
    const unknown = table('unknown', 'A table', [cells(type, Number.NaN)]);
    const written = publishedTable(unknown, 'DKK');
    expect(rowsOf(unknown, written, 0, [{ aggregator: 'ag1', bought_kw: [] }], 0).cells).toEqual([[Number.NaN]]);
  });

  it('types the rows it is made from and the rows that are read back', () => {
    expectTypeOf<SourceOf<typeof procurement>>().toEqualTypeOf<Contract>();
    expectTypeOf<RowOf<typeof procurement>['aggregator']>().toEqualTypeOf<string>();
    expectTypeOf<RowOf<typeof procurement>['price']>().toEqualTypeOf<number>();
    // @ts-expect-error a column with a unit holds numbers
    column('share', '1', 'Share', (c) => c.aggregator);
  });
});

describe('an indicator', () => {
  const values = (value: unknown) =>
    publishedIndicators('plug', [indicator('x', '1', 'X', () => value as number)], {}, 'DKK', 'plug-in');

  it('is a number, NaN where it is unknown', () => {
    expect(values(Number.NaN)[0]!.value).toBeNaN();
    expect(() => values(undefined)).toThrow(RunError);
    expect(() => values(undefined)).toThrow('plug-in: indicator plug_x: found nothing, expected a number');
    expect(() => values('3')).toThrow('found "3", expected a number');
  });
});
