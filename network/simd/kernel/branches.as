// Flows of the branches, from V in E, F and |V| in X.
import {
  blocks, branchCount, branches, columnSize, constants, E, F, n, NEXT, NODE, nodes, number, P, perKw, POWER, powers, rowOfBranches, SELF,
  slot, SUMS, sumSize, vectors, VOLTAGE, voltages, W, X,
} from './group';
import { add, all, constant, get, increase, larger, mul, put, set, sub } from './vector';

// Byte offsets in the constants of one branch (plan.ts): nodes at its ends, −1 where it is out of service; its two-port y0f, yft, ytf,
// y0t, in kW per p.u. of voltage squared; currents at both ends [A] and loading [%] per unit of such a current; flags
const FROM: usize = 0, TO: usize = 4, Y0F: usize = 8, YFT: usize = 24, YTF: usize = 40, Y0T: usize = 56, AMPS: usize = 72;
const PERCENT: usize = 88, FLAGS: usize = 96, BRANCH: usize = 104;
/** The loading is that of current, not of power; the branch is an impedance alone, so that I of the to end is −I of the from end. */
const BY_CURRENT: i32 = 1, SERIES: i32 = 2;

/**
 * Flows in one vector of a group, `vector` bytes from the first: P, Q into the from end and into the to end [kW, kvar], |I| at both [A],
 * loading [%], into rows. Losses, and the part of the import that flows through branches, into the sums.
 */
export function flows(vector: usize, to: usize): void {
  const size = <usize>blocks * VOLTAGE, at = voltages + (vector >> 5) * VOLTAGE + (vector & NEXT);
  const column = columnSize, zero = all(0);
  let one = to + rowOfBranches(vector, 0), other = to + rowOfBranches(vector, 1);
  let loss = all(0), lossQ = all(0), drawn = all(0), drawnQ = all(0);
  let c = branches;
  for (let k = 0; k < branchCount; k++, c += BRANCH, one += 8, other += 8) {
    const i = load<i32>(c, FROM), j = load<i32>(c, TO), flags = load<i32>(c, FLAGS);
    if (i < 0) {
      idle(one, other);
      continue;
    }
    const a = at + <usize>i * size, b = at + <usize>j * size;
    const e = get(a, E), f = get(a, F), g = get(b, E), o = get(b, F);
    const de = sub(g, e), df = sub(o, f);
    const c2 = constant(c, YFT), c3 = constant(c, YFT + 8);
    let x = sub(mul(c2, de), mul(c3, df)), y = add(mul(c2, df), mul(c3, de));
    let u = x, w = y; // −I of the to end
    if (!(flags & SERIES)) {
      const c0 = constant(c, Y0F), c1 = constant(c, Y0F + 8), c4 = constant(c, YTF), c5 = constant(c, YTF + 8);
      const c6 = constant(c, Y0T), c7 = constant(c, Y0T + 8);
      x = add(x, sub(mul(c0, e), mul(c1, f))); y = add(y, add(mul(c0, f), mul(c1, e)));
      u = sub(sub(mul(c4, de), mul(c5, df)), sub(mul(c6, g), mul(c7, o)));
      w = sub(add(mul(c4, df), mul(c5, de)), add(mul(c6, o), mul(c7, g)));
    }
    const p = add(mul(e, x), mul(f, y)), q = sub(mul(f, x), mul(e, y));
    const pTo = sub(zero, add(mul(g, u), mul(o, w))), qTo = sub(mul(g, w), mul(o, u));
    loss = add(loss, add(p, pTo)); lossQ = add(lossQ, add(q, qTo));
    if (i >= n) { drawn = add(drawn, p); drawnQ = add(drawnQ, q); }
    if (j >= n) { drawn = add(drawn, pTo); drawnQ = add(drawnQ, qTo); }
    let to1 = one, to2 = other;
    put(to1, to2, p); to1 += column; to2 += column;
    put(to1, to2, q); to1 += column; to2 += column;
    put(to1, to2, pTo); to1 += column; to2 += column;
    put(to1, to2, qTo); to1 += column; to2 += column;
    const I = f64x2.sqrt(add(mul(x, x), mul(y, y)));
    const J = flags & SERIES ? I : f64x2.sqrt(add(mul(u, u), mul(w, w)));
    put(to1, to2, mul(I, constant(c, AMPS))); to1 += column; to2 += column;
    put(to1, to2, mul(J, constant(c, AMPS + 8))); to1 += column; to2 += column;
    const most = flags & BY_CURRENT ? larger(I, J) : larger(mul(I, get(a, X)), mul(J, get(b, X)));
    put(to1, to2, mul(most, constant(c, PERCENT)));
  }
  set(slot(SUMS), vector, loss); set(slot(SUMS + 1), vector, lossQ);
  set(slot(SUMS + 2), vector, drawn); set(slot(SUMS + 3), vector, drawnQ);
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
