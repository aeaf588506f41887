// What drives a dispatch: the load, and the price of imported energy.
import { averaging, line, overSteps, overTime, plot, unitOf, valueAxis } from '../../../record/drawing/index.ts';
import { type Plot, type Series, seriesOf } from '../../../record/index.ts';
import { exchange } from '../record.ts';

const LOAD = 'load';

interface Data {
  readonly market: Series<'import_price'>;
}

export const loadAndPrice: Plot<Data> = {
  id: 'load-price',
  reads: { market: seriesOf(exchange, ['import_price']) },
  before: 'generation',
  caption: () => 'Power of all loads, and the price of imported energy.',
  draw(run, { market }) {
    const load = run.kinds.find(({ kind }) => kind === LOAD);
    if (!load) return undefined;
    const { title, scale } = unitOf(run);
    const color = run.kindLook(LOAD).colour;
    const filled = run.blocks.length === 1 ? { type: 'area', color, opacity: 0.9 } : { type: 'line', color };
    const axis = (title: string) => ({ y: valueAxis(title, 5, { stack: false }) });
    const panels = [
      overTime(run, {
        height: 170,
        values: overSteps(run, load.drawn_kw, {}, scale),
        labelled: false,
        line: { mark: filled, encoding: axis(title.replace('Power', 'Load')) },
      }),
      overTime(run, {
        height: 170,
        values: overSteps(run, market.import_price, {}, 1000),
        line: { mark: { type: 'line', color: line }, encoding: axis(`Price [${run.currency}/MWh]`) },
      }),
    ];
    return plot(run, 'Load and price', { vconcat: panels, spacing: 16 }, averaging(run));
  },
};
