// The price of energy that the baseline follows.
import { averaging, line, lines, overSteps, plot, timeAxis, WIDTH } from '../../../record/drawing/index.ts';
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
    const y = { field: 'value', type: 'quantitative', axis: { title: `Price [${run.currency}/kWh]` } };
    const parts = {
      width: WIDTH,
      height: 220,
      data: { values: overSteps(run, prices[key], {}) },
      encoding: { x: timeAxis(run) },
      layer: lines(run, { mark: { type: 'line', color: line }, encoding: { y } }),
    };
    return plot(run, 'Price of energy', parts, averaging(run));
  },
});
