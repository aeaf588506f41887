// Times of the rows of a table of series, however pandapower, pandas or a user writes them.
import { Temporal } from 'temporal-polyfill';
import type { ProblemList } from '../../../base/index.ts';
import { isoOf, type Span, spanOf } from '../series/span.ts';

export interface Times {
  /** First column of the tables of series. */
  readonly texts: readonly string[];
  readonly span: Span;
  /** Whether the length of a step is not in the file. */
  readonly isAssumed: boolean;
}

/** Start of series that have none: that of 2024. */
const ORIGIN_MIN = Temporal.Instant.from('2024-01-01T00:00Z').epochMilliseconds / 60_000;
/** Length of a step that is given nowhere [min]: that of the profiles of SimBench. */
export const STEP_MIN = 15;

interface Rows {
  readonly cells: readonly unknown[];
  /** Place of a row, for messages. */
  readonly at: (row: number) => string;
  /** Of the whole table. */
  readonly where: string;
}

/** Times in minutes since 1970, which must be evenly apart; undefined after a problem. */
export function instantTimes(
  minutes: readonly number[],
  { cells, at, where }: Rows,
  problems: ProblemList,
): Times | undefined {
  const step = (minutes[1] ?? 60) - (minutes[0] ?? 0);
  if (minutes.length < 2 || !(step > 0 && step <= 60)) {
    const found = minutes.length < 2 ? `${minutes.length} rows` : `rows of ${step} min`;
    problems.add({ where, found, expected: 'two rows or more, of 1 to 60 min each' });
    return undefined;
  }
  const uneven = minutes.findIndex((minute, i) => i > 0 && minute - minutes[i - 1]! !== step);
  if (uneven > 0) {
    problems.add({ where: at(uneven), found: cells[uneven], expected: `rows that are ${step} min apart` });
    return undefined;
  }
  const texts = minutes.map((minute) =>
    Temporal.Instant.fromEpochMilliseconds(minute * 60_000).toZonedDateTimeISO('UTC'),
  );
  return {
    texts: texts.map((time) => time.toString({ smallestUnit: 'minute', timeZoneName: 'never' })),
    span: { start: texts[0]!, end: texts[0]!.add({ minutes: minutes.length * step }), step_min: step },
    isAssumed: false,
  };
}

/** Hours from the start of 2024. */
export const minuteOfHour = (hour: number): number => ORIGIN_MIN + Math.round(60 * hour);

/** Rows that are numbered. @param step_min of their steps, where it is asked for */
export function numberedTimes(
  count: number,
  step_min: number | undefined,
  where: string,
  problems: ProblemList,
): Times | undefined {
  const step = step_min ?? STEP_MIN;
  const minutes = Array.from({ length: count }, (_, i) => ORIGIN_MIN + i * step);
  const times = instantTimes(minutes, { cells: minutes, at: () => where, where }, problems);
  return times && { ...times, isAssumed: step_min === undefined };
}

/** Numbers from here on are milliseconds since 1970, as pandas writes times; below, numbers of steps. */
const FIRST_MS = 1e10;

const isTimes = (cells: readonly unknown[]): boolean =>
  cells.length > 0 && cells.every((cell) => typeof cell === 'string' || (typeof cell === 'number' && cell >= FIRST_MS));

/** Times as pandas and SimBench write them: milliseconds, `dd.mm.yyyy HH:MM` in German time, or ISO 8601; undefined where rows are numbered, or after a problem. */
export function writtenTimes(rows: Rows, problems: ProblemList): Times | undefined {
  const { cells, at } = rows;
  if (!isTimes(cells)) return undefined;
  const local = cells.map((cell) => (typeof cell === 'string' ? isoOf(cell) : undefined));
  if (local.every((time) => time !== undefined)) {
    const span = spanOf(local);
    if (span) return { texts: local, span, isAssumed: false };
    problems.add({ where: rows.where, found: `${cells.length} rows`, expected: 'two rows, the second later' });
    return undefined;
  }
  const minutes = cells.map((cell) => (typeof cell === 'number' ? cell / 60_000 : minuteOf(String(cell))));
  const wrong = minutes.indexOf(undefined);
  if (wrong < 0) return instantTimes(minutes as number[], rows, problems);
  const expected = 'a time: dd.mm.yyyy HH:MM, or 2024-01-15T00:15+01:00';
  problems.add({ where: at(wrong), found: cells[wrong], expected });
  return undefined;
}

/** Minutes since 1970 of a time with offset, or of one in UTC; undefined for other texts. */
function minuteOf(text: string): number | undefined {
  try {
    const iso = /(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`;
    return Temporal.Instant.from(iso).epochMilliseconds / 60_000;
  } catch {
    return undefined;
  }
}
