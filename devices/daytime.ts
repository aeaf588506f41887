// Local wall-clock time: what a case writes as 07:30, and where it falls in a step.
import { z } from 'zod';
import type { World } from './device.ts';

const EXPECTED = 'a local time such as 07:30, or a number of hours from 0 to 24';
const HH_MM = /^([01]?\d|2[0-3]):([0-5]\d)$|^24:00$/;

/** Local time of day, `HH:MM` or hours; hours once read. 24:00 is the midnight that ends the day. */
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

/** Something that begins every day, or on some weekdays, at one local time and ends at another, perhaps the day after. */
export interface Daily {
  readonly from_h: number;
  /** By the wall clock: from 22:00 to 06:00 is 8 h in every night. */
  readonly length_h: number;
  readonly days?: readonly Weekday[] | undefined;
}

/** One occurrence, as step k sees it: times relative to the start of the step. */
export interface Occurrence {
  /** Local day on which it begins, as `World.day` counts. */
  readonly day: number;
  readonly begins_s: number;
  readonly ends_s: number;
}

/** Whole seconds, so that 07:05 falls exactly on the border of a five-minute step. */
export const seconds = (hours: number): number => Math.round(hours * 3600);

/**
 * Calls `visit` for each occurrence that touches step k, both its ends included. Every occurrence begins once and ends once,
 * also where clocks change: see `World.elapsed_h`.
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
