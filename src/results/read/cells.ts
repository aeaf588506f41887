// The cells of a CSV file as bytes. Only cells that are asked for become numbers or texts, so a table is read at the speed of
// its bytes; a buffer of fixed size holds a piece of the file.
import { closeSync, openSync, readSync } from 'node:fs';
import { readText } from '../write/text.ts';

const CHUNK = 1 << 18;
const [QUOTE, COMMA, LINE_FEED, RETURN, MINUS, POINT, ZERO, NINE] = [34, 44, 10, 13, 45, 46, 48, 57];

/** A file that is no CSV. */
export class NoCsv extends Error {
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

/** A row that is passed; after the call it is the next one. */
export interface Cells {
  /** Line of the file at which the row ends, from 1. */
  readonly line: number;
  readonly count: number;
  /** NaN of an empty cell; undefined where a cell is no number. */
  number(column: number): number | undefined;
  text(column: number): string;
}

type OnRow = (cells: Cells) => 'enough' | undefined;

/**
 * Calls `onRow` for every row of an RFC 4180 file, the header among them, until it returns that it has enough.
 * @throws NoCsv when quotes are wrong or a row has more or fewer cells than the first; the error of the system when the file
 *   cannot be read
 */
export function eachRowOfCells(path: string, onRow: OnRow): void {
  for (const _ of piecesOfRows(path, onRow));
}

/** As `eachRowOfCells`, with a pause after each piece of the file, in which a caller can look for an interrupt. */
export function* piecesOfRows(path: string, onRow: OnRow): Generator<void> {
  const file = openSync(path, 'r');
  try {
    const rows = new Rows();
    let buffer = Buffer.allocUnsafe(CHUNK);
    let held = 0;
    for (;;) {
      if (held === buffer.length) buffer = Buffer.concat([buffer], 2 * held); // a row longer than the buffer
      const read = readSync(file, buffer, held, buffer.length - held, null);
      const end = held + read;
      const done = rows.pass(buffer, end, read === 0, onRow);
      if (read === 0 || done === undefined) return;
      buffer.copyWithin(0, done, end);
      held = end - done;
      yield;
    }
  } finally {
    closeSync(file);
  }
}

class Rows implements Cells {
  line = 0;
  count = 0;
  #buffer: Buffer = Buffer.alloc(0);
  /** First byte of each cell of the row, and the byte after its last one. */
  #from = new Int32Array(64);
  #to = new Int32Array(64);
  /** Cells of the first row. */
  #width: number | undefined;

  /**
   * Passes the rows that are whole, and where the file ends the last one without a line end.
   * @returns the first byte of the next row; undefined where `onRow` has enough
   */
  pass(buffer: Buffer, end: number, last: boolean, onRow: OnRow): number | undefined {
    this.#buffer = buffer;
    let at = 0;
    while (at < end) {
      const next = this.#split(at, end, last);
      if (next < 0) break;
      this.#width ??= this.count;
      if (this.count !== this.#width)
        throw new NoCsv(this.line, `${this.count} cells in a row, ${this.#width} in the first`);
      if (onRow(this) === 'enough') return undefined;
      at = next;
    }
    return at;
  }

  /** Finds the cells of the row that begins at `from`. @returns the first byte of the next row; -1 where the row is not whole */
  #split(from: number, end: number, last: boolean): number {
    const buffer = this.#buffer;
    let cell = 0;
    let start = from;
    let lines = 1;
    for (let at = from; ; at++) {
      const byte = at < end ? buffer[at]! : last ? LINE_FEED : -1;
      if (byte > COMMA) continue; // most bytes
      if (byte === -1) return -1;
      if (byte === QUOTE) {
        if (at !== start) throw new NoCsv(this.line + lines, 'a quote within a cell that has none at its start');
        const close = this.#closing(at + 1, end, last, this.line + lines);
        if (close < 0) return -1;
        for (let i = at; i < close; i++) if (buffer[i] === LINE_FEED) lines++;
        at = close;
      } else if (byte === COMMA || byte === LINE_FEED) {
        if (cell === this.#from.length) this.#grow();
        this.#from[cell] = start;
        this.#to[cell] = byte === LINE_FEED && at > start && buffer[at - 1] === RETURN ? at - 1 : at;
        cell++;
        start = at + 1;
        if (byte === COMMA) continue;
        this.count = cell;
        this.line += lines;
        return Math.min(start, end);
      }
    }
  }

  /** The quote that closes a cell; -1 where the row is not whole. */
  #closing(from: number, end: number, last: boolean, line: number): number {
    const buffer = this.#buffer;
    for (let at = from; at < end; at++) {
      if (buffer[at] !== QUOTE) continue;
      if (at + 1 === end) return last ? at : -1;
      const next = buffer[at + 1];
      if (next === COMMA || next === LINE_FEED || next === RETURN) return at;
      if (next !== QUOTE) throw new NoCsv(line, 'a quote within a cell, not doubled');
      at++;
    }
    if (last) throw new NoCsv(line, 'a quote that is not closed');
    return -1;
  }

  #grow(): void {
    const [from, to] = [this.#from, this.#to];
    this.#from = new Int32Array(2 * from.length);
    this.#to = new Int32Array(2 * to.length);
    this.#from.set(from);
    this.#to.set(to);
  }

  number(column: number): number | undefined {
    const [buffer, from, to] = [this.#buffer, this.#from[column]!, this.#to[column]!];
    return decimal(buffer, from, to) ?? number(unquoted(buffer, from, to));
  }

  text(column: number): string {
    return words.of(this.#buffer, this.#from[column]!, this.#to[column]!);
  }
}

/** Digits whose number is exact in a double, and powers of ten that are. */
const EXACT_DIGITS = 15;
const TENS = Array.from({ length: 23 }, (_, n) => 10 ** n);

/** The nearest double to a plain decimal: an exact whole number over an exact power of ten is rounded once. */
function decimal(buffer: Buffer, from: number, to: number): number | undefined {
  if (from === to) return Number.NaN;
  const negative = buffer[from] === MINUS;
  let whole = 0;
  let digits = 0; // without leading zeros
  let point = -1;
  const first = negative ? from + 1 : from;
  for (let at = first; at < to; at++) {
    const byte = buffer[at]!;
    if (byte >= ZERO && byte <= NINE) {
      whole = 10 * whole + byte - ZERO;
      if (whole > 0) digits++;
    } else if (byte === POINT && point < 0) point = at;
    else return undefined;
  }
  const places = point < 0 ? 0 : to - point - 1;
  if (digits > EXACT_DIGITS || places >= TENS.length || to - first === (point < 0 ? 0 : 1)) return undefined;
  const value = whole / TENS[places]!;
  return negative ? -value : value;
}

function number(text: string): number | undefined {
  const value = Number(text);
  return Number.isNaN(value) ? undefined : value;
}

const SLOTS = 1 << 15;

/** Texts of cells. Names recur in every step: of equal cells the text is made once. */
class Words {
  readonly #known: (string | undefined)[] = new Array(SLOTS).fill(undefined);

  of(buffer: Buffer, from: number, to: number): string {
    if (from === to) return '';
    let hash = 0;
    let bits = 0;
    for (let at = from; at < to; at++) {
      const byte = buffer[at]!;
      hash = (Math.imul(hash, 31) + byte) | 0;
      bits |= byte;
    }
    const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    const known = this.#known[slot];
    if (known !== undefined && isAt(known, buffer, from, to)) return known;
    const text = readText(unquoted(buffer, from, to));
    if (bits < 128 && text.length === to - from) this.#known[slot] = text; // ASCII, as it is in the file
    return text;
  }
}

const words = new Words();

function unquoted(buffer: Buffer, from: number, to: number): string {
  const text = buffer.toString('utf8', from, to);
  return buffer[from] === QUOTE ? text.slice(1, -1).replaceAll('""', '"') : text;
}

/** Whether a text of ASCII has these bytes. */
function isAt(text: string, buffer: Buffer, from: number, to: number): boolean {
  if (text.length !== to - from) return false;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== buffer[from + i]) return false;
  return true;
}
