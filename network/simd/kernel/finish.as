// What follows from the voltages of two scenarios: mismatch in the full equations, magnitudes and angles.
import {
  ALONE, ANGLE, BARE, blocks, busOfNode, busStart, constants, E, F, FLAGS, highest2, linkCount, links, LONGEST, lowest2, n, NODE, nodes, P,
  pairs, pairStart, POWER, powerOf, powers, ROW, rowOf, slot, START, VOLTAGE, voltageOf, voltages, W, WORST, X, Y,
} from './group';
import { add, all, arctangent, constant, degrees, div, get, larger, mul, put, set, smaller, sub, WIDE2 } from './vector';

// Byte offsets in the constants of a link and of a pair (plan.ts): later node; flags; of a link its admittance and V of the slack node, of
// a pair Ykm and Ymk
const KIND: usize = 4, ADMITTANCE: usize = 16, OTHER: usize = 32, LINK: usize = 48, PAIR: usize = 48;
/** It is the first to give the later node a current; Ymk = Ykm. */
const FRESH: i32 = 1, SYMMETRIC: i32 = 2;

/** Currents from the slack nodes into X, Y. */
function link(vector: usize): void {
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
 * The largest |ΔP|², |ΔQ|² of a vector of a group, `vector` bytes from the first, at WORST; |V| and the angle [degrees] of its scenarios
 * into rows, |V| also into X. LONGEST has ones in the lanes with finite power at slack nodes and ordinary voltages. A power that is not
 * finite makes voltages that are not.
 */
export function finish(vector: usize, toVm: usize, toVa: usize): void {
  link(vector);
  let worst = all(0), near = i64x2.splat(-1), ahead = all(0), least = all(highest2), most = all(lowest2);
  const size = <usize>blocks * VOLTAGE, given = <usize>blocks * POWER, at = voltages + voltageOf(vector);
  const one = toVm + rowOf(vector, 0), other = toVm + rowOf(vector, 1), toAngle = toVa - toVm;
  const wide = all(WIDE2);
  let v = at, power = powers + powerOf(vector), c = constants, bus = busOfNode;
  for (let k = 0; k < n; k++, v += size, power += given, c += NODE) {
    const e = get(v, E), f = get(v, F), flags = load<i32>(c, FLAGS);
    let x = all(0), y = all(0);
    if (!(flags & ALONE)) { x = get(v, X); y = get(v, Y); }
    const last = load<i32>(pairStart + (<usize>k << 2), 4);
    for (let p = load<i32>(pairStart + (<usize>k << 2)); p < last; p++) {
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
    set(v, X, vm);
    const a = add(mul(e, e0), mul(f, f0)), t = div(sub(mul(f, e0), mul(e, f0)), a), z = mul(t, t); // V V̄ of the start
    least = smaller(least, v2); most = larger(most, v2);
    near = v128.and(near, f64x2.lt(z, wide)); ahead = v128.or(ahead, a); // the comparison is false where V is not a number
    const va = add(constant(c, ANGLE), mul(arctangent(t, z), degrees()));
    for (const next = busOfNode + (<usize>load<i32>(busStart + (<usize>k << 2), 4) << 2); bus < next; bus += 4) {
      const to1 = one + (<usize>load<i32>(bus) << 3), to2 = other + (<usize>load<i32>(bus) << 3);
      put(to1, to2, vm); put(to1 + toAngle, to2 + toAngle, va);
    }
  }
  set(slot(WORST), vector, worst);
  // |V|² within the bounds, b/a within the range of the arctangent, no sign bit of a
  const bounds = v128.and(f64x2.ge(least, all(lowest2)), f64x2.le(most, all(highest2)));
  held(vector, toVm, toVa, v128.and(v128.and(near, bounds), i64x2.ge_s(ahead, i64x2.splat(0))));
}

/** The slack nodes: voltages of the start, and whether their power is finite. */
function held(vector: usize, toVm: usize, toVa: usize, sound: v128): void {
  for (let i = n; i < nodes; i++) {
    const c = constants + <usize>i * NODE;
    const e = constant(c, START), f = constant(c, START + 8);
    const v = voltages + <usize>(i * blocks) * VOLTAGE + voltageOf(vector), power = powers + <usize>(i * blocks) * POWER + powerOf(vector);
    const vm = f64x2.sqrt(add(mul(e, e), mul(f, f)));
    const s = add(get(power, P), get(power, W));
    sound = v128.and(sound, f64x2.eq(sub(s, s), all(0))); // s − s is 0 where s is finite
    set(v, E, e); set(v, F, f); set(v, X, vm);
    const last = load<i32>(busStart + (<usize>i << 2), 4);
    for (let b = load<i32>(busStart + (<usize>i << 2)); b < last; b++) {
      const column = <usize>load<i32>(busOfNode + (<usize>b << 2)) << 3;
      const one = column + rowOf(vector, 0), other = column + rowOf(vector, 1);
      put(toVm + one, toVm + other, vm); put(toVa + one, toVa + other, constant(c, ANGLE));
    }
  }
  set(slot(LONGEST), vector, sound);
}
