// Rows of a table of the run, step by step, as text. Most cells of a step are those of the step before: names, blanks, devices at
// rest. Only those that have changed become text again.
import { type Block, giveBlock, kernel, memory, takeBlock } from './memory.ts';
import { Names } from './names.ts';
import { formatText } from './text.ts';

/** A column: NaN is blank. */
export type Values = Float64Array | Names;

/** Rows of one step. The next step overwrites the arrays: copy what is kept. */
export interface StepRows {
  readonly rows: number;
  /** In the order of the columns of the table, `step` and `time` excepted. */
  readonly columns: readonly Values[];
}

/** Room that a number takes with the comma before it. */
export const LONGEST = 24;
/** Bytes that are overwritten beyond a text. */
export const BEYOND = 16;

/** The cells `step` and `time` of all rows of a step. */
export interface Label {
  readonly at: number;
  readonly length: number;
}

let ofLabel = takeBlock(128);

/** Whether a time begins with a digit, and so is no formula: nothing in it is quoted. */
const isDigit = (text: string): boolean => text.charCodeAt(0) >= 48 && text.charCodeAt(0) <= 57;

/**
 * It is valid until the next one is made.
 * @param time start of step k, ISO 8601
 */
export function labelOf(k: number, time: string): Label {
  const cells = isDigit(time) ? `${k},${time}` : `${k},${formatText(time)}`;
  const room = 3 * cells.length + BEYOND;
  if (room > ofLabel.bytes) {
    giveBlock(ofLabel);
    ofLabel = takeBlock(room);
  }
  return { at: ofLabel.at, length: memory.bytes.write(cells, ofLabel.at) };
}

/** Bytes of a cell, and the kind of a column of numbers; see rows.as. */
const [CELL, NUMBERS] = [32, 0] as const;

/** The last step of a table, whose steps have so many rows in columns of these kinds. */
export class LastStep {
  /** Bytes that a row takes at most, after its label. */
  readonly longest: number;
  readonly #rows: number;
  /** Columns of names; undefined for numbers. */
  readonly #names: readonly (Names | undefined)[];
  readonly #block: Block;
  /** Addresses of the kinds of the columns, of the values of the present step and of the last one, and of the cells. */
  readonly #kinds: number;
  readonly #given: number;
  readonly #known: number;
  readonly #cells: number;

  /** As if all cells of the step before had been blank, texts that are the same in every step excepted. */
  constructor({ rows, columns }: StepRows) {
    const n = columns.length;
    this.#rows = rows;
    this.#names = columns.map((values) => (values instanceof Names ? values : undefined));
    this.longest = this.#names.reduce((sum, names) => sum + (names?.longest ?? LONGEST), 1);
    const texts = this.#names.reduce((sum, names) => sum + (names ? bytesOfTexts(names) : 0), 0);
    this.#block = takeBlock(8 * n + (8 + 8 + CELL) * rows * n + texts);
    this.#kinds = this.#block.at;
    this.#given = this.#kinds + 8 * n;
    this.#known = this.#given + 8 * rows * n;
    this.#cells = this.#known + 8 * rows * n;
    memory.numbers.fill(0, this.#given / 8, this.#known / 8); // a place is half of a number
    let at = this.#cells + CELL * rows * n;
    for (const [c, names] of this.#names.entries()) {
      memory.integers[this.#kinds / 4 + c] = !names ? NUMBERS : names.at ? at : -at;
      if (!names) continue;
      writeTexts(names, at);
      at += bytesOfTexts(names);
    }
    kernel.begin(rows, n, this.#kinds, this.#known, this.#cells);
  }

  isLike({ rows, columns }: StepRows): boolean {
    if (rows !== this.#rows || columns.length !== this.#names.length) return false;
    for (let c = 0; c < columns.length; c++) {
      const values = columns[c]!;
      if ((values instanceof Names ? values : undefined) !== this.#names[c]) return false;
    }
    return true;
  }

  /** Takes the columns of the next step, whose rows are then put. */
  take(columns: readonly Values[]): void {
    const rows = this.#rows;
    const { numbers, integers } = memory;
    for (let c = 0; c < columns.length; c++) {
      const values = columns[c]!;
      const at = this.#given / 8 + c * rows;
      if (values instanceof Float64Array) numbers.set(values.length === rows ? values : values.subarray(0, rows), at);
      else if (values.at) for (let r = 0; r < rows; r++) integers[2 * (at + r)] = values.at[r]!;
    }
    kernel.change(rows, columns.length, this.#kinds, this.#given, this.#known, this.#cells);
  }

  /** Writes rows `from` to `to − 1`, each after `label`. @returns the place after them */
  put(at: number, label: Label, from: number, to: number): number {
    const n = this.#names.length;
    return kernel.put(at, label.at, label.at + label.length, to - from, n, this.#cells + CELL * n * from);
  }

  /** Gives its memory back. */
  end(): void {
    giveBlock(this.#block);
  }
}

/** A text and its entry in the directory, address and length. */
const bytesOfTexts = ({ cells }: Names): number => cells.reduce((sum, { length }) => sum + 8 + padded(length), 0);
const padded = (length: number): number => 8 * Math.ceil(length / 8) + BEYOND;

/** Writes the texts, after the directory of their addresses and lengths. */
function writeTexts({ cells }: Names, directory: number): void {
  let at = directory + 8 * cells.length;
  for (const [t, cell] of cells.entries()) {
    memory.integers.set([at, cell.length], directory / 4 + 2 * t);
    memory.bytes.set(cell, at);
    at += padded(cell.length);
  }
}
