// A panel with a power as known a day ahead, and in real time.
import type { BlockSeries } from '../blocks.ts';
import type { Run } from '../run.ts';
import type { Spec } from '../spec.ts';
import { DASHED, SOLID, strokeLegend, valueAxis } from './over-time.ts';
import { unitOf } from './power-unit.ts';
import { lines, overSteps } from './series.ts';
import { ink, line } from './theme.ts';
import { timeAxis } from './time.ts';

const DAY_AHEAD = { name: 'day ahead', colour: ink, dash: DASHED };
const REAL_TIME = { name: 'real time', colour: line, dash: SOLID };
const LOOKS = [REAL_TIME, DAY_AHEAD];

interface Powers {
  readonly day_ahead_kw: BlockSeries;
  readonly real_time_kw: BlockSeries;
}

/** @param frame size and title of the panel */
export function againstDayAhead(run: Run, { day_ahead_kw, real_time_kw }: Powers, legend: string, frame: Spec): Spec {
  const { title, scale } = unitOf(run);
  const quantity = { field: 'quantity', type: 'nominal', legend: strokeLegend(legend) };
  const domain = LOOKS.map(({ name }) => name);
  const values = [
    ...overSteps(run, real_time_kw, { quantity: REAL_TIME.name }, scale),
    ...overSteps(run, day_ahead_kw, { quantity: DAY_AHEAD.name }, scale),
  ];
  const encoding = {
    y: valueAxis(title, 5),
    color: { ...quantity, scale: { domain, range: LOOKS.map(({ colour }) => colour) } },
    strokeDash: { ...quantity, scale: { domain, range: LOOKS.map(({ dash }) => dash) } },
  };
  return {
    ...frame,
    encoding: { x: timeAxis(run) },
    layer: lines(run, { data: { values }, mark: { type: 'line', strokeWidth: 1.8 }, encoding }, ['quantity']),
  };
}
