// The price of energy that the baseline follows.

import { averaging, line, lines, overSteps, plot, timeAxis, WIDTH } from '../../../record/index.ts';
import type { Plot } from './plot.ts';

export const energyPrice: Plot = {
  id: 'energy-price',
  caption: () => 'Price of energy, which the baseline of every device follows.',
  draw(run) {
    const { price } = run.flexibility;
    if (!price) return undefined;
    const y = { field: 'value', type: 'quantitative', axis: { title: `Price [${price.currency}/kWh]` } };
    const parts = {
      width: WIDTH,
      height: 220,
      data: { values: overSteps(run, price.per_kwh, {}) },
      encoding: { x: timeAxis(run) },
      layer: lines(run, { mark: { type: 'line', color: line }, encoding: { y } }),
    };
    return plot(run, 'Price of energy', parts, averaging(run));
  },
};
