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
