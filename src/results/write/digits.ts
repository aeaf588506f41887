// The text of a number in a table, as bytes: nine significant digits, as short as `String(Number(x.toPrecision(9)))`, without a
// string in between. |x| = m · 10^(e − 8) with a whole m of nine digits. m is found by one product with a power of ten that is exact
// in a double, so its error is below m · 2⁻⁵³ ≈ 1.1e-7. Where the fraction is that near to ½, `toPrecision` decides. The digits are written
// all nine, three at a time, and zeros at the end are taken back: which digits a number has is not known to a branch beforehand.
import type { Text } from './words.ts';

const DIGITS = 9;
/** Below this a number is the solver's rounding noise: a millionth of a milliwatt. */
const NOISE = 1e-9;
/** Largest size that is written without `toPrecision`, which a table rarely has. */
const LARGE = 1e15;
/** A fraction this near to ½ may be on either side of it. */
const NEAR = 2e-7;
/** Room that a number takes: the longest has 22 bytes, and digits are written beyond the end. */
export const LONGEST = 24;

const TENS = Float64Array.from({ length: 23 }, (_, n) => Number(`1e${n}`));
/** 10ⁿ⁻¹⁰ */
const POWERS = Float64Array.from({ length: 27 }, (_, n) => Number(`1e${n - 10}`));
const WHOLE_TENS = Int32Array.from({ length: 10 }, (_, n) => 10 ** n);
const [MINUS, POINT, ZERO, E] = [45, 46, 48, 101] as const;
/** The digits of 000 to 999, as words. */
const TRIPLES = Int32Array.from({ length: 1000 }, (_, n) =>
  Buffer.from(`${String(n).padStart(3, '0')}0`).readInt32LE(),
);
/** `0.000000` as two words. */
const [NONE, NONE_MORE] = [Buffer.from('0.00').readInt32LE(), Buffer.from('0000').readInt32LE()];

/** A double, its bits as words, and which of these has the exponent. */
const double = Float64Array.of(1);
const bits = new Int32Array(double.buffer);
const HIGH = bits[1] === 0 ? 0 : 1;
/** The least binary exponent of a size from `NOISE` on. */
const LEAST = -30;
/** The largest e with 10^e ≤ 2^(n + LEAST). */
const DECIMAL = Int8Array.from(
  { length: 81 },
  (_, n) => POWERS.findLastIndex((power) => power <= 2 ** (n + LEAST)) - 10,
);

/** e of the number last taken apart. */
let exponent = 0;

/** Takes a size from `NOISE` to `LARGE` apart. @returns m; −1 where the product does not decide how it is rounded */
function takeApart(size: number): number {
  double[0] = size;
  let e = DECIMAL[(bits[HIGH]! >> 20) - 1023 - LEAST]!;
  if (size >= POWERS[e + 11]!) e++;
  const half = (e <= 8 ? size * TENS[8 - e]! : size / TENS[e - 8]!) + 0.5;
  let m = half | 0;
  const fraction = half - m;
  if (fraction < NEAR || fraction > 1 - NEAR) return -1;
  if (m === 1_000_000_000) {
    m = 100_000_000;
    e++;
  }
  exponent = e;
  return m;
}

/** The number that a table has for `x`; NaN where its cell is blank. */
export function rounded(x: number): number {
  const size = Math.abs(x);
  if (size < NOISE) return 0;
  const m = size < LARGE ? takeApart(size) : -1;
  if (m < 0) return Number.isFinite(x) ? Number(x.toPrecision(DIGITS)) : Number.NaN;
  const value = exponent <= 8 ? m / TENS[8 - exponent]! : m * TENS[exponent - 8]!;
  return x < 0 ? -value : value;
}

/**
 * Writes the text of a number at place `at`, where there is room for `LONGEST` bytes; nothing for what is unknown; one zero.
 * @returns the place after it
 */
export function putNumber(text: Text, at: number, x: number): number {
  const n = x | 0;
  if (x === n && n >= 0 && n < 1_000_000_000) return putInteger(text, at, n);
  const { bytes, words } = text;
  const size = Math.abs(x);
  if (size < NOISE) {
    bytes[at] = ZERO;
    return at + 1;
  }
  const m = size < LARGE ? takeApart(size) : -1;
  if (m < 0) return Number.isFinite(x) ? putAscii(bytes, at, String(Number(x.toPrecision(DIGITS)))) : at;
  bytes[at] = MINUS;
  const begin = x < 0 ? at + 1 : at;
  const e = exponent;
  if (e < -6) return putScientific(text, begin, m);
  if (e < 0) {
    words.setInt32(begin, NONE, true);
    words.setInt32(begin + 4, NONE_MORE, true);
    putNine(words, begin + 1 - e, m);
    return withoutZeros(bytes, begin + 10 - e);
  }
  putNine(words, begin, m);
  if (e >= 8) return bytes.fill(ZERO, begin + DIGITS, begin + e + 1) && begin + e + 1;
  const unit = WHOLE_TENS[8 - e]!;
  const rest = m - unit * ((m / unit) | 0);
  bytes[begin + e + 1] = POINT;
  putNine(words, begin + e + 2, rest * WHOLE_TENS[e + 1]!);
  return withoutZeros(bytes, begin + DIGITS + 1);
}

/** `1.25e-7` */
function putScientific(text: Text, begin: number, m: number): number {
  const { bytes, words } = text;
  const first = (m / 100_000_000) | 0;
  bytes[begin] = ZERO + first;
  bytes[begin + 1] = POINT;
  putNine(words, begin + 2, 10 * (m - 100_000_000 * first));
  const at = withoutZeros(bytes, begin + DIGITS + 1);
  bytes[at] = E;
  bytes[at + 1] = MINUS;
  return putInteger(text, at + 2, -exponent);
}

/** Writes the nine digits of an integer ≥ 0, and a byte more. */
function putNine(words: DataView, at: number, n: number): void {
  const thousands = (n / 1000) | 0;
  const millions = (thousands / 1000) | 0;
  words.setInt32(at, TRIPLES[millions]!, true);
  words.setInt32(at + 3, TRIPLES[thousands - 1000 * millions]!, true);
  words.setInt32(at + 6, TRIPLES[n - 1000 * thousands]!, true);
}

/** The end of a decimal that ends at `end`, without zeros, and without a point that nothing follows. */
function withoutZeros(bytes: Uint8Array, end: number): number {
  let at = end;
  while (bytes[at - 1] === ZERO) at--;
  return bytes[at - 1] === POINT ? at - 1 : at;
}

/** Writes the digits of an integer, all of them. */
export function putInteger({ bytes }: Text, at: number, n: number): number {
  if (!(n >= 0 && n < 1e9)) return putAscii(bytes, at, String(n));
  let digits = 1;
  while (n >= WHOLE_TENS[digits]!) digits++;
  let rest = n;
  for (let place = at + digits - 1; place >= at; place--) {
    const tenth = (rest / 10) | 0;
    bytes[place] = ZERO + rest - 10 * tenth;
    rest = tenth;
  }
  return at + digits;
}

function putAscii(bytes: Uint8Array, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
  return at + text.length;
}
