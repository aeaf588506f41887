// Rows of a table, column by column.
import { LONGEST, putNumber } from './digits.ts';
import { Names, putBytes } from './names.ts';

/** A column: NaN is blank. */
export type Values = Float64Array | Names;

/** Rows of one step. The next step overwrites the arrays: copy what is kept. */
export interface StepRows {
  readonly rows: number;
  /** In the order of the columns of the table, `step` and `time` excepted. */
  readonly columns: readonly Values[];
}

/** Columns that begin a table with the same texts in every step, and their cells in each row, each after a comma. */
export interface Heads {
  readonly of: readonly Names[];
  readonly cells: readonly Uint8Array[];
}

export const noHeads: Heads = { of: [], cells: [] };

/** The heads of these columns: those known, where they are of the same. */
export function headsOf(columns: readonly Values[], known: Heads): Heads {
  const isHead = (values: Values | undefined): values is Names => values instanceof Names && !values.at;
  let n = 0;
  while (isHead(columns[n])) n++;
  const of = known.of;
  if (of.length === n && of.every((names, c) => names === columns[c])) return known;
  const heads = columns.slice(0, n).filter(isHead);
  const [first] = heads;
  const rows = first ? Array.from(first.texts.keys()) : [];
  return { of: heads, cells: rows.map((r) => joined(heads, r)) };
}

function joined(columns: readonly Names[], r: number): Uint8Array {
  const bytes = new Uint8Array(longestRow(columns));
  let at = 0;
  for (const names of columns) {
    bytes[at] = COMMA;
    at = names.put(bytes, at + 1, r);
  }
  return bytes.slice(0, at);
}

/** Bytes that a row takes at most. */
export const longestRow = (columns: readonly Values[]): number =>
  columns.reduce((sum, values) => sum + 1 + (values instanceof Float64Array ? LONGEST : values.longest), 0);

const [COMMA, LINE_END] = [44, 10] as const;

/**
 * Writes rows `from` to `to − 1`, each with `first` before its cells.
 * @returns the place after them
 */
export function putRows(
  bytes: Uint8Array,
  begin: number,
  first: Uint8Array,
  { of, cells }: Heads,
  columns: readonly Values[],
  [from, to]: readonly [number, number],
): number {
  const numbers = columns.map((values) => (values instanceof Float64Array ? values : undefined));
  let at = begin;
  for (let r = from; r < to; r++) {
    bytes.set(first, at);
    at += first.length;
    if (of.length > 0) at = putBytes(bytes, at, cells[r]!);
    for (let c = of.length; c < numbers.length; c++) {
      bytes[at++] = COMMA;
      const values = numbers[c];
      if (values === undefined) at = (columns[c] as Names).put(bytes, at, r);
      else if (!Number.isNaN(values[r]!)) at = putNumber(bytes, at, values[r]!);
    }
    bytes[at++] = LINE_END;
  }
  return at;
}
