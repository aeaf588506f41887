// Fast path for tables of plain numbers, read directly into one array. A table with anything else (an expression, a name, a
// text) is read by the parser, so the result is the same as without this path.
import { type Complaints, LIMITS } from './limits.ts';
import type { Matrix } from './matrix.ts';

export interface Table {
  readonly value: Matrix;
  /** Position and line after the closing bracket. */
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
 * Reads the table whose `[` is directly before `at`. Undefined when it is not a well-formed table of plain numbers; the parser
 * then reads it or reports the fault.
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
      // a comma after no number omits an element: not a plain row
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

/** The last non-blank character before `k`. */
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

/** A growing array of doubles; its capacity doubles. */
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
