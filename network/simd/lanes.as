// Many power flows of one network of PQ nodes at once: lane = scenario, two lanes in a vector, `width` vectors in a group.
// AssemblyScript, compiled by `npm run wasm` to lanes.wasm.ts. With V = e + jf, S = P + jQ the given power of a node, ¯ the conjugate,
// u = 1 / V̄, and I = S̄ u the current into the node:
//
//   Σj Yij Vj = Ii                       current balance of every node with unknown voltage
//   Y d + β d̄ = r,   β = S̄ u²            a Newton step d; the slope of I is −β conj
//   V ← V + d,   t = d̄ u
//   r ← β d̄ t,   β ← β (1 − t)²          the next mismatch is the remainder of the node's own law, because Y d is linear: the
//                                        iteration has no product with Y
//
// newton   every Jacobian is factored, for radial networks: each node has at most one later neighbour m, and there is no fill.
//          α + β conj is the map v ↦ α v + β v̄; its inverse is ᾱ/Δ − (β/Δ) conj, Δ = |α|² − |β|². Elimination of k:
//          αm −= Ymk Ykm ᾱk/Δk,  βm += Ymk Ȳkm βk/Δk,  rm −= Ymk zk. The last step uses the factors of the round before it.
// chord    the factors of one reference state are shared by all lanes:  r ← d̄ (β (t − 1) + β⁰), β⁰ that of the reference
//
// Every scenario has the same start, and a lane that has converged does not change any more. The result of a scenario therefore does
// not depend on the scenarios in the other lanes.

// Byte offsets in the record of one node and one vector. M is the diagonal block: α and β while it is summed, then the inverse.
const E: usize = 0, F: usize = 16, BR: usize = 32, BI: usize = 48, R: usize = 64, Q: usize = 80, X: usize = 96, Y: usize = 112;
const M0: usize = 128, M1: usize = 144, M2: usize = 160, M3: usize = 176;

// Byte offsets in the constants of one node (plan.ts): flags; distance of the later neighbour in nodes, 0 for none; angle of the start
// [degrees]; Yii, of a slack node its shunt; Ykm; Ymk; Ymk Ykm; Ymk Ȳkm; V and −Y V of the start; row sum of Y; β⁰
const FLAGS: usize = 0, AHEAD: usize = 4, ANGLE: usize = 8, SELF: usize = 16, UP: usize = 32, DOWN: usize = 48, ALPHA: usize = 64;
const BETA: usize = 80, START: usize = 96, REST: usize = 112, ROW: usize = 128, SLOPE: usize = 144, NODE: usize = 160;
/** The node has no earlier neighbour; it is the first of the earlier neighbours of m. */
const LEAF: i32 = 1, FIRST: i32 = 2;

// Byte offsets in the constants of one branch (plan.ts): nodes at its ends, −1 where it is out of service; its two-port y0f, yft, ytf,
// y0t; base currents at both ends [A]; loading in % per p.u., and 1 where that is of current, 0 of power
const FROM: usize = 0, TO: usize = 4, Y0F: usize = 8, YFT: usize = 24, YTF: usize = 40, Y0T: usize = 56, AMPS: usize = 72;
const PERCENT: usize = 88, BY_CURRENT: usize = 96, BRANCH: usize = 104;

/** tan 33°: the range of `arctangent`, and the largest angle of an ordinary voltage relative to the start. */
const WIDE: f64 = 0.66;
/** |ΔS| above which a lane is divergent [p.u.], squared. */
const LOST2: f64 = 1e20;

let n: i32, nodes: i32, buses: i32, width: i32, linkCount: i32, rounds: i32;
let perKw: f64, tolerance: f64, fine: f64, lowest2: f64, highest2: f64;
let constants: usize, busNode: usize, fixed: usize, links: usize, state: usize, given: usize, lanes: usize, record: usize, size: usize;
let pairStart: usize, pairs: usize, factorStart: usize, factorColumn: usize, inverse: usize, factor: usize;
let branchCount: i32, branches: usize, columnSize: usize, sumSize: usize;

/** Sizes, and addresses of what does not depend on the start state; `given` has P, Q of each node and vector. */
export function network(
  n_: i32, nodes_: i32, buses_: i32, width_: i32, record_: usize, perKw_: f64,
  busNode_: usize, fixed_: usize, linkCount_: i32, pairStart_: usize, pairs_: usize, state_: usize, given_: usize, lanes_: usize,
): void {
  n = n_; nodes = nodes_; buses = buses_; width = width_; perKw = perKw_; record = record_; size = <usize>width * record;
  busNode = busNode_; fixed = fixed_; linkCount = linkCount_; pairStart = pairStart_; pairs = pairs_;
  state = state_; given = given_; lanes = lanes_;
}

/** Addresses of the pattern of the factors: start of each row, and columns. */
export function pattern(start: usize, column: usize): void {
  factorStart = start; factorColumn = column;
}

/** Addresses of a start state: constants of the nodes, links to the slack nodes; inverse diagonal blocks and blocks of each pair. */
export function start(constants_: usize, links_: usize, inverse_: usize, factor_: usize): void {
  constants = constants_; links = links_; inverse = inverse_; factor = factor_;
}

/** Branches: their constants, and the distance in bytes between two of their quantities and between two sums in the results. */
export function branch(count: i32, branches_: usize, columnSize_: usize, sumSize_: usize): void {
  branchCount = count; branches = branches_; columnSize = columnSize_; sumSize = sumSize_;
}

/** Tolerances of |ΔS| and of the estimated error of V, largest number of rounds, bounds of an ordinary voltage; all in p.u. */
export function criteria(tolerance_: f64, fine_: f64, rounds_: i32, lowest: f64, highest: f64): void {
  tolerance = tolerance_; fine = fine_; rounds = rounds_; lowest2 = lowest * lowest; highest2 = highest * highest;
}

// @ts-ignore: decorator
@inline function constant(at: usize, offset: usize): v128 { return v128.load64_splat(at + offset); }
// @ts-ignore: decorator
@inline function get(at: usize, offset: usize): v128 { return v128.load(at + offset); }
// @ts-ignore: decorator
@inline function set(at: usize, offset: usize, x: v128): void { v128.store(at + offset, x); }
// @ts-ignore: decorator
@inline function add(a: v128, b: v128): v128 { return f64x2.add(a, b); }
// @ts-ignore: decorator
@inline function sub(a: v128, b: v128): v128 { return f64x2.sub(a, b); }
// @ts-ignore: decorator
@inline function mul(a: v128, b: v128): v128 { return f64x2.mul(a, b); }
// @ts-ignore: decorator
@inline function div(a: v128, b: v128): v128 { return f64x2.div(a, b); }
// @ts-ignore: decorator
@inline function all(x: f64): v128 { return f64x2.splat(x); }
// @ts-ignore: decorator
@inline function raise(at: usize, offset: usize, x: v128): void { set(at, offset, f64x2.pmax(get(at, offset), x)); } // skips NaN

/** Given powers of one group: fixed in-feeds less the loads of the buses [p.u.]. */
function scatter(p: usize, q: usize): void {
  const pair = <usize>width << 5;
  for (let i = 0; i < nodes; i++) {
    const P = constant(fixed + (<usize>i << 4), 0), W = constant(fixed + (<usize>i << 4), 8);
    let at = given + <usize>i * pair;
    for (const end = at + pair; at < end; at += 32) { set(at, 0, P); set(at, 16, W); }
  }
  const scale = all(perKw);
  for (let b = 0; b < buses; b++) {
    let at = given + <usize>load<i32>(busNode + (<usize>b << 2)) * pair;
    const from = p + (<usize>b << 3), fromQ = q + (<usize>b << 3);
    let rows = slot(ROWS);
    for (const end = at + pair; at < end; at += 32, rows += 16) {
      const one = <usize>load<u32>(rows, BUS), other = <usize>load<u32>(rows, BUS + 4);
      const P = v128.load64_lane(from + other, v128.load64_zero(from + one), 1);
      const W = v128.load64_lane(fromQ + other, v128.load64_zero(fromQ + one), 1);
      set(at, 0, sub(get(at, 0), mul(P, scale)));
      set(at, 16, sub(get(at, 16), mul(W, scale)));
    }
  }
}

/** V, β and r of the start. The largest |ΔS|² at `worst`. */
function begin(worst: usize): void {
  for (let h = 0; h < width; h++) set(worst, h << 4, all(0));
  let power = given;
  for (let k = 0; k < n; k++) {
    const c = constants + <usize>k * NODE;
    const e = constant(c, START), f = constant(c, START + 8);
    const v2 = add(mul(e, e), mul(f, f));
    const w = div(all(1), v2);
    const ur = mul(e, w), ui = mul(f, w);
    let at = state + <usize>k * size;
    let h: usize = 0;
    for (const end = at + size; at < end; at += record, h += 16, power += 32) {
      const P = get(power, 0), W = get(power, 16);
      const i0 = add(mul(P, ur), mul(W, ui)), i1 = sub(mul(P, ui), mul(W, ur));
      const r0 = add(i0, constant(c, REST)), r1 = add(i1, constant(c, REST + 8));
      set(at, E, e); set(at, F, f);
      set(at, BR, sub(mul(i0, ur), mul(i1, ui))); set(at, BI, add(mul(i0, ui), mul(i1, ur)));
      set(at, R, r0); set(at, Q, r1);
      raise(worst, h, mul(add(mul(r0, r0), mul(r1, r1)), v2));
    }
  }
}

/** Eliminates the nodes of a radial network in order. The sign bits at `signs` are those of the product of all Δ. */
function eliminate(signs: usize): void {
  for (let h = 0; h < width; h++) set(signs, h << 4, i64x2.splat(0));
  for (let k = 0; k < n; k++) {
    const c = constants + <usize>k * NODE;
    const flags = load<i32>(c, FLAGS);
    const ahead = <usize>load<i32>(c, AHEAD) * size;
    const gd = constant(c, SELF), bd = constant(c, SELF + 8);
    const dr = constant(c, DOWN), di = constant(c, DOWN + 8);
    const ar = constant(c, ALPHA), ai = constant(c, ALPHA + 8);
    const br = constant(c, BETA), bi = constant(c, BETA + 8);
    let at = state + <usize>k * size;
    let sign = signs;
    for (const end = at + size; at < end; at += record, sign += 16) {
      let a0 = gd, a1 = bd, b0: v128, b1: v128;
      if (flags & LEAF) { b0 = get(at, BR); b1 = get(at, BI); }
      else { a0 = add(a0, get(at, M0)); a1 = add(a1, get(at, M1)); b0 = get(at, M2); b1 = get(at, M3); }
      const det = sub(add(mul(a0, a0), mul(a1, a1)), add(mul(b0, b0), mul(b1, b1)));
      set(sign, 0, v128.xor(get(sign, 0), det));
      const s = div(all(1), det);
      const ir = mul(a0, s), ii = mul(a1, s), jr = mul(b0, s), ji = mul(b1, s); // α/Δ, β/Δ
      const m0 = sub(ir, jr), m1 = sub(ii, ji), m2 = add(ii, ji), m3 = add(ir, jr);
      set(at, M0, m0); set(at, M1, m1); set(at, M2, m2); set(at, M3, m3);
      if (!ahead) continue;
      const x = get(at, R), y = get(at, Q);
      const z0 = add(mul(m0, x), mul(m1, y)), z1 = sub(mul(m3, y), mul(m2, x));
      const m = at + ahead;
      set(m, R, sub(get(m, R), sub(mul(dr, z0), mul(di, z1))));
      set(m, Q, sub(get(m, Q), add(mul(di, z0), mul(dr, z1))));
      const u0 = add(mul(ar, ir), mul(ai, ii)), u1 = sub(mul(ai, ir), mul(ar, ii));
      const w0 = sub(mul(br, jr), mul(bi, ji)), w1 = add(mul(bi, jr), mul(br, ji));
      if (flags & FIRST) {
        set(m, M0, f64x2.neg(u0)); set(m, M1, f64x2.neg(u1));
        set(m, M2, add(get(m, BR), w0)); set(m, M3, add(get(m, BI), w1));
      } else {
        set(m, M0, sub(get(m, M0), u0)); set(m, M1, sub(get(m, M1), u1));
        set(m, M2, add(get(m, M2), w0)); set(m, M3, add(get(m, M3), w1));
      }
    }
  }
}

/** Forward solve with the factors of `eliminate`, in the lanes of the mask. */
function resolve(mask: usize): void {
  for (let k = 0; k < n; k++) {
    const c = constants + <usize>k * NODE;
    const ahead = <usize>load<i32>(c, AHEAD) * size;
    if (!ahead) continue;
    const dr = constant(c, DOWN), di = constant(c, DOWN + 8);
    let at = state + <usize>k * size;
    let h: usize = 0;
    for (const end = at + size; at < end; at += record, h += 16) {
      const x = v128.and(get(mask, h), get(at, R)), y = v128.and(get(mask, h), get(at, Q));
      const z0 = add(mul(get(at, M0), x), mul(get(at, M1), y)), z1 = sub(mul(get(at, M3), y), mul(get(at, M2), x));
      const m = at + ahead;
      set(m, R, sub(get(m, R), sub(mul(dr, z0), mul(di, z1))));
      set(m, Q, sub(get(m, Q), add(mul(di, z0), mul(dr, z1))));
    }
  }
}

/** Step d of a node and a vector in a radial network, in the lanes of the mask, into X, Y; V after it. */
// @ts-ignore: decorator
@inline function move(c: usize, at: usize, ahead: usize, mask: v128): void {
  let x = get(at, R), y = get(at, Q);
  if (ahead) {
    const pr = constant(c, UP), pi = constant(c, UP + 8);
    const xm = get(at + ahead, X), ym = get(at + ahead, Y);
    x = sub(x, sub(mul(pr, xm), mul(pi, ym)));
    y = sub(y, add(mul(pi, xm), mul(pr, ym)));
  }
  const d0 = v128.and(mask, add(mul(get(at, M0), x), mul(get(at, M1), y)));
  const d1 = v128.and(mask, sub(mul(get(at, M3), y), mul(get(at, M2), x)));
  set(at, X, d0); set(at, Y, d1);
  set(at, E, add(get(at, E), d0)); set(at, F, add(get(at, F), d1));
}

/** r and β after the step in X, Y, by a Jacobian with β⁰ at `c` where it is shared; the largest |ΔS|² and |d/V|². */
// @ts-ignore: decorator
@inline function measure(c: usize, at: usize, shared: bool, worst: usize, longest: usize): void {
  const d0 = get(at, X), d1 = get(at, Y), e = get(at, E), f = get(at, F);
  const v2 = add(mul(e, e), mul(f, f));
  const w = div(all(1), v2);
  const ur = mul(e, w), ui = mul(f, w);
  const t0 = add(mul(d0, ur), mul(d1, ui)), t1 = sub(mul(d0, ui), mul(d1, ur)); // d̄ u
  const br = get(at, BR), bi = get(at, BI);
  let k0 = sub(mul(br, t0), mul(bi, t1)), k1 = add(mul(br, t1), mul(bi, t0)); // β t
  if (shared) {
    k0 = add(k0, sub(constant(c, SLOPE), br));
    k1 = add(k1, sub(constant(c, SLOPE + 8), bi));
  }
  const r0 = add(mul(k0, d0), mul(k1, d1)), r1 = sub(mul(k1, d0), mul(k0, d1)); // k d̄
  set(at, R, r0); set(at, Q, r1);
  const o = sub(all(1), t0);
  const q0 = sub(mul(o, o), mul(t1, t1)), q1 = mul(mul(all(-2), o), t1); // (1 − t)²
  set(at, BR, sub(mul(br, q0), mul(bi, q1))); set(at, BI, add(mul(br, q1), mul(bi, q0)));
  raise(worst, 0, mul(add(mul(r0, r0), mul(r1, r1)), v2));
  raise(longest, 0, add(mul(t0, t0), mul(t1, t1)));
}

/** Newton step in reverse order, in the lanes of the mask, and the state after it. */
function substitute(mask: usize, worst: usize, longest: usize): void {
  for (let h = 0; h < width; h++) { set(worst, h << 4, all(0)); set(longest, h << 4, all(0)); }
  for (let k = n - 1; k >= 0; k--) {
    const c = constants + <usize>k * NODE;
    const ahead = <usize>load<i32>(c, AHEAD) * size;
    let at = state + <usize>k * size;
    let h: usize = 0;
    for (const end = at + size; at < end; at += record, h += 16) {
      move(c, at, ahead, get(mask, h));
      measure(c, at, false, worst + h, longest + h);
    }
  }
}

/** The last step of the lanes of the mask: voltages alone. */
function conclude(mask: usize): void {
  for (let k = n - 1; k >= 0; k--) {
    const c = constants + <usize>k * NODE;
    const ahead = <usize>load<i32>(c, AHEAD) * size;
    let at = state + <usize>k * size;
    let h: usize = 0;
    for (const end = at + size; at < end; at += record, h += 16) move(c, at, ahead, get(mask, h));
  }
}

/** Forward solve with the factors of the reference. */
function forward(): void {
  for (let k = 0; k < n; k++) {
    const d = inverse + (<usize>k << 5);
    const m0 = constant(d, 0), m1 = constant(d, 8), m2 = constant(d, 16), m3 = constant(d, 24);
    const at = state + <usize>k * size;
    for (let a = at, end = at + size; a < end; a += record) {
      const x = get(a, R), y = get(a, Q);
      set(a, R, add(mul(m0, x), mul(m1, y))); set(a, Q, add(mul(m2, x), mul(m3, y)));
    }
    const last = load<i32>(factorStart + (<usize>k << 2), 4);
    for (let p = load<i32>(factorStart + (<usize>k << 2)); p < last; p++) {
      const l = factor + (<usize>p << 6);
      const l0 = constant(l, 32), l1 = constant(l, 40), l2 = constant(l, 48), l3 = constant(l, 56);
      let m = state + <usize>load<i32>(factorColumn + (<usize>p << 2)) * size;
      for (let a = at, end = at + size; a < end; a += record, m += record) {
        const z0 = get(a, R), z1 = get(a, Q);
        set(m, R, sub(get(m, R), add(mul(l0, z0), mul(l1, z1))));
        set(m, Q, sub(get(m, Q), add(mul(l2, z0), mul(l3, z1))));
      }
    }
  }
}

/** Back substitution with the factors of the reference, in the lanes of the mask, and the state after the step. */
function backward(mask: usize, worst: usize, longest: usize): void {
  for (let h = 0; h < width; h++) { set(worst, h << 4, all(0)); set(longest, h << 4, all(0)); }
  for (let k = n - 1; k >= 0; k--) {
    const c = constants + <usize>k * NODE;
    const at = state + <usize>k * size;
    const last = load<i32>(factorStart + (<usize>k << 2), 4);
    for (let p = load<i32>(factorStart + (<usize>k << 2)); p < last; p++) {
      const u = factor + (<usize>p << 6);
      const u0 = constant(u, 0), u1 = constant(u, 8), u2 = constant(u, 16), u3 = constant(u, 24);
      let m = state + <usize>load<i32>(factorColumn + (<usize>p << 2)) * size;
      for (let a = at, end = at + size; a < end; a += record, m += record) {
        const xm = get(m, X), ym = get(m, Y);
        set(a, R, sub(get(a, R), add(mul(u0, xm), mul(u1, ym))));
        set(a, Q, sub(get(a, Q), add(mul(u2, xm), mul(u3, ym))));
      }
    }
    let h: usize = 0;
    for (let a = at, end = at + size; a < end; a += record, h += 16) {
      const d0 = v128.and(get(mask, h), get(a, R)), d1 = v128.and(get(mask, h), get(a, Q));
      set(a, X, d0); set(a, Y, d1);
      set(a, E, add(get(a, E), d0)); set(a, F, add(get(a, F), d1));
      measure(c, a, true, worst + h, longest + h);
    }
  }
}

// Cephes: atan x = x + x z P(z) / Q(z), z = x², |x| ≤ 0.66 (S. L. Moshier, Methods and Programs for Mathematical Functions, 1989)
// @ts-ignore: decorator
@inline function arctangent(x: v128): v128 {
  const z = mul(x, x);
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

const DEGREES: f64 = 57.295779513082320877;

/** Currents from the slack nodes, of the other nodes 0, into X, Y. */
function link(): void {
  for (let at = state, end = state + <usize>n * size; at < end; at += record) { set(at, X, all(0)); set(at, Y, all(0)); }
  for (let l = 0; l < linkCount; l++) {
    const c = links + <usize>l * 48;
    const g = constant(c, 16), b = constant(c, 24), es = constant(c, 32), fs = constant(c, 40);
    let at = state + <usize>load<i32>(c) * size;
    for (const end = at + size; at < end; at += record) {
      const de = sub(es, get(at, E)), df = sub(fs, get(at, F));
      set(at, X, add(get(at, X), sub(mul(g, de), mul(b, df))));
      set(at, Y, add(get(at, Y), add(mul(b, de), mul(g, df))));
    }
  }
}

/** Currents of a node to its later neighbours, over voltage differences, into X, Y of both ends. */
// @ts-ignore: decorator
@inline function exchange(k: i32, at: usize): void {
  const last = load<i32>(pairStart + (<usize>k << 2), 4);
  for (let p = load<i32>(pairStart + (<usize>k << 2)); p < last; p++) {
    const c = pairs + <usize>p * 48;
    const pr = constant(c, 16), pi = constant(c, 24), dr = constant(c, 32), di = constant(c, 40);
    let m = state + <usize>load<i32>(c) * size;
    for (let a = at, end = at + size; a < end; a += record, m += record) {
      const de = sub(get(m, E), get(a, E)), df = sub(get(m, F), get(a, F));
      set(a, X, add(get(a, X), sub(mul(pr, de), mul(pi, df))));
      set(a, Y, add(get(a, Y), add(mul(pi, de), mul(pr, df))));
      set(m, X, sub(get(m, X), sub(mul(dr, de), mul(di, df))));
      set(m, Y, sub(get(m, Y), add(mul(di, de), mul(dr, df))));
    }
  }
}

/**
 * Mismatch in the full equations: the largest |ΔP|, |ΔQ| at `worst`. |V| and the angle [degrees] into X, Y.
 * `sound` has ones in the lanes with finite power at slack nodes and ordinary voltages: within the bounds, near the start in angle.
 */
function finish(worst: usize, sound: usize): void {
  for (let h = 0; h < width; h++) { set(worst, h << 4, all(0)); set(sound, h << 4, i64x2.splat(-1)); }
  link();
  let power = given;
  for (let k = 0; k < n; k++) {
    const c = constants + <usize>k * NODE;
    let at = state + <usize>k * size;
    exchange(k, at);
    const gr = constant(c, ROW), br = constant(c, ROW + 8);
    const e0 = constant(c, START), f0 = constant(c, START + 8), a0 = constant(c, ANGLE);
    let h: usize = 0;
    for (const end = at + size; at < end; at += record, h += 16, power += 32) {
      const e = get(at, E), f = get(at, F);
      const x = add(get(at, X), sub(mul(gr, e), mul(br, f))), y = add(get(at, Y), add(mul(br, e), mul(gr, f)));
      const dp = f64x2.abs(sub(get(power, 0), add(mul(e, x), mul(f, y))));
      const dq = f64x2.abs(sub(get(power, 16), sub(mul(f, x), mul(e, y))));
      set(worst, h, f64x2.max(get(worst, h), f64x2.max(dp, dq)));
      const v2 = add(mul(e, e), mul(f, f));
      const a = add(mul(e, e0), mul(f, f0)), b = sub(mul(f, e0), mul(e, f0)); // V V̄ of the start
      const bounds = v128.and(f64x2.ge(v2, all(lowest2)), f64x2.le(v2, all(highest2)));
      set(sound, h, v128.and(get(sound, h), v128.and(bounds, f64x2.lt(f64x2.abs(b), mul(all(WIDE), a)))));
      set(at, X, f64x2.sqrt(v2));
      set(at, Y, add(a0, mul(arctangent(div(b, a)), all(DEGREES))));
    }
  }
  for (let i = n; i < nodes; i++) {
    const c = constants + <usize>i * NODE;
    const e0 = constant(c, START), f0 = constant(c, START + 8), a0 = constant(c, ANGLE);
    let at = state + <usize>i * size;
    let h: usize = 0;
    for (const end = at + size; at < end; at += record, h += 16, power += 32) {
      const s = add(get(power, 0), get(power, 16)); // s − s is 0 where s is finite
      set(sound, h, v128.and(get(sound, h), f64x2.eq(sub(s, s), all(0))));
      set(at, E, e0); set(at, F, f0);
      set(at, X, f64x2.sqrt(add(mul(e0, e0), mul(f0, f0))));
      set(at, Y, a0);
    }
  }
}

/** One number of each of two lanes. */
// @ts-ignore: decorator
@inline function put(one: usize, other: usize, x: v128): void { v128.store64_lane(one, x, 0); v128.store64_lane(other, x, 1); }

/** |V| and the angle of the nodes, in X, Y, into rows of the buses. */
function gather(vm: usize, va: usize): void {
  for (let b = 0; b < buses; b++) {
    let at = state + <usize>load<i32>(busNode + (<usize>b << 2)) * size;
    const to = vm + (<usize>b << 3), toAngle = va + (<usize>b << 3);
    let rows = slot(ROWS);
    for (const end = at + size; at < end; at += record, rows += 16) {
      const one = <usize>load<u32>(rows, BUS), other = <usize>load<u32>(rows, BUS + 4);
      put(to + one, to + other, get(at, X));
      put(toAngle + one, toAngle + other, get(at, Y));
    }
  }
}

/** Bytes of vectors of a group, `width` each. */
// @ts-ignore: decorator
@inline function vectors(count: i32): usize { return (<usize>count * width) << 4; }

// Vectors of a group, `width` of each, from `lanes` on: masks of the lanes that iterate, that make a last step, that have converged; number
// of rounds; sign bit of the determinant; largest |ΔS|² of this round and of the one before; largest |d/V|²; from SUMS on active and
// reactive losses, then import; offsets in bytes of the rows of both lanes, of buses and of branches
// @ts-ignore: decorator
@inline function slot(which: i32): usize { return lanes + vectors(which); }
const LIVE: i32 = 0, LAST: i32 = 1, GOOD: i32 = 2, COUNT: i32 = 3, SIGN: i32 = 4, WORST: i32 = 5, BEFORE: i32 = 6, LONGEST: i32 = 7;
const SUMS: i32 = 8, ROWS: i32 = 12;
const BUS: usize = 0, LINE: usize = 8;

// @ts-ignore: decorator
@inline function increase(at: usize, offset: usize, x: v128): void { set(at, offset, add(get(at, offset), x)); }

/**
 * Flows of the branches, from V in E, F and |V| in X, into rows: P, Q into the from end and into the to end [kW, kvar], |I| at both [A],
 * loading [%]. Losses, and the part of the import that flows through branches, into the sums.
 */
function flows(to: usize): void {
  const kw = all(1 / perKw);
  for (let h: usize = 0; h < <usize>width << 6; h += 16) set(slot(SUMS), h, all(0));
  for (let k = 0; k < branchCount; k++, to += 8) {
    const c = branches + <usize>k * BRANCH;
    const i = load<i32>(c, FROM), j = load<i32>(c, TO);
    if (i < 0) { idle(to); continue; }
    const c0 = constant(c, Y0F), c1 = constant(c, Y0F + 8), c2 = constant(c, YFT), c3 = constant(c, YFT + 8);
    const c4 = constant(c, YTF), c5 = constant(c, YTF + 8), c6 = constant(c, Y0T), c7 = constant(c, Y0T + 8);
    const amps = constant(c, AMPS), ampsTo = constant(c, AMPS + 8), percent = constant(c, PERCENT);
    const byCurrent = load<f64>(c, BY_CURRENT) == 1;
    let a = state + <usize>i * size, b = state + <usize>j * size;
    let sums = slot(SUMS), rows = slot(ROWS);
    for (const end = a + size; a < end; a += record, b += record, sums += 16, rows += 16) {
      const e = get(a, E), f = get(a, F), g = get(b, E), o = get(b, F);
      const de = sub(g, e), df = sub(o, f);
      const x = add(sub(mul(c0, e), mul(c1, f)), sub(mul(c2, de), mul(c3, df)));
      const y = add(add(mul(c0, f), mul(c1, e)), add(mul(c2, df), mul(c3, de)));
      const u = sub(sub(mul(c6, g), mul(c7, o)), sub(mul(c4, de), mul(c5, df)));
      const w = sub(add(mul(c6, o), mul(c7, g)), add(mul(c4, df), mul(c5, de)));
      const p = mul(kw, add(mul(e, x), mul(f, y))), q = mul(kw, sub(mul(f, x), mul(e, y)));
      const pTo = mul(kw, add(mul(g, u), mul(o, w))), qTo = mul(kw, sub(mul(o, u), mul(g, w)));
      const I = f64x2.sqrt(add(mul(x, x), mul(y, y))), J = f64x2.sqrt(add(mul(u, u), mul(w, w)));
      const most = byCurrent ? f64x2.max(I, J) : f64x2.max(mul(I, get(a, X)), mul(J, get(b, X)));
      let one = to + <usize>load<u32>(rows, LINE), other = to + <usize>load<u32>(rows, LINE + 4);
      put(one, other, p); one += columnSize; other += columnSize;
      put(one, other, q); one += columnSize; other += columnSize;
      put(one, other, pTo); one += columnSize; other += columnSize;
      put(one, other, qTo); one += columnSize; other += columnSize;
      put(one, other, mul(I, amps)); one += columnSize; other += columnSize;
      put(one, other, mul(J, ampsTo)); one += columnSize; other += columnSize;
      put(one, other, mul(most, percent));
      increase(sums, 0, add(p, pTo)); increase(sums, vectors(1), add(q, qTo));
      if (i >= n) { increase(sums, vectors(2), p); increase(sums, vectors(3), q); }
      if (j >= n) { increase(sums, vectors(2), pTo); increase(sums, vectors(3), qTo); }
    }
  }
}

/** Zeros as the flows of a branch out of service. */
function idle(to: usize): void {
  for (let rows = slot(ROWS), end = slot(ROWS + 1); rows < end; rows += 16) {
    let one = to + <usize>load<u32>(rows, LINE), other = to + <usize>load<u32>(rows, LINE + 4);
    for (let q = 0; q < 7; q++) { put(one, other, all(0)); one += columnSize; other += columnSize; }
  }
}

/** The import gets what shunts and loads at the slack nodes draw; all sums go to `to`. */
function total(order: usize, to: usize): void {
  const kw = all(1 / perKw);
  for (let i = n; i < nodes; i++) {
    const c = constants + <usize>i * NODE;
    const g = constant(c, SELF), b = constant(c, SELF + 8);
    let at = state + <usize>i * size, power = given + (<usize>(i * width) << 5);
    let sums = slot(SUMS + 2);
    for (const end = at + size; at < end; at += record, power += 32, sums += 16) {
      const v2 = mul(get(at, X), get(at, X));
      increase(sums, 0, mul(kw, sub(mul(g, v2), get(power, 0))));
      set(sums, vectors(1), sub(get(sums, vectors(1)), mul(kw, add(get(power, 16), mul(b, v2)))));
    }
  }
  for (let q = 0; q < 4; q++) number(order, to + <usize>q * sumSize, slot(SUMS + q));
}

/** One number of each lane of a group to its place in the order. */
function number(order: usize, to: usize, from: usize): void {
  for (let h: usize = 0; h < <usize>width << 4; h += 16, order += 8) {
    put(to + (<usize>load<u32>(order) << 3), to + (<usize>load<u32>(order, 4) << 3), get(from, h));
  }
}

/** After a round: which lanes have converged, make a last step, or go on. With `extra`, a last step with the same factors is possible. */
function judge(extra: bool): bool {
  const tolerance2 = all(tolerance * tolerance), fine2 = all(fine * fine);
  let busy = false;
  for (let h: usize = 0; h < <usize>width << 4; h += 16) {
    const live = get(slot(LIVE), h), worst = get(slot(WORST), h), before = get(slot(BEFORE), h), step = get(slot(LONGEST), h);
    // the next step is estimated as this one times the ratio of the mismatches after and before it
    const error = v128.bitselect(div(mul(step, worst), before), all(0), f64x2.gt(before, all(0)));
    const done = v128.and(live, v128.and(f64x2.lt(worst, tolerance2), f64x2.lt(error, fine2)));
    const near = v128.and(f64x2.lt(mul(worst, step), tolerance2), f64x2.lt(mul(error, step), fine2));
    const last = extra ? v128.andnot(v128.and(live, near), done) : i64x2.splat(0);
    const kept = i64x2.ge_s(get(slot(SIGN), h), i64x2.splat(0));
    const lost = v128.not(f64x2.lt(worst, all(LOST2))); // NaN too
    const next = v128.andnot(v128.andnot(v128.andnot(live, done), last), lost);
    set(slot(COUNT), h, add(get(slot(COUNT), h), add(v128.and(live, all(1)), v128.and(last, all(1)))));
    set(slot(GOOD), h, v128.or(get(slot(GOOD), h), v128.and(v128.or(done, last), kept)));
    set(slot(LAST), h, last);
    set(slot(LIVE), h, next);
    set(slot(BEFORE), h, worst);
    busy = busy || v128.any_true(next);
  }
  return busy;
}

function anyLast(): bool {
  let any = false;
  for (let h: usize = 0; h < <usize>width << 4; h += 16) any = any || v128.any_true(get(slot(LAST), h));
  return any;
}

function newton(): void {
  let busy = true;
  for (let round = 0; busy && round < rounds; round++) {
    eliminate(slot(SIGN));
    substitute(slot(LIVE), slot(WORST), slot(LONGEST));
    busy = judge(true);
    if (anyLast()) {
      resolve(slot(LAST));
      conclude(slot(LAST));
    }
  }
}

function chord(): void {
  let busy = true;
  for (let round = 0; busy && round < rounds; round++) {
    forward();
    backward(slot(LIVE), slot(WORST), slot(LONGEST));
    busy = judge(false);
  }
}

/**
 * Solves `groups` groups of 2 · width scenarios. `order` has the row of each. Rows, scenario × bus: loads `p`, `q` [kW, kvar]; results
 * |V| [p.u.], angle [degrees]. Where there are branches, scenario × branch: the quantities of `flows`, from `flow` on; one number per
 * scenario: the sums, from `sum` on. One number per scenario: `mismatch`, the largest |ΔP|, |ΔQ|, and `result`, the number of rounds,
 * 0 where no ordinary solution was found. `shared`: by the chord method.
 */
export function solve(
  groups: i32, shared: bool, order: usize, p: usize, q: usize, vm: usize, va: usize, flow: usize, sum: usize, mismatch: usize,
  result: usize,
): void {
  for (let g = 0; g < groups; g++, order += vectors(1) >> 1) {
    for (let h: usize = 0; h < vectors(1); h += 16) {
      const rows = slot(ROWS) + h;
      for (let lane: usize = 0; lane < 8; lane += 4) {
        const row = load<i32>(order + (h >> 1) + lane);
        store<u32>(rows + lane, <u32>(row * buses) << 3, BUS);
        store<u32>(rows + lane, <u32>(row * branchCount) << 3, LINE);
      }
      set(slot(LIVE), h, i64x2.splat(-1)); set(slot(GOOD), h, i64x2.splat(0));
      set(slot(COUNT), h, all(0)); set(slot(SIGN), h, i64x2.splat(0));
    }
    scatter(p, q);
    begin(slot(BEFORE));
    if (shared) chord(); else newton();
    finish(slot(WORST), slot(LONGEST));
    gather(vm, va);
    if (branchCount) {
      flows(flow);
      total(order, sum);
    }
    number(order, mismatch, slot(WORST));
    for (let h: usize = 0; h < vectors(1); h += 16) {
      const good = v128.and(get(slot(GOOD), h), get(slot(LONGEST), h));
      const accepted = v128.and(good, f64x2.lt(get(slot(WORST), h), all(tolerance)));
      set(slot(COUNT), h, v128.and(accepted, get(slot(COUNT), h)));
    }
    number(order, result, slot(COUNT));
  }
}
