// What follows from the voltages of two scenarios: mismatch in the full equations, magnitudes and angles.
import {
  ALONE, ANGLE, BARE, blocks, buses, constants, E, F, FLAGS, highest2, linkCount, links, LONGEST, lowest2, n, NODE, nodeAt, nodes, P,
  pairs, pairStart, POWER, powerOf, powers, ROW, rowOf, slot, START, VOLTAGE, voltageOf, voltages, W, WORST, X, Y,
} from './group';
import { add, all, arctangent, constant, degrees, div, get, larger, mul, put, putTwo, set, smaller, sub, WIDE2 } from './vector';

// Byte offsets in the constants of a link and of a pair (plan.ts): later node; flags; of a link its admittance and V of the slack node, of
// a pair Ykm and Ymk
const KIND: usize = 4, ADMITTANCE: usize = 16, OTHER: usize = 32, LINK: usize = 48, PAIR: usize = 48;
/** It is the first to give the later node a current; Ymk = Ykm. */
const FRESH: i32 = 1, SYMMETRIC: i32 = 2;

/** Before the first nodes: currents from the slack nodes into X, Y; WORST 0, and ones in LONGEST. */
export function link(vector: usize): void {
  set(slot(WORST), vector, all(0)); set(slot(LONGEST), vector, i64x2.splat(-1));
  for (let l = 0; l < linkCount; l++) {
    const c = links + <usize>l * LINK;
    const g = constant(c, ADMITTANCE), b = constant(c, ADMITTANCE + 8), es = constant(c, OTHER), fs = constant(c, OTHER + 8);
    const isFirst = (load<i32>(c, KIND) & FRESH) !== 0;
    const v = voltages + <usize>(load<i32>(c) * blocks) * VOLTAGE + voltageOf(vector);
    const de = sub(es, get(v, E)), df = sub(fs, get(v, F));
    const x = sub(mul(g, de), mul(b, df)), y = add(mul(b, de), mul(g, df));
    set(v, X, isFirst ? x : add(get(v, X), x)); set(v, Y, isFirst ? y : add(get(v, Y), y));
  }
}

/**
 * From the nodes `first` to before `last`, in one vector of a group: raises WORST to the largest |ΔP|², |ΔQ|²; |V| and the angle [degrees]
 * into X, Y; LONGEST keeps its ones in the lanes with ordinary voltages. A power that is not finite makes voltages that are not.
 */
export function finish(vector: usize, first: i32, last: i32): void {
  let worst = get(slot(WORST), vector), near = get(slot(LONGEST), vector), ahead = all(0), least = all(highest2), most = all(lowest2);
  const size = <usize>blocks * VOLTAGE, given = <usize>blocks * POWER, at = voltages + voltageOf(vector);
  const wide = all(WIDE2);
  let v = at + <usize>first * size, power = powers + powerOf(vector) + <usize>first * given, c = constants + <usize>first * NODE;
  for (let k = first; k < last; k++, v += size, power += given, c += NODE) {
    const e = get(v, E), f = get(v, F), flags = load<i32>(c, FLAGS);
    let x = all(0), y = all(0);
    if (!(flags & ALONE)) { x = get(v, X); y = get(v, Y); }
    const end = load<i32>(pairStart + (<usize>k << 2), 4);
    for (let p = load<i32>(pairStart + (<usize>k << 2)); p < end; p++) {
      const a = pairs + <usize>p * PAIR, kind = load<i32>(a, KIND), isFirst = (kind & FRESH) !== 0;
      const m = at + <usize>load<i32>(a) * size;
      const pr = constant(a, ADMITTANCE), pi = constant(a, ADMITTANCE + 8);
      const de = sub(get(m, E), e), df = sub(get(m, F), f);
      let i = sub(mul(pr, de), mul(pi, df)), j = add(mul(pi, de), mul(pr, df));
      x = add(x, i); y = add(y, j);
      if (!(kind & SYMMETRIC)) {
        const dr = constant(a, OTHER), di = constant(a, OTHER + 8);
        i = sub(mul(dr, de), mul(di, df)); j = add(mul(di, de), mul(dr, df));
      }
      set(m, X, isFirst ? sub(all(0), i) : sub(get(m, X), i)); set(m, Y, isFirst ? sub(all(0), j) : sub(get(m, Y), j));
    }
    if (!(flags & BARE)) {
      const g = constant(c, ROW), b = constant(c, ROW + 8);
      x = add(x, sub(mul(g, e), mul(b, f))); y = add(y, add(mul(b, e), mul(g, f)));
    }
    const dp = sub(get(power, P), add(mul(e, x), mul(f, y))), dq = sub(get(power, W), sub(mul(f, x), mul(e, y)));
    worst = larger(worst, larger(mul(dp, dp), mul(dq, dq)));
    const e0 = constant(c, START), f0 = constant(c, START + 8), v2 = add(mul(e, e), mul(f, f)), vm = f64x2.sqrt(v2);
    const a = add(mul(e, e0), mul(f, f0)), t = div(sub(mul(f, e0), mul(e, f0)), a), z = mul(t, t); // V V̄ of the start
    least = smaller(least, v2); most = larger(most, v2);
    near = v128.and(near, f64x2.lt(z, wide)); ahead = v128.or(ahead, a); // the comparison is false where V is not a number
    set(v, X, vm); set(v, Y, add(constant(c, ANGLE), mul(arctangent(t, z), degrees())));
  }
  set(slot(WORST), vector, worst);
  // |V|² within the bounds, b/a within the range of the arctangent, no sign bit of a
  const bounds = v128.and(f64x2.ge(least, all(lowest2)), f64x2.le(most, all(highest2)));
  set(slot(LONGEST), vector, v128.and(v128.and(near, bounds), i64x2.ge_s(ahead, i64x2.splat(0))));
}

/** The slack nodes: voltages of the start; LONGEST keeps its ones in the lanes with finite power there. */
export function held(vector: usize): void {
  let sound = get(slot(LONGEST), vector);
  for (let i = n; i < nodes; i++) {
    const c = constants + <usize>i * NODE;
    const e = constant(c, START), f = constant(c, START + 8);
    const v = voltages + <usize>(i * blocks) * VOLTAGE + voltageOf(vector), power = powers + <usize>(i * blocks) * POWER + powerOf(vector);
    const s = add(get(power, P), get(power, W));
    sound = v128.and(sound, f64x2.eq(sub(s, s), all(0))); // s − s is 0 where s is finite
    set(v, E, e); set(v, F, f); set(v, X, f64x2.sqrt(add(mul(e, e), mul(f, f)))); set(v, Y, constant(c, ANGLE));
  }
  set(slot(LONGEST), vector, sound);
}

/** |V| and angles of a vector into the rows of its scenarios, from the bus `first`, which is even, to before `last`. */
export function deliver(vector: usize, first: i32, last: i32, toVm: usize, toVa: usize): void {
  const size = <usize>blocks * VOLTAGE, at = voltages + voltageOf(vector), toAngle = toVa - toVm, column = <usize>first << 3;
  let one = toVm + rowOf(vector, 0) + column, other = toVm + rowOf(vector, 1) + column, b = first;
  for (; b + 1 < last; b += 2, one += 16, other += 16) {
    const v = at + nodeAt(b) * size, w = at + nodeAt(b + 1) * size;
    putTwo(one, other, get(v, X), get(w, X));
    putTwo(one + toAngle, other + toAngle, get(v, Y), get(w, Y));
  }
  if (b === last) return;
  const v = at + nodeAt(b) * size;
  put(one, other, get(v, X));
  put(one + toAngle, other + toAngle, get(v, Y));
}
