// Trips that recur on the wall clock, and their effect in one step.
import * as z from 'zod';
import {
  clockTime,
  DAYS_AROUND,
  type Daily,
  hoursBetween,
  occurrencesAround,
  seconds,
  WEEKDAYS,
  type Written,
  weekdays,
} from '../daytime.ts';
import type { World } from '../device.ts';

export const trip = z
  .strictObject({
    leave: clockTime.describe('Local time of departure (HH:MM, or hours)'),
    back: clockTime.describe('Local time of return (HH:MM, or hours); earlier than `leave` means the next day'),
    drive_kwh: z.number().min(0).describe('Energy the whole trip takes from the battery [kWh]'),
    days: weekdays.optional().describe('Weekdays on which the car leaves (mon … sun); every day when not given'),
  })
  .refine((t) => hoursBetween(t.leave, t.back) > 0, { path: ['back'], error: 'another time than `leave`' });

export type Trip = z.output<typeof trip>;

export interface EvInputs {
  /** Share of the step for which the car is plugged in at home. */
  readonly plugged: number;
  /** Required energy of driving before, and after, the car is charged [kWh]. */
  readonly home_kwh: number;
  readonly out_kwh: number;
}

export type EvInputsDraft = { -readonly [field in keyof EvInputs]: EvInputs[field] };

/** When a trip begins and ends. */
export const awayOf = ({ leave, back, days }: Trip): Daily => ({
  from_h: leave,
  length_h: hoursBetween(leave, back),
  days,
});

/** The trips in step k. */
export function driving(trips: readonly Trip[], world: World, k: number): EvInputs {
  const dt_s = seconds(world.dt_h);
  const now_s = k * dt_s;
  const times: TripTimes = {
    first: 0,
    end: trips.length,
    drive_kwh: trips.map(({ drive_kwh }) => drive_kwh),
    begins_s: [],
    ends_s: [],
  };
  for (const [t, one] of trips.entries())
    occurrencesAround(awayOf(one), world, k, times.begins_s, times.ends_s, t * DAYS_AROUND, now_s + dt_s);
  const into = { plugged: 1, home_kwh: 0, out_kwh: 0 };
  drivingAt(times, now_s, dt_s, into);
  return into;
}

/** Trips `first` to `end` − 1 of a list: energy, and begin and end on the days around a step [s from the start of the run]. */
export interface TripTimes {
  first: number;
  end: number;
  /** Over the trips. */
  readonly drive_kwh: Float64Array | readonly number[];
  /** `DAYS_AROUND` for each trip. */
  readonly begins_s: Written;
  readonly ends_s: Written;
}

/**
 * The car is plugged in for the part of the step in which it is not away. Half of a trip's energy is in the step of its departure
 * (on a boundary: the step that begins there), half in the step of its return (on a boundary: the step that ends there).
 */
export function drivingAt(times: TripTimes, now_s: number, dt_s: number, into: EvInputsDraft): void {
  const { drive_kwh, begins_s, ends_s } = times;
  let away_s = 0;
  into.home_kwh = 0;
  into.out_kwh = 0;
  for (let t = times.first; t < times.end; t++) {
    for (let o = t * DAYS_AROUND; o < (t + 1) * DAYS_AROUND; o++) {
      const begins = begins_s[o]! - now_s;
      const ends = ends_s[o]! - now_s;
      if (!(begins <= dt_s && ends >= 0)) continue; // also without an occurrence
      away_s += Math.min(ends, dt_s) - Math.max(begins, 0);
      if (begins >= 0 && begins < dt_s) into.out_kwh += drive_kwh[t]! / 2;
      if (ends > 0 && ends <= dt_s) into.home_kwh += drive_kwh[t]! / 2;
    }
  }
  into.plugged = Math.max(0, 1 - away_s / dt_s);
}

/** Indices of the first two trips that overlap in time; undefined when there are none. */
export function overlapping(trips: readonly Trip[]): readonly [number, number] | undefined {
  if (trips.length < 2) return undefined;
  const week = trips
    .flatMap((t, i) =>
      WEEKDAYS.flatMap((day, n) => {
        const begins = 24 * n + t.leave;
        return t.days && !t.days.includes(day) ? [] : [{ i, begins, ends: begins + hoursBetween(t.leave, t.back) }];
      }),
    )
    .sort((a, b) => a.begins - b.begins);
  for (const [n, a] of week.entries()) {
    const b = week[n + 1] ?? { ...week[0]!, begins: week[0]!.begins + 24 * WEEKDAYS.length };
    if (b.begins < a.ends && a.i !== b.i) return a.i < b.i ? [a.i, b.i] : [b.i, a.i];
  }
  return undefined;
}
