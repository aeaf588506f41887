// What the devices draw and feed, kind on kind, and the import and the losses that follow from it.
import type { Run } from '../read/index.ts';
import type { Plot, Spec } from './plot.ts';
import { endOf, ink, kindColour, plot, short, timeAxis, WIDTH } from './theme.ts';

const IMPORT = 'import';
const LOSSES = 'losses';

export const deviceStacks: Plot = {
  id: 'device-power',
  caption: () =>
    'Power by kind of device, drawn above zero and fed below; the import of the network and its losses as lines.',
  draw(run) {
    const moving = run.kinds.filter((k) => [...k.drawn_kw.max, ...k.fed_kw.min].some((kw) => Math.abs(kw) > 0));
    const kinds = moving.map((k) => k.kind);
    if (kinds.length === 0) return undefined;
    const { title, scale } = unitOf(run);
    const color = {
      field: 'kind',
      type: 'nominal',
      scale: { domain: kinds, range: kinds.map(kindColour) },
      legend: { title: 'Devices', symbolType: 'square' },
    };
    const dash = {
      field: 'line',
      type: 'nominal',
      scale: {
        domain: [IMPORT, LOSSES],
        range: [
          [1, 0],
          [4, 3],
        ],
      },
      legend: { title: 'Network', symbolType: 'stroke', symbolStrokeColor: ink, symbolSize: 300 },
    };
    const stacked = moving.flatMap(({ kind, drawn_kw, fed_kw }, o) =>
      steps(run, (b) => ({
        kind,
        o,
        drawn: short(scale * drawn_kw.perStep(b, run.manifest.steps)),
        fed: short(scale * fed_kw.perStep(b, run.manifest.steps)),
      })),
    );
    const lines = [
      { line: IMPORT, series: run.import_kw },
      { line: LOSSES, series: run.loss_kw },
    ].flatMap(({ line, series }) => held(run, (b) => ({ line, kw: short(scale * series.mean(b)) })));
    const area = (field: string): Spec => ({
      data: { values: stacked },
      mark: { type: 'area', interpolate: 'step-after', opacity: 0.9 },
      encoding: { y: { field, type: 'quantitative', stack: 'zero', axis: { title } }, order: { field: 'o' }, color },
    });
    const feeds = stacked.some((d) => (d.fed ?? 0) < 0);
    return plot(run, 'Power of the devices', {
      width: WIDTH,
      height: 340,
      encoding: { x: timeAxis(run) },
      layer: [
        area('drawn'),
        ...(feeds ? [area('fed')] : []),
        {
          data: { values: lines },
          mark: { type: 'line', strokeWidth: 1.6, color: ink },
          encoding: { y: { field: 'kw', type: 'quantitative' }, strokeDash: dash },
        },
      ],
    });
  },
};

/** kW, or MW where the numbers would be long. */
export function unitOf(...runs: readonly Run[]): { title: string; scale: number } {
  const peaks = runs.flatMap(({ import_kw: { min, max } }) => [...min, ...max]);
  const most = Math.max(...peaks.filter(Number.isFinite).map(Math.abs), 0);
  return most >= 10_000 ? { title: 'Power [MW]', scale: 1e-3 } : { title: 'Power [kW]', scale: 1 };
}

/** One datum per block with its start, and the last one again at the end of the run, for marks that hold until the next. */
function steps<D extends Spec>(run: Run, datum: (b: number) => D): (D & { t: number })[] {
  const data = Array.from({ length: run.blocks.count }, (_, b) => ({ t: run.blockTime(run.blocks, b), ...datum(b) }));
  const end = endOf(run);
  return [...data, ...data.slice(-1).map((d) => ({ ...d, t: end }))];
}

/** Each datum at the start and at the end of its block: a step is drawn whole, also beside one that is unknown. */
export function held<D extends Spec>(run: Run, datum: (b: number) => D): (D & { t: number })[] {
  const last = endOf(run);
  return Array.from({ length: run.blocks.count }, (_, b) => datum(b)).flatMap((d, b) => [
    { ...d, t: run.blockTime(run.blocks, b) },
    { ...d, t: Math.min(last, run.blockTime(run.blocks, b + 1)) },
  ]);
}
