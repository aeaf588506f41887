// A table of a run: each column says in one expression what it is called, in which unit, and where its value comes from. The
// same declaration writes the rows of a run and reads them back.
import { RunError, show } from '../base/index.ts';

/** Type of a column on disk, as Frictionless Table Schema names it. */
export type FieldType = 'integer' | 'number' | 'string' | 'datetime' | 'boolean';

/** A column as it is written to a run folder. */
export interface Field {
  readonly name: string;
  readonly type: FieldType;
  /** Absent where a number is a count or a text is a name. */
  readonly unit?: string;
  readonly title: string;
}

/** A table as it is written to a run folder; the columns `step` and `time` come before its own. */
export interface PublishedTable {
  readonly name: string;
  readonly title: string;
  readonly fields: readonly Field[];
}

export type Cell = string | number | boolean;

/** Rows of a table for one step; cells in the order of its fields, NaN for an unknown number. */
export interface PublishedRows {
  readonly table: PublishedTable;
  readonly k: number;
  readonly cells: readonly (readonly Cell[])[];
}

/** Value of a column of a type, or of a unit: a column with a unit holds numbers. */
type ValueOf<T extends string> = T extends 'string' | 'datetime' ? string : T extends 'boolean' ? boolean : number;

/**
 * A column of a table of rows `R`.
 * `key` is its name in the code, the same for every currency; `name` is its header, in which `{currency}` is replaced with the
 * currency of the run in lower case. `unit` may contain `{currency}` too, written as units are: `DKK/kWh`.
 */
export interface Column<R, K extends string = string, V extends Cell = Cell> {
  readonly key: K;
  readonly name: string;
  readonly type: FieldType;
  readonly unit?: string;
  readonly title: string;
  /** Value in a row; `t` is the step of the planned day, from 0. */
  of(row: R, t: number): V;
}

/** Makers of the columns of a table whose rows are `R`, as `createColumnHelper` of TanStack Table makes them. */
export interface Columns<R> {
  /** @param typeOrUnit `string`, `integer`, `boolean`, or the unit of a number: `kW`, `1`, `{currency}` */
  column<const K extends string, const T extends string>(
    key: K,
    typeOrUnit: T,
    title: string,
    of: (row: R, t: number) => ValueOf<T>,
  ): Column<R, K, ValueOf<T>>;
  /** A price of energy: `KEY_dkk_per_kwh` in DKK/kWh. */
  price<const K extends string>(key: K, title: string, of: (row: R, t: number) => number): Column<R, K, number>;
  /** An amount of money: `KEY_dkk` in DKK. */
  money<const K extends string>(key: K, title: string, of: (row: R, t: number) => number): Column<R, K, number>;
}

const TYPES: ReadonlySet<string> = new Set<FieldType>(['integer', 'number', 'string', 'datetime', 'boolean']);

/** `const { column, price, money } = columns<Contract>()` */
export function columns<R>(): Columns<R> {
  return {
    column: (key, typeOrUnit, title, of) =>
      TYPES.has(typeOrUnit)
        ? { key, name: key, type: typeOrUnit as FieldType, title, of }
        : { key, name: key, type: 'number', unit: typeOrUnit, title, of },
    price: (key, title, of) => ({
      key,
      name: `${key}_{currency}_per_kwh`,
      type: 'number',
      unit: '{currency}/kWh',
      title,
      of,
    }),
    money: (key, title, of) => ({ key, name: `${key}_{currency}`, type: 'number', unit: '{currency}', title, of }),
  };
}

// biome-ignore lint/suspicious/noExplicitAny: a list holds columns over the same rows and of every value
export type AnyColumns = readonly Column<any, string, any>[];

export interface Table<C extends AnyColumns = AnyColumns> {
  /** Its file in the run folder is `tablePath(name)`. */
  readonly name: string;
  readonly title: string;
  readonly columns: C;
}

/** What a table is made from: the rows its accessors take. */
export type SourceOf<T extends Table> = T['columns'][number] extends Column<infer R, string, Cell> ? R : never;

/** A row as it is read back from a run folder: its step, and its columns by key. */
export type RowOf<T extends Table> = { readonly step: number } & {
  readonly [C in T['columns'][number] as C['key']]: ReturnType<C['of']>;
};

/** @param title one line for the data package and the report */
export const table = <const C extends AnyColumns>(name: string, title: string, columns: C): Table<C> => ({
  name,
  title,
  columns,
});

/** The table as it is written in a run of that currency. */
export const publishedTable = ({ name, title, columns }: Table, currency: string): PublishedTable => ({
  name,
  title,
  fields: columns.map(({ name, type, unit, title }): Field => {
    const header = name.replace('{currency}', currency.toLowerCase());
    return { name: header, type, ...(unit === undefined ? {} : { unit: unit.replace('{currency}', currency) }), title };
  }),
});

/** Tables that lie in the run folder itself, whoever writes them; all others lie in tables/. */
const AT_THE_TOP: ReadonlySet<string> = new Set(['prices', 'settlement', 'forecast']);

/** Tables that the engine writes; no mechanism or module has a table of one of these names. */
export const ENGINE_TABLES: ReadonlySet<string> = new Set([
  ...['buses', 'branches', 'devices', 'groups', 'grid', 'forecast', 'messages', 'indicators'],
  ...['overloads', 'voltage-violations', 'feeder-heads', 'customers', 'parties', 'disclosures'],
]);

/** Columns that every table begins with, before its own. */
export const STEP_COLUMNS: ReadonlySet<string> = new Set(['step', 'time']);

/** Path of a published table in the run folder. */
export const tablePath = (name: string): string => `${AT_THE_TOP.has(name) ? '' : 'tables/'}${name}.csv`;

/** A cell or a value of the wrong type, for a message. */
export function shown(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  return show(value);
}

const EXPECTED: Readonly<Record<FieldType, { readonly type: string; readonly words: string }>> = {
  integer: { type: 'number', words: 'a number, NaN where it is unknown' },
  number: { type: 'number', words: 'a number, NaN where it is unknown' },
  string: { type: 'string', words: 'a text' },
  datetime: { type: 'string', words: 'a text' },
  boolean: { type: 'boolean', words: 'true or false' },
};

/**
 * Rows of a table for one step `k` of the run.
 * @param by who publishes them, for messages
 * @throws RunError when a cell is not of the type of its column
 */
export function rowsOf<T extends Table>(
  declared: T,
  written: PublishedTable,
  k: number,
  rows: readonly SourceOf<T>[],
  t: number,
  by = '',
): PublishedRows {
  const cellOf = (column: AnyColumns[number], row: SourceOf<T>, r: number): Cell => {
    const cell: unknown = column.of(row, t);
    const expected = EXPECTED[column.type];
    if (typeof cell === expected.type) return cell as Cell;
    const where = `table ${declared.name}, column ${column.key}, step ${t} of the planned day, row ${r + 1}`;
    throw new RunError(`${by && `${by}: `}${where}: found ${shown(cell)}, expected ${expected.words}`);
  };
  return { table: written, k, cells: rows.map((row, r) => declared.columns.map((column) => cellOf(column, row, r))) };
}
