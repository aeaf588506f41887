// What the devices draw and feed, kind on kind, and the import and the losses that follow from it.

import type { BlockSeries } from '../blocks.ts';
import { DASHED, SOLID } from '../drawing/over-time.ts';
import { unitOf } from '../drawing/power-unit.ts';
import { lines as curves, overSteps } from '../drawing/series.ts';
import { ink, plot, quiet, short, WIDTH } from '../drawing/theme.ts';
import { averaging, endOf, timeAxis } from '../drawing/time.ts';
import type { Plot } from '../plot.ts';
import type { KindSeries, Run } from '../run.ts';
import type { Spec } from '../spec.ts';

const IMPORT = 'import';
const LOSSES = 'losses';

export const deviceStacks: Plot<object> = {
  id: 'device-power',
  reads: {},
  caption: () =>
    'Power by kind of device, drawn above zero and fed below; the import of the network and its losses as lines.',
  draw(run) {
    const moving = run.kinds.filter((k) => [...k.drawn_kw.max, ...k.fed_kw.min].some((kw) => Math.abs(kw) > 0));
    if (moving.length === 0) return undefined;
    const looks = moving.map(({ kind }) => run.kindLook(kind));
    const { title, scale } = unitOf(run);
    const color = {
      field: 'kind',
      type: 'nominal',
      scale: { domain: looks.map(({ title }) => title), range: looks.map(({ colour }) => colour) },
      legend: { title: 'Devices', symbolType: 'square' },
    };
    const dash = {
      field: 'line',
      type: 'nominal',
      scale: {
        domain: [IMPORT, LOSSES],
        range: [SOLID, DASHED],
      },
      legend: { title: 'Network', symbolType: 'stroke', symbolStrokeColor: ink, symbolSize: 300 },
    };
    const power = (field: string, powerOf: (kind: KindSeries) => BlockSeries) =>
      moving.flatMap((of, o) => {
        const kind = looks[o]!.title;
        const datum = (b: number) => ({ kind, o, [field]: short(scale * powerOf(of).perStep(b, run.manifest.steps)) });
        const values = steps(run, datum);
        return values.some((d) => d[field]) ? values : []; // of an area without height nothing is seen
      });
    const drawn = power('drawn', ({ drawn_kw }) => drawn_kw);
    const fed = power('fed', ({ fed_kw }) => fed_kw);
    const lines = [
      { line: IMPORT, series: run.import_kw },
      { line: LOSSES, series: run.loss_kw },
    ].flatMap(({ line, series }) => overSteps(run, series, { line }, scale));
    const area = (field: string, values: readonly Spec[]): Spec => ({
      data: { values },
      mark: { type: 'area', interpolate: 'step-after', opacity: 0.9 },
      encoding: { y: { field, type: 'quantitative', stack: 'zero', axis: { title } }, order: { field: 'o' }, color },
    });
    const network = {
      data: { values: lines },
      mark: { type: 'line', strokeWidth: 1.6, color: ink },
      encoding: { y: { field: 'value', type: 'quantitative' }, strokeDash: dash },
    };
    const parts = {
      width: WIDTH,
      height: 340,
      encoding: { x: timeAxis(run) },
      layer: [
        ...(drawn.length > 0 ? [area('drawn', drawn)] : []),
        ...(fed.length > 0 ? [area('fed', fed)] : []),
        ...(run.blocks.length > 1 ? highest(run, scale, fed.length > 0) : []),
        ...curves(run, network, ['line']),
      ],
    };
    return plot(run, 'Power of the devices', parts, averaging(run), summitsOf(run));
  },
};

/** The step of each block in which all devices together draw, or feed, the most. */
function highest(run: Run, scale: number, feeds: boolean): Spec[] {
  const { drawn_kw, fed_kw } = run.total;
  const values = steps(run, (b) => ({ max: short(scale * drawn_kw.max[b]!), min: short(scale * fed_kw.min[b]!) }));
  return (feeds ? ['max', 'min'] : ['max']).map((field) => ({
    data: { values },
    mark: { type: 'line', interpolate: 'step-after', strokeWidth: 0.7, color: quiet },
    encoding: { y: { field, type: 'quantitative' } },
  }));
}

const summitsOf = ({ blocks }: Run): string | undefined =>
  blocks.length === 1
    ? undefined
    : 'Areas: means. Thin grey lines: the step in which all devices together draw or feed the most.';

/** One datum per block with its start, and the last one again at the end of the run, for marks that hold until the next. */
function steps<D extends Spec>(run: Run, datum: (b: number) => D): (D & { t: number })[] {
  const data = Array.from({ length: run.blocks.count }, (_, b) => ({ t: run.blockTime(run.blocks, b), ...datum(b) }));
  const end = endOf(run);
  return [...data, ...data.slice(-1).map((d) => ({ ...d, t: end }))];
}
