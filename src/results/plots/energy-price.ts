// The price of energy that the baseline follows.
import type { Plot } from './plot.ts';
import { held } from './stacks.ts';
import { line, plot, short, timeAxis, WIDTH } from './theme.ts';

export const energyPrice: Plot = {
  id: 'energy-price',
  caption: () => 'Price of energy, which the baseline of every device follows.',
  draw(run) {
    const { price } = run.flexibility;
    if (!price) return undefined;
    return plot(run, 'Price of energy', {
      width: WIDTH,
      height: 220,
      data: { values: held(run, (b) => ({ value: short(price.per_kwh.mean(b)) })) },
      mark: { type: 'line', color: line },
      encoding: {
        x: timeAxis(run),
        y: { field: 'value', type: 'quantitative', axis: { title: `Price [${price.currency}/kWh]` } },
      },
    });
  },
};
