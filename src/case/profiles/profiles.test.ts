import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Clock, createClock } from '../../../cosim/index.ts';
import type { Profile } from '../model.ts';
import { profilesOnClock } from './profiles.ts';

const clockOf = (step_min: number, start = '2024-01-15T00:00+01:00', days = 1) =>
  createClock({ start, zone: 'Europe/Copenhagen', step_min, days });

const daily = (values: readonly number[], fill: Profile['fill'] = 'hold'): Profile => ({
  name: 's',
  unit: 'kW',
  repeat: 'daily',
  fill,
  step_min: 1440 / values.length,
  values: Float64Array.from(values),
  at: '',
});

const seriesOf = (profile: Profile, clock: Clock): number[] => {
  const read = profilesOnClock([profile], clock);
  return Array.from({ length: clock.steps }, (_, k) => read('s', k));
};

const mean = (x: readonly number[]) => x.reduce((a, b) => a + b, 0) / x.length;
const STEPS = [1, 5, 7.5, 10, 15, 20, 30, 60];

describe('a profile on the clock', () => {
  const shape = fc
    .constantFrom(24, 48, 96, 36, 1)
    .chain((n) => fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: n, maxLength: n }));

  it('keeps the energy of the day, for any interval and any step of the clock', () => {
    fc.assert(
      fc.property(
        shape,
        fc.constantFrom(...STEPS),
        fc.constantFrom('hold' as const, 'linear' as const),
        (values, step, fill) => {
          expect(mean(seriesOf(daily(values, fill), clockOf(step)))).toBeCloseTo(mean(values), 9);
        },
      ),
      { seed: 7, numRuns: 60 },
    );
  });

  it('has the exact value in every step inside an interval of a held value', () => {
    const values = Array.from({ length: 24 }, (_, h) => 0.1 * h + 0.3);
    expect(seriesOf(daily(values), clockOf(15))).toEqual(values.flatMap((v) => [v, v, v, v]));
  });

  it('has means where the step of the clock is longer', () => {
    const values = Array.from({ length: 96 }, (_, q) => q);
    expect(seriesOf(daily(values), clockOf(60)).slice(0, 3)).toEqual([1.5, 5.5, 9.5]);
  });

  it('interpolates linearly, from the last value to the first of the next day', () => {
    const values = Array.from({ length: 24 }, (_, h) => h);
    const series = seriesOf(daily(values, 'linear'), clockOf(30));
    expect(series.slice(0, 4)).toEqual([0.25, 0.75, 1.25, 1.75]);
    expect(series.slice(-2)).toEqual([17.25, 5.75]);
  });

  it('follows the wall clock at both changes of clocks of the year', () => {
    const hours = Array.from({ length: 24 }, (_, h) => h);
    expect(seriesOf(daily(hours), clockOf(60, '2024-03-31T00:00+01:00')).slice(0, 4)).toEqual([0, 1, 3, 4]);
    expect(seriesOf(daily(hours), clockOf(60, '2024-10-27T00:00+02:00')).slice(0, 5)).toEqual([0, 1, 2, 2, 3]);
  });

  it('with dates is read at the instant of the step', () => {
    const start_ms = Date.parse('2024-01-14T22:00Z');
    const span: Profile = { ...daily(Array.from({ length: 48 }, (_, i) => i)), repeat: 'span', step_min: 60, start_ms };
    expect(seriesOf(span, clockOf(60)).slice(0, 3)).toEqual([1, 2, 3]);
    expect(seriesOf({ ...span, fill: 'linear' }, clockOf(60)).slice(0, 2)).toEqual([1.5, 2.5]);
  });

  it('that does not exist is refused with its name', () => {
    expect(() => profilesOnClock([], clockOf(60))('x', 0)).toThrow('no profile x');
  });
});
