// Branches that the baseline overloads: their flow before and after flexibility was bought, with the limit.

import type { BlockSeries } from '../read/blocks.ts';
import type { BeforeAndAfter } from '../read/index.ts';
import { inPairs, panel } from './before-after.ts';
import type { Plot } from './plot.ts';
import { held } from './stacks.ts';
import { alarm, plot, short } from './theme.ts';

/** Branches shown, those furthest beyond their limit first. */
const MOST = 6;

export const flexibleLoading: Plot = {
  id: 'flexible-loading',
  caption: () => 'Active power of branches that the baseline overloads, by AC power flow. Orange: the limit.',
  draw(run) {
    const overloaded = [...run.flexibility.loading]
      .flatMap(([branch, of]) => [1, -1].map((side) => ({ branch, of, side, beyond: beyond(of, side) })))
      .filter(({ beyond }) => beyond > 0)
      .sort((a, b) => b.beyond - a.beyond)
      .slice(0, MOST);
    if (overloaded.length === 0) return undefined;
    const panels = overloaded.map(({ branch, of, side }) => {
      const limit = {
        data: { values: held(run, (b) => ({ value: short(side * of.limit.mean(b)) })) },
        mark: { type: 'line', color: alarm, strokeWidth: 1.2 },
      };
      return panel(run, branch, of, { title: 'Active power [kW]', more: [limit] });
    });
    return plot(run, 'Overloaded branches before and after the market', inPairs(panels), 'Orange: the limit.');
  },
};

/** How far the baseline is beyond the limit at most, along the branch (side 1) or against it (side −1) [kW]. */
function beyond({ baseline, limit }: BeforeAndAfter & { readonly limit: BlockSeries }, side: number): number {
  const most = side > 0 ? baseline.max : baseline.min;
  return limit.min.reduce((worst, kw, b) => Math.max(worst, side * most[b]! - kw || 0), 0);
}
