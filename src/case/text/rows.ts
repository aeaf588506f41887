// Table → checked rows: the header once, then every row with the schema of its kind.
import type { z } from 'zod';
import { type Reader, readFields } from '../fields.ts';
import type { Path } from './path.ts';
import type { Place } from './place.ts';
import { hint } from './report.ts';
import { anotherName, isReserved } from './reserved.ts';
import { fieldOf, shapeOf } from './shape.ts';
import type { Row, Table } from './table.ts';

export interface ReadRow<T> {
  readonly value: T;
  /** `lines.csv:8` */
  readonly at: string;
}

export interface RowOptions<T> {
  /** Reads a row without the schema, where its element is out of service; undefined for any other row. */
  readonly idle?: (cells: Readonly<Record<string, unknown>>, place: Place) => T | undefined;
}

/** Reads all rows of a table; those with problems are reported and omitted. */
export function readRows<T>(
  schema: z.ZodType<T>,
  table: Table,
  reader: Reader,
  { idle = () => undefined }: RowOptions<T> = {},
): ReadRow<T>[] {
  const columns = readColumns(schema, table, reader, { needed: [], optional: [] });
  if (!columns) return [];
  return mapRows(table, reader, (row) => {
    const [cells, place] = [cellsOf(row, columns), rowPlace(row)];
    const value = idle(cells, place) ?? readFields(schema, cells, place, reader);
    return value === undefined ? [] : [{ value, at: row.at }];
  });
}

/** The results of all rows, in their order; a large table reports its progress. */
export function mapRows<T>(table: Table, { onRows }: Reader, read: (row: Row) => readonly T[]): T[] {
  return table.rows.flatMap((row, i) => {
    if (i % ROWS_PER_REPORT === ROWS_PER_REPORT - 1) onRows?.(table.file, i + 1, table.rows.length);
    return read(row);
  });
}

const ROWS_PER_REPORT = 1000;

/** A column that is read: its name and its place in the row. */
export interface Column {
  readonly name: string;
  readonly index: number;
}

/** Properties of a table in addition to its schema. */
export interface OwnColumns {
  /** Columns in addition to the schema: `id`, `bus`; and optional ones: `labels.…`. */
  readonly needed: readonly string[];
  readonly optional: readonly string[];
}

/** The columns of a table; undefined for a faulty header, whose fault the rows would only repeat. */
export function readColumns(
  schema: z.ZodType,
  table: Table,
  { units, report }: Reader,
  own: OwnColumns,
): readonly Column[] | undefined {
  const before = report.count;
  const shape = shapeOf(schema);
  const properties = shape.properties ?? {};
  const ownNames = [...own.needed, ...own.optional];
  const present = new Set<string>();
  for (const name of table.header) {
    const [top, ...members] = name.split('.') as [string, ...string[]];
    const where = `${table.headerAt}, ${name}`;
    if ([top, ...members].some(isReserved)) {
      report.add({ where, found: name, expected: anotherName });
      continue;
    }
    if (members.length > 0 && table.header.includes(top)) {
      report.add({ where, found: `${top} and ${name}`, expected: 'one of the two' });
      continue;
    }
    if (ownNames.includes(top)) {
      present.add(top);
      continue;
    }
    const target = fieldOf(top, properties, units, ownNames);
    if ('expected' in target) {
      report.add({ where, found: name, expected: target.expected, ...hint(target.hint) });
      for (const field of target.meant) present.add(field);
      continue;
    }
    present.add(target.field);
    if (target.reading && !target.reading.given) {
      report.add({ where, found: name, expected: `a unit in the name, such as ${target.field}` });
    }
  }
  const needed = [...own.needed, ...(shape.required ?? [])].map((name) => [name]);
  const oneOf = (shape.alternatives ?? []).filter((set) => set.needed).map(({ fields }) => fields);
  for (const names of [...needed, ...oneOf]) {
    if (names.some((name) => present.has(name))) continue;
    report.add({ where: table.headerAt, found: table.header.join(','), expected: `a column ${names.join(' or ')}` });
  }
  return report.count === before ? table.header.map((name, index) => ({ name, index })) : undefined;
}

/** The cells of a row as an entry; `labels.aggregator` and `trips.0.leave` become members of members. */
export function cellsOf(row: Row, columns: readonly Column[]): Record<string, unknown> {
  const entry: Record<string, unknown> = {};
  for (const { name, index } of columns) {
    const cell = row.cells[index]!;
    const value = cell === '' ? undefined : cell;
    const steps = name.split('.');
    if (steps.length > 1 && value === undefined) continue;
    let into: Record<string, unknown> = entry;
    for (const [i, step] of steps.slice(0, -1).entries()) {
      if (!Object.hasOwn(into, step)) into[step] = /^\d+$/.test(steps[i + 1]!) ? [] : {};
      into = into[step] as Record<string, unknown>;
    }
    into[steps.at(-1)!] = value;
  }
  return entry;
}

/** The cells of a row as places. */
export function rowPlace(row: Row): Place {
  const at = (path: Path) => (path.length === 0 ? row.at : `${row.at}, ${path.join('.')}`);
  return { at, atKey: at, spelling: () => undefined, cells: true };
}
