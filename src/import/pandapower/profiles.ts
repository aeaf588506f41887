// A table of profiles for the elements of a pandapower file → series of the case format, and loads that use them. Its first column is
// `hour` (from 0) or `time` (ISO 8601 with offset), the others TABLE_INDEX_QUANTITY_UNIT:
//   load_3_p_pu    shares of the power in the file       sgen_0_p_kw    the power instead of that in the file, before `scaling`
import { Temporal } from 'temporal-polyfill';
import { InputError, nearest, ProblemList } from '../../../base/index.ts';
import type { Load } from '../../../network/index.ts';
import { csvOf, type Row } from '../../case/network/write.ts';

interface Series {
  readonly loads: readonly Row[];
  /** Of the table of series. */
  readonly text: string;
  /** Section `clock`. */
  readonly clock: Readonly<Record<string, string | number>>;
}

/** Factor from a unit to MW or Mvar; undefined for a share. */
const UNITS: Readonly<Record<'p' | 'q', Readonly<Record<string, number | undefined>>>> = {
  p: { pu: undefined, kw: 1e-3, mw: 1 },
  q: { pu: undefined, kvar: 1e-3, mvar: 1 },
};

interface Column {
  readonly load: Load;
  readonly quantity: 'p' | 'q';
  /** Of a share: 1. Otherwise from the unit to MW or Mvar of the load, with `scaling` and its sign. */
  readonly nominal: number | undefined;
  readonly factor: number;
}

/**
 * @param scalings of the elements of the file, negative where they feed in, by `load-3`
 * @throws InputError with every column that names no element and every cell that is wrong
 */
export function withProfiles(
  { name, text }: { readonly name: string; readonly text: string },
  loads: readonly Load[],
  scalings: ReadonlyMap<string, number>,
): Series {
  const problems = new ProblemList();
  const [header = [], ...lines] = text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(',').map((cell) => cell.trim()));
  const [clock, ...names] = header;
  if (clock !== 'hour' && clock !== 'time')
    problems.add({ where: `${name}:1`, found: clock, expected: 'hour or time as the first column' });
  const byName = new Map(loads.map((load) => [load.load, load]));
  const columns = names.map((column) => columnOf(column, byName, scalings));
  for (const [i, column] of columns.entries()) {
    if (typeof column !== 'string') continue;
    const near = nearest(
      names[i]!,
      [...byName.keys()].map((load) => `${load.replaceAll('-', '_')}_p_pu`),
    );
    const hint = near === undefined ? {} : { hint: `the nearest is ${near}` };
    problems.add({ where: `${name}:1`, found: names[i], expected: column, ...hint });
  }
  const twice = names.find((column, i) => names.findIndex((other) => targetOf(other) === targetOf(column)) !== i);
  if (twice !== undefined) problems.add({ where: `${name}:1`, found: twice, expected: 'one column for each power' });
  const values = lines.map((cells, i) => {
    if (cells.length !== header.length) {
      const expected = `${header.length} cells, as many as columns`;
      problems.add({ where: `${name}:${i + 2}`, found: `${cells.length} cells`, expected });
    }
    return names.map((column, j) => {
      const cell = cells[j + 1];
      const value = cell === undefined || cell === '' ? Number.NaN : Number(cell);
      if (!Number.isFinite(value))
        problems.add({ where: `${name}:${i + 2}, ${column}`, found: cell, expected: 'a number' });
      return value;
    });
  });
  const times = timesOf(name, clock, lines, problems);
  if (problems.count > 0 || !times) throw new InputError(name, problems);
  const used = columns as readonly Column[];
  return {
    clock: { start: times[0]!, zone: 'UTC', step: `${stepOf(times)} min`, steps: times.length },
    loads: rowsOf(loads, used),
    text: csvOf(
      times.map((time, i) => ({
        time,
        constant_pu: 1,
        ...Object.fromEntries(used.map((column, j) => [`${seriesOf(column)}_pu`, values[i]![j]! * column.factor])),
      })),
    ),
  };
}

/** `load_3_p` */
const targetOf = (column: string): string => column.replace(/_[^_]*$/, '');
const seriesOf = ({ load, quantity }: Column): string => `${load.load.replaceAll('-', '_')}_${quantity}`;

/** What a column is for, or what was expected of it. */
function columnOf(
  name: string,
  loads: ReadonlyMap<string, Load>,
  scalings: ReadonlyMap<string, number>,
): Column | string {
  const [, table, index, quantity, unit] = /^([a-z_]+)_(\d+)_([pq])_([a-z]+)$/.exec(name) ?? [];
  if (table === undefined) return 'TABLE_INDEX_QUANTITY_UNIT, such as load_3_p_pu';
  const of = quantity as 'p' | 'q';
  const element = `${table}-${index}`;
  const load = (of === 'q' ? loads.get(`${element}-q`) : undefined) ?? loads.get(element);
  const scaling = scalings.get(element);
  if (!load || scaling === undefined)
    return `an element in service with the name ${table} ${index}, of load, sgen or storage`;
  if (!Object.hasOwn(UNITS[of], unit!)) return `a unit of ${Object.keys(UNITS[of]).join(', ')}`;
  const factor = UNITS[of][unit!];
  return { load, quantity: of, nominal: factor === undefined ? undefined : scaling, factor: factor ?? 1 };
}

/** Loads of 1 MW or Mvar where a series has the power; a power without a series stays. */
function rowsOf(loads: readonly Load[], columns: readonly Column[]): Row[] {
  const of = (load: Load, quantity: 'p' | 'q') => columns.find((c) => c.load === load && c.quantity === quantity);
  return loads.map((load) => {
    const { load: name, bus, zip } = load;
    const [p, q] = [of(load, 'p'), of(load, 'q')];
    const shares = zip ? { zip_z: zip.z, zip_i: zip.i, zip_p: zip.p } : {};
    const row = { load: name, bus, p_mw: p?.nominal ?? load.p_mw, q_mvar: q?.nominal ?? load.q_mvar, ...shares };
    if (!p && !q) return row;
    return { ...row, profile: p ? seriesOf(p) : 'constant', q_profile: q ? seriesOf(q) : 'constant' };
  });
}

/** ISO times of the rows; hours are those from the beginning of 2024. */
function timesOf(
  name: string,
  clock: string | undefined,
  lines: readonly (readonly string[])[],
  problems: ProblemList,
): readonly string[] | undefined {
  const origin = Temporal.Instant.from('2024-01-01T00:00Z');
  const instants = lines.map(([cell = ''], i) => {
    try {
      if (clock === 'time') return Temporal.Instant.from(cell);
      if (cell === '' || !Number.isFinite(Number(cell))) throw new RangeError(cell);
      return origin.add({ minutes: Math.round(60 * Number(cell)) });
    } catch {
      const expected = clock === 'time' ? 'a time with offset, such as 2024-01-15T00:15+01:00' : 'a number of hours';
      problems.add({ where: `${name}:${i + 2}, ${clock}`, found: cell, expected });
      return undefined;
    }
  });
  const minutes = instants.map((instant) => (instant ? instant.epochMilliseconds / 60_000 : Number.NaN));
  const step = (minutes[1] ?? 60) - (minutes[0] ?? 0);
  if (lines.length < 2 || !(step > 0 && step <= 60)) {
    const found = lines.length < 2 ? `${lines.length} rows` : `rows of ${step} min`;
    problems.add({ where: name, found, expected: 'two rows or more, of 1 to 60 min each' });
    return undefined;
  }
  const uneven = minutes.findIndex((at, i) => i > 0 && at - minutes[i - 1]! !== step);
  if (uneven > 0)
    problems.add({
      where: `${name}:${uneven + 2}`,
      found: lines[uneven]![0],
      expected: `rows that are ${step} min apart`,
    });
  return instants.map((instant) => instant?.toString({ smallestUnit: 'minute' }).replace('Z', '+00:00') ?? '');
}

const stepOf = ([first, second]: readonly string[]): number =>
  Temporal.Instant.from(first!).until(Temporal.Instant.from(second!)).total('minutes');
