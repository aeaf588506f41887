// Two schedules in one panel: the baseline dashed, the final schedule solid.
import type { BlockSeries } from '../blocks.ts';
import type { Run } from '../run.ts';
import type { Spec } from '../spec.ts';
import { DASHED, SOLID, strokeLegend } from './over-time.ts';
import { lines, overSteps } from './series.ts';
import { ink, line } from './theme.ts';
import { timeAxis } from './time.ts';

export interface BeforeAndAfter {
  readonly baseline: BlockSeries;
  readonly final: BlockSeries;
}

export const BASELINE = 'baseline';
export const FINAL = 'final';

/** Panels two by two, their frames in line. */
export const inPairs = (panels: readonly Spec[]): Spec => ({
  concat: panels,
  columns: 2,
  bounds: 'flush',
  spacing: { row: 78, column: 78 },
});

export const PANEL_WIDTH = 350;
export const PANEL_HEIGHT = 150;

const SERIES = [FINAL, BASELINE];
const schedule = { field: 'schedule', type: 'nominal' };
const legend = strokeLegend('Schedule');

/** The dash patterns of the schedules, with their legend. */
export const dashes: Spec = {
  ...schedule,
  legend,
  scale: {
    domain: SERIES,
    range: [SOLID, DASHED],
  },
};

/** Both schedules over the blocks of a run, one datum for each end of a block. */
export const bothHeld = <D extends Spec>(run: Run, { baseline, final }: BeforeAndAfter, datum: D) =>
  [
    { schedule: FINAL, of: final },
    { schedule: BASELINE, of: baseline },
  ].flatMap(({ schedule, of }) => overSteps(run, of, { ...datum, schedule }));

/** A panel of one quantity under its name; `more` are layers below the lines. */
export function panel(
  run: Run,
  name: string,
  series: BeforeAndAfter,
  { title, domain, more = [] }: { title: string | null; domain?: readonly number[]; more?: readonly Spec[] },
): Spec {
  const scale = domain ? { scale: { domain, zero: false, nice: false } } : {};
  const y = { field: 'value', type: 'quantitative', axis: { title, tickCount: 5 }, ...scale };
  return {
    width: PANEL_WIDTH,
    height: PANEL_HEIGHT,
    title: { text: name, fontSize: 12, offset: 6 },
    encoding: {
      x: timeAxis(run),
      y,
    },
    layer: [
      ...more,
      ...lines(
        run,
        {
          data: { values: bothHeld(run, series, {}) },
          mark: { type: 'line', strokeWidth: 1.8 },
          encoding: {
            y,
            strokeDash: dashes,
            color: { ...schedule, legend, scale: { domain: SERIES, range: [line, ink] } },
          },
        },
        ['schedule'],
      ),
    ],
  };
}
