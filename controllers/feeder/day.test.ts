import { describe, expect, it } from 'vitest';
import { createClock } from '../../cosim/index.ts';
import { restOfDay } from './day.ts';

describe('the horizon of a day-ahead stage', () => {
  const clock = (start: string, steps: number) =>
    createClock({ start, zone: 'Europe/Copenhagen', step_min: 60, steps });

  it('ends with the local day, or with the run', () => {
    expect(restOfDay(clock('2024-01-15T20:00+01:00', 30), 0).hours).toEqual(['20:00', '21:00', '22:00', '23:00']);
    expect(restOfDay(clock('2024-01-15T20:00+01:00', 30), 28).hours).toEqual(['00:00', '01:00']);
  });

  it('has unlike names for the hour that a change of clocks repeats, and one hour less in spring', () => {
    const autumn = restOfDay(clock('2024-10-27T00:00+02:00', 49), 0).hours;
    expect([autumn.length, new Set(autumn).size]).toEqual([25, 25]);
    expect(restOfDay(clock('2024-03-31T00:00+01:00', 47), 0).hours.length).toBe(23);
  });
});
