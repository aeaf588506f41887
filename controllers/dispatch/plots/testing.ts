// The tables that a dispatch publishes, typed in.
import type { Publication } from '../../../cosim/index.ts';

const number = (name: string) => ({ name, type: 'number' as const, title: name });
const word = (name: string) => ({ name, type: 'string' as const, title: name });
const exchange = {
  name: 'exchange',
  title: 'Trade',
  fields: ['import_kw', 'export_kw', 'import_price_eur_per_kwh'].map(number),
};
const schedule = {
  name: 'schedule',
  title: 'Plan',
  fields: [word('kind'), word('quantity'), number('value')],
};

/** Prices 0.1, 0.2, 0.3, 0.4 EUR/kWh, 10 kW imported and two batteries with 3 kWh and k kWh in step k. */
export const dispatch: Publication = {
  rows: [0, 1, 2, 3].flatMap((k) => [
    { table: exchange, k, cells: [[10, 0, (k + 1) / 10]] },
    {
      table: schedule,
      k,
      cells: [
        ['battery', 'e_kwh', 3],
        ['battery', 'e_kwh', k],
        ['ev', 'e_kwh', 99],
      ],
    },
  ]),
};
