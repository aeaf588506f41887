// Branches against their limits: when each was how full, and how full it ever was, the fullest on top.
import { sequential } from './one-line.ts';
import type { Plot, Spec } from './plot.ts';
import { alarm, endOf, ink, plot, short, timeAxis } from './theme.ts';

const ROWS = 30;
const ROW = 15;
const MAP_WIDTH = 540;

export const branchLoading: Plot = {
  id: 'branch-loading',
  caption: ({ branchRange, measure }) =>
    `The ${Math.min(ROWS, branchRange.size)} branches of highest ${measure.title.toLowerCase()}: over time, and their maximum over the run.`,
  draw(run) {
    const { branchRange, mapBlocks, measure } = run;
    const ranked = [...branchRange].sort((a, b) => b[1].max - a[1].max).slice(0, ROWS);
    if (ranked.length === 0) return undefined;
    const rated = measure.column === 'loading_percent';
    const full = rated ? 100 : ranked[0]![1].max;
    const title = `${measure.title} [${measure.unit}]`;
    const end = endOf(run);
    const cells = ranked.flatMap(([branch, { over }]) =>
      Array.from({ length: mapBlocks.count }, (_, b) => ({
        branch,
        t: run.blockTime(mapBlocks, b),
        u: Math.min(end, run.blockTime(mapBlocks, b + 1)),
        load: Number.isFinite(over.max[b]!) ? Number(over.max[b]!.toPrecision(3)) : null,
      })).filter((c) => c.load !== null),
    );
    const y: Spec = {
      field: 'branch',
      type: 'nominal',
      sort: null,
      scale: { domain: ranked.map(([branch]) => branch), paddingInner: 0, paddingOuter: 0 },
      axis: { title: 'Branch', grid: false, ticks: false, domain: false, labelOverlap: false, labelLimit: 110 },
    };
    const height = ROW * ranked.length;
    // Whole pixels per column, so that no seams show between the cells.
    const width = mapBlocks.count * Math.max(1, Math.round(MAP_WIDTH / mapBlocks.count));
    const map: Spec = {
      width,
      height,
      data: { values: cells },
      mark: { type: 'rect', tooltip: true },
      encoding: {
        x: timeAxis(run),
        x2: { field: 'u' },
        y,
        color: {
          condition: { test: `datum.load > ${full}`, value: alarm },
          field: 'load',
          type: 'quantitative',
          scale: {
            domain: sequential.map((_, i) => (full * i) / (sequential.length - 1)),
            range: sequential,
            interpolate: 'rgb',
            clamp: true,
          },
          legend: { title, orient: 'bottom', direction: 'horizontal', gradientLength: 220, tickCount: 4, offset: 10 },
        },
      },
    };
    const text = { field: 'max', format: rated ? '.0f' : '.3~s' };
    const bars: Spec = {
      width: 170,
      height,
      data: { values: ranked.map(([branch, { max }]) => ({ branch, max: short(max), over: rated && max > 100 })) },
      layer: [
        ...(rated
          ? [
              {
                data: { values: [{ limit: 100 }] },
                mark: { type: 'rule', color: ink, strokeDash: [4, 3] },
                encoding: { x: { field: 'limit', type: 'quantitative' }, y: { value: 0 }, y2: { value: height } },
              },
            ]
          : []),
        {
          mark: { type: 'bar', height: ROW - 5 },
          encoding: { color: { condition: { test: 'datum.over', value: alarm }, value: sequential[2] } },
        },
        {
          // Inside a long bar, beside a short one, and so never across the rating.
          transform: [{ filter: `datum.max >= ${full / 3}` }],
          mark: { type: 'text', align: 'right', dx: -4, fontSize: 10, color: 'white' },
          encoding: { text },
        },
        {
          transform: [{ filter: `datum.max < ${full / 3}` }],
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
        y: { ...y, axis: null },
      },
    };
    const remark = rated ? 'Orange: above the rating. Dashed: the rating.' : 'No branch of this network has a rating.';
    return plot(run, `${measure.title} of the branches`, { hconcat: [map, bars], spacing: 14 }, remark);
  },
};
