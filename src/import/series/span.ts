// The time that the rows of a table of series cover.
import { Temporal } from 'temporal-polyfill';

/** Of the data of SimBench, whose times are German wall-clock time. */
export const ZONE = 'Europe/Berlin';

export interface Span {
  readonly start: Temporal.ZonedDateTime;
  readonly end: Temporal.ZonedDateTime;
  readonly step_min: number;
}

/** Of rows at local times, of which the first two give the step; undefined where there are fewer, or the second is not later. */
export function spanOf(times: readonly string[], zone = ZONE): Span | undefined {
  if (times.length < 2) return undefined;
  const [first, second] = [times[0]!, times[1]!].map((time) => Temporal.PlainDateTime.from(time));
  const step_min = first!.until(second!).total('minutes');
  const start = first!.toZonedDateTime(zone);
  return step_min > 0 ? { start, end: start.add({ minutes: times.length * step_min }), step_min } : undefined;
}

/** `01.02.2016 00:15` → `2016-02-01T00:15` */
export function isoOf(text: string): string | undefined {
  const [, day, month, year, time] = /^\s*(\d\d)\.(\d\d)\.(\d{4}) (\d\d:\d\d)(?::00)?\s*$/.exec(text) ?? [];
  if (time === undefined) return undefined;
  const iso = `${year}-${month}-${day}T${time}`;
  try {
    Temporal.PlainDateTime.from(iso, { overflow: 'reject' });
    return iso;
  } catch {
    return undefined;
  }
}
