// Text of a SimBench table → rows: semicolons, decimal points, NULL for no value, the first line is the header.
import type { Problem } from '../../../base/index.ts';

export interface Table {
  /** `Node.csv` */
  readonly file: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

/** Cells by column name. A wrong or absent cell is a problem, and reads as a value that lets the others be checked. */
export class Row {
  /** `Node.csv:8` */
  readonly at: string;
  readonly #cells: readonly string[];
  readonly #columns: ReadonlyMap<string, number>;
  readonly #problems: Problem[];

  constructor(at: string, cells: readonly string[], columns: ReadonlyMap<string, number>, problems: Problem[]) {
    this.at = at;
    this.#cells = cells;
    this.#columns = columns;
    this.#problems = problems;
  }

  bad(column: string, found: unknown, expected: string, hint?: string): void {
    this.#problems.push({ where: `${this.at}, ${column}`, found, expected, ...(hint === undefined ? {} : { hint }) });
  }

  /** Undefined where it is NULL or empty, or where the table lacks the column. */
  given(column: string): string | undefined {
    const cell = this.#cells[this.#columns.get(column) ?? -1]?.trim();
    return cell === undefined || cell === '' || cell === 'NULL' ? undefined : cell;
  }

  text(column: string): string {
    const cell = this.given(column);
    if (cell === undefined) this.bad(column, 'NULL', 'a value');
    return cell ?? '';
  }

  /** A finite number; undefined where there is none. */
  optional(column: string): number | undefined {
    const cell = this.given(column);
    if (cell === undefined) return undefined;
    const value = NUMBER.test(cell) ? Number(cell) : Number.NaN;
    if (Number.isFinite(value)) return value;
    this.bad(column, cell, 'a number', cell.includes(',') ? 'decimals are written with a point' : undefined);
    return undefined;
  }

  number(column: string): number {
    if (this.given(column) === undefined) this.bad(column, 'NULL', 'a number');
    return this.optional(column) ?? 0;
  }

  /** A number of 0 or more. */
  from0(column: string): number {
    const value = this.number(column);
    if (value < 0) this.bad(column, value, 'a number of 0 or more');
    return value;
  }

  /** A number of which physics needs that it is above 0. */
  positive(column: string): number {
    const before = this.#problems.length;
    const value = this.number(column);
    if (value > 0) return value;
    if (this.#problems.length === before) this.bad(column, value, 'a number above 0');
    return 1;
  }

  /** 1 or 0. */
  flag(column: string): boolean {
    const value = this.number(column);
    if (value !== 0 && value !== 1) this.bad(column, value, '1 or 0');
    return value === 1;
  }
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const RESERVED = '__proto__';

/** The table of a text; one without rows after a problem of its header. */
export function tableOf(file: string, text: string, needed: readonly string[], problems: Problem[]): Table {
  const lines = linesOf(text);
  const columns = cellsOf(lines[0] ?? '').map((cell) => cell.trim());
  const index = new Map<string, number>();
  const before = problems.length;
  const where = `${file}:1`;
  for (const [i, column] of columns.entries()) {
    if (column === RESERVED) problems.push({ where, found: column, expected: 'another name: __proto__ is reserved' });
    else if (index.has(column) && column !== '')
      problems.push({ where, found: column, expected: 'the names of columns to differ' });
    index.set(column, i);
  }
  const absent = needed.filter((column) => !index.has(column));
  if (absent.length > 0) {
    const separated = columns.length === 1 && /[,\t]/.test(columns[0]!);
    const hint = separated ? 'columns are separated by semicolons' : undefined;
    const expected = `the ${absent.length === 1 ? 'column' : 'columns'} ${absent.join(', ')}`;
    problems.push({ where, found: columns.join(';'), expected, ...(hint ? { hint } : {}) });
  }
  if (problems.length > before) return { file, columns, rows: [] };
  const rows: Row[] = [];
  for (let i = 1; i < lines.length; i++) {
    if (lines[i] === '') continue;
    const at = `${file}:${i + 1}`;
    const cells = cellsOf(lines[i]!, columns.length + 1);
    if (cells.length === columns.length) rows.push(new Row(at, cells, index, problems));
    else {
      const hint = i === lines.length - 1 && cells.length < columns.length ? 'the file may be truncated' : undefined;
      const expected = `${columns.length} cells, as many as columns`;
      const found = cells.length > columns.length ? 'more cells' : `${cells.length} cells`;
      problems.push({ where: at, found, expected, ...(hint ? { hint } : {}) });
    }
  }
  return { file, columns, rows };
}

/** Lines without a byte-order mark and without the CR of Windows. */
export const linesOf = (text: string): string[] =>
  (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text).split(/\r?\n/);

/**
 * Cells between semicolons; a cell in quotes may contain them.
 * @param most number of cells after which the rest of the line is not read
 */
export function cellsOf(line: string, most = Number.POSITIVE_INFINITY): string[] {
  if (!line.includes('"')) return most < line.length ? line.split(';', most) : line.split(';');
  const cells: string[] = [];
  let [from, quoted] = [0, false];
  for (let i = 0; i < line.length && cells.length < most; i++) {
    if (line[i] === '"') quoted = !quoted;
    else if (line[i] === ';' && !quoted) {
      cells.push(unquoted(line.slice(from, i)));
      from = i + 1;
    }
  }
  return [...cells, unquoted(line.slice(from))];
}

const unquoted = (cell: string): string =>
  cell.length > 1 && cell.startsWith('"') && cell.endsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
