// Sums over devices and their channels in each step. AssemblyScript, compiled by `npm run wasm` to sums.wasm.ts.
//
// All values are 8 bytes. The items of part g are those from `from[g]` to `from[g + 1] − 1` of a list that has their addresses, relative
// to the column: `base/grouped.ts`, with addresses in place of numbers, so that an item costs one load. Values are added in the order of
// the list. What is 0 or the sign is decided by bits: whether a device draws is as good as random, and a branch would be mispredicted.

const SIGN: i64 = 0x7fffffffffffffff;

// @ts-ignore: decorator
@inline function endOf(items: usize, from: usize, part: i32): usize {
  return items + (<usize>load<u32>(from + (<usize>part << 2), 4) << 2);
}
// @ts-ignore: decorator
@inline function add(at: usize, x: f64): void { store<f64>(at, load<f64>(at) + x); }

/** Sums of two columns over each part. */
export function both(parts: i32, from: usize, items: usize, p: usize, q: usize, into_p: usize, into_q: usize): void {
  let item = items;
  for (let g = 0; g < parts; g++, into_p += 8, into_q += 8) {
    let sum_p: f64 = 0, sum_q: f64 = 0;
    for (const end = endOf(items, from, g); item < end; item += 4) {
      const at = <usize>load<u32>(item);
      sum_p += load<f64>(p + at);
      sum_q += load<f64>(q + at);
    }
    store<f64>(into_p, sum_p);
    store<f64>(into_q, sum_q);
  }
}

/** Sums over each part: of p where it is > 0, of −p where it is < 0, and of q. */
export function bySign(
  parts: i32, from: usize, items: usize, p: usize, q: usize, into_drawn: usize, into_fed: usize, into_q: usize,
): void {
  let item = items;
  for (let g = 0; g < parts; g++, into_drawn += 8, into_fed += 8, into_q += 8) {
    let drawn: f64 = 0, fed: f64 = 0, sum_q: f64 = 0;
    for (const end = endOf(items, from, g); item < end; item += 4) {
      const at = <usize>load<u32>(item);
      const bits = load<i64>(p + at), negative = bits >> 63;
      drawn += reinterpret<f64>(bits & ~negative);
      fed += reinterpret<f64>(bits & negative & SIGN);
      sum_q += load<f64>(q + at);
    }
    store<f64>(into_drawn, drawn);
    store<f64>(into_fed, fed);
    store<f64>(into_q, sum_q);
  }
}

/** Adds to each part what its net power P = Σ p draws, feeds (> 0) and costs in a step of dt_h hours: (P > 0 ? bought : sold) · P · dt_h. */
export function account(
  parts: i32, from: usize, items: usize, p: usize, drawn: usize, fed: usize, cost: usize, bought: f64, sold: f64, dt_h: f64,
): void {
  const price = reinterpret<i64>(bought), other = reinterpret<i64>(sold);
  let item = items;
  for (let g = 0; g < parts; g++, drawn += 8, fed += 8, cost += 8) {
    let net: f64 = 0;
    for (const end = endOf(items, from, g); item < end; item += 4) net += load<f64>(p + <usize>load<u32>(item));
    const bits = reinterpret<i64>(net), draws = -<i64>(net > 0);
    add(drawn, reinterpret<f64>(bits & draws) * dt_h);
    add(fed, reinterpret<f64>(bits & ~draws & SIGN) * dt_h);
    add(cost, reinterpret<f64>((price & draws) | (other & ~draws)) * net * dt_h);
  }
}

/** Mean, lowest and highest known value of each part; NaN where none is known. */
export function spread(parts: i32, from: usize, items: usize, values: usize, mean: usize, min: usize, max: usize): void {
  let item = items;
  for (let g = 0; g < parts; g++, mean += 8, min += 8, max += 8) {
    let known = 0;
    let sum: f64 = 0, low: f64 = Infinity, high: f64 = -Infinity;
    for (const end = endOf(items, from, g); item < end; item += 4) {
      const value = load<f64>(values + <usize>load<u32>(item));
      if (value != value) continue;
      known++;
      sum += value;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    store<f64>(mean, sum / <f64>known); // 0 / 0 is NaN
    store<f64>(min, known > 0 ? low : NaN);
    store<f64>(max, known > 0 ? high : NaN);
  }
}

/** Lists the items whose values are below their first bound or above their second one, by their numbers. Returns how many there are. */
export function outside(n: i32, items: usize, bounds: usize, values: usize, list: usize): i32 {
  let end = list;
  for (let i = 0; i < n; i++, items += 4, bounds += 16) {
    const value = load<f64>(values + <usize>load<u32>(items));
    store<i32>(end, i);
    end += <usize>((value < load<f64>(bounds)) | (value > load<f64>(bounds, 8))) << 2;
  }
  return <i32>((end - list) >> 2);
}
