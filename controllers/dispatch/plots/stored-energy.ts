// Energy in the batteries over a day that was planned.
import { afterSteps, averaging, overTime, type Points, plot, short, valueAxis } from '../../../record/drawing/index.ts';
import { type Plot, type Run, readingOf, StepSums } from '../../../record/index.ts';
import { schedule } from '../record.ts';

interface Data {
  /** Energy in all batteries together after each step [kWh]. */
  readonly stored: StepSums;
}

const BATTERY = 'battery';

const stored = readingOf(
  schedule,
  ['kind', 'quantity', 'value'],
  ({ manifest }) => new StepSums(manifest.steps),
  (sums, { step, kind, quantity, value }) => {
    if (kind === BATTERY && quantity === 'e_kwh') sums.add(step, value);
  },
);

export const storedEnergy: Plot<Data> = {
  id: 'stored-energy',
  reads: { stored },
  before: 'channel-bands',
  caption: ({ blocks }) =>
    `Energy in all batteries together${blocks.length === 1 ? ': before the first step, and at the end of each' : ', means of several steps'}.`,
  draw(run, data) {
    const values = storedPoints(run, data);
    if (!values) return undefined;
    const { colour: color } = run.kindLook(BATTERY);
    const mark = { type: 'line', color, point: run.blocks.count <= 48 && { color } };
    const encoding = { y: valueAxis('Stored energy [kWh]', 5, { scale: { zero: true } }) };
    return plot(run, 'Stored energy', overTime(run, { height: 220, values, line: { mark, encoding } }), averaging(run));
  },
  overlay: {
    title: 'Stored energy',
    caption: 'Energy in all batteries together.',
    before: 'network',
    panels: () => [
      { axis: 'Stored energy [kWh]', height: 220, zero: true, curve: storedPoints, lacking: 'no planned battery' },
    ],
  },
};

/**
 * A level after a step belongs to its end, and between steps lines are straight, for power is constant there. The level before
 * the first step is shown with those after single steps; it is no part of a mean over several.
 */
export function storedPoints(run: Run, { stored }: Data): Points | undefined {
  const { blocks, manifest } = run;
  const after = afterSteps(run, stored.into(blocks), {});
  if (!after.some(({ value }) => value !== null && value > 0)) return undefined;
  if (blocks.length > 1) return after;
  const start = manifest.devices.find(({ kind }) => kind === BATTERY)?.e_start_kwh;
  return [{ t: run.blockTime(blocks, 0), value: short(start ?? Number.NaN) }, ...after];
}
