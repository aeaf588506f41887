// Flows of the branches, from V in E, F and |V| in X.
import {
  blocks, branchCount, branches, columnSize, constants, E, F, n, NEXT, NODE, nodes, number, P, perKw, POWER, powers, rowOfBranches, SELF,
  slot, SUMS, sumSize, vectors, VOLTAGE, voltageOf, voltages, W, X,
} from './group';
import { add, all, constant, get, increase, larger, mul, put, putTwo, set, sub } from './vector';

// Byte offsets in the constants of one branch (plan.ts): nodes at its ends, −1 where it is out of service; its two-port y0f, yft, ytf,
// y0t, in kW per p.u. of voltage squared, of an impedance alone its r and x at y0f, per kW; currents at both ends [A] and loading [%] per
// unit of such a current; flags
const FROM: usize = 0, TO: usize = 4, Y0F: usize = 8, YFT: usize = 24, YTF: usize = 40, Y0T: usize = 56, AMPS: usize = 72;
const PERCENT: usize = 88, FLAGS: usize = 96, BRANCH: usize = 104, IMPEDANCE: usize = Y0F;
/** The loading is that of current, not of power; this branch and the next are impedances alone, at no slack node. */
const BY_CURRENT: i32 = 1, TWO: i32 = 2;

/**
 * Flows in one vector of a group, `vector` bytes from the first, of the branches from `first` to before `last`, or one more: P, Q into the
 * from end and into the to end [kW, kvar], |I| at both [A], loading [%], into rows. Losses, and the part of the import that flows through
 * branches, are added to the sums. Returns the number of the branch that is next.
 */
export function flows(vector: usize, first: i32, last: i32, to: usize): i32 {
  const size = <usize>blocks * VOLTAGE, at = voltages + voltageOf(vector), zero = all(0);
  let one = to + rowOfBranches(vector, 0) + (<usize>first << 3), other = to + rowOfBranches(vector, 1) + (<usize>first << 3);
  if (first === 0) for (let q = 0; q < 4; q++) set(slot(SUMS + q), vector, zero);
  let loss = zero, lossQ = zero, k = first;
  for (let c = branches + <usize>first * BRANCH; k < last; k++, c += BRANCH, one += 8, other += 8) {
    if (!(load<i32>(c, FLAGS) & TWO)) {
      if (load<i32>(c) < 0) idle(one, other); else single(c, at, size, one, other, vector);
      continue;
    }
    const a = at + <usize>load<i32>(c, FROM) * size, b = at + <usize>load<i32>(c, TO) * size;
    const a1 = at + <usize>load<i32>(c + BRANCH, FROM) * size, b1 = at + <usize>load<i32>(c + BRANCH, TO) * size;
    const e = get(a, E), f = get(a, F), e1 = get(a1, E), f1 = get(a1, F);
    const de = sub(get(b, E), e), df = sub(get(b, F), f), de1 = sub(get(b1, E), e1), df1 = sub(get(b1, F), f1);
    const g = constant(c, YFT), h = constant(c, YFT + 8), g1 = constant(c + BRANCH, YFT), h1 = constant(c + BRANCH, YFT + 8);
    const x = sub(mul(g, de), mul(h, df)), y = add(mul(g, df), mul(h, de));
    const x1 = sub(mul(g1, de1), mul(h1, df1)), y1 = add(mul(g1, df1), mul(h1, de1));
    const p = add(mul(e, x), mul(f, y)), p1 = add(mul(e1, x1), mul(f1, y1));
    let to1 = one, to2 = other;
    putTwo(to1, to2, p, p1); to1 += columnSize; to2 += columnSize;
    const q = sub(mul(f, x), mul(e, y)), q1 = sub(mul(f1, x1), mul(e1, y1));
    putTwo(to1, to2, q, q1); to1 += columnSize; to2 += columnSize;
    const i2 = add(mul(x, x), mul(y, y)), j2 = add(mul(x1, x1), mul(y1, y1));
    const l = mul(constant(c, IMPEDANCE), i2), l1 = mul(constant(c + BRANCH, IMPEDANCE), j2);
    putTwo(to1, to2, sub(l, p), sub(l1, p1)); to1 += columnSize; to2 += columnSize;
    const m = mul(constant(c, IMPEDANCE + 8), i2), m1 = mul(constant(c + BRANCH, IMPEDANCE + 8), j2);
    putTwo(to1, to2, sub(m, q), sub(m1, q1)); to1 += columnSize; to2 += columnSize;
    loss = add(loss, add(l, l1)); lossQ = add(lossQ, add(m, m1));
    const I = f64x2.sqrt(i2), J = f64x2.sqrt(j2);
    putTwo(to1, to2, mul(I, constant(c, AMPS)), mul(J, constant(c + BRANCH, AMPS))); to1 += columnSize; to2 += columnSize;
    putTwo(to1, to2, mul(I, constant(c, AMPS + 8)), mul(J, constant(c + BRANCH, AMPS + 8))); to1 += columnSize; to2 += columnSize;
    const most = load<i32>(c, FLAGS) & BY_CURRENT ? I : mul(I, larger(get(a, X), get(b, X)));
    const most1 = load<i32>(c + BRANCH, FLAGS) & BY_CURRENT ? J : mul(J, larger(get(a1, X), get(b1, X)));
    putTwo(to1, to2, mul(most, constant(c, PERCENT)), mul(most1, constant(c + BRANCH, PERCENT)));
    k++; c += BRANCH; one += 8; other += 8;
  }
  increase(slot(SUMS), vector, loss); increase(slot(SUMS + 1), vector, lossQ);
  return k;
}

/** The same for one branch, which may be any two-port and at slack nodes. */
function single(c: usize, at: usize, size: usize, one: usize, other: usize, vector: usize): void {
  const i = load<i32>(c, FROM), j = load<i32>(c, TO), a = at + <usize>i * size, b = at + <usize>j * size;
  const e = get(a, E), f = get(a, F), g = get(b, E), o = get(b, F), de = sub(g, e), df = sub(o, f);
  const c0 = constant(c, Y0F), c1 = constant(c, Y0F + 8), c2 = constant(c, YFT), c3 = constant(c, YFT + 8);
  const c4 = constant(c, YTF), c5 = constant(c, YTF + 8), c6 = constant(c, Y0T), c7 = constant(c, Y0T + 8);
  const x = add(sub(mul(c2, de), mul(c3, df)), sub(mul(c0, e), mul(c1, f)));
  const y = add(add(mul(c2, df), mul(c3, de)), add(mul(c0, f), mul(c1, e)));
  const u = sub(sub(mul(c6, g), mul(c7, o)), sub(mul(c4, de), mul(c5, df)));
  const w = sub(add(mul(c6, o), mul(c7, g)), add(mul(c4, df), mul(c5, de)));
  const p = add(mul(e, x), mul(f, y)), q = sub(mul(f, x), mul(e, y));
  const pTo = add(mul(g, u), mul(o, w)), qTo = sub(mul(o, u), mul(g, w));
  increase(slot(SUMS), vector, add(p, pTo)); increase(slot(SUMS + 1), vector, add(q, qTo));
  if (i >= n) { increase(slot(SUMS + 2), vector, p); increase(slot(SUMS + 3), vector, q); }
  if (j >= n) { increase(slot(SUMS + 2), vector, pTo); increase(slot(SUMS + 3), vector, qTo); }
  put(one, other, p); one += columnSize; other += columnSize;
  put(one, other, q); one += columnSize; other += columnSize;
  put(one, other, pTo); one += columnSize; other += columnSize;
  put(one, other, qTo); one += columnSize; other += columnSize;
  const I = f64x2.sqrt(add(mul(x, x), mul(y, y))), J = f64x2.sqrt(add(mul(u, u), mul(w, w)));
  put(one, other, mul(I, constant(c, AMPS))); one += columnSize; other += columnSize;
  put(one, other, mul(J, constant(c, AMPS + 8))); one += columnSize; other += columnSize;
  const most = load<i32>(c, FLAGS) & BY_CURRENT ? larger(I, J) : larger(mul(I, get(a, X)), mul(J, get(b, X)));
  put(one, other, mul(most, constant(c, PERCENT)));
}

/** Zeros as the flows of a branch out of service. */
function idle(one: usize, other: usize): void {
  for (let q = 0; q < 7; q++) { put(one, other, all(0)); one += columnSize; other += columnSize; }
}

/** The import gets what shunts and loads at the slack nodes draw; all sums of a group go to `to`. */
export function total(order: usize, to: usize): void {
  const kw = all(1 / perKw);
  for (let i = n; i < nodes; i++) {
    const c = constants + <usize>i * NODE;
    const g = constant(c, SELF), b = constant(c, SELF + 8);
    for (let h: usize = 0; h < vectors(1); h += NEXT) {
      const block = h >> 5, half = h & NEXT;
      const v = voltages + (<usize>(i * blocks) + block) * VOLTAGE + half, power = powers + (<usize>(i * blocks) + block) * POWER + half;
      const v2 = mul(get(v, X), get(v, X));
      increase(slot(SUMS + 2), h, mul(kw, sub(mul(g, v2), get(power, P))));
      increase(slot(SUMS + 3), h, mul(all(-1 / perKw), add(get(power, W), mul(b, v2))));
    }
  }
  for (let q = 0; q < 4; q++) number(order, to + <usize>q * sumSize, slot(SUMS + q));
}
