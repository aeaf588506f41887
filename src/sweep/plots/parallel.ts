// Parallel coordinates: a line for each run through its parameters and indicators, each axis with a scale of its own.

import { stream } from '../../../base/index.ts';
import { ink, quiet, type Spec, sequential, short, WIDTH, wrapped } from '../../../record/index.ts';
import { readable } from '../../results/report/numbers.ts';
import type { Scalar } from '../../score/expression/value.ts';
import { withUnit } from '../measures/shown.ts';
import type { SweepTable } from '../model.ts';
import { type About, sweepFigure, variedOf } from './about.ts';

const HEIGHT = 320;
/** Lines that can be distinguished at all; of more runs that many are drawn. */
const LINES = 800;

/** An axis from 0 to 1. */
export interface ParallelAxis {
  readonly title: string;
  /** Place of each run; NaN where it has none. */
  readonly at: Float64Array;
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
}

export function drawParallel({ table, shown, subtitle }: About): Spec | undefined {
  const [coloured] = shown;
  if (!coloured) return undefined;
  const axes = [
    ...variedOf(table).map((p) =>
      axisOf(withUnit(table.parameters[p]!), table.values[p]!, table.parameters[p]!.levels),
    ),
    ...shown.map((indicator) => axisOf(withUnit(indicator), [...indicator.values])),
  ];
  if (axes.length < 2) return undefined;
  const complete = [...table.status.keys()].filter((run) => axes.every(({ at }) => Number.isFinite(at[run])));
  const drawn = chosenOf(complete);
  const thinned = drawn.length < complete.length ? ` ${drawn.length} of them, chosen at random.` : '';
  const incomplete = doneIn(table) - complete.length;
  const left = incomplete > 0 ? ` ${incomplete} runs without one of the indicators are not drawn.` : '';
  const how = `A line is a run, coloured by ${withUnit(coloured)}.${thinned}${left}`;
  const gap = WIDTH / (axes.length - 1);
  const lines = drawn.flatMap((run) =>
    axes.map(({ at }, axis) => ({ run, axis, at: short(at[run]!), colour: short(coloured.values[run]!) })),
  );
  const color = {
    field: 'colour',
    type: 'quantitative',
    scale: { range: sequential.slice(1), interpolate: 'rgb', zero: false, nice: false },
    legend: { title: wrapped(withUnit(coloured), 110), gradientLength: 160, tickCount: 4, offset: 60 },
  };
  const opacity = Math.max(0.12, Math.min(0.8, 60 / drawn.length));
  return sweepFigure('All runs', [...subtitle, how], {
    usermeta: { zoom: false }, // the names of the axes lie outside of them
    width: WIDTH,
    height: HEIGHT,
    layer: [
      {
        data: { values: lines },
        mark: { type: 'line', strokeWidth: 1, opacity },
        encoding: { x: xOf(axes.length), y: yOf('at'), detail: { field: 'run' }, color },
      },
      ...axesOf(axes, gap),
    ],
  });
}

const doneIn = ({ status }: SweepTable): number => status.filter((one) => one === 'done').length;

/** In the order of the plan. The same sweep gives the same ones. */
function chosenOf(runs: readonly number[]): readonly number[] {
  if (runs.length <= LINES) return runs;
  const random = stream(1, 'parallel', runs.length);
  let [left, needed] = [runs.length, LINES];
  return runs.filter(() => {
    const isChosen = random.unit() * left < needed;
    left--;
    if (isChosen) needed--;
    return isChosen;
  });
}

/** Numbers by their size; words, and few levels that are no numbers, evenly. */
export function axisOf(title: string, values: readonly Scalar[], levels?: readonly Scalar[]): ParallelAxis {
  const numbers = values.filter((value) => typeof value === 'number');
  if (numbers.length === values.length) return numberAxis(title, Float64Array.from(numbers));
  const names = levels ?? [...new Set(values)].sort();
  const place = new Map(names.map((name, i) => [name, names.length === 1 ? 0.5 : i / (names.length - 1)]));
  const ticks = names.map((name) => ({ at: place.get(name)!, label: String(name) }));
  return { title, at: Float64Array.from(values, (value) => place.get(value)!), ticks };
}

function numberAxis(title: string, values: Float64Array): ParallelAxis {
  const known = values.filter(Number.isFinite);
  const low = known.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = known.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const span = high - low;
  if (!(span > 0))
    return { title, at: values.map((x) => (Number.isFinite(x) ? 0.5 : x)), ticks: [{ at: 0.5, label: readable(low) }] };
  const step = niceStep(span);
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  const ticks = Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(12)));
  return {
    title,
    at: values.map((x) => (x - low) / span),
    ticks: ticks.map((tick) => ({ at: (tick - low) / span, label: readable(tick).replace('-', '−') })),
  };
}

/** 1, 2 or 5 times a power of ten: four to nine ticks in the span. */
function niceStep(span: number): number {
  const power = 10 ** Math.floor(Math.log10(span / 4));
  return power * [5, 2, 1].find((m) => m * power <= span / 4)!;
}

const xOf = (axes: number, field = 'axis'): Spec => ({
  field,
  type: 'quantitative',
  scale: { domain: [0, axes - 1], nice: false, zero: false },
  axis: null,
});

const yOf = (field: string): Spec => ({
  field,
  type: 'quantitative',
  scale: { domain: [0, 1], nice: false },
  axis: null,
});

/** Rules, ticks with their values, and titles above, in lines that fit between two axes. */
function axesOf(axes: readonly ParallelAxis[], gap: number): Spec[] {
  const x = xOf(axes.length);
  const titles = axes.map(({ title }, axis) => ({ axis, text: [wrapped(title, gap - 8)].flat(), at: 1 }));
  const most = Math.max(...titles.map(({ text }) => text.length));
  const lines = titles.map(({ text, ...rest }) => ({
    ...rest,
    text: [...Array<string>(most - text.length).fill('\u00a0'), ...text],
  }));
  const ticks = axes.flatMap((own, axis) => own.ticks.map((tick) => ({ axis, ...tick })));
  const value = { data: { values: ticks }, encoding: { x, y: yOf('at'), text: { field: 'label' } } };
  const text = { type: 'text', align: 'left', dx: 5, fontSize: 10 };
  return [
    {
      data: { values: axes.map((_, axis) => ({ axis, low: 0, high: 1 })) },
      mark: { type: 'rule', color: ink, strokeWidth: 1 },
      encoding: { x, y: yOf('low'), y2: { field: 'high' } },
    },
    {
      data: { values: ticks },
      mark: { type: 'point', shape: 'stroke', color: quiet, size: 30, opacity: 1 },
      encoding: { x, y: yOf('at') },
    },
    { ...value, mark: { ...text, stroke: 'white', strokeWidth: 3 } },
    { ...value, mark: { ...text, color: ink } },
    {
      data: { values: lines },
      mark: {
        type: 'text',
        align: 'center',
        baseline: 'bottom',
        dy: -10 - 13 * (most - 1),
        fontSize: 11,
        lineHeight: 13,
        color: ink,
      },
      encoding: { x, y: yOf('at'), text: { field: 'text' } },
    },
  ];
}
