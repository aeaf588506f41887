// Texts of a column that recur in every step: names of buses, kinds of devices. Their cells are made once.
import { formatText } from './text.ts';

export class Names {
  readonly texts: readonly string[];
  /** Row r has the text `texts[at[r]]`, a blank cell where that is −1; `texts[r]` without `at`. */
  readonly at: Int32Array | undefined;
  /** Bytes of the longest cell. */
  readonly longest: number;
  readonly #cells: readonly Uint8Array[];

  constructor(texts: readonly string[], at?: Int32Array) {
    this.texts = texts;
    this.at = at;
    this.#cells = texts.map((text) => Uint8Array.from(Buffer.from(formatText(text))));
    this.longest = this.#cells.reduce((longest, { length }) => Math.max(longest, length), 0);
  }

  /** Text of row r. */
  text(r: number): string {
    return this.texts[this.at ? this.at[r]! : r] ?? '';
  }

  /** Writes the cell of row r. @returns the place after it */
  put(bytes: Uint8Array, at: number, r: number): number {
    const n = this.at ? this.at[r]! : r;
    return n < 0 ? at : putBytes(bytes, at, this.#cells[n]!);
  }
}

/** Copies a few bytes; for these a loop is faster than `set`. */
function putBytes(bytes: Uint8Array, at: number, cell: Uint8Array): number {
  for (let i = 0; i < cell.length; i++) bytes[at + i] = cell[i]!;
  return at + cell.length;
}
