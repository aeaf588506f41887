import { expect, it } from 'vitest';
import type { StepRecord } from '../../../../cosim/index.ts';
import { scene } from '../../testing/run.ts';
import { imbalance } from './imbalance.ts';

const step = (k: number, import_kw: number, converged = true) =>
  ({ k, flow: { converged, import_kw }, failure: converged ? undefined : 'no solution' }) as StepRecord;

const gaugeOf = () => imbalance(scene, undefined as never, String);

it('is the energy beyond the schedule and below it, in steps of half an hour', () => {
  const gauge = gaugeOf();
  gauge.onStep(step(0, 99)); // before the first stage
  gauge.onSchedule!(1, Float64Array.of(10, 10, -4));
  for (const [k, kw] of [
    [1, 16],
    [2, 7],
    [3, -6],
  ] as const)
    gauge.onStep(step(k, kw));
  gauge.onStep(step(4, 99)); // after the schedule
  const values = gauge.indicators().map(({ id, value }) => [id, value]);
  expect(values).toEqual([
    ['imbalance_short_kwh', 6 / 2],
    ['imbalance_surplus_kwh', (3 + 2) / 2],
  ]);
});

it('leaves out steps without a solution, of the run or of the schedule, and is absent without a schedule', () => {
  const gauge = gaugeOf();
  expect(gauge.indicators()).toEqual([]);
  gauge.onSchedule!(0, Float64Array.of(10, Number.NaN, 10));
  gauge.onStep(step(0, 12, false));
  gauge.onStep(step(1, 12));
  expect(gauge.indicators()).toEqual([]);
  gauge.onStep(step(2, 12));
  expect(gauge.indicators().map(({ value }) => value)).toEqual([1, 0]);
});
