import { beforeAll, describe, expect, it } from 'vitest';
import type { Publication, PublishedTable } from '../../../cosim/index.ts';
import { type Run, readRun } from '../../../src/results/read/index.ts';
import { writeRun } from '../../../src/results/testing/run.ts';
import { dataOf, specOf, titlesOf } from '../../../src/results/testing/spec.ts';
import { transactiveDays } from './days.ts';

const number = (name: string) => ({ name, type: 'number' as const, title: name });
const word = (name: string) => ({ name, type: 'string' as const, title: name });
const table = (name: string, words: readonly string[], numbers: readonly string[]): PublishedTable => ({
  ...{ name: `transactive_${name}`, title: name },
  fields: [...words.map(word), ...numbers.map(number)],
});
const hours = table(
  'hours',
  [],
  [
    ...['energy_price_dkk_per_kwh', 'grid_buy_dkk_per_kwh', 'grid_sell_dkk_per_kwh', 'scheduled_kw', 'imbalance_kw'],
    ...['bonus_dkk_per_kwh', 'cap_dkk_per_kwh', 'need_kw', 'accepted_kw', 'residual_kw', 'rounds'],
  ],
);
const agents = table('agents', ['agent'], ['day_ahead_kw', 'plan_kw', 'committed_kw', 'accepted_kw', 'bonus_dkk']);
const rounds = table('rounds', [], ['round', 'bonus_dkk_per_kwh', 'response_kw', 'need_kw']);

/** Four steps. In the second is a surplus of 5 kW, of which A draws 4; it draws as much less in the last. B never answers. */
const market: Publication = {
  rows: [0, 1, 2, 3].flatMap((k) => {
    const [on, later] = [k === 1 ? 1 : 0, k === 3 ? 1 : 0];
    return [
      { table: hours, k, cells: [[0.3, 0.4, 0.2, 0, 5 * on, 0.1 * on, 0.2 * on, 5 * on, 4 * on, on, 3 * on]] },
      {
        table: agents,
        k,
        cells: [
          ['A', 6, 6 - 4 * later, 6 + 4 * on - 4 * later, 4 * on, 0.25 * on],
          ['B', 1, 1, 1, 0, 0],
        ],
      },
      {
        table: rounds,
        k,
        cells: on ? [0.2, 0.1, 0.15].map((bonus, i) => [i + 1, bonus, 8 * (i % 2), 5]) : [[1, 0.2, 0, 1]],
      },
    ];
  }),
};

let run: Run;
let without: Run;
beforeAll(async () => {
  run = await readRun((await writeRun({ controllers: ['transactive'], published: [market], failing: false })).dir);
  without = await readRun((await writeRun({ controllers: ['transactive'] })).dir);
});

const data = (id: string) => dataOf(specOf(run, `transactive-${id}`));
const valuesOf = (id: string, quantity: string) =>
  data(id).flatMap((of) => (of['quantity'] === quantity ? [of['value']] : []));

describe('transactive bonuses', () => {
  it('are drawn with the imbalance before and after, the bonus, and the cap of steps with a bonus', () => {
    expect(valuesOf('imbalance', 'before the bonuses')).toEqual([0, 0, 5, 5, 0, 0, 0, 0]);
    expect(valuesOf('imbalance', 'remaining')).toEqual([0, 0, 1, 1, 0, 0, 0, 0]);
    expect(valuesOf('imbalance', 'bonus')).toEqual([0, 0, 0.1, 0.1, 0, 0, 0, 0]);
    expect(valuesOf('imbalance', 'cap')).toEqual([null, null, 0.2, 0.2, null, null, null, null]);
    expect(JSON.stringify(specOf(run, 'transactive-imbalance'))).toContain('Bonus [DKK/kWh]');
  });

  it('are drawn with the agents that answer, day ahead and in real time', () => {
    expect(titlesOf(specOf(run, 'transactive-agents'))).toEqual(['A']);
    expect(valuesOf('agents', 'real time')).toEqual([6, 6, 10, 10, 6, 6, 2, 2]);
    expect(valuesOf('agents', 'day ahead')).toEqual([6, 6, 6, 6, 6, 6, 6, 6]);
  });

  it('are drawn as paid to each agent, with the sum of each', () => {
    expect(data('bonuses').map(({ agent, lower, upper }) => [agent, lower, upper])).toEqual([['A: 0.25', 0, 0.25]]);
  });

  it('are drawn announcement by announcement, of the steps with most of them', () => {
    const searched = data('convergence').filter(({ step }) => step === '00:30');
    expect(searched.map(({ round, bonus, response, need }) => [round, bonus, response, need])).toEqual([
      [1, 0.2, 0, 5],
      [2, 0.1, 8, 5],
      [3, 0.15, 0, 5],
    ]);
    expect(new Set(data('convergence').map(({ step }) => step)).size).toBe(3);
  });

  it('are drawn as distributions of a run of many days', () => {
    const days = new Map(Array.from({ length: 21 }, (_, d) => [d, { before_kwh: 1000 * d, after_kwh: 0 }]));
    const spec = transactiveDays.draw(run, { days, savings: [...days.keys()] });
    expect(JSON.stringify(spec)).toContain(
      '21 days. Saving: mean 10.00 DKK, 5 % to 95 % of the days 1.00 to 19.00 DKK',
    );
    expect(JSON.stringify(spec)).toContain('mean 10000 kWh before and 0 kWh after the bonuses; some remains on 0 days');
    const counted = dataOf(spec)
      .map((of) => of['days'])
      .filter((of) => of !== undefined);
    expect(counted.reduce<number>((sum, of) => sum + Number(of), 0)).toBe(21);
    expect(specOf(run, 'transactive-days')).toBeUndefined();
  });

  it('are not drawn of a run without its tables', () => {
    const drawn = without.plots.filter(({ plot }) => specOf(without, plot.id)).map(({ plot }) => plot.id);
    expect(drawn.filter((id) => id.startsWith('transactive'))).toEqual([]);
  });
});
