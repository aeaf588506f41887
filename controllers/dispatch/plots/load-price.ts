// What drives a dispatch: the load, and the price of imported energy.
import {
  averaging,
  line,
  lines,
  type Mark,
  overSteps,
  type Points,
  plot,
  timeAxis,
  unitOf,
  WIDTH,
} from '../../../record/drawing/index.ts';
import { type Plot, type Series, type Spec, seriesOf } from '../../../record/index.ts';
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
    const panel = (values: Points, mark: Mark, axis: string, last: boolean): Spec => {
      const y = { field: 'value', type: 'quantitative', stack: false, axis: { title: axis, tickCount: 5 } };
      return {
        width: WIDTH,
        height: 170,
        data: { values },
        encoding: { x: timeAxis(run, last ? {} : { title: null, labels: false }) },
        layer: lines(run, { mark, encoding: { y } }),
      };
    };
    const drawn = overSteps(run, load.drawn_kw, {}, scale);
    const price = overSteps(run, market.import_price, {}, 1000);
    const panels = [
      panel(drawn, filled, title.replace('Power', 'Load'), false),
      panel(price, { type: 'line', color: line }, `Price [${run.currency}/MWh]`, true),
    ];
    return plot(run, 'Load and price', { vconcat: panels, spacing: 16 }, averaging(run));
  },
};
