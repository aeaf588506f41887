// Prices of energy that the microgrids see, as Figure 5.5 of the report.
import { averaging, DASHED, ink, line, plot, quiet, WIDTH } from '../../../record/drawing/index.ts';
import { type Plot, type Series, seriesOf } from '../../../record/index.ts';
import { energyPricesTable } from '../record/allocation.ts';
import { curve, type Look, panelOf } from './panels.ts';

const LOOKS = {
  buy: { name: 'buying', colour: line },
  sell: { name: 'selling', colour: ink },
  reference: { name: 'reference', colour: quiet, dash: DASHED },
} satisfies Record<string, Look>;
const KEYS = ['buy', 'sell', 'reference'] as const;

export const microgridPrices: Plot<{ readonly prices: Series<(typeof KEYS)[number]> }> = {
  id: 'microgrid-prices',
  reads: { prices: seriesOf(energyPricesTable, KEYS) },
  caption: () =>
    'Prices at which microgrids buy and sell energy. Dashed: the price of the reference cost, at which all consumption would be bought.',
  draw(run, { prices }) {
    const parts = panelOf(run, Object.values(LOOKS), {
      axis: `Price [${run.currency}/kWh]`,
      curves: KEYS.map((key) => curve(run, LOOKS[key], prices[key])),
      zero: false,
      size: { width: WIDTH, height: 220 },
    });
    return plot(run, 'Prices of energy', parts, averaging(run));
  },
};
