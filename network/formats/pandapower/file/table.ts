// A table of a net: rows with a key (the index of the element, which is not its position) and cells by column.
import { InputError, type ProblemList, typeName } from '../../../../base/index.ts';

type Cells = readonly (readonly unknown[])[];

export class Table {
  readonly name: string;
  readonly #where: string;
  readonly #columns: ReadonlyMap<string, number>;
  readonly #index: readonly unknown[];
  readonly #cells: Cells;

  private constructor(
    name: string,
    where: string,
    columns: readonly unknown[],
    index: readonly unknown[],
    cells: Cells,
  ) {
    this.name = name;
    this.#where = where;
    this.#columns = new Map(columns.map((column, i) => [String(column), i]));
    this.#index = index;
    this.#cells = cells;
  }

  /**
   * @param where `net.json, line`
   * @param content of `_object`
   * @throws InputError where the form is not that of a table
   */
  static of(name: string, where: string, orient: unknown, content: unknown, source: string): Table {
    const refuse = (found: unknown, expected: string): never => {
      throw new InputError(source, [{ where, found, expected }]);
    };
    if (orient !== 'split') return refuse(orient, 'a table with orient "split"');
    const { columns, index, data } = (content ?? {}) as Readonly<Record<string, unknown>>;
    if (!Array.isArray(columns) || !Array.isArray(index) || !Array.isArray(data))
      return refuse(typeName(content), 'an object with the lists columns, index and data');
    if (index.length !== data.length)
      return refuse(`${index.length} keys and ${data.length} rows`, 'a key in index for each row of data');
    const short = data.findIndex((row) => !Array.isArray(row) || row.length !== columns.length);
    if (short >= 0) {
      const row: unknown = data[short];
      const found = Array.isArray(row) ? `${row.length} cells` : typeName(row);
      return refuse(`${found} in row ${short + 1}`, `rows of ${columns.length} cells, one for each column`);
    }
    const names = columns.map(String);
    if (new Set(names).size < names.length) {
      const twice = names.find((column, i) => names.indexOf(column) !== i);
      return refuse(`two columns ${JSON.stringify(twice)}`, 'columns that differ');
    }
    return new Table(name, where, columns, index, data);
  }

  get size(): number {
    return this.#index.length;
  }

  /** Keys of the rows, as they are written. */
  get index(): readonly unknown[] {
    return this.#index;
  }

  /** Cells of a column; undefined where there is none. */
  column(name: string): readonly unknown[] | undefined {
    const at = this.#columns.get(name);
    return at === undefined ? undefined : this.#cells.map((row) => row[at]);
  }

  has(column: string): boolean {
    return this.#columns.has(column);
  }

  /** Rows in the order of the file; a key that is no whole number from 0 or comes twice is a problem, and its row is left out. */
  *rows(problems: ProblemList): Iterable<Row> {
    const known = new Set<number>();
    for (const [i, cells] of this.#cells.entries()) {
      const key = this.#index[i];
      if (!isKey(key) || known.has(key)) {
        const expected = isKey(key) ? 'keys that differ' : 'whole numbers from 0 as keys';
        problems.add({ where: `${this.#where}, index`, found: key, expected });
        continue;
      }
      known.add(key);
      yield new Row(String(key), `${this.#where} ${key}`, this.#columns, cells, problems);
    }
  }
}

/** Cells of one element. NaN, NA and infinities are written as null; a null or a missing column means the default. */
export class Row {
  readonly key: string;
  /** `net.json, line 5` */
  readonly at: string;
  readonly #columns: ReadonlyMap<string, number>;
  readonly #cells: readonly unknown[];
  readonly #problems: ProblemList;

  constructor(
    key: string,
    at: string,
    columns: ReadonlyMap<string, number>,
    cells: readonly unknown[],
    problems: ProblemList,
  ) {
    this.key = key;
    this.at = at;
    this.#columns = columns;
    this.#cells = cells;
    this.#problems = problems;
  }

  has(column: string): boolean {
    return this.#columns.has(column);
  }

  /** The cell as it is; null where the column is missing. */
  cell(column: string): unknown {
    const at = this.#columns.get(column);
    return at === undefined ? null : (this.#cells[at] ?? null);
  }

  /** A finite number, or undefined where there is none. */
  given(column: string): number | undefined {
    const value = this.cell(column);
    if (value === null) return undefined;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    this.bad(column, shown(value), 'a finite number');
    return undefined;
  }

  /** A finite number; where there is none the default, or a problem where there is no default. */
  number(column: string, otherwise?: number): number {
    const value = this.given(column) ?? otherwise;
    if (value !== undefined) return value;
    if (this.cell(column) === null) this.bad(column, undefined, 'a finite number');
    return Number.NaN;
  }

  /**
   * A number whose absence would change voltages: the default where the column is missing, a problem where a cell of it is empty,
   * which pandapower does not solve either.
   */
  stated(column: string, otherwise: number): number {
    return this.number(column, this.has(column) ? undefined : otherwise);
  }

  /** A whole number from 1. */
  count(column: string, otherwise: number): number {
    const value = this.stated(column, otherwise);
    if (!Number.isNaN(value) && !(Number.isSafeInteger(value) && value >= 1))
      this.bad(column, value, 'a whole number from 1');
    return value;
  }

  /** Whether an element is in service, or a switch closed: yes where the column is missing. */
  state(column: 'in_service' | 'closed'): boolean {
    if (this.has(column) && this.cell(column) === null) this.bad(column, undefined, 'true or false');
    return this.flag(column, true);
  }

  /** A number above 0. */
  positive(column: string, otherwise?: number): number {
    const value = this.number(column, otherwise);
    if (value <= 0) this.bad(column, value, 'a number above 0');
    return value;
  }

  flag(column: string, otherwise: boolean): boolean {
    const value = this.cell(column);
    if (value === null) return otherwise;
    if (value === true || value === 1) return true;
    if (value === false || value === 0) return false;
    this.bad(column, shown(value), 'true or false');
    return otherwise;
  }

  /** A text, or undefined where there is none. */
  text(column: string): string | undefined {
    const value = this.cell(column);
    if (value === null || value === '') return undefined;
    if (typeof value === 'string') return value;
    this.bad(column, shown(value), 'a text');
    return undefined;
  }

  /** Key of another element; integers in a column with an NA are written as floats. */
  reference(column: string): string {
    const value = this.cell(column);
    if (!Number.isSafeInteger(value)) this.bad(column, value, 'the key of an element, a whole number');
    return String(value);
  }

  bad(column: string, found: unknown, expected: string, hint?: string): void {
    this.#problems.add({ where: `${this.at}, ${column}`, found, expected, ...(hint === undefined ? {} : { hint }) });
  }
}

const isKey = (key: unknown): key is number => Number.isSafeInteger(key) && (key as number) >= 0;

/** Cells may be objects of any class. */
const shown = (value: unknown): unknown =>
  typeof value !== 'object' ? value : Array.isArray(value) ? 'a list' : 'an object';
