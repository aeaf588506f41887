import { Temporal } from 'temporal-polyfill';
import { InputError } from '../../../base/index.ts';
import type { ImportAsked } from '../importer.ts';
import type { Span } from './span.ts';

/** Section `clock`. */
export type ClockSection = Readonly<Record<string, string | number>>;

/**
 * A clock over the profiles, or the part of it that is asked for.
 * @param without the clock where there are no profiles
 * @throws InputError
 */
export function clockOf(
  span: Span | undefined,
  asked: ImportAsked,
  source: string,
  without: ClockSection,
): ClockSection {
  if (!span) {
    for (const option of ['start', 'days'] as const)
      if (asked[option] !== undefined) refuse(source, option, asked[option], 'none: there are no profiles');
    return without;
  }
  const zone = span.start.timeZoneId;
  const start = asked.start === undefined ? span.start : startOf(asked.start, zone, source);
  const covered = `within the profiles, ${shown(span.start)} to ${shown(span.end)}`;
  const [low, high] = [span.start, span.end].map(({ epochMilliseconds }) => epochMilliseconds);
  if (start.epochMilliseconds < low! || start.epochMilliseconds >= high!) refuse(source, 'start', asked.start, covered);
  const days = Math.floor(start.until(span.end, { largestUnit: 'days' }).days);
  if (asked.days !== undefined && asked.days > days) refuse(source, 'days', asked.days, `at most ${days}: ${covered}`);
  const clock = { start: shown(start), zone, step: `${span.step_min} min` };
  const length = asked.days ?? (start.add({ days }).equals(span.end) ? days : undefined);
  if (length !== undefined) return { ...clock, days: length };
  const minutes = (high! - start.epochMilliseconds) / 60_000;
  return { ...clock, steps: Math.floor(minutes / span.step_min) };
}

function startOf(text: string, zone: string, source: string): Temporal.ZonedDateTime {
  try {
    return Temporal.PlainDateTime.from(text).toZonedDateTime(zone);
  } catch {
    return refuse(source, 'start', text, 'a local date or time, such as 2016-07-01');
  }
}

const shown = (time: Temporal.ZonedDateTime): string =>
  time.toString({ smallestUnit: 'minute', timeZoneName: 'never' });

function refuse(source: string, option: 'start' | 'days', found: unknown, expected: string): never {
  throw new InputError(source, [{ where: `--${option}`, found, expected }]);
}
