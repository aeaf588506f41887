// What drives a dispatch: the load, and the price of imported energy.
import type { Plot, Spec } from './plot.ts';
import { held, unitOf } from './stacks.ts';
import { kindColour, line, plot, short, timeAxis, WIDTH } from './theme.ts';

export const loadAndPrice: Plot = {
  id: 'load-price',
  caption: () => 'Power of all loads, and the price of imported energy.',
  draw(run) {
    const { market } = run;
    const load = run.kinds.find(({ kind }) => kind === 'load');
    if (!market || !load) return undefined;
    const { title, scale } = unitOf(run);
    const panel = (values: readonly Spec[], mark: Spec, axis: string, last: boolean): Spec => ({
      width: WIDTH,
      height: 170,
      data: { values },
      mark,
      encoding: {
        x: timeAxis(run, last ? {} : { title: null, labels: false }),
        y: { field: 'value', type: 'quantitative', stack: false, axis: { title: axis, tickCount: 5 } },
      },
    });
    const drawn = held(run, (b) => ({ value: short(scale * load.drawn_kw.perStep(b, run.manifest.steps)) }));
    const price = held(run, (b) => ({ value: short(1000 * market.price_per_kwh.mean(b)) }));
    const panels = [
      panel(drawn, { type: 'area', color: kindColour('load'), opacity: 0.9 }, title.replace('Power', 'Load'), false),
      panel(price, { type: 'line', color: line }, `Price [${market.currency}/MWh]`, true),
    ];
    return plot(run, 'Load and price', { vconcat: panels, spacing: 16 });
  },
};
