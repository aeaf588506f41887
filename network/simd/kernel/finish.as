// What follows from the voltages of a block of scenarios: mismatch in the full equations, magnitudes and angles.
import {
  ALONE, ANGLE, blocks, busOfNode, busStart, constants, E, F, FLAGS, highest2, linkCount, links, LONGEST, lowest2, n, NEXT, NODE, nodes,
  P, pairs, pairStart, POWER, powers, ROW, rowOf, slot, START, VOLTAGE, voltages, W, WORST, X, Y,
} from './group';
import { add, all, arctangent, constant, div, get, larger, mul, put, set, sub, WIDE } from './vector';

const DEGREES: f64 = 57.295779513082320877;

// Byte offsets in the constants of a link and of a pair (plan.ts): later node; 1 where it is the first to give that node a current; of a
// link its admittance and V of the slack node, of a pair Ykm and Ymk
const FRESH: usize = 4, ADMITTANCE: usize = 16, OTHER: usize = 32, LINK: usize = 48, PAIR: usize = 48;

/** Currents from the slack nodes into X, Y. */
function link(block: usize): void {
  for (let l = 0; l < linkCount; l++) {
    const c = links + <usize>l * LINK;
    const g = constant(c, ADMITTANCE), b = constant(c, ADMITTANCE + 8), es = constant(c, OTHER), fs = constant(c, OTHER + 8);
    const isFirst = load<i32>(c, FRESH) !== 0;
    const v = voltages + (<usize>(load<i32>(c) * blocks) + block) * VOLTAGE;
    for (let h: usize = 0; h <= NEXT; h += NEXT) {
      const de = sub(es, get(v + h, E)), df = sub(fs, get(v + h, F));
      const x = sub(mul(g, de), mul(b, df)), y = add(mul(b, de), mul(g, df));
      set(v + h, X, isFirst ? x : add(get(v + h, X), x)); set(v + h, Y, isFirst ? y : add(get(v + h, Y), y));
    }
  }
}

/** The current −Y dV of a pair into the later node. */
@inline
function give(m: usize, isFirst: bool, de: v128, df: v128, g: v128, b: v128): void {
  const x = sub(mul(b, df), mul(g, de)), y = sub(all(0), add(mul(b, de), mul(g, df)));
  if (isFirst) {
    set(m, X, x); set(m, Y, y);
  } else {
    set(m, X, add(get(m, X), x)); set(m, Y, add(get(m, Y), y));
  }
}

/** |ΔP|², |ΔQ|², the larger one, from the current into the grid x, y and what the node's row sum draws. */
@inline
function mismatch(power: usize, e: v128, f: v128, x: v128, y: v128, g: v128, b: v128): v128 {
  const re = add(x, sub(mul(g, e), mul(b, f))), im = add(y, add(mul(b, e), mul(g, f)));
  const dp = sub(get(power, P), add(mul(e, re), mul(f, im)));
  const dq = sub(get(power, W), sub(mul(f, re), mul(e, im)));
  return larger(mul(dp, dp), mul(dq, dq));
}

/** Ones in the lanes with an ordinary voltage: |V|² within the bounds, b/a within the range of the arctangent. Not NaN. */
@inline
function ordinary(v2: v128, a: v128, b: v128, low: v128, high: v128): v128 {
  const bounds = v128.and(f64x2.ge(v2, low), f64x2.le(v2, high));
  return v128.and(bounds, f64x2.lt(f64x2.abs(b), mul(all(WIDE), a)));
}

/**
 * The largest |ΔP|², |ΔQ|² of a block at WORST; |V| and the angle [degrees] of its scenarios into rows, |V| also into X. LONGEST has ones
 * in the lanes with finite power at slack nodes and ordinary voltages. A power that is not finite makes voltages that are not.
 */
export function finish(block: usize, toVm: usize, toVa: usize): void {
  link(block);
  let worst = all(0), worst1 = all(0), sound = i64x2.splat(-1), sound1 = i64x2.splat(-1);
  const low = all(lowest2), high = all(highest2), degrees = all(DEGREES);
  const size = <usize>blocks * VOLTAGE, vector = block << 5;
  const row0 = toVm + rowOf(vector, 0), row1 = toVm + rowOf(vector, 1);
  const row2 = toVm + rowOf(vector + NEXT, 0), row3 = toVm + rowOf(vector + NEXT, 1), toAngle = toVa - toVm;
  let v = voltages + block * VOLTAGE, power = powers + block * POWER, c = constants, bus = busOfNode;
  for (let k = 0; k < n; k++, v += size, power += <usize>blocks * POWER, c += NODE) {
    const e = get(v, E), f = get(v, F), e1 = get(v, E + NEXT), f1 = get(v, F + NEXT);
    let x = all(0), y = all(0), x1 = all(0), y1 = all(0);
    if (!(load<i32>(c, FLAGS) & ALONE)) { x = get(v, X); y = get(v, Y); x1 = get(v, X + NEXT); y1 = get(v, Y + NEXT); }
    const last = load<i32>(pairStart + (<usize>k << 2), 4);
    for (let p = load<i32>(pairStart + (<usize>k << 2)); p < last; p++) {
      const a = pairs + <usize>p * PAIR;
      const m = voltages + <usize>load<i32>(a) * size + block * VOLTAGE, isFirst = load<i32>(a, FRESH) !== 0;
      const pr = constant(a, ADMITTANCE), pi = constant(a, ADMITTANCE + 8), dr = constant(a, OTHER), di = constant(a, OTHER + 8);
      const de = sub(get(m, E), e), df = sub(get(m, F), f), de1 = sub(get(m, E + NEXT), e1), df1 = sub(get(m, F + NEXT), f1);
      x = add(x, sub(mul(pr, de), mul(pi, df))); y = add(y, add(mul(pi, de), mul(pr, df)));
      x1 = add(x1, sub(mul(pr, de1), mul(pi, df1))); y1 = add(y1, add(mul(pi, de1), mul(pr, df1)));
      give(m, isFirst, de, df, dr, di);
      give(m + NEXT, isFirst, de1, df1, dr, di);
    }
    const gr = constant(c, ROW), br = constant(c, ROW + 8);
    worst = larger(worst, mismatch(power, e, f, x, y, gr, br));
    worst1 = larger(worst1, mismatch(power + NEXT, e1, f1, x1, y1, gr, br));
    const e0 = constant(c, START), f0 = constant(c, START + 8), a0 = constant(c, ANGLE);
    const v2 = add(mul(e, e), mul(f, f)), v21 = add(mul(e1, e1), mul(f1, f1));
    const a = add(mul(e, e0), mul(f, f0)), b = sub(mul(f, e0), mul(e, f0)); // V V̄ of the start
    const a1 = add(mul(e1, e0), mul(f1, f0)), b1 = sub(mul(f1, e0), mul(e1, f0));
    sound = v128.and(sound, ordinary(v2, a, b, low, high));
    sound1 = v128.and(sound1, ordinary(v21, a1, b1, low, high));
    const vm = f64x2.sqrt(v2), vm1 = f64x2.sqrt(v21);
    set(v, X, vm); set(v, X + NEXT, vm1);
    const va = add(a0, mul(arctangent(div(b, a)), degrees)), va1 = add(a0, mul(arctangent(div(b1, a1)), degrees));
    for (const next = busOfNode + (<usize>load<i32>(busStart + (<usize>k << 2), 4) << 2); bus < next; bus += 4) {
      const column = <usize>load<i32>(bus) << 3;
      put(row0 + column, row1 + column, vm); put(row2 + column, row3 + column, vm1);
      put(row0 + toAngle + column, row1 + toAngle + column, va); put(row2 + toAngle + column, row3 + toAngle + column, va1);
    }
  }
  set(slot(WORST), vector, worst); set(slot(WORST), vector + NEXT, worst1);
  set(slot(LONGEST), vector, sound); set(slot(LONGEST), vector + NEXT, sound1);
  held(block, toVm, toVa);
}

/** The slack nodes: voltages of the start, and whether their power is finite. */
function held(block: usize, toVm: usize, toVa: usize): void {
  for (let i = n; i < nodes; i++) {
    const c = constants + <usize>i * NODE;
    const e = constant(c, START), f = constant(c, START + 8);
    const v = voltages + (<usize>(i * blocks) + block) * VOLTAGE, power = powers + (<usize>(i * blocks) + block) * POWER;
    const vm = f64x2.sqrt(add(mul(e, e), mul(f, f)));
    for (let h: usize = 0; h <= NEXT; h += NEXT) {
      const s = add(get(power + h, P), get(power + h, W)), vector = (block << 5) + h, sound = slot(LONGEST) + vector;
      set(sound, 0, v128.and(get(sound, 0), f64x2.eq(sub(s, s), all(0)))); // s − s is 0 where s is finite
      set(v + h, E, e); set(v + h, F, f); set(v + h, X, vm);
      const last = load<i32>(busStart + (<usize>i << 2), 4);
      for (let b = load<i32>(busStart + (<usize>i << 2)); b < last; b++) {
        const column = <usize>load<i32>(busOfNode + (<usize>b << 2)) << 3;
        const one = column + rowOf(vector, 0), other = column + rowOf(vector, 1);
        put(toVm + one, toVm + other, vm); put(toVa + one, toVa + other, constant(c, ANGLE));
      }
    }
  }
}
