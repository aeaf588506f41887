// Local wall-clock times of a case, such as 07:30, and their position in a step.
import { z } from 'zod';
import type { World } from './device.ts';

const EXPECTED = 'a local time such as 07:30, or a number of hours from 0 to 24';
const HH_MM = /^([01]?\d|2[0-3]):([0-5]\d)$|^24:00$/;

/** Local time of day, `HH:MM` or hours; parsed to hours. 24:00 is the midnight at the end of the day. */
export const clockTime = z.union(
  [
    z.number().min(0).max(24),
    z
      .string()
      .regex(HH_MM)
      .transform((text) => {
        const [h, m] = text.split(':').map(Number);
        return h! + m! / 60;
      }),
  ],
  { error: EXPECTED },
);

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** Days of the week on which something begins. */
export const weekdays = z.array(z.enum(WEEKDAYS)).min(1);
export type Weekday = (typeof WEEKDAYS)[number];

/** Hours from one local time to the next occurrence of another; 0 when they are equal. */
export const hoursBetween = (from_h: number, to_h: number): number => to_h - from_h + (to_h < from_h ? 24 : 0);

/** A daily or weekly recurring interval between two local times, which may end on the next day. */
export interface Daily {
  readonly from_h: number;
  /** Duration on the wall clock: 8 h from 22:00 to 06:00, also at a change of clocks. */
  readonly length_h: number;
  readonly days?: readonly Weekday[] | undefined;
}

/** One occurrence, with times relative to the start of step k. */
export interface Occurrence {
  /** Local day on which it begins, as `World.day` counts. */
  readonly day: number;
  readonly begins_s: number;
  readonly ends_s: number;
}

/** Whole seconds, so that 07:05 falls exactly on the border of a five-minute step. */
export const seconds = (hours: number): number => Math.round(hours * 3600);

/**
 * Calls `visit` for each occurrence that overlaps or touches step k. Every occurrence begins once and ends once, also at a
 * change of clocks: see `World.elapsed_h`.
 */
export function eachOccurrence(daily: Daily, world: World, k: number, visit: (o: Occurrence) => void): void {
  const today = world.day(k);
  const dt_s = seconds(world.dt_h);
  const now_s = k * dt_s;
  for (let shift = -1; shift <= 1; shift++) {
    const day = today + shift;
    const begins_s = seconds(world.elapsed_h(day, daily.from_h)) - now_s;
    if (begins_s > dt_s) continue;
    const ends_s = seconds(world.elapsed_h(day, daily.from_h + daily.length_h)) - now_s;
    if (ends_s < 0) continue;
    if (daily.days && !daily.days.includes(WEEKDAYS[(world.weekday(k) + 6 + shift) % 7]!)) continue;
    visit({ day, begins_s, ends_s });
  }
}
