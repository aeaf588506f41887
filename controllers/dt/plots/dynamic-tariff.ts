// The tariff of every load point over time, written into its cell where there is room.
import {
  alarm,
  durationOf,
  endOf,
  ink,
  plot,
  sequential,
  short,
  timeAxis,
  WIDTH,
} from '../../../record/drawing/index.ts';
import { type BlockSeries, type Plot, type Series, type Spec, seriesBy } from '../../../record/index.ts';
import { tariffs } from '../record/tables.ts';

/** Load points shown, those with the highest tariff of all if there are more. */
const ROWS = 30;
const ROW = 24;
/** Columns up to which a number fits into a cell. */
const NUMBERED = 24;

interface Data {
  /** By load point. */
  readonly tariffs: ReadonlyMap<string, Series<'tariff'>>;
}

export const dynamicTariff: Plot<Data> = {
  id: 'dynamic-tariff',
  reads: { tariffs: seriesBy(tariffs, 'load_point', ['tariff'], ({ mapBlocks }) => mapBlocks) },
  caption: () => 'Dynamic tariff of every load point over time; white: none.',
  draw(run, { tariffs }) {
    const { currency, mapBlocks } = run;
    const natural = new Intl.Collator('en', { numeric: true });
    const rows = [...tariffs]
      .map(([load_point, { tariff: of }]) => ({ load_point, of, max: largest(of) }))
      .sort((a, b) => b.max - a.max)
      .slice(0, ROWS)
      .sort((a, b) => natural.compare(a.load_point, b.load_point));
    const max = Math.max(0, ...rows.map((row) => row.max));
    if (max === 0) return undefined;
    const end = endOf(run);
    const cells = rows.flatMap(({ load_point, of }) =>
      Array.from({ length: mapBlocks.count }, (_, b) => {
        const [t, u] = [b, b + 1].map((at) => Math.min(end, run.blockTime(mapBlocks, at)));
        return { load_point, t, u, middle: (t! + u!) / 2, tariff: short(extreme(of, b)) };
      }).filter(({ tariff }) => tariff !== null && tariff !== 0),
    );
    const below = cells.some(({ tariff }) => tariff! < 0);
    const color = {
      field: 'tariff',
      type: 'quantitative',
      scale: below
        ? { domain: [-max, 0, max], range: [alarm, 'white', sequential[3]] }
        : { domain: [0, max], range: [sequential[0], sequential[3]] },
      legend: {
        title: `Tariff [${currency}/kWh]`,
        orient: 'bottom',
        direction: 'horizontal',
        gradientLength: 220,
        tickCount: 4,
      },
    };
    const x = timeAxis(run, { grid: true });
    const numbers: Spec = {
      transform: [
        { calculate: "format(datum.tariff, abs(datum.tariff) < 1 && datum.tariff > 0 ? '.4f' : '.3f')", as: 'text' },
      ],
      mark: { type: 'text', fontSize: 9 },
      encoding: {
        x: { ...x, field: 'middle' },
        text: { field: 'text' },
        color: { condition: { test: `abs(datum.tariff) > ${0.5 * max}`, value: 'white' }, value: ink },
      },
    };
    const parts = {
      width: WIDTH,
      height: ROW * rows.length,
      encoding: {
        y: {
          field: 'load_point',
          type: 'nominal',
          sort: null,
          scale: { domain: rows.map(({ load_point }) => load_point), paddingInner: 0, paddingOuter: 0 },
          axis: { title: 'Load point', ticks: false, grid: true, bandPosition: 0, labelLimit: 110 },
        },
      },
      layer: [
        {
          data: { values: cells },
          mark: { type: 'rect', tooltip: true },
          encoding: { x, x2: { field: 'u' }, color },
        },
        ...(mapBlocks.count <= NUMBERED ? [{ data: { values: cells }, ...numbers }] : []),
      ],
    };
    const shown =
      rows.length === tariffs.size
        ? undefined
        : `The ${rows.length} of ${tariffs.size} load points with the highest tariffs.`;
    const coarse =
      mapBlocks.length === 1
        ? undefined
        : `Each cell: the tariff furthest from 0 of ${mapBlocks.length} steps (${durationOf(run, mapBlocks)}).`;
    return plot(run, 'Dynamic tariff of the load points', parts, shown, coarse);
  },
};

/** What is furthest from 0 in a block. */
export const extreme = ({ min, max }: BlockSeries, b: number): number => (-min[b]! > max[b]! ? min[b]! : max[b]!);

const largest = ({ min, max }: BlockSeries): number =>
  max.reduce((highest, value, b) => Math.max(highest, value || 0, -min[b]! || 0), 0);
