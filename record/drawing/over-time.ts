// One quantity over the time of a run: its vertical axis, the legend of its lines, and a frame of full width around them.
import type { Run } from '../run.ts';
import type { Spec } from '../spec.ts';
import { type Line, lines, type Points } from './series.ts';
import { WIDTH } from './theme.ts';
import { timeAxis } from './time.ts';

/** Dashes of two lines that one picture compares. */
export const SOLID = [1, 0] as const;
export const DASHED = [4, 3] as const;

/** The vertical axis of the field `value`; `more` are a scale and other settings of the encoding. */
export const valueAxis = (title: string | string[], tickCount?: number, more: Spec = {}): Spec => ({
  field: 'value',
  type: 'quantitative',
  ...more,
  axis: { title, ...(tickCount === undefined ? {} : { tickCount }) },
});

/** A legend that shows strokes. */
export const strokeLegend = (title: string, more: Spec = {}): Spec => ({
  title,
  symbolType: 'stroke',
  symbolSize: 300,
  ...more,
});

interface OverTime {
  readonly height: number;
  readonly values: Points;
  readonly line: Line;
  /** Fields that distinguish its series, as in `lines`. */
  readonly by?: readonly string[];
  /** Whether the time axis has labels: false for a panel above another one. */
  readonly labelled?: boolean;
  /** Settings of the frame, such as a title. */
  readonly more?: Spec;
}

/** Lines over time in a frame of full width. */
export const overTime = (run: Run, { height, values, line, by, labelled = true, more = {} }: OverTime): Spec => ({
  width: WIDTH,
  height,
  ...more,
  data: { values },
  encoding: { x: timeAxis(run, labelled ? {} : { title: null, labels: false }) },
  layer: lines(run, line, by),
});
