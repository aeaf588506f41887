// Tables for people at a terminal.

/** Columns lined up under their headings; numbers are given as text and set flush right. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const width = heads.map((head, c) => Math.max(head.length, ...rows.map((row) => row[c]!.length)));
  const numeric = heads.map(
    (_, c) => rows.length > 0 && rows.every((row) => /^[-−]?[\d.]+(e[-+]?\d+)?$|^–?$/.test(row[c]!)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, c) => (numeric[c] ? cell.padStart(width[c]!) : cell.padEnd(width[c]!)))
      .join('  ')
      .trimEnd();
  return [line(heads), ...rows.map(line)].join('\n');
}

/** Largest number of rows printed of a table. */
const ROWS = 40;

/** The first rows, and the number of the others. */
export function cutTable<T>(
  heads: readonly string[],
  rows: readonly T[],
  what: string,
  cells: (row: T) => readonly string[],
): string {
  const more = rows.length > ROWS ? `\n… ${rows.length - ROWS} more ${what}; --json prints all` : '';
  return table(heads, rows.slice(0, ROWS).map(cells)) + more;
}

/** A number with this many digits behind the point; – for none. */
export const fixed = (x: number | null | undefined, digits: number): string =>
  x?.toFixed(digits).replace(/^-(?=[0.]+$)/, '') ?? '–';
