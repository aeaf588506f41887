import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../base/index.ts';
import { type ClockSpec, createClock } from './clock.ts';

const zone = 'Europe/Copenhagen';
const steps = (n: number) => Array.from({ length: n }, (_, k) => k);

describe('the clock on a day that changes its offset', () => {
  const spring = createClock({ start: '2024-03-31T00:00+01:00', zone, step_min: 60, days: 1 });
  const autumn = createClock({ start: '2024-10-27T00:00+02:00', zone, step_min: 60, days: 1 });

  it('has 23 hours in spring and skips 02:00', () => {
    expect(spring.steps).toBe(23);
    expect(steps(4).map(spring.iso)).toEqual([
      '2024-03-31T00:00:00+01:00',
      '2024-03-31T01:00:00+01:00',
      '2024-03-31T03:00:00+02:00',
      '2024-03-31T04:00:00+02:00',
    ]);
    expect(steps(4).map(spring.hour)).toEqual([0, 1, 3, 4]);
    expect(spring.hour(22)).toBe(23);
  });

  it('has 25 hours in autumn and distinguishes the two 02:00', () => {
    expect(autumn.steps).toBe(25);
    expect(steps(5).map(autumn.iso)).toEqual([
      '2024-10-27T00:00:00+02:00',
      '2024-10-27T01:00:00+02:00',
      '2024-10-27T02:00:00+02:00',
      '2024-10-27T02:00:00+01:00',
      '2024-10-27T03:00:00+01:00',
    ]);
    expect(steps(5).map(autumn.hourLabel)).toEqual(['t1', 't2', 't3', 't3', 't4']);
    expect(new Set(steps(25).map(autumn.iso)).size).toBe(25);
  });

  it('counts local days from the first, of any length', () => {
    const three = createClock({ start: '2024-10-26T00:00+02:00', zone, step_min: 15, days: 3 });
    expect(three.steps).toBe(96 + 100 + 96);
    expect([0, 95, 96, 195, 196, 291].map(three.day)).toEqual([0, 0, 1, 1, 2, 2]);
    expect([95, 96, 195, 196].map(three.hour)).toEqual([23.75, 0, 23.75, 0]);
  });

  it('ends days that start in the middle of a day at the same wall-clock time', () => {
    const noon = createClock({ start: '2024-03-30T12:00+01:00', zone, step_min: 30, days: 1 });
    expect(noon.steps).toBe(46);
    expect(noon.iso(45)).toBe('2024-03-31T11:30:00+02:00');
  });
});

describe('the position of a local time in the run', () => {
  const start = (date: string) => createClock({ start: date, zone, step_min: 60, days: 1 });
  const spring = start('2024-03-31T00:00+01:00');
  const autumn = start('2024-10-27T00:00+02:00');

  it('is the moment of the change for times that are skipped in spring, on a day of 23 hours', () => {
    expect([1.5, 2, 2.5, 3, 3.5, 24].map((h) => spring.elapsed_h(0, h))).toEqual([1.5, 2, 2, 2, 2.5, 23]);
  });

  it('is the first of two equal times in autumn, on a day of 25 hours', () => {
    expect([1.5, 2, 2.5, 3, 3.5, 24].map((h) => autumn.elapsed_h(0, h))).toEqual([1.5, 2, 2.5, 4, 4.5, 25]);
  });

  it('is defined over midnight, and beyond both ends of the run', () => {
    expect(spring.elapsed_h(-1, 23)).toBe(-1);
    expect(spring.elapsed_h(-1, 26.5)).toBe(spring.elapsed_h(0, 2.5));
    expect(spring.elapsed_h(1, 48)).toBe(23 + 48);
    const eve = start('2024-10-26T00:00+02:00');
    expect([eve.elapsed_h(1, 2), eve.elapsed_h(1, 3)]).toEqual([26, 28]); // the change comes after the last step
    const morrow = start('2024-10-28T00:00+01:00');
    expect([morrow.elapsed_h(-1, 2), morrow.elapsed_h(-1, 3)]).toEqual([-23, -21]);
  });

  it('is that of the step with its day and hour, except in the second of two equal hours', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('Europe/Copenhagen', 'Australia/Lord_Howe', 'America/Havana', 'America/Sao_Paulo'),
        fc.integer({ min: 0, max: 2 ** 31 }),
        fc.constantFrom(1, 15, 60),
        (name, start_s, step_min) => {
          const from = Temporal.Instant.fromEpochMilliseconds(start_s * 1000).toString();
          const clock = createClock({ start: from, zone: name, step_min, steps: (9 * 1440) / step_min });
          for (let k = 0; k < clock.steps; k++) {
            const at = Temporal.Instant.fromEpochMilliseconds(clock.time_ms(k)).toZonedDateTimeISO(name);
            const first = at.toPlainDateTime().toZonedDateTime(name, { disambiguation: 'earlier' });
            const elapsed = (first.epochMilliseconds - clock.start_ms) / 3_600_000;
            expect(Math.abs(clock.elapsed_h(clock.day(k), clock.hour(k)) - elapsed)).toBeLessThan(1e-9);
          }
        },
      ),
      { seed: 3, numRuns: 20 },
    );
  });
});

describe('the clock over a year in quarter-hours', () => {
  const year = createClock({ start: '2024-01-01T00:00+01:00', zone, step_min: 15, days: 366 });

  it('has as many steps as the leap year has quarter-hours, and ends at its last', () => {
    expect(year.steps).toBe(366 * 96);
    expect(year.day(year.steps - 1)).toBe(365);
    expect(year.iso(year.steps - 1)).toBe('2024-12-31T23:45:00+01:00');
  });

  it('agrees with the calendar at every step', () => {
    for (let k = 0; k < year.steps; k += 7) {
      const z = Temporal.Instant.fromEpochMilliseconds(year.time_ms(k)).toZonedDateTimeISO(zone);
      expect([year.hour(k), year.day(k)]).toEqual([z.hour + z.minute / 60, z.dayOfYear - 1]);
      expect(year.weekday(k)).toBe(z.dayOfWeek);
    }
  });
});

describe('the clock', () => {
  it('counts minutes', () => {
    const minutes = createClock({ start: '2024-01-15T00:00+01:00', zone, step_min: 1, days: 1 });
    expect([minutes.steps, minutes.stepsPerDay]).toEqual([1440, 1440]);
    expect(minutes.hour(439)).toBeCloseTo(7 + 19 / 60, 12);
    expect(minutes.hourLabel(1439)).toBe('t24');
  });

  it('has the offset of the start as its zone when none is given', () => {
    const fixed = createClock({ start: '2024-06-01T06:30+05:30', step_min: 30, steps: 2 });
    expect([fixed.iso(1), fixed.hour(1)]).toEqual(['2024-06-01T07:00:00+05:30', 7]);
    expect(createClock({ start: '2024-06-01T00:00Z', step_min: 30, steps: 1 }).iso(0)).toBe(
      '2024-06-01T00:00:00+00:00',
    );
  });

  it('converts a start in UTC to the wall clock of its zone', () => {
    expect(createClock({ start: '2024-01-15T00:00Z', zone, step_min: 60, steps: 1 }).hour(0)).toBe(1);
  });

  it('writes time stamps that read back as the same instant, in any zone', () => {
    const zones = [
      'Europe/Copenhagen',
      'America/St_Johns',
      'Australia/Lord_Howe',
      'America/Havana',
      'Asia/Kathmandu',
      'UTC',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: -(2 ** 29), max: 2 ** 31 }),
        fc.integer({ min: 1, max: 60 }),
        fc.nat(20_000),
        (name, start_s, step_min, k) => {
          const start = Temporal.Instant.fromEpochMilliseconds(start_s * 1000).toString();
          const clock = createClock({ start, zone: name, step_min, steps: k + 1 });
          const local = Temporal.Instant.fromEpochMilliseconds(clock.time_ms(k)).toZonedDateTimeISO(name);
          expect(Date.parse(clock.iso(k))).toBe(clock.time_ms(k));
          expect(clock.iso(k).slice(0, 19)).toBe(local.toPlainDateTime().toString({ smallestUnit: 'second' }));
          expect(clock.weekday(k)).toBe(local.dayOfWeek);
          expect(clock.hour(k)).toBeCloseTo(local.hour + local.minute / 60 + local.second / 3600, 9);
        },
      ),
      { seed: 7 },
    );
  });
});

describe('an invalid clock', () => {
  const good: ClockSpec = { start: '2024-01-15T00:00+01:00', zone, step_min: 60, steps: 24 };
  const wheres = (spec: Partial<ClockSpec>) => {
    try {
      createClock({ ...good, ...spec });
    } catch (error) {
      if (error instanceof InputError) return error.problems.map((p) => p.where);
      throw error;
    }
    return [];
  };

  it.each<[string, Partial<ClockSpec>, string[]]>([
    ['a start without offset', { start: '2024-01-15T00:00' }, ['clock.start']],
    ['a start that is not a date', { start: '2024-02-30T00:00+01:00' }, ['clock.start']],
    ['a start between two seconds', { start: '2024-01-15T00:00:00.5+01:00' }, ['clock.start']],
    ['an offset the zone does not have then', { start: '2024-07-15T00:00+01:00' }, ['clock.start']],
    ['an unknown zone', { zone: 'Europe/Copenhaven' }, ['clock.zone']],
    ['a step of no length', { step_min: 0 }, ['clock.step']],
    ['a step above an hour', { step_min: 61 }, ['clock.step']],
    ['a step of part seconds', { step_min: 1.001 }, ['clock.step']],
    ['a step that is NaN', { step_min: Number.NaN }, ['clock.step']],
    ['no steps', { steps: 0 }, ['clock.steps']],
    ['half a step', { steps: 0.5 }, ['clock.steps']],
    ['steps beyond the year 9999', { steps: 1e15 }, ['clock.steps']],
    ['neither steps nor days', { steps: undefined }, ['clock']],
    ['both steps and days', { days: 1 }, ['clock']],
    ['a day that seven-minute steps do not fill', { step_min: 7, steps: undefined, days: 1 }, ['clock.days']],
    [
      'three faults at once',
      { start: 'soon', zone: 'Nowhere', step_min: -1 },
      ['clock.step', 'clock.start', 'clock.zone'],
    ],
  ])('is refused: %s', (_, spec, expected) => {
    expect(wheres(spec)).toEqual(expected);
  });

  it('has a hint with the offset of the zone at the start', () => {
    expect(() => createClock({ ...good, start: '2024-07-15T00:00+01:00' })).toThrow(/write 2024-07-15T01:00\+02:00/);
  });
});
