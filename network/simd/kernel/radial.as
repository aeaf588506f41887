// Newton's method for radial networks, every Jacobian factored: each node has at most one later neighbour m, and there is no fill.
// One block of scenarios. α + β conj is the map v ↦ α v + β v̄; its inverse is ᾱ/Δ − (β/Δ) conj, Δ = |α|² − |β|². Elimination of k:
//   αm −= Ymk Ykm ᾱk/Δk,  βm += Ymk Ȳkm βk/Δk,  rm −= Ymk zk
import {
  AHEAD, ALPHA, BEFORE, BETA, constants, DOWN, E, F, FIRST, FLAGS, LAST, LEAF, LIVE, LONGEST, n, NEXT, NODE, P, POWER, powers, REST,
  SELF, SIGN, slot, SQUARE, START, state, UNIT, UP, VOLTAGE, voltages, W, WORST,
} from './group';
import { add, all, constant, div, get, larger, mul, one, set, sub } from './vector';

// Byte offsets in the state of a node: β; r, then the step d; the sum of what is subtracted from r; M, the sums of what is subtracted from
// α and added to β, then the inverse of the diagonal block
const BR: usize = 0, BI: usize = 32, R: usize = 64, Q: usize = 96, X: usize = 128, Y: usize = 160;
const M0: usize = 192, M1: usize = 224, M2: usize = 256, M3: usize = 288, STATE: usize = 320;

/** β = S̄ u² and r = S̄ u − Y V of the start; returns |r|². */
@inline
function inject(at: usize, power: usize, ur: v128, ui: v128, sr: v128, si: v128, rest0: v128, rest1: v128): v128 {
  const p = get(power, P), w = get(power, W);
  set(at, BR, add(mul(p, sr), mul(w, si))); set(at, BI, sub(mul(p, si), mul(w, sr)));
  const r0 = add(rest0, add(mul(p, ur), mul(w, ui))), r1 = add(rest1, sub(mul(p, ui), mul(w, ur)));
  set(at, R, r0); set(at, Q, r1);
  return add(mul(r0, r0), mul(r1, r1));
}

/** r = β d̄ t, t = d̄ u, after the step d, then β at the voltages. */
@inline
function renew(at: usize, power: usize, v: usize): void {
  const p = get(power, P), w = get(power, W), e = get(v, E), f = get(v, F);
  const s = div(one(), add(mul(e, e), mul(f, f)));
  const ur = mul(e, s), ui = mul(f, s);
  const br = get(at, BR), bi = get(at, BI), d0 = get(at, R), d1 = get(at, Q);
  const t0 = add(mul(d0, ur), mul(d1, ui)), t1 = sub(mul(d0, ui), mul(d1, ur));
  const k0 = sub(mul(br, t0), mul(bi, t1)), k1 = add(mul(br, t1), mul(bi, t0));
  set(at, R, add(mul(k0, d0), mul(k1, d1))); set(at, Q, sub(mul(k1, d0), mul(k0, d1)));
  const sr = sub(mul(ur, ur), mul(ui, ui)), si = mul(add(ur, ur), ui);
  set(at, BR, add(mul(p, sr), mul(w, si))); set(at, BI, sub(mul(p, si), mul(w, sr)));
}

/** Eliminates a node in one vector; returns Δ. */
@inline
function pivot(
  at: usize, m: usize, flags: i32, gd: v128, bd: v128, dr: v128, di: v128, ar: v128, ai: v128, br: v128, bi: v128,
): v128 {
  let a0 = gd, a1 = bd, b0 = get(at, BR), b1 = get(at, BI), x = get(at, R), y = get(at, Q);
  if (!(flags & LEAF)) {
    a0 = sub(a0, get(at, M0)); a1 = sub(a1, get(at, M1)); b0 = add(b0, get(at, M2)); b1 = add(b1, get(at, M3));
    x = sub(x, get(at, X)); y = sub(y, get(at, Y));
    set(at, R, x); set(at, Q, y);
  }
  const det = sub(add(mul(a0, a0), mul(a1, a1)), add(mul(b0, b0), mul(b1, b1)));
  const s = div(one(), det);
  const ir = mul(a0, s), ii = mul(a1, s), jr = mul(b0, s), ji = mul(b1, s); // α/Δ, β/Δ
  const m0 = sub(ir, jr), m1 = sub(ii, ji), m2 = add(ii, ji), m3 = add(ir, jr);
  set(at, M0, m0); set(at, M1, m1); set(at, M2, m2); set(at, M3, m3);
  if (m === at) return det;
  const z0 = add(mul(m0, x), mul(m1, y)), z1 = sub(mul(m3, y), mul(m2, x));
  const s0 = sub(mul(dr, z0), mul(di, z1)), s1 = add(mul(di, z0), mul(dr, z1));
  const u0 = add(mul(ar, ir), mul(ai, ii)), u1 = sub(mul(ai, ir), mul(ar, ii));
  const w0 = sub(mul(br, jr), mul(bi, ji)), w1 = add(mul(bi, jr), mul(br, ji));
  if (flags & FIRST) {
    set(m, X, s0); set(m, Y, s1);
    set(m, M0, u0); set(m, M1, u1); set(m, M2, w0); set(m, M3, w1);
  } else {
    set(m, X, add(get(m, X), s0)); set(m, Y, add(get(m, Y), s1));
    set(m, M0, add(get(m, M0), u0)); set(m, M1, add(get(m, M1), u1));
    set(m, M2, add(get(m, M2), w0)); set(m, M3, add(get(m, M3), w1));
  }
  return det;
}

/** Eliminates the nodes in order, from the start or from voltages and r of the round before. */
@inline
function eliminate(fresh: bool): void {
  let most = all(0), most1 = all(0);
  let sign = i64x2.splat(0), sign1 = i64x2.splat(0); // the sign bits are those of the product of all Δ
  let c = constants, at = state, power = powers, v = voltages;
  for (let k = 0; k < n; k++, c += NODE, at += STATE, power += POWER, v += VOLTAGE) {
    if (fresh) {
      const ur = constant(c, UNIT), ui = constant(c, UNIT + 8), sr = constant(c, SQUARE), si = constant(c, SQUARE + 8);
      const rest0 = constant(c, REST), rest1 = constant(c, REST + 8);
      most = larger(most, inject(at, power, ur, ui, sr, si, rest0, rest1));
      most1 = larger(most1, inject(at + NEXT, power + NEXT, ur, ui, sr, si, rest0, rest1));
    } else {
      renew(at, power, v);
      renew(at + NEXT, power + NEXT, v + NEXT);
    }
    const flags = load<i32>(c, FLAGS), m = at + <usize>load<i32>(c, AHEAD) * STATE;
    const gd = constant(c, SELF), bd = constant(c, SELF + 8), dr = constant(c, DOWN), di = constant(c, DOWN + 8);
    const ar = constant(c, ALPHA), ai = constant(c, ALPHA + 8), br = constant(c, BETA), bi = constant(c, BETA + 8);
    sign = v128.xor(sign, pivot(at, m, flags, gd, bd, dr, di, ar, ai, br, bi));
    sign1 = v128.xor(sign1, pivot(at + NEXT, m + NEXT, flags, gd, bd, dr, di, ar, ai, br, bi));
  }
  set(slot(SIGN), 0, sign); set(slot(SIGN), NEXT, sign1);
  if (fresh) { set(slot(BEFORE), 0, most); set(slot(BEFORE), NEXT, most1); }
}

export function eliminateStart(): void { eliminate(true); }
export function eliminateAgain(): void { eliminate(false); }

/** Step d of a node, in the lanes of the mask, into R, Q; V after it, from `e`, `f`. Returns |d|². */
@inline
function move(at: usize, m: usize, v: usize, mask: v128, pr: v128, pi: v128, e: v128, f: v128): v128 {
  let x = get(at, R), y = get(at, Q);
  if (m !== at) {
    const xm = get(m, R), ym = get(m, Q);
    x = sub(x, sub(mul(pr, xm), mul(pi, ym)));
    y = sub(y, add(mul(pi, xm), mul(pr, ym)));
  }
  const d0 = v128.and(mask, add(mul(get(at, M0), x), mul(get(at, M1), y)));
  const d1 = v128.and(mask, sub(mul(get(at, M3), y), mul(get(at, M2), x)));
  set(at, R, d0); set(at, Q, d1);
  set(v, E, add(e, d0)); set(v, F, add(f, d1));
  return add(mul(d0, d0), mul(d1, d1));
}

/** |ΔS|² after a step of |d|²: |β d̄ t V| = |β| |d|². */
@inline
function mismatch(at: usize, step: v128): v128 {
  const br = get(at, BR), bi = get(at, BI);
  return mul(add(mul(br, br), mul(bi, bi)), mul(step, step));
}

/** Newton step in reverse order, from the start or from the round before. */
@inline
function substitute(fresh: bool): void {
  const mask = v128.or(get(slot(LIVE), 0), get(slot(LAST), 0)), mask1 = v128.or(get(slot(LIVE), NEXT), get(slot(LAST), NEXT));
  let most = all(0), most1 = all(0), longest = all(0), longest1 = all(0);
  const last = n - 1;
  let c = constants + <usize>last * NODE, at = state + <usize>last * STATE, v = voltages + <usize>last * VOLTAGE;
  for (let k = last; k >= 0; k--, c -= NODE, at -= STATE, v -= VOLTAGE) {
    const m = at + <usize>load<i32>(c, AHEAD) * STATE;
    const pr = constant(c, UP), pi = constant(c, UP + 8);
    const e = fresh ? constant(c, START) : get(v, E), f = fresh ? constant(c, START + 8) : get(v, F);
    const e1 = fresh ? e : get(v, E + NEXT), f1 = fresh ? f : get(v, F + NEXT);
    const step = move(at, m, v, mask, pr, pi, e, f), step1 = move(at + NEXT, m + NEXT, v + NEXT, mask1, pr, pi, e1, f1);
    longest = larger(longest, step); longest1 = larger(longest1, step1);
    most = larger(most, mismatch(at, step)); most1 = larger(most1, mismatch(at + NEXT, step1));
  }
  set(slot(LONGEST), 0, longest); set(slot(LONGEST), NEXT, longest1);
  set(slot(WORST), 0, most); set(slot(WORST), NEXT, most1);
}

export function substituteStart(): void { substitute(true); }
export function substituteAgain(): void { substitute(false); }

/** The last step: voltages alone. */
export function conclude(): void {
  const mask = get(slot(LAST), 0), mask1 = get(slot(LAST), NEXT);
  const last = n - 1;
  let c = constants + <usize>last * NODE, at = state + <usize>last * STATE, v = voltages + <usize>last * VOLTAGE;
  for (let k = last; k >= 0; k--, c -= NODE, at -= STATE, v -= VOLTAGE) {
    const m = at + <usize>load<i32>(c, AHEAD) * STATE;
    const pr = constant(c, UP), pi = constant(c, UP + 8);
    move(at, m, v, mask, pr, pi, get(v, E), get(v, F));
    move(at + NEXT, m + NEXT, v + NEXT, mask1, pr, pi, get(v, E + NEXT), get(v, F + NEXT));
  }
}
