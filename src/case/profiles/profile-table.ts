// A table of profiles → one series per column, checked by itself and against the clock.
import { Temporal } from 'temporal-polyfill';
import { convert, type Problem, readHeader, type Unit, unitOf } from '../../../base/index.ts';
import type { Clock } from '../../../cosim/index.ts';
import type { Reader } from '../fields.ts';
import type { Profile } from '../model.ts';
import { commaHint, NUMBER } from '../text/quantity.ts';
import { anotherName, isReserved } from '../text/reserved.ts';
import type { Table } from '../text/table.ts';
import type { ProfileColumn } from './profile-uses.ts';

const MINUTE = 60_000;
const DAY_MIN = 1440;

interface Options {
  readonly repeat?: 'daily' | 'span' | undefined;
  readonly fill: 'hold' | 'linear';
}

/** The clock of the run, with the time before its start for which values are needed. */
export interface ProfileClock extends Clock {
  readonly warm_up_ms: number;
}

/** Start and interval of the values of a table. */
interface Grid {
  readonly repeat: 'daily' | 'span';
  readonly step_min: number;
  readonly start_ms?: number;
}

export interface ReadProfiles {
  readonly profiles: readonly Profile[];
  /** Every column of the table, also when its values were refused. */
  readonly columns: readonly ProfileColumn[];
}

/**
 * The profiles of one table; none when its time column is at fault. `clock` is absent when the clock itself is. A header
 * without a unit is reported with the fields that name the profile: `checkProfiles`.
 */
export function readProfiles(
  table: Table,
  options: Options,
  clock: ProfileClock | undefined,
  reader: Reader,
): ReadProfiles {
  const { report } = reader;
  const grid = readTimes(table, options, clock, reader);
  const columns: ProfileColumn[] = [];
  const profiles: Profile[] = [];
  for (const [i, header] of table.header.entries()) {
    if (i === 0) continue;
    const at = `${table.headerAt}, ${header}`;
    const reading = readHeader(header, reader.units.own)[0];
    if (isReserved(reading?.stem ?? header)) {
      report.add({ where: at, found: header, expected: anotherName });
      continue;
    }
    if (!reading) {
      columns.push({ profile: header, at });
      continue;
    }
    const unit = houseUnit(reading.unit);
    columns.push({ profile: reading.stem, unit, at });
    const values = readValues(table, i, reader).map((value) => convert(value, reading.unit, unit));
    if (grid) profiles.push({ name: reading.stem, unit: unit.name, ...grid, fill: options.fill, values, at });
  }
  if (columns.length === 0)
    report.add({ where: table.headerAt, found: table.header[0], expected: 'at least one column of values beside it' });
  return { profiles, columns };
}

/** Internal units of series; a series in another unit of the dimension is converted. */
const HOUSE = ['kW', 'kvar', 'kVA', 'kWh', '°C', 'pu', 'h', 'm/s', 'kgCO2/kWh'].map((name) => unitOf(name)!);

function houseUnit(unit: Unit): Unit {
  const [above, below] = unit.dimension.split('/');
  const name = below === 'energy' && above !== undefined ? `${above}/kWh` : ''; // a price: currencies are their own dimension
  return HOUSE.find(({ dimension }) => dimension === unit.dimension) ?? unitOf(name) ?? unit;
}

function readValues(table: Table, column: number, { report }: Reader): Float64Array {
  return Float64Array.from(table.rows, ({ at, cells }) => {
    const text = cells[column]!;
    const value = NUMBER.test(text) ? Number(text) : Number.NaN;
    if (!Number.isFinite(value)) {
      const where = `${at}, ${table.header[column]}`;
      report.add({ where, found: text, expected: 'a finite number', ...commaHint(text) });
    }
    return value;
  });
}

/** Checks the first column: equal intervals without gap, and long enough for the day or the clock. */
function readTimes(
  table: Table,
  { repeat, fill }: Options,
  clock: ProfileClock | undefined,
  reader: Reader,
): Grid | undefined {
  const { report } = reader;
  const column = table.header[0]!;
  if (column !== 'hour' && column !== 'time') {
    report.add({ where: `${table.headerAt}, ${column}`, found: column, expected: 'a first column hour or time' });
    return undefined;
  }
  if (column === 'time' && repeat === 'daily') {
    report.add({ where: table.headerAt, found: 'time', expected: 'a column hour for repeat: daily' });
    return undefined;
  }
  const before = report.count;
  const minutes = column === 'hour' ? readHours(table, reader) : readInstants(table, clock?.zone ?? 'UTC', reader);
  if (report.count > before || !minutes) return undefined;
  const kind = repeat ?? (column === 'hour' ? 'daily' : 'span');
  const step_min = evenStep(table, minutes, kind, clock?.zone ?? 'UTC', reader);
  if (step_min === undefined) return undefined;
  const end = minutes.at(-1)! + step_min;
  const lastAt = table.rows.at(-1)!.at;
  if (kind === 'daily') {
    if (minutes[0] !== 0)
      report.add({ where: `${table.rows[0]!.at}, hour`, found: minutes[0]! / 60, expected: '0, the start of the day' });
    if (Math.abs(end - DAY_MIN) > 1e-6) {
      const found = `${table.rows.length} values of ${round(step_min)} min, ${round(end / 60)} h`;
      report.add({ where: `${lastAt}, hour`, found, expected: 'values for 24 h, because it repeats daily' });
    }
    return report.count === before ? { repeat: 'daily', step_min } : undefined;
  }
  if (!clock) return undefined;
  const origin = column === 'hour' ? clock.start_ms : 0;
  const start_ms = origin + minutes[0]! * MINUTE;
  const last_ms = origin + (fill === 'linear' && minutes.length > 1 ? minutes.at(-1)! : end) * MINUTE;
  const clockEnd = clock.start_ms + clock.steps * clock.step_min * MINUTE;
  const iso = (ms: number) => new Date(ms).toISOString().replace('.000Z', 'Z');
  const begin_ms = clock.start_ms - clock.warm_up_ms;
  if (start_ms > begin_ms) {
    const expected = `values from the start of the ${clock.warm_up_ms > 0 ? 'warm-up' : 'clock'}, ${iso(begin_ms)}, on`;
    report.add({ where: `${table.rows[0]!.at}, ${column}`, found: `values from ${iso(start_ms)} on`, expected });
  }
  if (last_ms < clockEnd - 1) {
    const expected = `values up to the end of the clock, ${iso(clockEnd)}`;
    report.add({ where: `${lastAt}, ${column}`, found: `values up to ${iso(last_ms)}`, expected });
  }
  return report.count === before ? { repeat: 'span', step_min, start_ms } : undefined;
}

/** The common interval of all values [min]; the whole day for a table of one value. */
function evenStep(
  table: Table,
  minutes: readonly number[],
  kind: 'daily' | 'span',
  zone: string,
  { report }: Reader,
): number | undefined {
  const column = table.header[0]!;
  if (minutes.length === 1) {
    if (kind === 'daily') return DAY_MIN;
    report.add({
      where: `${table.rows[0]!.at}, ${column}`,
      found: 'one value',
      expected: 'at least two, so that their distance is known',
    });
    return undefined;
  }
  const step = minutes[1]! - minutes[0]!;
  for (let i = 1; i < minutes.length; i++) {
    const gap = minutes[i]! - minutes[i - 1]!;
    const where = `${table.rows[i]!.at}, ${column}`;
    const found = table.rows[i]!.cells[0]!;
    if (gap > 0 && Math.abs(gap - step) <= 1e-6 * step) continue;
    if (gap === 0) report.add({ where, found, expected: 'each time once' });
    else if (gap < 0) report.add({ where, found, expected: 'times in rising order' });
    else if (step > 0) {
      const wall = (n: number) => minutes[n]! + (column === 'time' ? offset_min(minutes[n]!, zone) : 0);
      const even = Math.abs(wall(i) - wall(i - 1) - (wall(1) - wall(0))) <= 1e-6 * step;
      report.add({
        where,
        found,
        expected: `a step of ${round(step)} min, as between the first two`,
        hint: even
          ? `clocks change in ${zone} between these rows, and rows stand equally far apart in elapsed time`
          : 'is a row missing?',
      });
    }
    return undefined;
  }
  return step;
}

function readHours(table: Table, { report }: Reader): number[] {
  return table.rows.map(({ at, cells }) => {
    const text = cells[0]!;
    if (!NUMBER.test(text))
      report.add({ where: `${at}, hour`, found: text, expected: 'a number of hours, such as 0.25' });
    return Math.round(Number(text) * 60 * 1e6) / 1e6;
  });
}

/**
 * Times of the first column [min since 1970]; one without offset is wall-clock time of the zone. A start in a repeated hour is
 * taken as the one of its two instants for which the rows have equal intervals.
 */
function readInstants(table: Table, zone: string, { report }: Reader): number[] | undefined {
  const { at, cells } = table.rows[0]!;
  const first = cells[0]!;
  const starts = passings(first, zone);
  const readings = starts.map((start) => minutesFrom(table, zone, start));
  const even = readings.filter((minutes) => Array.isArray(minutes)).filter(isEven);
  if (even.length > 1) {
    const [summer, winter] = starts.map((start) => offsetText(start!, zone));
    report.add({
      where: `${at}, time`,
      found: first,
      expected: `a time with its offset: ${first}${summer} or ${first}${winter}`,
      hint: `clocks are set back in ${zone}, this hour comes twice, and the rows fit both`,
    });
    return undefined;
  }
  const minutes = even[0] ?? readings[0]!;
  if (Array.isArray(minutes)) return minutes;
  report.add(minutes);
  return undefined;
}

/** Minutes of all rows when the first is at `start` [min]; otherwise the problem of the first row that is not a time. */
function minutesFrom({ rows }: Table, zone: string, start: number | undefined): number[] | Problem {
  const minutes: number[] = [];
  for (const { at, cells } of rows) {
    const text = cells[0]!;
    const ms = minutes.length === 0 && start !== undefined ? start * MINUTE : instant(text, zone, minutes.at(-1));
    if (typeof ms === 'string') return { where: `${at}, time`, found: text, expected: ms };
    minutes.push(ms / MINUTE);
  }
  return minutes;
}

const isEven = (minutes: readonly number[]): boolean =>
  minutes.every((m, i) => i === 0 || (m > minutes[i - 1]! && m - minutes[i - 1]! === minutes[1]! - minutes[0]!));

/** Both instants [min] of a local time in a repeated hour; one undefined for any other text. */
function passings(text: string, zone: string): readonly (number | undefined)[] {
  const both = (['earlier', 'later'] as const).map((disambiguation) => {
    try {
      if (WITH_OFFSET.test(text)) return undefined;
      const local = Temporal.PlainDateTime.from(text);
      const zoned = local.toZonedDateTime(zone, { disambiguation });
      return zoned.toPlainDateTime().equals(local) ? zoned.epochMilliseconds / MINUTE : undefined;
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  });
  return both[0] === both[1] ? [undefined] : both;
}

/** `+02:00` at a time given in minutes since 1970. */
const offsetText = (minutes: number, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(minutes * MINUTE).toZonedDateTimeISO(zone).offset;

const WITH_OFFSET = /(?:Z|[+-]\d\d:?\d\d)$/i;

/** Epoch milliseconds of an ISO 8601 text, or what was expected instead. */
function instant(text: string, zone: string, previous: number | undefined): number | string {
  try {
    if (WITH_OFFSET.test(text)) return Temporal.Instant.from(text).epochMilliseconds;
    const local = Temporal.PlainDateTime.from(text);
    const earlier = local.toZonedDateTime(zone, { disambiguation: 'earlier' });
    if (!earlier.toPlainDateTime().equals(local)) return `a time that exists in ${zone}: clocks skip this one`;
    // in a repeated hour, a time that does not increase is the second instant
    const again = previous !== undefined && earlier.epochMilliseconds / MINUTE <= previous;
    return again
      ? local.toZonedDateTime(zone, { disambiguation: 'later' }).epochMilliseconds
      : earlier.epochMilliseconds;
  } catch (error) {
    if (error instanceof RangeError) return 'an ISO 8601 time, such as 2024-01-15T00:00+01:00';
    throw error;
  }
}

/** Offset of the wall clock of a zone at a time given in minutes since 1970 [min]. */
const offset_min = (minutes: number, zone: string): number =>
  Temporal.Instant.fromEpochMilliseconds(minutes * MINUTE).toZonedDateTimeISO(zone).offsetNanoseconds / 6e10;

const round = (x: number): number => Math.round(x * 1000) / 1000;
