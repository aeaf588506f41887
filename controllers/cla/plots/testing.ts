// The tables that capacity limit allocation publishes, typed in: four steps, of which the second is congested. A curtails and stores, B
// moves an appliance from the fourth step to the second, C changes nothing.
import type { Publication, PublishedTable } from '../../../cosim/index.ts';

const number = (name: string) => ({ name, type: 'number' as const, title: name });
const word = (name: string) => ({ name, type: 'string' as const, title: name });
const table = (name: string, words: readonly string[], numbers: readonly string[]): PublishedTable => ({
  name,
  title: name,
  fields: [...words.map(word), ...numbers.map(number)],
});

const ROLES = ['net', 'generation', 'consumption', 'storage'].flatMap((role) => [
  `initial_${role}_kw`,
  `final_${role}_kw`,
]);
const prices = table('energy-prices', [], ['buy_dkk_per_kwh', 'sell_dkk_per_kwh', 'reference_dkk_per_kwh']);
const limits = table('limits', [], ['export_max_kw', 'import_max_kw', 'initial_kw', 'final_kw']);
const schedules = table(
  'schedules',
  ['microgrid'],
  ['available_kw', ...ROLES, 'initial_stored_kwh', 'final_stored_kwh'],
);
const consumption = table('flexible-consumption', ['microgrid', 'kind', 'population'], ['initial_kw', 'final_kw']);

export const allocation: Publication = {
  rows: [0, 1, 2, 3].flatMap((k) => {
    const [congested, last] = [k === 1 ? 1 : 0, k === 3 ? 1 : 0];
    const charged = 10 * congested;
    const moved = 3 * congested - 3 * last;
    return [
      { table: prices, k, cells: [[0.3, 0.2 + 0.01 * k, 0.4]] },
      { table: limits, k, cells: [[k === 0 ? Number.NaN : 80, 5000, -90 * congested, -77 * congested]] },
      {
        table: schedules,
        k,
        cells: [
          ['A', 100, -90, -90 + 12 * congested, 90, 90 - 2 * congested, 0, 0, 0, charged, 20, 20 + (k > 0 ? 10 : 0)],
          ['B', 0, 3 * last, 3 * last + moved, 0, 0, 3 * last, 3 * last + moved, 0, 0, 0, 0],
          ['C', 0, 5, 5, 0, 0, 5, 5, 0, 0, 0, 0],
        ],
      },
      {
        table: consumption,
        k,
        cells: [
          ['B', 'appliance', 'late', 3 * last, 3 * last + moved],
          ['B', 'appliance', 'noon', 1, 1],
          ['C', 'ev', '', 5, 5],
        ],
      },
    ];
  }),
};
