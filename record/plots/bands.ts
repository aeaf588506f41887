// Channels with a band (state of charge, indoor temperature): the population, and a few members.

import { extentOf, ink, plot, quiet, short, WIDTH, wrapped } from '../drawing/theme.ts';
import { after, durationOf, holding, timeAxis } from '../drawing/time.ts';
import type { Plot } from '../plot.ts';
import type { BandSeries, Run } from '../run.ts';
import type { Spec } from '../spec.ts';

const HEIGHT = 170;

export const channelBands: Plot<object> = {
  id: 'channel-bands',
  reads: {},
  caption: () =>
    'Shade: lowest to highest of the population. Thick line: mean. Thin lines: single devices. Dashed: the band to stay in.',
  draw(run) {
    if (run.bands.length === 0) return undefined;
    const panels = run.bands.map((band, i) => panel(run, band, i === run.bands.length - 1));
    const remark = 'Shade: lowest to highest. Thick: mean. Thin: single devices. Dashed: the band to stay in.';
    return plot(run, 'States of the devices', { vconcat: panels, spacing: 18 }, remark, meansOf(run));
  },
};

const meansOf = (run: Run): string | undefined =>
  run.blocks.length === 1
    ? undefined
    : `Lines: means over ${durationOf(run, run.blocks)}. Shade: all devices in all steps.`;

function panel(run: Run, { kind, channel, all, members }: BandSeries, last: boolean): Spec {
  const { title, colour } = run.kindLook(kind.kind);
  // A channel is a state at the end of a step; the state at the start comes before the first.
  const { start } = channel;
  const opening = {
    t: run.blockTime(run.blocks, 0),
    mean: short(start.mean),
    lo: short(start.min),
    hi: short(start.max),
  };
  const homes = [
    ...(run.blocks.length === 1 ? [opening] : []), // the start of a step, and no part of a mean over several
    ...after(run, (b) => ({ mean: short(all.mean(b)), lo: short(all.min[b]!), hi: short(all.max[b]!) })),
  ];
  const single = [...members].flatMap(([device, series]) =>
    after(run, (b) => ({ device, value: short(series.mean(b)) })),
  );
  const [low, high] = extentOf(
    [...channel.band!, start.min, start.max, ...all.min, ...all.max].filter(Number.isFinite),
  );
  const room = 0.05 * (high > low ? high - low : 1);
  const y = (field: string): Spec => ({
    field,
    type: 'quantitative',
    scale: { domain: [low - room, high + room], zero: false, nice: false },
    axis: { title: wrapped(`${channel.title} [${channel.unit}]`, HEIGHT), tickCount: 5 },
  });
  return {
    width: WIDTH,
    height: HEIGHT,
    title: {
      text: `${title}, ${kind.count} ${kind.count === 1 ? 'device' : 'devices'}`,
      fontSize: 12,
      offset: 6,
    },
    encoding: { x: timeAxis(run, last ? {} : { title: null, labels: false }) },
    layer: [
      {
        data: { values: homes },
        mark: { type: 'area', ...holding(run), opacity: 0.18, color: colour },
        encoding: { y: y('lo'), y2: { field: 'hi' } },
      },
      {
        data: { values: channel.band!.map((value) => ({ value })) },
        mark: { type: 'rule', color: quiet, strokeDash: [5, 4], strokeWidth: 1.2 },
        encoding: { y: y('value'), x: { value: 0 }, x2: { value: WIDTH } },
      },
      {
        data: { values: single },
        mark: { type: 'line', ...holding(run), strokeWidth: 0.9, color: ink, opacity: 0.55 },
        encoding: { y: y('value'), detail: { field: 'device' } },
      },
      {
        data: { values: homes },
        mark: { type: 'line', ...holding(run), strokeWidth: 2.4, color: colour },
        encoding: { y: y('mean') },
      },
    ],
  };
}
