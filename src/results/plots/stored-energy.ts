// Energy in the batteries over a day that was planned.
import type { Run } from '../read/index.ts';
import type { Plot } from './plot.ts';
import { endOf, kindColour, plot, short, timeAxis, WIDTH } from './theme.ts';

export const storedEnergy: Plot = {
  id: 'stored-energy',
  caption: ({ blocks }) =>
    `Energy in all batteries together${blocks.length === 1 ? ': before the first step, and at the end of each' : ', means of several steps'}.`,
  draw(run) {
    const values = storedPoints(run);
    if (!values) return undefined;
    const color = kindColour('battery');
    return plot(run, 'Stored energy', {
      width: WIDTH,
      height: 220,
      data: { values },
      mark: { type: 'line', color, point: run.blocks.count <= 48 && { color } },
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

/**
 * What stands after a step belongs to its end, and between steps lines are straight: power is constant there. The level
 * before the first step is shown beside those after single steps; it is no part of a mean over several.
 */
export function storedPoints(run: Run): { t: number; value: number | null }[] | undefined {
  const { market, blocks } = run;
  if (!market) return undefined;
  const after = Array.from({ length: blocks.count }, (_, b) => ({
    t: Math.min(endOf(run), run.blockTime(blocks, b + 1)),
    value: short(market.stored_kwh.perStep(b, run.manifest.steps)),
  }));
  if (!after.some(({ value }) => value !== null && value > 0)) return undefined;
  if (blocks.length > 1) return after;
  return [{ t: run.blockTime(blocks, 0), value: short(market.stored_start_kwh ?? Number.NaN) }, ...after];
}
