// The import of a long run as a carpet: a column for each day, a row for each hour of the wall clock.

import { unitOf } from '../drawing/power-unit.ts';
import { diverging, extentOf, plot, sequential, short, WIDTH } from '../drawing/theme.ts';
import type { Plot } from '../plot.ts';
import type { Run } from '../run.ts';
import type { Spec } from '../spec.ts';
import { isLong } from './duration.ts';

const DAY = 86_400_000;
const HOURS = 24;
/** Columns at most; a longer run has several days in each. */
const COLUMNS = 366;

export const importCarpet: Plot<object> = {
  id: 'import-carpet',
  reads: {},
  caption: () =>
    'Import by day, from left to right, and by hour of the local day, from bottom to top. White: not known, or an hour that a clock change skips.',
  draw(run) {
    const { clock, manifest } = run;
    if (!isLong(run)) return undefined;
    const days = clock.day(manifest.steps - 1) + 1;
    const width = Math.ceil(days / COLUMNS);
    const columns = Math.ceil(days / width);
    const { title, scale } = unitOf(run);
    const first = Date.parse(`${manifest.clock.start.slice(0, 10)}T00:00Z`);
    const values = means(run, width, columns).flatMap((kw, cell) => {
      if (Number.isNaN(kw)) return [];
      const [column, hour] = [Math.floor(cell / HOURS), cell % HOURS];
      const [from, to] = [column * width, Math.min(days, (column + 1) * width)];
      return [{ t: first + from * DAY, u: first + to * DAY, hour, until: hour + 1, value: short(scale * kw)! }];
    });
    if (values.length === 0) return undefined;
    const [low, high] = extentOf(values.map(({ value }) => value));
    const parts = {
      width: columns * Math.max(1, Math.round(WIDTH / columns)), // whole pixels, so that no seams show
      height: 240,
      data: { values },
      mark: { type: 'rect' },
      encoding: {
        x: dayAxis(first, days),
        x2: { field: 'u' },
        y: {
          field: 'hour',
          type: 'quantitative',
          scale: { domain: [0, HOURS], nice: false },
          axis: { title: 'Hour of the day', values: [0, 6, 12, 18, 24], grid: false },
        },
        y2: { field: 'until' },
        color: {
          field: 'value',
          type: 'quantitative',
          scale: colours(low, high),
          legend: { title: title.replace('Power', 'Import'), gradientLength: 140, tickCount: 4 },
        },
      },
    };
    const steps = Math.round((width * manifest.steps) / (days * HOURS));
    const mean =
      steps > 1
        ? `Each cell: the mean of ${steps} steps${width > 1 ? ` on ${width} days` : ''}; the highest step has ${short(scale * extentOf(run.import_of.filter(Number.isFinite))[1])!.toLocaleString('en')} ${scale === 1 ? 'kW' : 'MW'}.`
        : undefined;
    return plot(run, 'Import by hour and day', parts, mean, low < 0 ? 'Below 0: export.' : undefined);
  },
};

/** Mean import of each cell, hour by hour and column by column; NaN where none is known. */
function means({ clock, import_of }: Run, width: number, columns: number): number[] {
  const sums = new Float64Array(columns * HOURS);
  const counts = new Uint32Array(sums.length);
  import_of.forEach((kw, k) => {
    if (Number.isNaN(kw)) return;
    const cell = HOURS * Math.floor(clock.day(k) / width) + Math.floor(clock.hour(k));
    sums[cell]! += kw;
    counts[cell]!++;
  });
  return Array.from(sums, (sum, cell) => sum / (counts[cell]! || Number.NaN));
}

function dayAxis(first: number, days: number): Spec {
  const all = Array.from({ length: days + 1 }, (_, day) => first + day * DAY);
  const few = days <= 45;
  const marks = few
    ? all
    : all.filter((t) => new Date(t).getUTCDate() === 1 && (days < 800 || new Date(t).getUTCMonth() === 0));
  return {
    field: 't',
    type: 'quantitative',
    scale: { domain: [first, first + days * DAY], nice: false, zero: false },
    axis: {
      title: 'Day',
      values: marks,
      labelExpr: `utcFormat(datum.value, '${few ? '%-d %b' : days < 800 ? '%b %Y' : '%Y'}')`,
      labelFlush: false,
      grid: false,
    },
  };
}

const colours = (low: number, high: number): Spec =>
  low < 0
    ? { domain: [-Math.max(-low, high), 0, Math.max(-low, high)], range: [diverging[1], 'white', sequential[2]] }
    : { domain: [0, high / 2, high], range: [sequential[0], sequential[2], sequential[3]] };
