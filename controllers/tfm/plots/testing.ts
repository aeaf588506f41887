// The tables that a flexibility market publishes, typed in: four steps, of which the second is congested and the fourth pays back.
import type { Publication, PublishedTable } from '../../../cosim/index.ts';

const number = (name: string) => ({ name, type: 'number' as const, title: name });
const word = (name: string) => ({ name, type: 'string' as const, title: name });
const table = (name: string, words: readonly string[], numbers: readonly string[]): PublishedTable => ({
  name,
  title: name,
  fields: [...words.map(word), ...numbers.map(number)],
});

const price = table('energy-price', [], ['price_dkk_per_kwh']);
const loading = table('line-loading', ['branch'], ['limit_kw', 'baseline_kw', 'final_kw']);
const voltages = table('voltages', ['bus'], ['baseline_pu', 'final_pu', 'error_pu']);
const devices = table(
  'rescheduled-devices',
  ['device', 'kind', 'load_point', 'quantity', 'unit'],
  ['baseline', 'final'],
);
const admm = table('admm', [], ['round', 'primal_kw', 'dual_kw']);
const settlement = table('settlement', ['from', 'to', 'purpose', 'aggregator'], ['amount_dkk']);

/** S-A carries too much in step 1, T-D too much the other way; A-B never does. B is too low in step 1, D is not. */
export const flexibility: Publication = {
  rows: [0, 1, 2, 3].flatMap((k) => {
    const [congested, back] = [k === 1 ? 1 : 0, k === 3 ? 1 : 0];
    const heat = ['heat-1', 'heat-pump', 'C'];
    return [
      { table: price, k, cells: [[0.2 + 0.1 * k]] },
      {
        table: loading,
        k,
        cells: [
          ['S-A', 1000, 900 + 200 * congested, 900 + 100 * congested + 50 * back],
          ['T-D', 1000, -900 - 300 * congested, -900 - 100 * congested],
          ['A-B', 1000, -500, -500],
        ],
      },
      {
        table: voltages,
        k,
        cells: [
          ['B', 0.96 - 0.02 * congested, 0.96 - 0.01 * congested, 0.001 * congested],
          ['D', 0.98, 0.98, -0.002 * back],
        ],
      },
      {
        table: devices,
        k,
        cells: [
          ['ev-1', 'ev', 'B', 'p_kw', 'kW', 6 * congested, 5 * congested + back],
          ['ev-1', 'ev', 'B', 'e_kwh', 'kWh', 15 + (k > 0 ? 3 : 0), 15 + (k > 0 ? 2.5 : 0) + 0.5 * back],
          ['ev-2', 'ev', 'B', 'p_kw', 'kW', 6 * congested, 4 * congested + 2 * back],
          ['ev-2', 'ev', 'B', 'e_kwh', 'kWh', 15 + (k > 0 ? 3 : 0), 15 + (k > 0 ? 2 : 0) + back],
          [...heat, 'p_kw', 'kW', 2, 2],
          [...heat, 't_in_degc', '°C', 21, 21],
        ],
      },
      {
        table: settlement,
        k,
        cells: [
          ['dso', 'market-operator', 'flexibility', 'ag1', 10 * congested],
          ['market-operator', 'aggregator:ag1', 'flexibility', 'ag1', 10 * congested],
          ['aggregator:ag1', 'customers', 'discomfort', 'ag1', 4 * congested],
          ['customers', 'supplier', 'energy', 'ag1', back - 2 * congested],
        ],
      },
      {
        table: admm,
        k,
        cells: k > 1 ? [] : [1, 2, 3].slice(0, k + 2).map((round) => [round, 100 / 10 ** round, round > 1 ? 0 : 50]),
      },
    ];
  }),
};
