// Panels of the plots of microgrids: lines of several quantities over time, which microgrids are shown, and a part of the time axis.
import {
  held,
  holding,
  lines,
  overSteps,
  PANEL_HEIGHT,
  PANEL_WIDTH,
  type Points,
  short,
  strokeLegend,
  timeAxis,
  valueAxis,
} from '../../../record/drawing/index.ts';
import type { BlockSeries, Run, Spec } from '../../../record/index.ts';

/** Microgrids in a plot. */
const MAX_SHOWN = 6;
const HOUR = 3_600_000;
/** Powers apart by less than this are equal [kW]. */
export const SAME_KW = 1e-6;

/** A difference below this share of the largest one does not extend the time shown. */
const SMALL = 0.02;

/** A quantity of a plot: its name in the legend, its colour and dashes. */
export interface Look {
  readonly name: string;
  readonly colour: string;
  readonly dash?: readonly number[];
}

export interface Curve extends Look {
  readonly values: Points;
}

/** A quantity that holds over steps. */
export const curve = (run: Run, look: Look, series: BlockSeries): Curve => ({
  ...look,
  values: overSteps(run, series, {}),
});

interface PanelOf {
  readonly title?: string;
  readonly axis: string;
  readonly curves: readonly Curve[];
  /** Layers below the lines. */
  readonly below?: readonly Spec[];
  /** Part of the time shown; all of it when absent. */
  readonly between?: readonly [from: number, to: number];
  readonly zero?: boolean;
  readonly size?: { readonly width: number; readonly height: number };
}

/** @param looks of all panels of the plot, in the order of the legend */
export function panelOf(run: Run, looks: readonly Look[], of: PanelOf): Spec {
  const { title, axis, curves, below = [], between, zero = true, size = {} } = of;
  const domain = looks.map(({ name }) => name);
  const legend = strokeLegend('');
  const quantity = { field: 'quantity', type: 'nominal', legend };
  const encoding = {
    y: valueAxis(axis, 5, { scale: { zero } }),
    color: { ...quantity, scale: { domain, range: looks.map(({ colour }) => colour) } },
    strokeDash: { ...quantity, scale: { domain, range: looks.map(({ dash = [1, 0] }) => dash) } },
  };
  const values = curves.flatMap(({ name, values }) =>
    partOf(run, values, between).map((of) => ({ ...of, quantity: name })),
  );
  const x = timeAxis(run, between ? ticks(between) : {});
  return {
    width: PANEL_WIDTH,
    height: PANEL_HEIGHT,
    ...size,
    ...(title === undefined ? {} : { title: { text: title, fontSize: 12, offset: 6 } }),
    encoding: { x: between ? { ...x, scale: { domain: between, nice: false, zero: false } } : x },
    layer: [
      ...below,
      ...lines(run, { data: { values }, mark: { type: 'line', strokeWidth: 1.8 }, encoding }, ['quantity']),
    ],
  };
}

/** Ticks of a part of a day on full hours. */
function ticks([from, to]: readonly [number, number]): Spec {
  const every = (to - from) / HOUR > 12 ? 3 : 2;
  const first = Math.ceil(from / (every * HOUR)) * every * HOUR;
  return {
    values: Array.from({ length: Math.floor((to - first) / (every * HOUR)) + 1 }, (_, i) => first + i * every * HOUR),
  };
}

/** Area between 0 and a quantity. */
export const areaBelow = (run: Run, values: Points, colour: string): Spec => ({
  data: { values },
  mark: { type: 'area', ...holding(run), color: colour, opacity: 0.25 },
  encoding: { y: { field: 'value', type: 'quantitative' }, y2: { datum: 0 } },
});

/** Area between two quantities, within a part of the time. */
export function areaBetween(
  run: Run,
  [a, b]: readonly [BlockSeries, BlockSeries],
  colour: string,
  between?: readonly [from: number, to: number],
): Spec {
  const values = held(run, (k) => ({ value: short(a.mean(k)), other: short(b.mean(k)) }));
  return {
    data: { values: partOf(run, values, between) },
    mark: { type: 'area', ...holding(run), color: colour, opacity: 0.25 },
    encoding: { y: { field: 'value', type: 'quantitative' }, y2: { field: 'other' } },
  };
}

/** The data of a quantity over steps, as `held` gives them, within a part of the time. */
function partOf<D extends { readonly t: number }>(
  { blocks }: Run,
  data: readonly D[],
  between: readonly [from: number, to: number] | undefined,
): readonly D[] {
  if (!between) return data;
  const [from, to] = between;
  if (blocks.length === 1) return data.filter(({ t }, i) => (i % 2 === 0 ? t >= from && t < to : t > from && t <= to));
  const inside = data.filter(({ t }) => t >= from && t < to);
  return [...inside, ...inside.slice(-1).map((last) => ({ ...last, t: to }))];
}

/** How far two series are apart at most. */
export const apart = (a: BlockSeries, b: BlockSeries): number =>
  a.max.reduce(
    (most, high, i) => Math.max(most, Math.abs(high - b.max[i]!) || 0, Math.abs(a.min[i]! - b.min[i]!) || 0),
    0,
  );

/** From two hours before the first difference of pairs of series to two hours after the last; undefined without one. */
export function changedBetween(
  run: Run,
  pairs: readonly (readonly [BlockSeries, BlockSeries])[],
): [from: number, to: number] | undefined {
  const { blocks } = run;
  const least = Math.max(SAME_KW, SMALL * Math.max(...pairs.map(([a, c]) => apart(a, c))));
  const differs = (b: number) => pairs.some(([a, c]) => Math.abs(a.mean(b) - c.mean(b)) > least);
  const changed = Array.from({ length: blocks.count }, (_, b) => b).filter(differs);
  if (changed.length === 0) return undefined;
  const start = run.blockTime(blocks, changed[0]!) - 2 * HOUR;
  const end = run.blockTime(blocks, changed.at(-1)! + 1) + 2 * HOUR;
  return [Math.max(start, run.blockTime(blocks, 0)), Math.min(end, run.blockTime(blocks, blocks.count))];
}

/** The first of some microgrids, and that they are not all. */
export function few<T>(
  of: readonly T[],
  what: string,
): { readonly shown: readonly T[]; readonly remark: string | undefined } {
  const shown = of.slice(0, MAX_SHOWN);
  return { shown, remark: shown.length === of.length ? undefined : `${shown.length} of ${of.length} ${what}.` };
}
