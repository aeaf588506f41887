// Time: epoch milliseconds and step numbers internally, ISO 8601 with offset for input and output, and a local wall clock.
// The calendar is evaluated once, when the clock is made: between two changes of its offset a zone is plain arithmetic,
//   local[k] = start + k Δt + offset(segment of k),   hour = local mod 24 h,   day = ⌊local / 24 h⌋ − ⌊local[0] / 24 h⌋,
// and the inverse, from a local time to the first moment with that or a later local time:
//   t(local) = max(from of segment s, local − offset(s)),   s the first segment that ends after local − offset(s).
import { Temporal } from 'temporal-polyfill';
import { InputError, type Problem } from '../../base/index.ts';

export interface ClockSpec {
  /** Start of the first step, ISO 8601 with offset: `2024-03-31T00:00+01:00`. */
  readonly start: string;
  /** IANA zone of the wall clock; the fixed offset of `start` when absent. */
  readonly zone?: string | undefined;
  /** Step width, 1 to 60 minutes. */
  readonly step_min: number;
  /** Length of the run: either a number of steps … */
  readonly steps?: number | undefined;
  /** … or of local calendar days, of 23 or 25 hours at a change of clocks. */
  readonly days?: number | undefined;
}

export interface Clock {
  readonly zone: string;
  readonly start_ms: number;
  readonly step_min: number;
  /** Step width [h]. */
  readonly dt_h: number;
  /** Number of steps in the run. */
  readonly steps: number;
  /** Steps in a day of 24 hours. */
  readonly stepsPerDay: number;
  /** Start of step k, epoch milliseconds. */
  time_ms(k: number): number;
  /** Local wall-clock hour at the start of step k, 0 ≤ h < 24. */
  hour(k: number): number;
  /** Local calendar days between the start of the run and the start of step k; 0 on the first day. */
  day(k: number): number;
  /** Local weekday at the start of step k, 1 Monday … 7 Sunday (ISO 8601). */
  weekday(k: number): number;
  /**
   * Hours from the start of the run to a local time: the first of two equal local times at a change of clocks, and the moment of
   * the change for a skipped one. The function is monotonic.
   * @param day in the numbering of `day`, from −1 to the day after the last
   * @param hour of that day; 24 and more are on the next day, 48 at most
   */
  elapsed_h(day: number, hour: number): number;
  /** Start of step k as ISO 8601 with the offset in force: `2024-10-27T02:00:00+01:00`. */
  iso(k: number): string;
  /** Hour label of step k: `t1` is 00:00–01:00 of the wall clock, `t24` is 23:00–24:00. */
  hourLabel(k: number): string;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * A clock of equal steps.
 * @throws InputError (source `clock`) with every fault of the specification.
 */
export function createClock(spec: ClockSpec): Clock {
  const problems: Problem[] = [];
  const step_ms = readStep(spec, problems);
  const begin = readStart(spec, problems);
  const steps = begin && step_ms > 0 ? readSteps(spec, begin, step_ms, problems) : 0;
  if (!begin || problems.length > 0) throw new InputError('clock', problems);

  const start_ms = begin.epochMilliseconds;
  const { from_ms, offset_ms, offset_iso } = segments(begin, start_ms + steps * step_ms);
  const last = from_ms.length - 1;
  const segment = (t: number) => {
    let s = last;
    while (s > 0 && t < from_ms[s]!) s--;
    return s;
  };
  // whole seconds, because k Δt in milliseconds outgrows the small integers of V8 within a month, which undoes compiled code
  const [start_s, step_s] = [start_ms / SECOND, step_ms / SECOND];
  const time = (k: number) => SECOND * (start_s + k * step_s);
  const local = (k: number) => {
    const t = time(k);
    return t + offset_ms[segment(t)]!;
  };
  const date = (k: number) => Math.floor(local(k) / DAY); // days since 1970-01-01, a Thursday
  const firstDay = date(0);
  const hour = (k: number) => {
    const t = local(k);
    return (t - Math.floor(t / DAY) * DAY) / HOUR;
  };
  const instant = (local_ms: number) => {
    let s = 0;
    while (s < last && local_ms - offset_ms[s]! >= from_ms[s + 1]!) s++;
    return Math.max(from_ms[s]!, local_ms - offset_ms[s]!);
  };

  const [dates, times] = [remembered(dateText), remembered(timeText)];
  return {
    zone: begin.timeZoneId,
    start_ms,
    step_min: spec.step_min,
    dt_h: step_ms / HOUR,
    steps,
    stepsPerDay: DAY / step_ms,
    time_ms: time,
    hour,
    day: (k) => date(k) - firstDay,
    weekday: (k) => 1 + ((((date(k) + 3) % 7) + 7) % 7),
    elapsed_h: (day, h) => (instant((firstDay + day) * DAY + Math.round(h * HOUR)) - start_ms) / HOUR,
    iso: (k) => dates(date(k)) + times(local(k) - date(k) * DAY) + offset_iso[segment(time(k))]!,
    hourLabel: (k) => `t${Math.floor(hour(k)) + 1}`,
  };
}

function readStep({ step_min }: ClockSpec, problems: Problem[]): number {
  const step_ms = step_min * MINUTE;
  if (step_min >= 1 && step_min <= 60 && Number.isInteger(step_ms / SECOND)) return step_ms;
  problems.push({ where: 'clock.step', found: step_min, expected: '1 to 60 minutes, a whole number of seconds' });
  return 0;
}

function readStart({ start, zone }: ClockSpec, problems: Problem[]): Temporal.ZonedDateTime | undefined {
  const written = /(?:Z|[+-]\d\d(?::?\d\d)?)$/i.exec(start)?.[0];
  const instant = written === undefined ? undefined : attempt(() => Temporal.Instant.from(start));
  if (instant === undefined || instant.epochMilliseconds % SECOND !== 0) {
    const expected = 'a date and time with its offset, to the second, such as "2024-01-15T00:00+01:00"';
    problems.push({ where: 'clock.start', found: start, expected });
  }
  const name = zone ?? (written === undefined || /z/i.test(written) ? 'UTC' : written);
  const begin = attempt(() => (instant ?? Temporal.Instant.fromEpochMilliseconds(0)).toZonedDateTimeISO(name));
  if (begin === undefined) {
    problems.push({ where: 'clock.zone', found: name, expected: 'an IANA time zone, such as "Europe/Copenhagen"' });
    return undefined;
  }
  if (instant === undefined) return undefined;
  const agrees = attempt(() => Temporal.ZonedDateTime.from(`${start}[${name}]`, { offset: 'reject' })) !== undefined;
  if (agrees) return begin;
  const hint = `write ${begin.toPlainDateTime().toString({ smallestUnit: 'minute' })}${begin.offset}, or end it with Z`;
  problems.push({ where: 'clock.start', found: start, expected: `the offset that ${name} has then`, hint });
  return undefined;
}

/** Largest number of steps: 285 years of quarters of an hour, 19 years of minutes. */
export const MAX_STEPS = 10_000_000;

function readSteps(spec: ClockSpec, begin: Temporal.ZonedDateTime, step_ms: number, problems: Problem[]): number {
  const { steps, days } = spec;
  const where = days === undefined ? 'clock.steps' : 'clock.days';
  const requested = days ?? steps;
  if (requested === undefined || (days !== undefined && steps !== undefined)) {
    const found = requested === undefined ? undefined : { steps, days };
    problems.push({ where: 'clock', found, expected: 'either steps or days' });
    return 0;
  }
  const end = Number.isSafeInteger(requested) && requested >= 1 ? endOf(spec, begin, step_ms) : undefined;
  if (end === undefined) {
    problems.push({ where, found: requested, expected: 'a whole number from 1 on, ending before the year 10000' });
    return 0;
  }
  const count = (end - begin.epochMilliseconds) / step_ms;
  if (count > MAX_STEPS) {
    problems.push({ where, found: `${Math.floor(count)} steps`, expected: `at most ${MAX_STEPS} steps` });
    return 0;
  }
  if (Number.isInteger(count)) return count;
  const expected = `days that hold a whole number of ${spec.step_min}-minute steps`;
  problems.push({ where, found: requested, expected, hint: 'give steps instead' });
  return 0;
}

/** End of the last step, epoch milliseconds; undefined after the year 9999. */
function endOf({ steps, days }: ClockSpec, begin: Temporal.ZonedDateTime, step_ms: number): number | undefined {
  const end =
    days === undefined
      ? begin.epochMilliseconds + steps! * step_ms
      : attempt(() => begin.add({ days }).epochMilliseconds);
  return end !== undefined && end <= Date.UTC(9999, 11, 31) ? end : undefined;
}

/** Time before and after the run in which local times are defined [ms]. */
const MARGIN = 3 * DAY;

/** Intervals of constant offset from `MARGIN` before the run to `MARGIN` after it: start, and offset as a number and as text. */
function segments(begin: Temporal.ZonedDateTime, end_ms: number) {
  const from_ms: number[] = [];
  const offset_ms: number[] = [];
  const before = attempt(() => begin.subtract({ milliseconds: MARGIN })) ?? begin;
  for (let at: Temporal.ZonedDateTime | null = before; at !== null && at.epochMilliseconds < end_ms + MARGIN; ) {
    from_ms.push(at.epochMilliseconds);
    offset_ms.push(at.offsetNanoseconds / 1e6);
    at = at.getTimeZoneTransition('next');
  }
  return { from_ms, offset_ms, offset_iso: offset_ms.map(isoOffset) };
}

/** A text of a number, made once: the steps of a run share few dates and times of day. */
function remembered(make: (n: number) => string): (n: number) => string {
  const texts = new Map<number, string>();
  return (n) => {
    let text = texts.get(n);
    if (text === undefined) texts.set(n, (text = make(n)));
    return text;
  };
}

/** `2021-02-22`, of a day since 1970. */
const dateText = (day: number): string => new Date(day * DAY).toISOString().split('T')[0]!;

/** `T08:15:00` */
const timeText = (ms: number): string => new Date(ms).toISOString().slice(10, 19);

/** `+01:00`; with seconds only for historical local mean times. */
function isoOffset(offset_ms: number): string {
  const clock = new Date(Math.abs(offset_ms)).toISOString();
  return (offset_ms < 0 ? '-' : '+') + clock.slice(11, Math.abs(offset_ms) % MINUTE === 0 ? 16 : 19);
}

function attempt<T>(f: () => T): T | undefined {
  try {
    return f();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
