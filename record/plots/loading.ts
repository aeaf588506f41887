// Loading of branches over time and its maximum, the highest first.

import { ABOVE_RATING } from '../drawing/limits.ts';
import { alarm, ink, line, loadingScale, plot, short } from '../drawing/theme.ts';
import { durationOf, endOf, timeAxis } from '../drawing/time.ts';
import type { Plot } from '../plot.ts';
import type { BranchSpan, Run } from '../run.ts';
import type { Spec } from '../spec.ts';

const ROWS = 30;
const ROW = 15;
const MAP_WIDTH = 540;

export const branchLoading: Plot<object> = {
  id: 'branch-loading',
  reads: {},
  caption: ({ branchRange, measure }) =>
    `The ${Math.min(ROWS, branchRange.size)} branches of highest ${measure.title.toLowerCase()}${branchRange.size > ROWS ? `, of ${branchRange.size}` : ''}: over time, and their maximum over the run.`,
  draw(run) {
    const ranked = [...run.branchRange].sort((a, b) => b[1].max - a[1].max).slice(0, ROWS);
    if (ranked.length === 0) return undefined;
    const rated = run.measure.column === 'loading_percent';
    const full = rated ? 100 : shown(ranked[0]![1].max);
    const rows = { ranked, rated, full, height: ROW * ranked.length };
    const remark = rated ? 'Orange: above the rating. Dashed: the rating.' : 'No branch of this network has a rating.';
    const parts = { hconcat: [map(run, rows), bars(run, rows)], spacing: 14 };
    const { mapBlocks } = run;
    const cells =
      mapBlocks.length === 1
        ? undefined
        : `Each cell: the highest of ${mapBlocks.length} steps (${durationOf(run, mapBlocks)}).`;
    const all = run.branchRange.size;
    const part =
      ranked.length < all
        ? `The ${ranked.length} of highest ${run.measure.title.toLowerCase()}, of ${all} branches.`
        : undefined;
    return plot(run, `${run.measure.title} of the branches`, parts, remark, part, cells);
  },
};

/** The branches shown, fullest first. */
interface Rows {
  readonly ranked: readonly (readonly [branch: string, span: BranchSpan])[];
  /** Whether they are measured against ratings. */
  readonly rated: boolean;
  /** Where the colours end. */
  readonly full: number;
  readonly height: number;
}

const branchAxis = ({ ranked }: Rows): Spec => ({
  field: 'branch',
  type: 'nominal',
  sort: null,
  scale: { domain: ranked.map(([branch]) => branch), paddingInner: 0, paddingOuter: 0 },
  axis: { title: 'Branch', grid: false, ticks: false, domain: false, labelOverlap: false, labelLimit: 110 },
});

/** Three digits, for tooltips. */
const shown = (load: number): number => Number(load.toPrecision(3));

/** Each branch over time, a cell per block. */
function map(run: Run, rows: Rows): Spec {
  const { mapBlocks, measure } = run;
  const { ranked, full, height } = rows;
  const title = `${measure.title} [${measure.unit}]`;
  const end = endOf(run);
  const cells = ranked.flatMap(([branch, { over }]) =>
    Array.from({ length: mapBlocks.count }, (_, b) => ({
      branch,
      t: run.blockTime(mapBlocks, b),
      u: Math.min(end, run.blockTime(mapBlocks, b + 1)),
      load: Number.isFinite(over.max[b]!) ? shown(over.max[b]!) : null,
    })).filter((c) => c.load !== null),
  );
  // Whole pixels per column, so that no seams show between the cells.
  const width = mapBlocks.count * Math.max(1, Math.round(MAP_WIDTH / mapBlocks.count));
  return {
    width,
    height,
    data: { values: cells },
    mark: { type: 'rect', tooltip: true },
    encoding: {
      x: timeAxis(run),
      x2: { field: 'u' },
      y: branchAxis(rows),
      color: {
        condition: { test: `datum.load > ${rows.rated ? ABOVE_RATING : full}`, value: alarm },
        field: 'load',
        type: 'quantitative',
        scale: loadingScale(full),
        legend: { title, orient: 'bottom', direction: 'horizontal', gradientLength: 220, tickCount: 4, offset: 10 },
      },
    },
  };
}

/** The highest value of each branch over the run, next to its row of the map. */
function bars({ measure }: Run, rows: Rows): Spec {
  const { ranked, rated, full, height } = rows;
  const text = { field: 'max', format: rated ? '.0f' : '.3~s' };
  // Numbers are inside the bars if all bars are long enough; otherwise next to them, unless they would overlap the rating.
  const inside = ranked.every(([, { max }]) => max >= full / 3) ? 0 : 0.8 * full;
  const rating = {
    data: { values: [{ limit: 100 }] },
    mark: { type: 'rule', color: ink, strokeDash: [4, 3] },
    encoding: { x: { field: 'limit', type: 'quantitative' }, y: { value: 0 }, y2: { value: height } },
  };
  return {
    width: 170,
    height,
    data: {
      values: ranked.map(([branch, { max }]) => ({ branch, max: short(max), over: rated && max > ABOVE_RATING })),
    },
    layer: [
      ...(rated ? [rating] : []),
      {
        mark: { type: 'bar', height: ROW - 5 },
        encoding: { color: { condition: { test: 'datum.over', value: alarm }, value: line } },
      },
      {
        transform: [{ filter: `datum.max >= ${inside}` }],
        mark: { type: 'text', align: 'right', dx: -4, fontSize: 10, color: 'white' },
        encoding: { text },
      },
      {
        transform: [{ filter: `datum.max < ${inside}` }],
        mark: { type: 'text', align: 'left', dx: 4, fontSize: 10, color: ink },
        encoding: { text },
      },
    ],
    encoding: {
      x: {
        field: 'max',
        type: 'quantitative',
        scale: { domain: [0, 1.18 * Math.max(full, ranked[0]![1].max)], nice: false },
        axis: { title: `Highest ${measure.title.toLowerCase()} [${measure.unit}]`, tickCount: 4 },
      },
      y: { ...branchAxis(rows), axis: null },
    },
  };
}
