// Texts of a column that recur in every step: names of buses, kinds of devices. Their cells are made once.
import { formatText } from './text.ts';

export class Names {
  readonly texts: readonly string[];
  /** Row r has the text `texts[at[r]]`, a blank cell where that is −1; `texts[r]` without `at`. */
  readonly at: Int32Array | undefined;
  /** The cells of the texts, each after a comma. */
  readonly cells: readonly Uint8Array[];
  /** Bytes of the longest cell, with the comma. */
  readonly longest: number;

  constructor(texts: readonly string[], at?: Int32Array) {
    this.texts = texts;
    this.at = at;
    this.cells = texts.map((text) => Buffer.from(`,${formatText(text)}`));
    this.longest = this.cells.reduce((longest, { length }) => Math.max(longest, length), 1);
  }

  /** Text of row r. */
  text(r: number): string {
    return this.texts[this.at ? this.at[r]! : r] ?? '';
  }
}
