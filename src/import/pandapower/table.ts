// A table of profiles for the elements of a pandapower file. Its first column is `hour` (from 0) or `time` (ISO 8601 with offset), the
// others TABLE_INDEX_QUANTITY_UNIT:
//   load_3_p_pu    shares of the power in the file       sgen_0_p_kw    the power instead of that in the file, before `scaling`
import { Temporal } from 'temporal-polyfill';
import { InputError, nearest, ProblemList } from '../../../base/index.ts';
import type { Element } from '../../../network/formats/pandapower/index.ts';
import type { Table } from '../../case/text/table.ts';
import type { Quantity, Series, Use } from './series.ts';
import { instantTimes, minuteOfHour } from './times.ts';

/** Factor from a unit to MW or Mvar; undefined for a share. */
const UNITS: Readonly<Record<Quantity, Readonly<Record<string, number | undefined>>>> = {
  p: { pu: undefined, kw: 1e-3, mw: 1 },
  q: { pu: undefined, kvar: 1e-3, mvar: 1 },
};

interface Column {
  /** `load-3 p` */
  readonly target: string;
  readonly use: Use;
  /** From the unit of the column to MW or Mvar, or 1 for a share. */
  readonly factor: number;
}

/** @throws InputError with every column that names no element and every cell that is wrong */
export function tableSeries(table: Table, elements: readonly Element[]): Series {
  const problems = new ProblemList();
  const [clock, ...names] = table.header;
  if (clock !== 'hour' && clock !== 'time')
    problems.add({ where: table.headerAt, found: clock, expected: 'hour or time as the first column' });
  const byName = new Map(elements.map((element) => [element.name, element]));
  const columns = names.map((name) => columnOf(name, byName));
  for (const [i, column] of columns.entries()) {
    if (typeof column !== 'string') continue;
    const near = nearest(
      names[i]!,
      elements.map(({ table: of, key }) => `${of}_${key}_p_pu`),
    );
    const hint = near === undefined ? {} : { hint: `the nearest is ${near}` };
    problems.add({ where: table.headerAt, found: names[i], expected: column, ...hint });
  }
  const used = columns.filter((column): column is Column => typeof column !== 'string');
  const targets = columns.map((column, i) => (typeof column === 'string' ? `column ${i}` : column.target));
  const twice = targets.findIndex((target, i) => targets.indexOf(target) !== i);
  if (twice >= 0) problems.add({ where: table.headerAt, found: names[twice], expected: 'one column for each power' });
  const values = columns.map((column, j) =>
    valuesOf(table, j + 1, typeof column === 'string' ? 1 : column.factor, problems),
  );
  const minutes = minutesOf(table, problems);
  const [cells, at] = [table.rows.map((row) => row.cells[0]), (row: number) => table.rows[row]!.at];
  const times = minutes && instantTimes(minutes, { cells, at, where: table.file }, problems);
  if (problems.count > 0 || !times) throw new InputError(table.file, problems);
  return {
    times,
    columns: new Map(used.map(({ use }, i) => [use.column, values[i]!])),
    uses: new Map(used.map(({ target, use }) => [target, use])),
  };
}

/** What a column is for, or what was expected of it. */
function columnOf(name: string, elements: ReadonlyMap<string, Element>): Column | string {
  const [, table, index, quantity, unit] = /^([a-z_]+)_(\d+)_([pq])_([a-z]+)$/.exec(name) ?? [];
  if (table === undefined) return 'TABLE_INDEX_QUANTITY_UNIT, such as load_3_p_pu';
  const of = quantity as Quantity;
  const element = elements.get(`${table}-${index}`);
  if (!element || (of === 'q' && table === 'gen'))
    return `an element in service with the name ${table} ${index}, of load, sgen, storage or (with p) gen`;
  if (!Object.hasOwn(UNITS[of], unit!)) return `a unit of ${Object.keys(UNITS[of]).join(', ')}`;
  const factor = UNITS[of][unit!];
  const { sign, scaling, p_mw, q_mvar } = element;
  const nominal = factor === undefined ? (of === 'p' ? p_mw : q_mvar) : 1;
  const use = { column: `${table}_${index}_${of}`, nominal: nominal * sign * scaling, isShare: factor === undefined };
  return { target: `${element.name} ${of}`, use, factor: factor ?? 1 };
}

function valuesOf(table: Table, column: number, factor: number, problems: ProblemList): Float64Array {
  return Float64Array.from(table.rows, ({ at, cells }) => {
    const cell = cells[column]!;
    const value = cell === '' ? Number.NaN : Number(cell);
    if (!Number.isFinite(value))
      problems.add({ where: `${at}, ${table.header[column]}`, found: cell, expected: 'a number' });
    return value * factor;
  });
}

/** Times of the rows [min since 1970]; undefined after a problem. */
function minutesOf({ header: [clock], rows }: Table, problems: ProblemList): readonly number[] | undefined {
  const minutes = rows.map(({ at, cells: [cell = ''] }) => {
    try {
      if (clock === 'time') return Temporal.Instant.from(cell).epochMilliseconds / 60_000;
      if (cell === '' || !Number.isFinite(Number(cell))) throw new RangeError(cell);
      return minuteOfHour(Number(cell));
    } catch {
      const expected = clock === 'time' ? 'a time with offset, such as 2024-01-15T00:15+01:00' : 'a number of hours';
      problems.add({ where: `${at}, ${clock}`, found: cell, expected });
      return Number.NaN;
    }
  });
  return minutes.includes(Number.NaN) ? undefined : minutes;
}
