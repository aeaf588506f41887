// Rows of a table, column by column.
import { LONGEST, putNumber } from './digits.ts';
import type { Names } from './names.ts';

/** A column: NaN is blank. */
export type Values = Float64Array | Names;

/** Rows of one step. The next step overwrites the arrays: copy what is kept. */
export interface StepRows {
  readonly rows: number;
  /** In the order of the columns of the table, `step` and `time` excepted. */
  readonly columns: readonly Values[];
}

/** Bytes that a row takes at most. */
export const longestRow = (columns: readonly Values[]): number =>
  columns.reduce((sum, values) => sum + 1 + (values instanceof Float64Array ? LONGEST : values.longest), 0);

const COMMA = 44;

/** Writes the cells of row r, each after a comma. @returns the place after them */
export function putRow(bytes: Uint8Array, begin: number, columns: readonly Values[], r: number): number {
  let at = begin;
  for (let c = 0; c < columns.length; c++) {
    const values = columns[c]!;
    bytes[at++] = COMMA;
    at = values instanceof Float64Array ? putNumber(bytes, at, values[r]!) : values.put(bytes, at, r);
  }
  return at;
}
