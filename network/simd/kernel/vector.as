// Names for operations on vectors of two lanes, each with a scenario of its own.

@inline
export function constant(at: usize, offset: usize): v128 { return v128.load64_splat(at + offset); }
@inline
export function get(at: usize, offset: usize): v128 { return v128.load(at + offset); }
@inline
export function set(at: usize, offset: usize, x: v128): void { v128.store(at + offset, x); }
@inline
export function add(a: v128, b: v128): v128 { return f64x2.add(a, b); }
@inline
export function sub(a: v128, b: v128): v128 { return f64x2.sub(a, b); }
@inline
export function mul(a: v128, b: v128): v128 { return f64x2.mul(a, b); }
@inline
export function div(a: v128, b: v128): v128 { return f64x2.div(a, b); }
@inline
export function all(x: f64): v128 { return f64x2.splat(x); }

/** The larger one; `a` where `b` is NaN. */
@inline
export function larger(a: v128, b: v128): v128 { return f64x2.pmax(a, b); }
/** The smaller one; `a` where `b` is NaN. */
@inline
export function smaller(a: v128, b: v128): v128 { return f64x2.pmin(a, b); }
@inline
export function raise(at: usize, offset: usize, x: v128): void { set(at, offset, larger(get(at, offset), x)); }
@inline
export function increase(at: usize, offset: usize, x: v128): void { set(at, offset, add(get(at, offset), x)); }

/** One number of each lane, from and to places of its own. */
@inline
export function take(one: usize, other: usize): v128 { return v128.load64_lane(other, v128.load64_zero(one), 1); }
@inline
export function put(one: usize, other: usize, x: v128): void { v128.store64_lane(one, x, 0); v128.store64_lane(other, x, 1); }

/** The numbers of two vectors to the places of both lanes: those of the first lane one after the other, and those of the other. */
@inline
export function putTwo(one: usize, other: usize, x: v128, y: v128): void {
  v128.store(one, f64x2.shuffle(x, y, 0, 2)); v128.store(other, f64x2.shuffle(x, y, 1, 3));
}

// The compiler writes a constant of a vector as four instructions wherever it is used; those of inner loops are in memory
const NUMBERS: usize = memory.data<f64>([
  1, 1, 1 / 400, 1 / 400, 57.295779513082320877, 57.295779513082320877,
  -0.33333333333330570711, -0.33333333333330570711, 0.19999999964636092957, 0.19999999964636092957,
  -0.14285643532654639889, -0.14285643532654639889, 0.11065788439468247558, 0.11065788439468247558,
]);
@inline
export function one(): v128 { return v128.load(NUMBERS); }
@inline
export function degrees(): v128 { return v128.load(NUMBERS + 32); }
@inline
function series(k: usize): v128 { return v128.load(NUMBERS + ((k + 2) << 4)); }

/** tan² 33°: the range of `arctangent`. */
export const WIDE2: f64 = 0.66 * 0.66;

/**
 * atan x for |x| ≤ 0.66, z = x², within 3e-16 relative: where |x| ≤ 1/20 by the polynomial of least largest error, 7e-17 without
 * rounding; in each lane for itself, because all lanes are independent.
 */
@inline
export function arctangent(x: v128, z: v128): v128 {
  let p = add(series(3), mul(z, series(4)));
  p = add(series(2), mul(z, p));
  p = add(series(1), mul(z, p));
  const near = add(x, mul(mul(x, z), p));
  const far = f64x2.gt(z, v128.load(NUMBERS + 16));
  return v128.any_true(far) ? v128.bitselect(rational(x, z), near, far) : near;
}

// Cephes: atan x = x + x z P(z) / Q(z), z = x², |x| ≤ 0.66 (S. L. Moshier, Methods and Programs for Mathematical Functions, 1989)
function rational(x: v128, z: v128): v128 {
  let p = add(mul(all(-8.750608600031904122785e-1), z), all(-1.615753718733365076637e1));
  p = add(mul(p, z), all(-7.500855792314704667340e1));
  p = add(mul(p, z), all(-1.228866684490136173410e2));
  p = add(mul(p, z), all(-6.485021904942025371773e1));
  let q = add(z, all(2.485846490142306297962e1));
  q = add(mul(q, z), all(1.650270098316988542046e2));
  q = add(mul(q, z), all(4.328810604912902668951e2));
  q = add(mul(q, z), all(4.853903996359136964868e2));
  q = add(mul(q, z), all(1.945506571482613964425e2));
  return add(x, div(mul(mul(x, z), p), q));
}
