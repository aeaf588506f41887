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

/** Times in minutes since 1970, which must be whole and evenly apart; undefined after a problem. */
export function instantTimes(
  minutes: readonly number[],
  { cells, at, where }: Rows,
  problems: ProblemList,
): Times | undefined {
  const step = (minutes[1] ?? 60) - (minutes[0] ?? 0);
  if (minutes.length < 2 || !(step >= 1 && step <= 60)) {
    const found = minutes.length < 2 ? `${minutes.length} rows` : `rows of ${step} min`;
    problems.add({ where, found, expected: 'two rows or more, of 1 to 60 min each' });
    return undefined;
  }
  const fraction = minutes.findIndex((minute) => !Number.isInteger(minute));
  if (fraction >= 0) {
    problems.add({ where: at(fraction), found: cells[fraction], expected: 'a time of whole minutes' });
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

/** Rows that are numbered, one after the other. @param step_min of their steps, where it is asked for */
export function numberedTimes(rows: Rows, step_min: number | undefined, problems: ProblemList): Times | undefined {
  const { cells, at } = rows;
  const first = Number(cells[0]);
  const other = cells.findIndex((cell, i) => cell !== first + i);
  if (other >= 0) {
    problems.add({ where: at(other), found: cells[other], expected: `${first + other}: a number for each step` });
    return undefined;
  }
  const step = step_min ?? STEP_MIN;
  if (!Number.isInteger(step) || step > 60) {
    problems.add({ where: '--step-min', found: step, expected: 'a whole number of minutes, 1 to 60' });
    return undefined;
  }
  const minutes = cells.map((_, i) => ORIGIN_MIN + i * step);
  const times = instantTimes(minutes, rows, problems);
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
