// Tables of series in the case format.

/** CSV tables of rows that begin with the time, in as many files as the limit of a file needs. */
export function* tablesOf(
  base: string,
  names: readonly string[],
  rows: readonly (readonly string[])[],
  fileBytes: number,
): Iterable<readonly [file: string, text: string]> {
  // a column with the commas before its cells, and the times with the ends of lines
  const sizes = names.map((name, j) =>
    rows.reduce((sum, row) => sum + row[j + 1]!.length + 1, Buffer.byteLength(quoted(name)) + 1),
  );
  const budget = fileBytes - rows.reduce((sum, [time]) => sum + time!.length + 1, 'time\n'.length);
  const parts: number[][] = [[]];
  let filled = 0;
  for (const [j, size] of sizes.entries()) {
    if (filled > 0 && filled + size > budget) {
      parts.push([]);
      filled = 0;
    }
    parts.at(-1)!.push(j);
    filled += size;
  }
  for (const [i, part] of parts.entries()) {
    const header = ['time', ...part.map((j) => names[j]!)].map(quoted).join(',');
    const lines = rows.map((row) => `${[row[0], ...part.map((j) => row[j + 1])].join(',')}\n`);
    yield [parts.length === 1 ? `${base}.csv` : `${base}-${i + 1}.csv`, `${header}\n${lines.join('')}`];
  }
}

const quoted = (cell: string): string => (/[",#]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
