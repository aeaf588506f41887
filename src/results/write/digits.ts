// The text of a number in a table, as bytes: nine significant digits, as short as `String(Number(x.toPrecision(9)))`, without a
// string in between. |x| = m · 10^(e − 8) with a whole m of nine digits. m is found by one product with a power of ten that is exact
// in a double, so its error is below m · 2⁻⁵³ ≈ 1.1e-7. Where the fraction is that near to ½, `toPrecision` decides.

const DIGITS = 9;
/** Below this a number is the solver's rounding noise: a millionth of a milliwatt. */
const NOISE = 1e-9;
/** Largest size that is written without `toPrecision`, which a table rarely has. */
const LARGE = 1e15;
/** A fraction this near to ½ may be on either side of it. */
const NEAR = 2e-7;
/** Bytes of the longest number. */
export const LONGEST = 24;

const TENS = Float64Array.from({ length: 23 }, (_, n) => Number(`1e${n}`));
const TENTHS = Float64Array.from({ length: 23 }, (_, n) => Number(`1e-${n}`));
const WHOLE_TENS = Int32Array.from({ length: 10 }, (_, n) => 10 ** n);
const [MINUS, POINT, ZERO, E] = [45, 46, 48, 101] as const;
/** The digits of 000 to 999. */
const TRIPLES = Uint8Array.from(
  Array.from({ length: 1000 }, (_, n) => String(n).padStart(3, '0')).join(''),
  (digit) => ZERO + Number(digit),
);

/** e of the number last taken apart. */
let exponent = 0;

/** Takes a size from `NOISE` to `LARGE` apart. @returns m; −1 where the product does not decide how it is rounded */
function takeApart(size: number): number {
  let e = 0;
  if (size >= 1) while (size >= TENS[e + 1]!) e++;
  else while (size < TENTHS[-e]!) e--;
  const scaled = e <= 8 ? size * TENS[8 - e]! : size / TENS[e - 8]!;
  let m = scaled | 0;
  const fraction = scaled - m;
  if (Math.abs(fraction - 0.5) < NEAR) return -1;
  if (fraction > 0.5) m++;
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
 * Writes the text of a number into `bytes`, which has room for `LONGEST` more; nothing for what is unknown; one zero.
 * @returns the place after it
 */
export function putNumber(bytes: Uint8Array, at: number, x: number): number {
  const n = x | 0;
  if (x === n && n >= 0 && n < 1_000_000_000) return putInteger(bytes, at, n);
  const size = Math.abs(x);
  if (size < NOISE) {
    bytes[at] = ZERO;
    return at + 1;
  }
  let m = size < LARGE ? takeApart(size) : -1;
  if (m < 0) return Number.isFinite(x) ? putAscii(bytes, at, String(Number(x.toPrecision(DIGITS)))) : at;
  let digits = DIGITS;
  for (let part = (m / 1000) | 0; 1000 * part === m; part = (m / 1000) | 0) {
    m = part;
    digits -= 3;
  }
  for (let part = (m / 10) | 0; 10 * part === m; part = (m / 10) | 0) {
    m = part;
    digits--;
  }
  let begin = at;
  if (x < 0) bytes[begin++] = MINUS;
  return exponent < -6 ? putScientific(bytes, begin, m, digits) : putDecimal(bytes, begin, m, digits);
}

/** `12.5`, `1200`, `0.0125` */
function putDecimal(bytes: Uint8Array, begin: number, m: number, digits: number): number {
  const places = digits - 1 - exponent;
  if (places <= 0) return putZeros(bytes, putWhole(bytes, begin, m, digits), -places);
  if (exponent < 0) {
    bytes[begin] = ZERO;
    bytes[begin + 1] = POINT;
    return putWhole(bytes, putZeros(bytes, begin + 2, -1 - exponent), m, digits);
  }
  const unit = WHOLE_TENS[places]!;
  const whole = (m / unit) | 0;
  const at = putWhole(bytes, begin, whole, exponent + 1);
  bytes[at] = POINT;
  return putWhole(bytes, at + 1, m - whole * unit, places);
}

/** `1.25e-7` */
function putScientific(bytes: Uint8Array, begin: number, m: number, digits: number): number {
  const unit = WHOLE_TENS[digits - 1]!;
  const whole = (m / unit) | 0;
  bytes[begin] = ZERO + whole;
  let at = begin + 1;
  if (digits > 1) {
    bytes[at] = POINT;
    at = putWhole(bytes, at + 1, m - whole * unit, digits - 1);
  }
  bytes[at] = E;
  bytes[at + 1] = MINUS;
  return putInteger(bytes, at + 2, -exponent);
}

/** A whole number ≥ 0 below 10⁹ in so many digits. */
function putWhole(bytes: Uint8Array, begin: number, n: number, digits: number): number {
  let rest = n;
  let at = begin + digits;
  for (; at - begin >= 3; at -= 3) {
    const thousandth = (rest / 1000) | 0;
    const triple = 3 * (rest - 1000 * thousandth);
    bytes[at - 1] = TRIPLES[triple + 2]!;
    bytes[at - 2] = TRIPLES[triple + 1]!;
    bytes[at - 3] = TRIPLES[triple]!;
    rest = thousandth;
  }
  for (; at > begin; at--) {
    const tenth = (rest / 10) | 0;
    bytes[at - 1] = ZERO + rest - 10 * tenth;
    rest = tenth;
  }
  return begin + digits;
}

function putZeros(bytes: Uint8Array, begin: number, count: number): number {
  for (let i = 0; i < count; i++) bytes[begin + i] = ZERO;
  return begin + count;
}

/** Writes the digits of an integer, all of them. */
export function putInteger(bytes: Uint8Array, at: number, n: number): number {
  if (!(n >= 0 && n < 1e9)) return putAscii(bytes, at, String(n));
  let digits = 1;
  while (n >= TENS[digits]!) digits++;
  return putWhole(bytes, at, n, digits);
}

function putAscii(bytes: Uint8Array, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
  return at + text.length;
}
