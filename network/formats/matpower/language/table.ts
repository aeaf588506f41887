// The tables of a case file: rows of plain numbers, read straight into one array. Whatever holds anything else
// (an expression, a name, a text) is left to the parser, so this stays a shortcut that never changes a meaning.
import { type Complaints, LIMITS } from './limits.ts';
import type { Matrix } from './matrix.ts';

export interface Table {
  readonly value: Matrix;
  /** Place and line behind the closing bracket. */
  readonly at: number;
  readonly line: number;
}

const BREAKS = 1;
const SPACES = 2;
const NUMERALS = 3;
const CLASS = new Uint8Array(128);
for (const c of '\n;]') CLASS[c.charCodeAt(0)] = BREAKS;
for (const c of ' \t\r,') CLASS[c.charCodeAt(0)] = SPACES;
for (const c of '0123456789+-.eEdDInfNa') CLASS[c.charCodeAt(0)] = NUMERALS;

const NUMBER = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eEdD][+-]?\d+)?|Inf|inf|NaN|nan)$/;
const PLAIN = /^-?\d+(?:\.\d*)?$/;

/**
 * Reads the table whose `[` stands right before `at`. `undefined`: not a table of plain numbers (or not a well-formed
 * one: the parser then finds out why and says it).
 */
export function readTable(text: string, at: number, line: number, complaints: Complaints): Table | undefined {
  const values = new Growing();
  const lines: number[] = [];
  let cols = -1;
  let inRow = 0;
  for (let k = at; k < text.length; ) {
    const code = text.charCodeAt(k);
    const kind = code < 128 ? CLASS[code]! : 0;
    if (kind === SPACES) {
      // a comma that follows no number leaves an element out: not a plain row
      if (code === 44 && !/[\d.fn]/i.test(previousMark(text, k))) return undefined;
      k++;
    } else if (kind === NUMERALS) {
      let end = k + 1;
      while (end < text.length && CLASS[text.charCodeAt(end)] === NUMERALS) end++;
      const value = parse(text.slice(k, end));
      if (value === undefined) return undefined;
      if (values.push(value) > LIMITS.elements) {
        complaints.stop(line, `more than ${LIMITS.elements} numbers`, 'a smaller matrix');
      }
      if (inRow++ === 0) lines.push(line);
      k = end;
    } else if (kind === BREAKS) {
      if (inRow > 0) {
        if (cols < 0) cols = inRow;
        if (inRow !== cols) return undefined;
        inRow = 0;
      }
      k++;
      if (code === 10) line++;
      if (code === 93) return done(values, lines, Math.max(cols, 0), k, line);
    } else if (code === 37) {
      const end = text.indexOf('\n', k);
      if (end < 0 || text.startsWith('%{', k)) return undefined;
      k = end;
    } else return undefined;
  }
  return undefined;
}

function done(values: Growing, lines: readonly number[], cols: number, at: number, line: number): Table {
  const value: Matrix = {
    kind: 'matrix',
    rows: lines.length,
    cols,
    data: values.take(),
    lines: Int32Array.from(lines),
  };
  return { value, at, line };
}

/** The last character before `k` that is not blank. */
function previousMark(text: string, k: number): string {
  for (k--; text[k] === ' ' || text[k] === '\t'; ) k--;
  return text[k]!;
}

function parse(numeral: string): number | undefined {
  if (PLAIN.test(numeral)) return Number(numeral);
  if (!NUMBER.test(numeral)) return undefined;
  const named = /^([+-]?)(?:(inf)|nan)$/i.exec(numeral);
  if (!named) return numberOf(numeral);
  return named[2] ? Number(`${named[1]}Infinity`) : Number.NaN;
}

/** Fortran writes 1.5D-02 for 1.5e-02, and MATLAB reads it so. */
export const numberOf = (numeral: string): number => Number(numeral.replace(/d/i, 'e'));

/** An array of doubles that doubles its room. */
class Growing {
  #data = new Float64Array(1024);
  #length = 0;

  push(value: number): number {
    if (this.#length === this.#data.length) {
      const larger = new Float64Array(2 * this.#length);
      larger.set(this.#data);
      this.#data = larger;
    }
    this.#data[this.#length] = value;
    return ++this.#length;
  }

  take(): Float64Array {
    return this.#data.slice(0, this.#length);
  }
}
