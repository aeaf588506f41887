// Local wall-clock times of a case, such as 07:30, and their position in a step.
import * as z from 'zod';
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

/** Whole seconds, so that 07:05 falls exactly on the border of a five-minute step. */
export const seconds = (hours: number): number => Math.round(hours * 3600);

/** Local days on which an occurrence may begin that overlaps or touches a step of today: yesterday, today, tomorrow. */
export const DAYS_AROUND = 3;

/** Numbers that are written by position. */
export type Written = Record<number, number>;

/**
 * Begin and end of the occurrences of the days around step k [s from the start of the run], from position `at` on; NaN on a day
 * without, and where it begins after `until_s`. Every occurrence begins once and ends once, also at a change of clocks: see `World.elapsed_h`.
 */
export function occurrencesAround(
  daily: Daily,
  world: World,
  k: number,
  begins_s: Written,
  ends_s: Written,
  at = 0,
  until_s = Number.POSITIVE_INFINITY,
): void {
  const yesterday = world.day(k) - 1;
  const weekday = daily.days ? world.weekday(k) + WEEKDAYS.length - 2 : 0;
  for (let o = 0; o < DAYS_AROUND; o++) {
    begins_s[at + o] = ends_s[at + o] = Number.NaN;
    if (daily.days && !daily.days.includes(WEEKDAYS[(weekday + o) % WEEKDAYS.length]!)) continue;
    const begins = seconds(world.elapsed_h(yesterday + o, daily.from_h));
    if (begins > until_s) continue;
    begins_s[at + o] = begins;
    ends_s[at + o] = seconds(world.elapsed_h(yesterday + o, daily.from_h + daily.length_h));
  }
}
