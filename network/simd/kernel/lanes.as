// Many power flows of one network of PQ nodes at once: lane = scenario, two lanes in a vector, two vectors in a block (group.as).
// AssemblyScript, compiled by `npm run wasm` to lanes.wasm.ts. With V = e + jf, S = P + jQ the given power of a node, ¯ the conjugate,
// u = 1 / V̄, and I = S̄ u the current into the node:
//
//   Σj Yij Vj = Ii                       current balance of every node with unknown voltage
//   Y d + β d̄ = r,   β = S̄ u²            a Newton step d; the slope of I is −β conj
//   V ← V + d,   t = d̄ u
//   r ← β d̄ t                            the next mismatch is the remainder of the node's own law, because Y d is linear: the iteration
//                                        has no product with Y
//
// radial.as   Newton's method; every Jacobian is factored
// meshed.as   the chord method; the factors of one reference state are shared by all lanes
//
// Every scenario has the same start, and a lane that has converged does not change any more. The result of a scenario therefore does
// not depend on the scenarios in the other lanes.
import { flows, total } from './branches';
import { deliver, finish, held, link } from './finish';
import {
  BEFORE, branchCount, buses, COUNT, fine, GOOD, LAST, LIVE, LONGEST, n, number, open, rounds, scatter, SIGN, slot, tolerance, vectors, WORST,
} from './group';
import { backward, begin, forward } from './meshed';
import { conclude, eliminateAgain, eliminateStart, substituteAgain, substituteStart } from './radial';
import { add, all, div, get, mul, set } from './vector';

export { branch, criteria, heap, loads, network, pattern, start } from './group';

/** |ΔS| above which a lane is divergent [p.u.], squared. */
const LOST2: f64 = 1e20;

/** Nodes, buses or branches of which every vector has its turn while their constants are near; an even number. */
const TILE: i32 = 64;

/**
 * After a round: which lanes have converged, and which go on. With `final`, those make a last step that is expected to be the last,
 * because the error falls quadratically, and the lanes whose last step it was have converged too.
 */
function judge(final: bool): bool {
  const tolerance2 = all(tolerance * tolerance), fine2 = all(fine * fine);
  let busy = false;
  for (let h: usize = 0; h < vectors(1); h += 16) {
    const live = get(slot(LIVE), h), worst = get(slot(WORST), h), before = get(slot(BEFORE), h), step = get(slot(LONGEST), h);
    // the next step is estimated as this one times the ratio of the mismatches after and before it
    const ratio = v128.bitselect(div(worst, before), all(0), f64x2.gt(before, all(0)));
    const error = mul(step, ratio);
    const kept = i64x2.ge_s(get(slot(SIGN), h), i64x2.splat(0));
    const done = v128.and(live, v128.and(f64x2.lt(worst, tolerance2), f64x2.lt(error, fine2)));
    const square = mul(ratio, ratio);
    const near = v128.and(f64x2.lt(mul(worst, square), tolerance2), f64x2.lt(mul(error, square), fine2));
    const last = final ? v128.andnot(v128.and(live, near), done) : i64x2.splat(0);
    const lost = v128.not(f64x2.lt(worst, all(LOST2)));
    const next = v128.andnot(v128.andnot(v128.andnot(live, done), last), lost);
    set(slot(COUNT), h, add(get(slot(COUNT), h), add(v128.and(live, all(1)), v128.and(last, all(1)))));
    set(slot(GOOD), h, v128.or(get(slot(GOOD), h), v128.and(v128.or(done, get(slot(LAST), h)), kept)));
    set(slot(LAST), h, last);
    set(slot(LIVE), h, next);
    set(slot(BEFORE), h, worst);
    busy = busy || v128.any_true(next);
  }
  return busy;
}

function newton(): void {
  eliminateStart();
  substituteStart();
  let busy = judge(true);
  for (let round = 1; round < rounds && (busy || anyLast()); round++) {
    eliminateAgain();
    if (!busy) {
      conclude();
      accept();
      return;
    }
    substituteAgain();
    busy = judge(true);
  }
}

/** Whether a lane makes its last step. */
function anyLast(): bool {
  let any = false;
  for (let h: usize = 0; h < vectors(1); h += 16) any = any || v128.any_true(get(slot(LAST), h));
  return any;
}

/** The lanes that have made their last step have converged, but for those whose determinant has changed its sign. */
function accept(): void {
  for (let h: usize = 0; h < vectors(1); h += 16) {
    const kept = i64x2.ge_s(get(slot(SIGN), h), i64x2.splat(0));
    set(slot(GOOD), h, v128.or(get(slot(GOOD), h), v128.and(get(slot(LAST), h), kept)));
  }
}

function chord(): void {
  begin();
  let busy = true;
  for (let round = 0; busy && round < rounds; round++) {
    forward();
    backward();
    busy = judge(false);
  }
}

/** The mismatch of a group in the full equations, magnitudes and angles. */
function check(): void {
  for (let h: usize = 0; h < vectors(1); h += 16) link(h);
  for (let k = 0; k < n; k += TILE) {
    for (let h: usize = 0; h < vectors(1); h += 16) finish(h, k, min(k + TILE, n));
  }
  for (let h: usize = 0; h < vectors(1); h += 16) held(h);
}

/**
 * Solves `groups` groups of 4 · blocks scenarios. `order` has the row of each. Rows, scenario × bus: loads `p`, `q` [kW, kvar]; results
 * |V| [p.u.], angle [degrees]. Where there are branches, scenario × branch: the quantities of `flows`, from `flow` on; one number per
 * scenario: the sums, from `sum` on. One number per scenario: `mismatch`, the largest |ΔP|, |ΔQ|, and `result`, the number of rounds,
 * 0 where no ordinary solution was found. `shared`: by the chord method.
 */
export function solve(
  groups: i32, shared: bool, order: usize, p: usize, q: usize, vm: usize, va: usize, flow: usize, sum: usize, mismatch: usize,
  result: usize,
): void {
  for (let g = 0; g < groups; g++, order += vectors(1) >> 1) {
    open(order);
    scatter(p, q);
    if (shared) chord(); else newton();
    check();
    for (let b = 0; b < buses; b += TILE) {
      for (let h: usize = 0; h < vectors(1); h += 16) deliver(h, b, min(b + TILE, buses), vm, va);
    }
    for (let k = 0, next = 0; k < branchCount; k = next) {
      for (let h: usize = 0; h < vectors(1); h += 16) next = flows(h, k, min(k + TILE, branchCount), flow);
    }
    if (branchCount) total(order, sum);
    for (let h: usize = 0; h < vectors(1); h += 16) {
      const worst = f64x2.sqrt(get(slot(WORST), h));
      const good = v128.and(get(slot(GOOD), h), get(slot(LONGEST), h));
      set(slot(WORST), h, worst);
      set(slot(COUNT), h, v128.and(v128.and(good, f64x2.lt(worst, all(tolerance))), get(slot(COUNT), h)));
    }
    number(order, mismatch, slot(WORST));
    number(order, result, slot(COUNT));
  }
}
