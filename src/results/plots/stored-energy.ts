// Energy in the batteries over a day that was planned.

import { afterSteps, averaging, lines, type Points, plot, short, timeAxis, WIDTH } from '../../../record/index.ts';
import { kindLook } from '../kind-look.ts';
import type { Run } from '../read/index.ts';
import type { Plot } from './plot.ts';

export const storedEnergy: Plot = {
  id: 'stored-energy',
  caption: ({ blocks }) =>
    `Energy in all batteries together${blocks.length === 1 ? ': before the first step, and at the end of each' : ', means of several steps'}.`,
  draw(run) {
    const values = storedPoints(run);
    if (!values) return undefined;
    const color = kindLook('battery').colour;
    const y = {
      field: 'value',
      type: 'quantitative',
      scale: { zero: true },
      axis: { title: 'Stored energy [kWh]', tickCount: 5 },
    };
    const mark = { type: 'line', color, point: run.blocks.count <= 48 && { color } };
    const parts = {
      width: WIDTH,
      height: 220,
      data: { values },
      encoding: { x: timeAxis(run) },
      layer: lines(run, { mark, encoding: { y } }),
    };
    return plot(run, 'Stored energy', parts, averaging(run));
  },
};

/**
 * What stands after a step belongs to its end, and between steps lines are straight: power is constant there. The level
 * before the first step is shown beside those after single steps; it is no part of a mean over several.
 */
export function storedPoints(run: Run): Points | undefined {
  const { market, blocks } = run;
  if (!market) return undefined;
  const after = afterSteps(run, market.stored_kwh, {});
  if (!after.some(({ value }) => value !== null && value > 0)) return undefined;
  if (blocks.length > 1) return after;
  return [{ t: run.blockTime(blocks, 0), value: short(market.stored_start_kwh ?? Number.NaN) }, ...after];
}
