import { Temporal } from 'temporal-polyfill';
import { InputError } from '../../../base/index.ts';
import type { ImportAsked } from '../importer.ts';
import { type Series, ZONE } from './profiles.ts';

/** A clock over the profiles, or the part of it that is asked for; one step where there are none. @throws InputError */
export function clockOf(span: Series | undefined, asked: ImportAsked, source: string): Record<string, string | number> {
  if (!span) {
    for (const option of ['start', 'days'] as const)
      if (asked[option] !== undefined) refuse(source, option, asked[option], 'none: the folder has no profiles');
    return { start: '2016-01-01T00:00+01:00', zone: ZONE, step: '15 min', steps: 1 };
  }
  const start = asked.start === undefined ? span.start : startOf(asked.start, source);
  const covered = `within the profiles, ${shown(span.start)} to ${shown(span.end)}`;
  const [low, high] = [span.start, span.end].map(({ epochMilliseconds }) => epochMilliseconds);
  if (start.epochMilliseconds < low! || start.epochMilliseconds >= high!) refuse(source, 'start', asked.start, covered);
  const days = Math.floor(start.until(span.end, { largestUnit: 'days' }).days);
  if (asked.days !== undefined && asked.days > days) refuse(source, 'days', asked.days, `at most ${days}: ${covered}`);
  const clock = { start: shown(start), zone: ZONE, step: `${span.step_min} min` };
  const length = asked.days ?? (start.add({ days }).equals(span.end) ? days : undefined);
  if (length !== undefined) return { ...clock, days: length };
  const minutes = (high! - start.epochMilliseconds) / 60_000;
  return { ...clock, steps: Math.floor(minutes / span.step_min) };
}

function startOf(text: string, source: string): Temporal.ZonedDateTime {
  try {
    return Temporal.PlainDateTime.from(text).toZonedDateTime(ZONE);
  } catch {
    return refuse(source, 'start', text, 'a local date or time, such as 2016-07-01');
  }
}

const shown = (time: Temporal.ZonedDateTime): string =>
  time.toString({ smallestUnit: 'minute', timeZoneName: 'never' });

function refuse(source: string, option: 'start' | 'days', found: unknown, expected: string): never {
  throw new InputError(source, [{ where: `--${option}`, found, expected }]);
}
