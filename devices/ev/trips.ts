// Trips that recur on the wall clock, and their effect in one step.
import { z } from 'zod';
import { clockTime, eachOccurrence, hoursBetween, seconds, WEEKDAYS, weekdays } from '../daytime.ts';
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

/**
 * The trips in step k. The car is plugged in for the part of the step in which it is not away. Half of a trip's energy is in
 * the step of its departure (on a boundary: the step that begins there), half in the step of its return (on a boundary: the
 * step that ends there).
 */
export function driving(trips: readonly Trip[], world: World, k: number): EvInputs {
  const dt_s = seconds(world.dt_h);
  let away_s = 0;
  let home_kwh = 0;
  let out_kwh = 0;
  for (const { leave, back, drive_kwh, days } of trips) {
    const daily = { from_h: leave, length_h: hoursBetween(leave, back), days };
    eachOccurrence(daily, world, k, ({ begins_s, ends_s }) => {
      away_s += Math.min(ends_s, dt_s) - Math.max(begins_s, 0);
      if (begins_s >= 0 && begins_s < dt_s) out_kwh += drive_kwh / 2;
      if (ends_s > 0 && ends_s <= dt_s) home_kwh += drive_kwh / 2;
    });
  }
  return { plugged: Math.max(0, 1 - away_s / dt_s), home_kwh, out_kwh };
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
