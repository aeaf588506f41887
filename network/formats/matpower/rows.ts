// Reads a table row by row: numbers by column name, faults with file, line, row and column.
import type { Problem } from '../../../base/index.ts';
import type { Matrix } from './language/matrix.ts';

/** Column numbers from 0, by name. */
type Columns = Readonly<Record<string, number>>;

export interface Row<C extends Columns> {
  /** `case.m:57, mpc.branch row 12` */
  readonly at: string;
  /** Row number from 1, which is the name of branches and generators. */
  readonly number: string;
  /** A number that must be finite. */
  get(column: keyof C & string): number;
  /** A number that may be infinite or absent; undefined in these cases. */
  optional(column: keyof C & string): number | undefined;
  /** The number where it is finite, otherwise undefined, without a problem. */
  given(column: keyof C & string): number | undefined;
  /** All columns. */
  readonly cells: Float64Array;
  bad(column: keyof C & string, found: unknown, expected: string, hint?: string): void;
}

/** @param place file and name of the table: `case.m` and `mpc.branch` */
export function* rowsOf<C extends Columns>(
  m: Matrix,
  columns: C,
  place: { readonly file: string; readonly table: string },
  problems: Problem[],
): Iterable<Row<C>> {
  for (let i = 0; i < m.rows; i++) {
    const line = m.lines === undefined ? '' : `:${m.lines[i]}`;
    const at = `${place.file}${line}, ${place.table} row ${i + 1}`;
    const bad: Row<C>['bad'] = (column, found, expected, hint) => {
      const problem = { where: `${at}, ${column}`, found, expected };
      problems.push(hint === undefined ? problem : { ...problem, hint });
    };
    const raw = (column: keyof C & string) =>
      columns[column]! < m.cols ? m.data[i * m.cols + columns[column]!] : undefined;
    yield {
      at,
      number: String(i + 1),
      cells: m.data.subarray(i * m.cols, (i + 1) * m.cols),
      get(column) {
        const value = raw(column)!;
        if (!Number.isFinite(value)) bad(column, String(value), 'a finite number');
        return value;
      },
      optional(column) {
        const value = raw(column);
        if (Number.isNaN(value)) bad(column, 'NaN', 'a number');
        return Number.isFinite(value) ? value : undefined;
      },
      given(column) {
        const value = raw(column);
        return Number.isFinite(value) ? value : undefined;
      },
      bad,
    };
  }
}
