// Heat map: the mean of an indicator over two parameters, a panel for each indicator.
import { ink, quiet, type Spec, sequential, short } from '../../../record/index.ts';
import { readable } from '../../results/report/numbers.ts';
import { type Shown, withUnit } from '../measures/shown.ts';
import { type About, type Grouped, groupedOf, labelsOf, panelTitle, sweepFigure } from './about.ts';

const PANEL = 300;
/** Cells narrower than this have no number [px]. */
const NUMBERED = 34;

export interface Cell {
  readonly x: string;
  readonly y: string;
  readonly mean: number | null;
  /** Runs with a value, and those of the plan. */
  readonly runs: number;
  readonly planned: number;
}

/** @param px @param py numbers of the parameters */
export function drawHeat({ table, shown, subtitle }: About, px: number, py: number): Spec | undefined {
  const [x, y] = [groupedOf(table, px), groupedOf(table, py)];
  const cells = shown.map((indicator) => cellsOf(indicator.values, x, y));
  const counts = [...new Set(cells.flat().map(({ runs }) => runs))].filter((runs) => runs > 0).sort((a, b) => a - b);
  if (counts.length === 0) return undefined;
  const most = counts.at(-1)!;
  const behind = counts.length === 1 ? `${most} runs` : `${counts[0]} to ${most} runs`;
  const means =
    most === 1 ? 'One run in each cell.' : `Mean over ${behind} in each cell, all other parameters together.`;
  const lacking = cells.flat().some(({ runs, planned }) => runs < planned)
    ? ' A number in brackets: runs with a value, of those planned in the cell.'
    : '';
  const binned = [x, y].some((axis) => axis.binned) ? ' Drawn values are in bins of equal counts.' : '';
  const how = `${means}${lacking}${binned}`;
  const panels = shown.map((indicator, i) => panelOf(indicator, cells[i]!, x, y));
  const title = `Means over ${x.parameter.title} and ${y.parameter.title}`;
  return sweepFigure(title, [...subtitle, how], {
    concat: panels,
    columns: 2,
    spacing: 34,
    resolve: { scale: { color: 'independent' } },
  });
}

/** Every cell in which runs are planned. */
export function cellsOf(values: Float64Array, x: Grouped, y: Grouped): Cell[] {
  return x.labels.flatMap((ofX, gx) =>
    y.labels.flatMap((ofY, gy) => {
      const inside = [...values.keys()].filter((run) => x.of[run] === gx && y.of[run] === gy);
      if (inside.length === 0) return [];
      const known = inside.map((run) => values[run]!).filter(Number.isFinite);
      const mean = known.length === 0 ? null : short(known.reduce((a, b) => a + b, 0) / known.length);
      return [{ x: ofX, y: ofY, mean, runs: known.length, planned: inside.length }];
    }),
  );
}

function panelOf(indicator: Shown, cells: readonly Cell[], x: Grouped, y: Grouped): Spec {
  const height = Math.max(120, Math.min(240, 30 * y.labels.length));
  const isNumbered = PANEL / x.labels.length >= NUMBERED && height / y.labels.length >= 14;
  const axis = ({ parameter, labels }: Grouped, more: Spec) => ({
    type: 'ordinal',
    sort: null,
    scale: { domain: labels, paddingInner: 0.02, paddingOuter: 0 },
    axis: { title: withUnit(parameter), ticks: false, domain: false, grid: false, ...more },
  });
  const means = cells.flatMap(({ mean }) => mean ?? []);
  const [low, high] = [Math.min(...means), Math.max(...means)];
  const values = cells.map((cell) => ({
    ...cell,
    text: `${cell.mean === null ? '×' : readable(cell.mean)}${cell.runs < cell.planned ? ` (${cell.runs}/${cell.planned})` : ''}`,
    dark: cell.mean !== null && high > low && (cell.mean - low) / (high - low) > 0.55,
  }));
  const encoding = {
    x: { field: 'x', ...axis(x, labelsOf(x.labels, PANEL)) },
    y: { field: 'y', ...axis(y, {}), scale: { domain: [...y.labels].reverse(), paddingInner: 0.02, paddingOuter: 0 } },
  };
  const color = {
    field: 'mean',
    type: 'quantitative',
    scale: { domain: means.length > 0 ? [low, high] : [0, 1], range: sequential, interpolate: 'rgb', nice: false },
    legend: { title: null, gradientLength: height, gradientThickness: 10, tickCount: 4, offset: 8 },
  };
  return {
    width: PANEL,
    height,
    title: panelTitle(withUnit(indicator), PANEL),
    data: { values },
    layer: [
      { transform: [{ filter: 'datum.mean !== null' }], mark: 'rect', encoding: { ...encoding, color } },
      {
        transform: [{ filter: isNumbered ? 'true' : 'datum.runs < datum.planned' }],
        mark: { type: 'text', fontSize: 10 },
        encoding: {
          ...encoding,
          text: { field: 'text' },
          color: { condition: { test: 'datum.dark', value: 'white' }, value: means.length > 0 ? ink : quiet },
        },
      },
    ],
  };
}
