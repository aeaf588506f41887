// text → rows of a CSV table, each with its line.
import { CsvError, parse } from 'csv-parse/sync';
import type { Report } from './report.ts';

export interface Row {
  /** `lines.csv:8` */
  readonly at: string;
  /** One text per column of the header; an empty cell is ''. */
  readonly cells: readonly string[];
}

export interface Table {
  readonly file: string;
  readonly header: readonly string[];
  /** `lines.csv:1` */
  readonly headerAt: string;
  readonly rows: readonly Row[];
}

/** The table in a text; undefined once its problems have been reported. Lines that start with # are comments. */
export function readTable(file: string, text: string, report: Report): Table | undefined {
  let records: { record: string[]; info: { lines: number } }[];
  try {
    records = parse(text, {
      info: true,
      skip_empty_lines: true,
      comment: '#',
      comment_no_infix: true,
      trim: true,
      relax_column_count: true,
    }) as unknown as typeof records;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = error.code === 'CSV_QUOTE_NOT_CLOSED' ? lineOfOpenQuote(text) : Number(error['lines'] ?? 1);
    report.add({ where: `${file}:${line}`, ...csvWords(error) });
    return undefined;
  }
  const [head, ...body] = records;
  if (head === undefined || body.length === 0) {
    report.add({
      where: `${file}:1`,
      found: head ? 'a header and no row' : 'no header',
      expected: 'a header and at least one row',
    });
    return undefined;
  }
  const header = head.record;
  const headerAt = `${file}:${head.info.lines}`;
  if (!headerIsSound(header, headerAt, report)) return undefined;
  const rows: Row[] = [];
  for (const { record, info } of body) {
    const at = `${file}:${info.lines}`;
    if (record.length === header.length) rows.push({ at, cells: record });
    else {
      const hint =
        record.length > header.length ? 'a number needs a decimal point, a text with a comma needs quotes' : '';
      const expected = `${header.length} fields, as in the header`;
      report.add({
        where: at,
        found: `${record.length} ${record.length === 1 ? 'field' : 'fields'}`,
        expected,
        ...(hint && { hint }),
      });
    }
  }
  return rows.length > 0 ? { file, header, headerAt, rows } : undefined;
}

/** Line of the quote that no other closes; csv-parse tells the line where the text ends. */
function lineOfOpenQuote(text: string): number {
  let line = 1;
  let openedAt = 0;
  for (const char of text) {
    if (char === '\n') line++;
    else if (char === '"') openedAt = openedAt > 0 ? 0 : line;
  }
  return openedAt;
}

function headerIsSound(header: readonly string[], where: string, report: Report): boolean {
  const before = report.count;
  if (header.length === 1 && /[;\t]/.test(header[0]!)) {
    const found = header[0]!.includes(';') ? 'columns separated by ;' : 'columns separated by tabs';
    report.add({ where, found, expected: 'columns separated by commas', hint: 'decimals are written with a point' });
  }
  for (const [i, name] of header.entries()) {
    if (name === '') report.add({ where, found: `no name for column ${i + 1}`, expected: 'a name for every column' });
    else if (header.indexOf(name) < i)
      report.add({ where: `${where}, ${name}`, found: `${name} twice`, expected: 'each column once' });
  }
  return report.count === before;
}

function csvWords(error: CsvError): { found: string; expected: string } {
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return { found: 'a quote that is never closed', expected: 'a closing quote' };
    case 'CSV_INVALID_CLOSING_QUOTE':
    case 'INVALID_OPENING_QUOTE':
      return { found: 'a quote inside a text', expected: 'the whole text in quotes, inner quotes doubled' };
    default:
      return { found: error.message, expected: 'a table of comma-separated values' };
  }
}
