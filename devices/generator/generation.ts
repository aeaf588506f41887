// Stacked plot of the generation by unit.
import { durationOf, held, plot, quiet, shades, short, timeAxis, unitOf, WIDTH } from '../../record/drawing/index.ts';
import { type KindSeries, type Plot, type Run, type Spec, StepSums } from '../../record/index.ts';
export const generation: Plot<object> = {
  id: 'generation',
  reads: {},
  before: 'channel-bands',
  caption: () => 'Output of the generators, and of everything else that feeds and never draws, one upon the other.',
  draw(run) {
    if (!run.kinds.some(({ kind }) => kind === 'generator')) return undefined;
    const { title, scale } = unitOf(run);
    const kinds = run.kinds.filter(feeds);
    const bands = kinds.flatMap((kind) => bandsOf(run, kind));
    const names = bands.map(({ name }) => name).reverse(); // the legend from top to bottom, as the stack
    const parts = {
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
        ...(run.blocks.length > 1 ? [highest(run, kinds, scale)] : []),
      ],
    };
    return plot(run, 'Generation', parts, meansOf(run));
  },
};

const meansOf = (run: Run): string | undefined =>
  run.blocks.length === 1
    ? undefined
    : `Areas: means over ${durationOf(run, run.blocks)} (${run.blocks.length} steps). Thin line: the step of the highest total output in each.`;

/** The step of each block in which all units together produce the most. */
function highest(run: Run, kinds: readonly KindSeries[], scale: number): Spec {
  const sum = kinds.reduce((all, { fed_of }) => all.plus(fed_of), new StepSums(run.manifest.steps));
  const { min } = sum.into(run.blocks);
  return {
    data: { values: held(run, (b) => ({ max: short(-scale * min[b]!) })) },
    mark: { type: 'line', strokeWidth: 0.7, color: quiet },
    encoding: { y: { field: 'max', type: 'quantitative' } },
  };
}

/** Largest number of blocks for which a white edge separates the units. */
const EDGED = 200;

interface Band {
  readonly name: string;
  readonly colour: string;
  readonly fed_kw: KindSeries['fed_kw'];
}

/** All generators, also idle ones; of other kinds the devices that fed and never drew. */
const feeds = ({ kind, drawn_kw, fed_kw }: KindSeries): boolean =>
  kind === 'generator' || (fed_kw.min.some((kw) => kw < 0) && !drawn_kw.max.some((kw) => kw > 0));

/** The units of a kind in shades of its colour where each is known, else the whole kind. */
function bandsOf(run: Run, { kind, fed_kw, members }: KindSeries): Band[] {
  const { title, colour } = run.kindLook(kind);
  if (!members) return [{ name: title, colour, fed_kw }];
  const tones = shades(colour, members.size);
  return Array.from(members, ([name, series], i) => ({ name, colour: tones[i]!, fed_kw: series }));
}

/** Lower and upper edge of each band; the upper edge is drawn where the band is not empty. */
function stacked(run: Run, bands: readonly Band[], scale: number): Spec[] {
  const top = new Float64Array(run.blocks.count);
  return bands.flatMap(({ name, fed_kw }, o) =>
    held(run, (b) => {
      const output = -scale * fed_kw.perStep(b, run.manifest.steps);
      const lower = top[b]!;
      top[b]! += output;
      return {
        name,
        o,
        lower: short(lower),
        upper: short(top[b]!),
        edge: output > 0 && run.blocks.count <= EDGED ? short(top[b]!) : null,
      };
    }),
  );
}
