// text → rows of a CSV table, with their lines.
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

/**
 * The table in a text; undefined after its problems have been reported. Lines that start with # are comments. Artefacts of
 * spreadsheets are omitted: a first line `sep=,`, rows of empty cells, and columns without a name and without a cell.
 */
export function readTable(file: string, text: string, report: Report): Table | undefined {
  const before = report.count;
  const body = withoutSeparatorLine(file, text, report);
  checkErrorCells(file, text, report);
  return report.count > before ? undefined : parseTable(file, body, report);
}

/** Spreadsheets name the separator in a first line. */
function withoutSeparatorLine(file: string, text: string, report: Report): string {
  const line = /^"?sep=(.)"?[,;\s]*?(?=\r?\n|$)/i.exec(text);
  if (line && line[1] !== ',')
    report.add({ where: `${file}:1`, found: line[0], expected: 'columns separated by commas', hint: DECIMALS });
  return line ? text.slice(line[0].length) : text;
}

const DECIMALS = 'decimals are written with a point';

/** A row that begins with an error value of a spreadsheet is not a comment. */
function checkErrorCells(file: string, text: string, report: Report): void {
  const lines = text.matchAll(/^[ \t]*(#(?:N\/A|REF!|VALUE!|DIV\/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!))/gm);
  let [line, seen] = [1, 0];
  for (const { index, 1: found } of lines) {
    for (; seen < index; seen++) if (text[seen] === '\n') line++;
    report.add({ where: `${file}:${line}`, found, expected: 'a value: a spreadsheet writes this for an error' });
  }
}

function parseTable(file: string, text: string, report: Report): Table | undefined {
  let records: readonly CsvRecord[];
  try {
    records = plainRecords(text) ?? allRecords(text);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = error.code === 'CSV_QUOTE_NOT_CLOSED' ? lineOfOpenQuote(text) : Number(error['lines'] ?? 1);
    report.add({ where: `${file}:${line}`, ...csvWords(error) });
    return undefined;
  }
  const [head, ...body] = withoutEmptyColumns(records);
  if (head === undefined || body.length === 0) {
    report.add({
      where: `${file}:1`,
      found: head ? 'a header and no row' : 'no header',
      expected: 'a header and at least one row',
    });
    return undefined;
  }
  const header = head.record;
  const headerAt = `${file}:${head.line}`;
  if (!headerIsSound(header, headerAt, report)) return undefined;
  const rows: Row[] = [];
  for (const { record, line } of body) {
    const at = `${file}:${line}`;
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

/** The cells of a row without spaces around them, and its line, from 1. */
export interface CsvRecord {
  readonly record: readonly string[];
  readonly line: number;
}

/** The records of any text. @throws CsvError where its quotes are wrong */
export const allRecords = (text: string): CsvRecord[] =>
  (
    parse(text, {
      info: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      comment: '#',
      comment_no_infix: true,
      trim: true,
      relax_column_count: true,
    }) as unknown as readonly { readonly record: string[]; readonly info: { readonly lines: number } }[]
  ).map(({ record, info }) => ({ record, line: info.lines }));

/**
 * The records of a text in which every line is whole rows: those of `allRecords` in a tenth of the time. Undefined for other texts,
 * and where the ends of lines differ.
 */
export function plainRecords(text: string): CsvRecord[] | undefined {
  const end = text.includes('\r') ? '\r\n' : '\n';
  if (end === '\r\n' && /\r(?!\n)|(?<!\r)\n/.test(text)) return undefined;
  const records: CsvRecord[] = [];
  for (const [i, written] of text.split(end).entries()) {
    const start = written.trimStart();
    if (start === '' || start.startsWith('#')) continue;
    const record = cellsIn(written);
    if (!record) return undefined;
    if (!record.every((cell) => cell.trim() === '')) records.push({ record, line: i + 1 });
  }
  return records;
}

const CELL = /[ \t]*"((?:[^"]|"")*)"[ \t]*(?:,|$)|([^",]*)(?:,|$)/y;

/** The cells of a line; undefined where its quotes do not enclose cells. */
function cellsIn(line: string): string[] | undefined {
  if (!line.includes('"')) return line.split(',').map((cell) => cell.trim());
  const cells: string[] = [];
  for (CELL.lastIndex = 0; ; ) {
    const cell = CELL.exec(line);
    if (!cell) return undefined;
    cells.push(cell[1]?.replaceAll('""', '"') ?? cell[2]!.trim());
    if (!cell[0].endsWith(',')) return cells;
  }
}

/** Removes empty cells after the last name of the header. */
function withoutEmptyColumns(records: readonly CsvRecord[]): readonly CsvRecord[] {
  const width = (records[0]?.record.findLastIndex((cell) => cell !== '') ?? -1) + 1;
  const cut = records.map((r) => (emptyFrom(r.record, width) ? { ...r, record: r.record.slice(0, width) } : r));
  // a cell below a column without a name is a fault of the header
  return cut.every(({ record }) => record.length <= width) ? cut : [...records.slice(0, 1), ...cut.slice(1)];
}

function emptyFrom(cells: readonly string[], start: number): boolean {
  for (let i = start; i < cells.length; i++) if (cells[i] !== '') return false;
  return true;
}

/** Line of the unclosed quote; csv-parse reports the last line of the text. */
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
  const separator = header.length === 1 ? /[;\t|]/.exec(header[0]!)?.[0] : undefined;
  if (separator) {
    const found = `columns separated by ${separator === '\t' ? 'tabs' : separator}`;
    report.add({ where, found, expected: 'columns separated by commas', hint: DECIMALS });
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
