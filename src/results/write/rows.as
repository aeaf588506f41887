// The cells of tables as text. AssemblyScript, compiled by `npm run wasm` to rows.wasm.ts.
//
// Numbers: nine significant digits, as short as `String(Number(x.toPrecision(9)))`. |x| = m · 10^(e − 8) with a whole m of nine digits.
// m is found by one product with a power of ten that is exact in a double, so its error is below m · 2⁻⁵³ ≈ 1.1e-7. Where the fraction is
// that near to ½, `toPrecision` of the host decides. Eight digits are eight bytes of a word, so zeros at the end are counted at once.
//
// Steps of a table: most cells of a step are those of the step before. Values are compared column by column, and only those that have
// changed become text again. A row is then put together of the texts of its cells.

/** Text of a number that one product does not decide; returns the place after it. */
@external('host', 'text') declare function textOf(x: f64, at: usize): usize;
/** Value of such a text. */
@external('host', 'value') declare function valueOf(x: f64): f64;

/** Below this a number is the solver's rounding noise: a millionth of a milliwatt. */
const NOISE: f64 = 1e-9;
/** Sizes from here on, which a table rarely has, are written by the host. */
const LARGE: f64 = 1e15;
/** A fraction this near to ½ may be on either side of it. */
const NEAR: f64 = 2e-7;

/** 10ⁿ */
const TENS = memory.data<f64>([
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
]);
/** 10ⁿ⁻¹⁰ */
const POWERS = memory.data<f64>([
  1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12,
  1e13, 1e14, 1e15, 1e16,
]);
const ZERO: u8 = 48, COMMA: u8 = 44, MINUS: u8 = 45, POINT: u8 = 46, LETTER_E: u8 = 101, LINE_END: u8 = 10;
/** `00000000` and `0.000000`, the first character in the lowest byte. */
const ZEROS: u64 = 0x3030303030303030, NONE: u64 = 0x3030303030302e30;

// @ts-ignore: decorator
@inline function tens(n: i32): f64 { return load<f64>(TENS + (<usize>n << 3)); }

/** e of the number last taken apart. */
let exponent: i32 = 0;

/** Takes a size from `NOISE` to `LARGE` apart; returns m, −1 where the product does not decide how it is rounded. */
// @ts-ignore: decorator
@inline function takeApart(size: f64): i32 {
  const two = <i32>(reinterpret<u64>(size) >> 52) - 1023;
  let e = (two * 1233) >> 12; // 10^e ≤ 2^two, as 1233 / 4096 ≈ lg 2
  if (size >= load<f64>(POWERS + (<usize>(e + 11) << 3))) e++;
  const half = (e <= 8 ? size * tens(8 - e) : size / tens(e - 8)) + 0.5;
  let m = <i32>half;
  const fraction = half - <f64>m;
  if (fraction < NEAR || fraction > 1 - NEAR) return -1;
  if (m == 1_000_000_000) {
    m = 100_000_000;
    e++;
  }
  exponent = e;
  return m;
}

/** The digits of a number below 10⁸, the first one in the lowest byte: by halves, quarters and eighths, side by side. */
// @ts-ignore: decorator
@inline function eightDigits(n: u32): u64 {
  const high = n / 10_000;
  const fours = <u64>high | (<u64>(n - 10_000 * high) << 32);
  const hundreds = ((fours * 10_486) >> 20) & 0x0000007f0000007f;
  const twos = hundreds | ((fours - 100 * hundreds) << 16);
  const tenths = ((twos * 103) >> 10) & 0x000f000f000f000f;
  return tenths | ((twos - 10 * tenths) << 8);
}

/** The number that a table has for x; NaN where its cell is blank. */
export function rounded(x: f64): f64 {
  const size = abs(x);
  if (size < NOISE) return 0;
  const m = size < LARGE ? takeApart(size) : -1;
  if (m < 0) return valueOf(x);
  const value = exponent <= 8 ? <f64>m / tens(8 - exponent) : <f64>m * tens(exponent - 8);
  return x < 0 ? -value : value;
}

/** Writes the text of a number, for which there is room for 24 bytes; nothing for what is unknown; one zero. Returns the place after it. */
export function number(at: usize, x: f64): usize {
  const size = abs(x);
  if (size < NOISE) {
    store<u8>(at, ZERO);
    return at + 1;
  }
  const m = size < LARGE ? takeApart(size) : -1;
  if (m < 0) return size < Infinity ? textOf(x, at) : at;
  const e = exponent;
  store<u8>(at, MINUS);
  const begin = at + <usize>(x < 0);
  const first = m / 100_000_000;
  const others = eightDigits(m - 100_000_000 * first);
  /** Digits after the first, without zeros at the end. */
  const after = 8 - (<i32>clz(others) >> 3);
  const digits = others | ZEROS;
  if (e >= 0) {
    store<u8>(begin, ZERO + <u8>first);
    store<u64>(begin, digits, 1);
    const point = begin + 1 + <usize>e;
    if (e >= 8) {
      store<u64>(begin, ZEROS, 9);
      return point;
    }
    store<u8>(point, POINT);
    store<u64>(point, digits >> (<u64>e << 3), 1);
    return after > e ? begin + 2 + <usize>after : point;
  }
  if (e >= -6) {
    store<u64>(begin, NONE);
    const place = begin + <usize>(1 - e);
    store<u8>(place, ZERO + <u8>first);
    store<u64>(place, digits, 1);
    return place + 1 + <usize>after;
  }
  store<u8>(begin, ZERO + <u8>first);
  store<u8>(begin, POINT, 1);
  store<u64>(begin, digits, 2);
  const end = after > 0 ? begin + 2 + <usize>after : begin + 1;
  store<u8>(end, LETTER_E);
  store<u8>(end, MINUS, 1);
  store<u8>(end, ZERO - <u8>e, 2);
  return end + 3;
}

/** Bytes of a cell: address of its text, which begins with a comma, its length, and room for the text of a number. */
const CELL: usize = 32, LENGTH: usize = 4, TEXT: usize = 8;
/** Kind of a column of numbers. One of texts has their address, as pairs of address and length; < 0 where each row has its own. */
const NUMBERS: i32 = 0;
/** Of the values of a blank cell, which no cell of texts has. */
const BLANK: f64 = NaN;

/** Makes all cells blank, those of rows with their own texts excepted. */
export function begin(rows: i32, n: i32, kinds: usize, known: usize, cells: usize): void {
  let cell = cells;
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < n; c++, known += 8, cell += CELL) {
      store<f64>(known, BLANK);
      store<u8>(cell, COMMA, TEXT);
      const kind = load<i32>(kinds + (<usize>c << 2));
      if (kind < 0) setText(cell, -kind, r);
      else setText(cell, 0, -1);
    }
  }
}

/**
 * Makes text of the cells that have changed. A column of texts has an integer per row, the place of its text or −1.
 * @param kinds of the n columns, as above
 * @param given values of the step, column by column, 8 bytes each
 * @param known those of the step before, which become those of this step
 * @param cells row by row
 */
export function change(rows: i32, n: i32, kinds: usize, given: usize, known: usize, cells: usize): void {
  const stride = <usize>n * CELL;
  for (let c = 0; c < n; c++) {
    const kind = load<i32>(kinds + (<usize>c << 2));
    if (kind < 0) continue;
    const from = <usize>(c * rows) << 3;
    let cell = cells + <usize>c * CELL;
    for (let at = from, end = from + (<usize>rows << 3); at < end; at += 8, cell += stride) {
      const value = load<u64>(given + at);
      if (value == load<u64>(known + at)) continue;
      store<u64>(known + at, value);
      if (kind == NUMBERS) {
        const text = cell + TEXT;
        store<u32>(cell, <u32>(number(text + 1, reinterpret<f64>(value)) - text), LENGTH);
      } else setText(cell, kind, <i32>value);
    }
  }
}

function setText(cell: usize, texts: usize, place: i32): void {
  if (place < 0) {
    store<u32>(cell, <u32>(cell + TEXT));
    store<u32>(cell, 1, LENGTH);
  } else store<u64>(cell, load<u64>(texts + (<usize>place << 3)));
}

/** Writes rows of n cells, each after a label. Up to 16 bytes after the end are overwritten. Returns the place after them. */
export function put(at: usize, label: usize, labelEnd: usize, rows: i32, n: i32, cells: usize): usize {
  let cell = cells;
  for (let r = 0; r < rows; r++) {
    at = copy(at, label, <u32>(labelEnd - label));
    for (const end = cell + <usize>n * CELL; cell < end; cell += CELL) at = copy(at, load<u32>(cell), load<u32>(cell, LENGTH));
    store<u8>(at, LINE_END);
    at++;
  }
  return at;
}

/** Copies a text, of which most have at most 16 bytes, and bytes after it. */
// @ts-ignore: decorator
@inline function copy(to: usize, from: usize, length: u32): usize {
  store<u64>(to, load<u64>(from));
  store<u64>(to, load<u64>(from, 8), 8);
  for (let i: u32 = 16; i < length; i += 8) store<u64>(to + i, load<u64>(from + i));
  return to + length;
}
