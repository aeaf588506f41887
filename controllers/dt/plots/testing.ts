// The tables that a dynamic tariff publishes, typed in: four steps, of which the second is congested and the third a little too.
import type { Publication, PublishedTable } from '../../../cosim/index.ts';

const number = (name: string) => ({ name, type: 'number' as const, title: name });
const word = (name: string) => ({ name, type: 'string' as const, title: name });
const table = (name: string, words: readonly string[], numbers: readonly string[]): PublishedTable => ({
  name,
  title: name,
  fields: [...words.map(word), ...numbers.map(number)],
});

const prices = table('prices', ['bus'], ['price_dkk_per_kwh', 'spot_dkk_per_kwh']);
const tariffs = table('tariffs', ['load_point'], ['tariff_dkk_per_kwh']);
const loading = table(
  'line-loading',
  ['branch'],
  ['limit_kw', 'baseline_kw', 'baseline_lossless_kw', 'tariff_kw', 'final_lossless_kw', 'final_kw'],
);
const reprofiling = table('reprofiling', ['element'], ['amount_kw', 'price_dkk_per_kwh', 'cost_dkk']);
const search = table('penalty-search', [], ['trial', 'generation', 'best_penalty_dkk_per_kwh', 'best_profit_dkk']);

/** Generations of two particles, the better of which is kept. */
const swarm = [
  [1, 1, 0.5, 100],
  [2, 1, 0.4, -50],
  [3, 2, 0.4, -50],
  [4, 2, 0.42, 1],
  [5, 3, 0.42, 1],
  [6, 3, 0.41, 0],
];

/** S-A carries too much in step 1, T-D too much the other way; A-B never does. Load point B has a tariff, C one below 0, D none. */
export const tariff: Publication = {
  rows: [0, 1, 2, 3].flatMap((k) => {
    const [congested, after] = [k === 1 ? 1 : 0, k === 2 ? 1 : 0];
    const paid = [2 * congested + 0.25 * after, -0.5 * congested, 0];
    return [
      { table: prices, k, cells: ['B', 'C', 'D'].map((bus, j) => [bus, 0.2 + 0.1 * k + paid[j]!, 0.2 + 0.1 * k]) },
      { table: tariffs, k, cells: ['D', 'C', 'B'].map((bus, j) => [bus, paid[2 - j]!]) },
      {
        table: loading,
        k,
        cells: [
          ['S-A', 1000, 905, 900 + 200 * congested, 900 + 150 * congested, 900 + 100 * congested, 905],
          ['T-D', 1000, -905, -900 - 300 * congested, -900 - 100 * congested, -900 - 100 * congested, -905],
          ['A-B', 1000, -505, -500, -500, -500, -505],
        ],
      },
      { table: reprofiling, k, cells: congested + after === 0 ? [] : [['S-A', 50 * congested + 8 * after, 3, 150]] },
      { table: search, k, cells: k > 1 ? [] : swarm.slice(0, k === 0 ? 2 : 6) },
    ];
  }),
};
