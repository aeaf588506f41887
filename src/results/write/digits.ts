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
const [MINUS, POINT, ZERO, E] = [45, 46, 48, 101] as const;

/** m and e of the number last taken apart. */
let mantissa = 0;
let exponent = 0;

/** Takes a size from `NOISE` to `LARGE` apart. @returns false where the product does not decide how it is rounded */
function takeApart(size: number): boolean {
  let e = 0;
  if (size >= 1) while (size >= TENS[e + 1]!) e++;
  else while (size < TENTHS[-e]!) e--;
  const scaled = e <= 8 ? size * TENS[8 - e]! : size / TENS[e - 8]!;
  let m = Math.floor(scaled);
  const fraction = scaled - m;
  if (Math.abs(fraction - 0.5) < NEAR) return false;
  if (fraction > 0.5) m++;
  if (m === 1e9) {
    m = 1e8;
    e++;
  }
  mantissa = m;
  exponent = e;
  return true;
}

/** The number that a table has for `x`; NaN where its cell is blank. */
export function rounded(x: number): number {
  const size = Math.abs(x);
  if (!(size < LARGE) || (size >= NOISE && !takeApart(size)))
    return Number.isFinite(x) ? Number(x.toPrecision(DIGITS)) : Number.NaN;
  if (size < NOISE) return 0;
  const value = exponent <= 8 ? mantissa / TENS[8 - exponent]! : mantissa * TENS[exponent - 8]!;
  return x < 0 ? -value : value;
}

/**
 * Writes the text of a number into `bytes`, which has room for `LONGEST` more; nothing for what is unknown; one zero.
 * @returns the place after it
 */
export function putNumber(bytes: Uint8Array, at: number, x: number): number {
  const size = Math.abs(x);
  if (size < NOISE) {
    bytes[at] = ZERO;
    return at + 1;
  }
  if (!(size < LARGE)) return Number.isFinite(x) ? putOther(bytes, at, x) : at;
  if (!takeApart(size)) return putOther(bytes, at, x);
  let m = mantissa;
  let digits = DIGITS;
  while (m % 10 === 0) {
    m /= 10;
    digits--;
  }
  let begin = at;
  if (x < 0) bytes[begin++] = MINUS;
  if (exponent < -6) return putScientific(bytes, begin, m, digits);
  return putDecimal(bytes, begin, m, digits);
}

/** `12.5`, `1200`, `0.0125` */
function putDecimal(bytes: Uint8Array, begin: number, m: number, digits: number): number {
  const places = digits - 1 - exponent;
  if (places <= 0) {
    putWhole(bytes, begin, m, digits);
    return putZeros(bytes, begin + digits, -places);
  }
  if (exponent >= 0) {
    const tail = m % TENS[places]!;
    putWhole(bytes, begin, (m - tail) / TENS[places]!, exponent + 1);
    bytes[begin + exponent + 1] = POINT;
    return putWhole(bytes, begin + exponent + 2, tail, places);
  }
  bytes[begin] = ZERO;
  bytes[begin + 1] = POINT;
  return putWhole(bytes, putZeros(bytes, begin + 2, -1 - exponent), m, digits);
}

/** `1.25e-7` */
function putScientific(bytes: Uint8Array, begin: number, m: number, digits: number): number {
  const tail = m % TENS[digits - 1]!;
  bytes[begin] = ZERO + (m - tail) / TENS[digits - 1]!;
  let at = begin + 1;
  if (digits > 1) {
    bytes[at] = POINT;
    at = putWhole(bytes, at + 1, tail, digits - 1);
  }
  bytes[at] = E;
  bytes[at + 1] = MINUS;
  return putInteger(bytes, at + 2, -exponent);
}

/** A whole number ≥ 0 below 10⁹ in so many digits. */
function putWhole(bytes: Uint8Array, begin: number, n: number, digits: number): number {
  let rest = n | 0;
  for (let at = begin + digits - 1; at >= begin; at--) {
    const tenth = (rest / 10) | 0;
    bytes[at] = ZERO + rest - 10 * tenth;
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

const putOther = (bytes: Uint8Array, at: number, x: number): number =>
  putAscii(bytes, at, String(Number(x.toPrecision(DIGITS))));

function putAscii(bytes: Uint8Array, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
  return at + text.length;
}
