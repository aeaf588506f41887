// The chord method for meshed networks: all rounds and lanes share the factors of the start state. r ← I(V) − I(V − d) + β⁰ d̄, with the
// slope β⁰ of the start. A factor is read once for all blocks of a group.
import {
  BEFORE, blocks, constants, E, F, factor, factorColumn, factorStart, inverse, LIVE, LONGEST, n, NEXT, NODE, P, POWER, powers, REST,
  SLOPE, slot, START, state, UNIT, VOLTAGE, voltages, W, WORST,
} from './group';
import { add, all, constant, div, get, mul, one, raise, set, sub } from './vector';

// Byte offsets in the state of a node and a block: I = S̄ u; r, then its forward solution; the step d
const C0: usize = 0, C1: usize = 32, R: usize = 64, Q: usize = 96, X: usize = 128, Y: usize = 160, STATE: usize = 192;

/** V, I and r of the start. */
export function begin(): void {
  let c = constants, at = state, power = powers, v = voltages;
  for (let k = 0; k < n; k++, c += NODE) {
    const ur = constant(c, UNIT), ui = constant(c, UNIT + 8), rest0 = constant(c, REST), rest1 = constant(c, REST + 8);
    const e = constant(c, START), f = constant(c, START + 8);
    let before = slot(BEFORE);
    for (let block = 0; block < blocks; block++, at += STATE, power += POWER, v += VOLTAGE, before += 32) {
      inject(at, power, before, ur, ui, rest0, rest1);
      inject(at + NEXT, power + NEXT, before + NEXT, ur, ui, rest0, rest1);
      set(v, E, e); set(v, E + NEXT, e);
      set(v, F, f); set(v, F + NEXT, f);
    }
  }
}

@inline
function inject(at: usize, power: usize, before: usize, ur: v128, ui: v128, rest0: v128, rest1: v128): void {
  const p = get(power, P), w = get(power, W);
  const i0 = add(mul(p, ur), mul(w, ui)), i1 = sub(mul(p, ui), mul(w, ur));
  set(at, C0, i0); set(at, C1, i1);
  const r0 = add(rest0, i0), r1 = add(rest1, i1);
  set(at, R, r0); set(at, Q, r1);
  raise(before, 0, add(mul(r0, r0), mul(r1, r1)));
}

/** Forward solve. */
export function forward(): void {
  const size = <usize>blocks * STATE;
  let at = state, d = inverse;
  for (let k = 0; k < n; k++, at += size, d += 32) {
    const m0 = constant(d, 0), m1 = constant(d, 8), m2 = constant(d, 16), m3 = constant(d, 24);
    for (let a = at, end = at + size; a < end; a += STATE) {
      scale(a, m0, m1, m2, m3);
      scale(a + NEXT, m0, m1, m2, m3);
    }
    const last = load<i32>(factorStart + (<usize>k << 2), 4);
    for (let p = load<i32>(factorStart + (<usize>k << 2)); p < last; p++) {
      const l = factor + (<usize>p << 6);
      const l0 = constant(l, 32), l1 = constant(l, 40), l2 = constant(l, 48), l3 = constant(l, 56);
      let m = state + <usize>load<i32>(factorColumn + (<usize>p << 2)) * size;
      for (let a = at, end = at + size; a < end; a += STATE, m += STATE) {
        reduce(m, l0, l1, l2, l3, get(a, R), get(a, Q));
        reduce(m + NEXT, l0, l1, l2, l3, get(a, R + NEXT), get(a, Q + NEXT));
      }
    }
  }
}

@inline
function scale(a: usize, m0: v128, m1: v128, m2: v128, m3: v128): void {
  const x = get(a, R), y = get(a, Q);
  set(a, R, add(mul(m0, x), mul(m1, y))); set(a, Q, add(mul(m2, x), mul(m3, y)));
}

/** r −= L z. */
@inline
function reduce(m: usize, l0: v128, l1: v128, l2: v128, l3: v128, z0: v128, z1: v128): void {
  set(m, R, sub(get(m, R), add(mul(l0, z0), mul(l1, z1))));
  set(m, Q, sub(get(m, Q), add(mul(l2, z0), mul(l3, z1))));
}

/** Back substitution in the lanes that iterate, and V and r after the step. */
export function backward(): void {
  for (let h: usize = 0; h < <usize>blocks << 5; h += 16) { set(slot(WORST), h, all(0)); set(slot(LONGEST), h, all(0)); }
  const size = <usize>blocks * STATE;
  for (let k = n - 1; k >= 0; k--) {
    const first = load<i32>(factorStart + (<usize>k << 2)), last = load<i32>(factorStart + (<usize>k << 2), 4);
    const c = constants + <usize>k * NODE;
    for (let block: usize = 0; block < <usize>blocks; block++) {
      const at = state + <usize>k * size + block * STATE;
      let x = get(at, R), y = get(at, Q), x1 = get(at, R + NEXT), y1 = get(at, Q + NEXT);
      for (let p = first; p < last; p++) {
        const u = factor + (<usize>p << 6);
        const u0 = constant(u, 0), u1 = constant(u, 8), u2 = constant(u, 16), u3 = constant(u, 24);
        const m = state + <usize>load<i32>(factorColumn + (<usize>p << 2)) * size + block * STATE;
        const xm = get(m, X), ym = get(m, Y), xm1 = get(m, X + NEXT), ym1 = get(m, Y + NEXT);
        x = sub(x, add(mul(u0, xm), mul(u1, ym))); y = sub(y, add(mul(u2, xm), mul(u3, ym)));
        x1 = sub(x1, add(mul(u0, xm1), mul(u1, ym1))); y1 = sub(y1, add(mul(u2, xm1), mul(u3, ym1)));
      }
      const s0 = constant(c, SLOPE), s1 = constant(c, SLOPE + 8);
      const v = voltages + (<usize>(k * blocks) + block) * VOLTAGE, power = powers + (<usize>(k * blocks) + block) * POWER;
      const h = block << 5;
      measure(at, v, power, h, x, y, s0, s1);
      measure(at + NEXT, v + NEXT, power + NEXT, h + NEXT, x1, y1, s0, s1);
    }
  }
}

/** V, I and r after the step x, y of a vector, in the lanes that iterate; the largest |ΔS|² and |d|². */
@inline
function measure(at: usize, v: usize, power: usize, h: usize, x: v128, y: v128, s0: v128, s1: v128): void {
  const mask = get(slot(LIVE), h);
  const d0 = v128.and(mask, x), d1 = v128.and(mask, y);
  set(at, X, d0); set(at, Y, d1);
  const e = add(get(v, E), d0), f = add(get(v, F), d1);
  set(v, E, e); set(v, F, f);
  const v2 = add(mul(e, e), mul(f, f));
  const s = div(one(), v2);
  raise(slot(LONGEST), h, add(mul(d0, d0), mul(d1, d1)));
  const ur = mul(e, s), ui = mul(f, s), p = get(power, P), w = get(power, W);
  const i0 = add(mul(p, ur), mul(w, ui)), i1 = sub(mul(p, ui), mul(w, ur));
  const r0 = add(sub(i0, get(at, C0)), add(mul(s0, d0), mul(s1, d1)));
  const r1 = add(sub(i1, get(at, C1)), sub(mul(s1, d0), mul(s0, d1)));
  set(at, C0, i0); set(at, C1, i1);
  set(at, R, r0); set(at, Q, r1);
  raise(slot(WORST), h, mul(add(mul(r0, r0), mul(r1, r1)), v2));
}
