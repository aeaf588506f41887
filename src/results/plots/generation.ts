// What the generators feed, all together.
import type { Plot } from './plot.ts';
import { held, unitOf } from './stacks.ts';
import { kindColour, plot, short, timeAxis, WIDTH } from './theme.ts';

export const generation: Plot = {
  id: 'generation',
  caption: () => 'Output of all generators.',
  draw(run) {
    const units = run.kinds.find(({ kind }) => kind === 'generator');
    if (!units) return undefined;
    const { title, scale } = unitOf(run);
    const values = held(run, (b) => ({ value: short(-scale * units.fed_kw.perStep(b, run.manifest.steps)) }));
    return plot(run, 'Generation', {
      width: WIDTH,
      height: 220,
      data: { values },
      mark: { type: 'area', color: kindColour('generator'), opacity: 0.9 },
      encoding: {
        x: timeAxis(run),
        y: { field: 'value', type: 'quantitative', stack: false, axis: { title: title.replace('Power', 'Output') } },
      },
    });
  },
};
