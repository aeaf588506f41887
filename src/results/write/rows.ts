// Rows of a table of the run, step by step, as text. Most cells of a step are those of the step before: names, blanks, devices at
// rest. Only those that have changed become text again; the bytes of all others are copied of the row as it was. Cells are compared
// and counted without branches, which no processor could foretell.
import { LONGEST, putNumber } from './digits.ts';
import { Names } from './names.ts';
import { formatText } from './text.ts';
import { copied, type Text, textOf } from './words.ts';

/** A column: NaN is blank. */
export type Values = Float64Array | Names;

/** Rows of one step. The next step overwrites the arrays: copy what is kept. */
export interface StepRows {
  readonly rows: number;
  /** In the order of the columns of the table, `step` and `time` excepted. */
  readonly columns: readonly Values[];
}

const [COMMA, LINE_END] = [44, 10] as const;

/** The cells `step` and `time` of all rows of a step. */
export interface Label {
  readonly text: Text;
  readonly length: number;
}

export function labelOf(k: number, time: string): Label {
  const cells = `${k},${formatText(time)}`;
  const text = textOf(Buffer.byteLength(cells));
  return { text, length: text.bytes.write(cells) };
}

/** The last step of a table, whose steps have so many rows in columns of these kinds. */
export class LastStep {
  /** Bytes that a row takes at most, after its label. */
  readonly longest: number;
  readonly #rows: number;
  /** Columns of names; undefined for numbers. */
  readonly #names: readonly (Names | undefined)[];
  /** What a column of names has in place of numbers: the places of its texts, NaN where each row has its own. */
  readonly #places: readonly Float64Array[];
  /** Values of the cells, row by row, and the same as words. */
  readonly #values: Float64Array;
  readonly #words: Int32Array;
  /** Text of the rows, each from a multiple of `longest` on. Cell i of all ends at `#ends[i]` in its row. */
  readonly #text: Text;
  readonly #ends: Int32Array;
  /** Columns of the present step as they were given, and as words. */
  readonly #given: Float64Array[];
  readonly #columns: Int32Array[];
  /** Columns that have changed in a row. */
  readonly #changed: Int32Array;

  /** As if all cells of the step before had been blank, texts that are the same in every step excepted. */
  constructor({ rows, columns }: StepRows) {
    const n = columns.length;
    this.#rows = rows;
    this.#names = columns.map((values) => (values instanceof Names ? values : undefined));
    this.#places = this.#names.map((names) => new Float64Array(names ? rows : 0).fill(Number.NaN));
    this.longest = this.#names.reduce((sum, names) => sum + 1 + (names?.longest ?? LONGEST), 1);
    this.#values = new Float64Array(rows * n).fill(Number.NaN);
    this.#words = new Int32Array(this.#values.buffer);
    this.#text = textOf(rows * this.longest);
    this.#ends = new Int32Array(rows * n);
    this.#given = columns.map(() => new Float64Array(0));
    this.#columns = columns.map(() => new Int32Array(0));
    this.#changed = new Int32Array(n);
    const { bytes } = this.#text;
    for (let r = 0; r < rows; r++) {
      const begin = r * this.longest;
      let at = begin;
      for (const [c, names] of this.#names.entries()) {
        bytes[at++] = COMMA;
        if (names && !names.at) at = names.put(bytes, at, r);
        this.#ends[r * n + c] = at - begin;
      }
    }
  }

  isLike({ rows, columns }: StepRows): boolean {
    if (rows !== this.#rows || columns.length !== this.#names.length) return false;
    return columns.every((values, c) => (values instanceof Names ? values : undefined) === this.#names[c]);
  }

  /** Takes the columns of the next step, whose rows are then put. */
  take(columns: readonly Values[]): void {
    for (const [c, values] of columns.entries()) {
      const places = this.#places[c]!;
      if (values instanceof Names && values.at) places.set(values.at.subarray(0, this.#rows));
      const given = values instanceof Names ? places : values;
      if (given === this.#given[c]) continue;
      this.#given[c] = given;
      this.#columns[c] = new Int32Array(given.buffer, given.byteOffset, 2 * this.#rows);
    }
  }

  /** Writes rows `from` to `to − 1`, each after `label`. @returns the place after them */
  put(text: Text, begin: number, label: Label, from: number, to: number): number {
    const [columns, words, old, changed] = [this.#columns, this.#words, this.#text, this.#changed];
    const n = columns.length;
    let at = begin;
    for (let r = from; r < to; r++) {
      let many = 0;
      for (let c = 0, i = 2 * r * n; c < n; c++, i += 2) {
        const column = columns[c]!;
        const differs = (column[2 * r]! ^ words[i]!) | (column[2 * r + 1]! ^ words[i + 1]!);
        changed[many] = c;
        many += (differs | -differs) >>> 31;
      }
      at = copied(label.text, 0, label.length, text, at);
      const row = r * this.longest;
      if (many > 0) {
        const cells = at;
        at = this.#changedRow(text, cells, r, many);
        copied(text, cells, at, old, row);
      } else at = copied(old, row, row + (this.#ends[(r + 1) * n - 1] ?? 0), text, at);
      text.bytes[at++] = LINE_END;
    }
    return at;
  }

  /** Writes the cells of row r, of which so many have changed. @returns the place after them */
  #changedRow(text: Text, cells: number, r: number, many: number): number {
    const [ends, old, changed, n] = [this.#ends, this.#text, this.#changed, this.#columns.length];
    const row = r * this.longest;
    const first = r * n;
    let at = cells;
    /** End of the last changed cell in the row as it was, by how much what follows moves, and the column after it. */
    let [same, shift, next] = [0, 0, 0];
    for (let j = 0; j <= many; j++) {
      const c = j < many ? changed[j]! : n;
      const until = c > next ? ends[first + c - 1]! : same;
      if (shift !== 0) for (let i = first + next; i < first + c; i++) ends[i]! += shift;
      at = copied(old, row + same, row + until, text, at);
      if (j === many) break;
      const x = this.#given[c]![r]!;
      this.#values[first + c] = x;
      text.bytes[at] = COMMA;
      at = this.#names[c]?.put(text.bytes, at + 1, r) ?? putNumber(text, at + 1, x);
      same = ends[first + c]!;
      ends[first + c] = at - cells;
      shift = at - cells - same;
      next = c + 1;
    }
    return at;
  }
}
