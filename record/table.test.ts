import { describe, expect, expectTypeOf, it } from 'vitest';
import { columns, publishedTable, type RowOf, rowsOf, type SourceOf, table } from './index.ts';

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

  it('types the rows it is made from and the rows that are read back', () => {
    expectTypeOf<SourceOf<typeof procurement>>().toEqualTypeOf<Contract>();
    expectTypeOf<RowOf<typeof procurement>['aggregator']>().toEqualTypeOf<string>();
    expectTypeOf<RowOf<typeof procurement>['price']>().toEqualTypeOf<number>();
    // @ts-expect-error a column with a unit holds numbers
    column('share', '1', 'Share', (c) => c.aggregator);
  });
});
