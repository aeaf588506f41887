// What is generated, unit on unit.
import type { KindSeries, Run } from '../read/index.ts';
import type { Plot, Spec } from './plot.ts';
import { held, unitOf } from './stacks.ts';
import { kindColour, plot, shades, short, timeAxis, WIDTH } from './theme.ts';

export const generation: Plot = {
  id: 'generation',
  caption: () => 'Output of the generators, and of everything else that feeds and never draws, one upon the other.',
  draw(run) {
    if (!run.kinds.some(({ kind }) => kind === 'generator')) return undefined;
    const { title, scale } = unitOf(run);
    const bands = run.kinds.filter(feeds).flatMap(bandsOf);
    const names = bands.map(({ name }) => name).reverse(); // the legend from top to bottom, as the stack
    return plot(run, 'Generation', {
      width: WIDTH,
      height: 260,
      data: { values: stacked(run, bands, scale) },
      encoding: { x: timeAxis(run), order: { field: 'o' } },
      layer: [
        {
          mark: 'area',
          encoding: {
            y: { field: 'lower', type: 'quantitative', axis: { title: title.replace('Power', 'Output') } },
            y2: { field: 'upper' },
            color: {
              field: 'name',
              type: 'nominal',
              scale: { domain: names, range: bands.map(({ colour }) => colour).reverse() },
              legend: { title: 'Units', symbolType: 'square', symbolLimit: 0 },
            },
          },
        },
        {
          mark: { type: 'line', color: 'white', strokeWidth: 1 },
          encoding: { y: { field: 'edge', type: 'quantitative' }, detail: { field: 'name' } },
        },
      ],
    });
  },
};

interface Band {
  readonly name: string;
  readonly colour: string;
  readonly fed_kw: KindSeries['fed_kw'];
}

/** Generators always, also those that stood still; of other kinds those that fed and drew nothing. */
const feeds = ({ kind, drawn_kw, fed_kw }: KindSeries): boolean =>
  kind === 'generator' || (fed_kw.min.some((kw) => kw < 0) && !drawn_kw.max.some((kw) => kw > 0));

/** The units of a kind in shades of its colour where each is known, else the kind as one. */
function bandsOf({ kind, fed_kw, members }: KindSeries): Band[] {
  const colour = kindColour(kind);
  if (!members) return [{ name: kind, colour, fed_kw }];
  const tones = shades(colour, members.size);
  return Array.from(members, ([name, series], i) => ({ name, colour: tones[i]!, fed_kw: series }));
}

/** Lower and upper end of each band; the upper one is an edge to be drawn where the band is not empty. */
function stacked(run: Run, bands: readonly Band[], scale: number): Spec[] {
  const top = new Float64Array(run.blocks.count);
  return bands.flatMap(({ name, fed_kw }, o) =>
    held(run, (b) => {
      const output = -scale * fed_kw.perStep(b, run.manifest.steps);
      const lower = top[b]!;
      top[b]! += output;
      return { name, o, lower: short(lower), upper: short(top[b]!), edge: output > 0 ? short(top[b]!) : null };
    }),
  );
}
