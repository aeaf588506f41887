// Energy in the batteries over a day that was planned.
import type { Plot } from './plot.ts';
import { endOf, kindColour, plot, short, timeAxis, WIDTH } from './theme.ts';

export const storedEnergy: Plot = {
  id: 'stored-energy',
  caption: () => 'Energy in all batteries together, at the end of each step.',
  draw(run) {
    const { market, blocks } = run;
    if (!market) return undefined;
    // What stands after a step belongs to the end of its block, and steps between are straight: power is constant there.
    const values = Array.from({ length: blocks.count }, (_, b) => ({
      t: Math.min(endOf(run), run.blockTime(blocks, b + 1)),
      value: short(market.stored_kwh.perStep(b, run.manifest.steps)),
    }));
    if (!values.some(({ value }) => value !== null && value > 0)) return undefined;
    return plot(run, 'Stored energy', {
      width: WIDTH,
      height: 220,
      data: { values },
      mark: { type: 'line', color: kindColour('battery'), point: blocks.count <= 48 },
      encoding: {
        x: timeAxis(run),
        y: {
          field: 'value',
          type: 'quantitative',
          scale: { zero: true },
          axis: { title: 'Stored energy [kWh]', tickCount: 5 },
        },
      },
    });
  },
};
