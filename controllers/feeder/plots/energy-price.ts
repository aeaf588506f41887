// The price of energy that the baseline follows.
import { averaging, line, overSteps, overTime, plot, valueAxis } from '../../../record/drawing/index.ts';
import type { Plot, Reading, Series } from '../../../record/index.ts';

/** @param key of the column with the price */
export const energyPrice = <K extends string>(
  key: K,
  prices: Reading<Series<K>>,
): Plot<{ readonly prices: Series<K> }> => ({
  id: 'energy-price',
  reads: { prices },
  caption: () => 'Price of energy, which the baseline of every device follows.',
  draw(run, { prices }) {
    const parts = overTime(run, {
      height: 220,
      values: overSteps(run, prices[key], {}),
      line: { mark: { type: 'line', color: line }, encoding: { y: valueAxis(`Price [${run.currency}/kWh]`) } },
    });
    return plot(run, 'Price of energy', parts, averaging(run));
  },
});
