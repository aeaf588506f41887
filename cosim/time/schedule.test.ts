import { describe, expect, it } from 'vitest';
import { createClock } from './clock.ts';
import { due, type Schedule } from './schedule.ts';

const zone = 'Europe/Copenhagen';
const dueSteps = (schedule: Schedule, start: string, days: number, step_min = 60) => {
  const clock = createClock({ start, zone, step_min, days });
  const isDue = due(schedule, clock);
  return Array.from({ length: clock.steps }, (_, k) => k).filter(isDue);
};

describe('a schedule', () => {
  it('counts steps from the first one', () => {
    expect(dueSteps(10, '2024-01-15T00:00+01:00', 1)).toEqual([0, 10, 20]);
    expect(dueSteps(0, '2024-01-15T00:00+01:00', 1)).toEqual([]);
  });

  it('follows the wall clock, and always includes the first step', () => {
    expect(dueSteps({ at_hours: [12] }, '2024-01-15T00:00+01:00', 2)).toEqual([0, 12, 36]);
    expect(dueSteps({ at_hours: [6, 12.5] }, '2024-01-15T12:00+01:00', 1, 30)).toEqual([0, 1, 36]);
  });

  it('has a skipped hour at the first step after it', () => {
    expect(dueSteps({ at_hours: [2] }, '2024-03-31T00:00+01:00', 2)).toEqual([0, 2, 25]);
  });

  it('has a repeated hour only once', () => {
    expect(dueSteps({ at_hours: [2.5] }, '2024-10-27T00:00+02:00', 2, 30)).toEqual([0, 5, 55]);
  });

  it('follows the wall clock where days differ in length, unlike a count of steps', () => {
    expect(dueSteps({ at_hours: [0] }, '2024-10-26T00:00+02:00', 3)).toEqual([0, 24, 49]);
    expect(dueSteps(24, '2024-10-26T00:00+02:00', 3)).toEqual([0, 24, 48, 72]);
  });
});
