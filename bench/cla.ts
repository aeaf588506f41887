// Solution time of the schedules of microgrids against their number: the four microgrids of the study, in copies that all differ in their
// prices by up to 1 %, 96 steps, solved one after another.
import { stream } from '../base/index.ts';
import { schedule } from '../controllers/cla/microgrid/schedule.ts';
import { names, published } from '../controllers/cla/microgrid/testing/published.ts';
import { solveInOrder } from '../optimisation/index.ts';
import { type Bench, time } from './bench.ts';

const MICROGRIDS = [25, 50, 100];

export const capacityLimitAllocation: Bench = {
  name: 'cla',
  async run() {
    const of = names.map(published);
    const random = stream(1, 'bench-cla', 0);
    const many = Array.from({ length: Math.max(...MICROGRIDS) }, (_, i) => {
      const scheduling = of[i % of.length]!;
      const vary = (price: readonly number[]) => price.map((c) => c * random.uniform(0.99, 1.01));
      return { ...scheduling, prices: { buy: vary(scheduling.prices.buy), sell: vary(scheduling.prices.sell) } };
    });
    const rows: string[][] = [];
    for (const n of MICROGRIDS) {
      const { min_ms } = await time(2, () => schedule(many.slice(0, n), { solveAll: solveInOrder, seed: 0 }));
      rows.push([String(n), (min_ms / 1000).toFixed(2), (min_ms / n).toFixed(0)]);
    }
    return [
      {
        title: 'schedules of microgrids with PV, batteries, loads and appliances, 96 steps',
        heads: ['microgrids', 'seconds', 'ms each'],
        rows,
      },
    ];
  },
};
