// The memory of a network and of one group of scenarios, which are solved together. A block has two vectors of two lanes, so four
// scenarios; a group has `blocks` blocks. Records are node × block, quantities of both vectors one after the other.
import { add, all, constant, get, mul, put, set, sub, take } from './vector';

// Byte offsets in the constants of a node (plan.ts): flags; distance of the later neighbour in nodes, 0 for none; angle of the start
// [degrees]; Yii, of a slack node its shunt; Ykm; Ymk; Ymk Ykm; Ymk Ȳkm; V of the start, and u, u² there; −Y V; row sum of Y; β⁰
export const FLAGS: usize = 0, AHEAD: usize = 4, ANGLE: usize = 8, SELF: usize = 16, UP: usize = 32, DOWN: usize = 48;
export const ALPHA: usize = 64, BETA: usize = 80, START: usize = 96, UNIT: usize = 112, SQUARE: usize = 128, REST: usize = 144;
export const ROW: usize = 160, SLOPE: usize = 176, NODE: usize = 192;
/** The node has no earlier neighbour; it is the first of the earlier neighbours of m; no pair or link comes before it; its row sum is 0. */
export const LEAF: i32 = 1, FIRST: i32 = 2, ALONE: i32 = 4, BARE: i32 = 8;

/** Byte offsets in the record of a voltage; X, Y are the current into the grid while it is summed, later |V| and the angle. */
export const E: usize = 0, F: usize = 32, X: usize = 64, Y: usize = 96, VOLTAGE: usize = 128;
/** Byte offsets in the record of the given power, in p.u. */
export const P: usize = 0, W: usize = 32, POWER: usize = 64;

/** Bytes from the first to the second vector of a block, of each quantity. */
export const NEXT: usize = 16;

export let n: i32, nodes: i32, buses: i32, blocks: i32, rounds: i32;
export let perKw: f64, tolerance: f64, fine: f64, lowest2: f64, highest2: f64;
export let constants: usize, links: usize, linkCount: i32, pairStart: usize, pairs: usize;
export let state: usize, voltages: usize, powers: usize;
export let factorStart: usize, factorColumn: usize, inverse: usize, factor: usize;
export let branchCount: i32, branches: usize, columnSize: usize, sumSize: usize;
let nodeOfBus: usize, fixed: usize, lanes: usize;

/** Sizes, and addresses of what does not depend on the start state. */
export function network(
  n_: i32, nodes_: i32, buses_: i32, blocks_: i32, perKw_: f64, nodeOfBus_: usize, fixed_: usize, linkCount_: i32, pairStart_: usize,
  pairs_: usize, state_: usize, voltages_: usize, powers_: usize, lanes_: usize,
): void {
  n = n_; nodes = nodes_; buses = buses_; blocks = blocks_; perKw = perKw_;
  nodeOfBus = nodeOfBus_; fixed = fixed_;
  linkCount = linkCount_; pairStart = pairStart_; pairs = pairs_;
  state = state_; voltages = voltages_; powers = powers_; lanes = lanes_;
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

/** The first address that is free. */
export function heap(): usize { return __heap_base; }

/** Bytes from the first to the record of a vector in the voltages, and in the powers, of a node. */
@inline
export function voltageOf(vector: usize): usize { return (vector >> 5) * VOLTAGE + (vector & NEXT); }
@inline
export function powerOf(vector: usize): usize { return (vector >> 5) * POWER + (vector & NEXT); }

/** Bytes of vectors of a group, one for each two lanes. */
@inline
export function vectors(count: i32): usize { return <usize>(count * blocks) << 5; }

// Vectors of a group: masks of the lanes that iterate, that make a last step, that have converged; number of rounds; sign bit of the
// determinant; largest |ΔS|² of this round and of the one before; largest |d|²; from SUMS on active and reactive losses, then import;
// offsets in bytes of the rows of both lanes, of buses and of branches
@inline
export function slot(which: i32): usize { return lanes + vectors(which); }
export const LIVE: i32 = 0, LAST: i32 = 1, GOOD: i32 = 2, COUNT: i32 = 3, SIGN: i32 = 4, WORST: i32 = 5, BEFORE: i32 = 6;
export const LONGEST: i32 = 7, SUMS: i32 = 8, ROWS: i32 = 12;
/** Row of a lane of a vector, of buses and of branches. */
@inline
export function rowOf(vector: usize, lane: usize): usize { return <usize>load<u32>(slot(ROWS) + vector + (lane << 2)); }
@inline
export function rowOfBranches(vector: usize, lane: usize): usize { return <usize>load<u32>(slot(ROWS) + vector + (lane << 2), 8); }

/** Clears a group: the rows of its lanes are those of the order. */
export function open(order: usize): void {
  for (let h: usize = 0; h < vectors(1); h += 16) {
    for (let lane: usize = 0; lane < 8; lane += 4) {
      const row = load<i32>(order + (h >> 1) + lane);
      store<u32>(slot(ROWS) + h + lane, <u32>(row * buses) << 3);
      store<u32>(slot(ROWS) + h + lane, <u32>(row * branchCount) << 3, 8);
    }
    set(slot(LIVE), h, i64x2.splat(-1)); set(slot(GOOD), h, i64x2.splat(0)); set(slot(LAST), h, i64x2.splat(0));
    set(slot(COUNT), h, all(0)); set(slot(SIGN), h, i64x2.splat(0));
    set(slot(WORST), h, all(0)); set(slot(BEFORE), h, all(0)); set(slot(LONGEST), h, all(0));
  }
}

/** Node of a bus. */
@inline
export function nodeAt(bus: i32): usize { return <usize>(load<i32>(nodeOfBus + (<usize>bus << 2)) >> 1); }

/** Given powers of the nodes: fixed in-feeds less the loads of the buses [p.u.]. `nodeOfBus` has node · 2, + 1 for its first bus. */
export function scatter(p: usize, q: usize): void {
  const scale = all(perKw);
  for (let block = 0; block < blocks; block++) {
    const vector = <usize>block << 5;
    let p0 = p + rowOf(vector, 0), p1 = p + rowOf(vector, 1), p2 = p + rowOf(vector + NEXT, 0), p3 = p + rowOf(vector + NEXT, 1);
    const more = q - p;
    for (let b = 0; b < buses; b++, p0 += 8, p1 += 8, p2 += 8, p3 += 8) {
      const node = load<i32>(nodeOfBus + (<usize>b << 2));
      const at = powers + <usize>((node >> 1) * blocks + block) * POWER;
      const x0 = mul(take(p0, p1), scale), x1 = mul(take(p2, p3), scale);
      const y0 = mul(take(p0 + more, p1 + more), scale), y1 = mul(take(p2 + more, p3 + more), scale);
      if (node & 1) {
        const f = fixed + (<usize>(node >> 1) << 4);
        const x = constant(f, 0), y = constant(f, 8);
        set(at, P, sub(x, x0)); set(at, P + NEXT, sub(x, x1));
        set(at, W, sub(y, y0)); set(at, W + NEXT, sub(y, y1));
      } else {
        set(at, P, sub(get(at, P), x0)); set(at, P + NEXT, sub(get(at, P + NEXT), x1));
        set(at, W, sub(get(at, W), y0)); set(at, W + NEXT, sub(get(at, W + NEXT), y1));
      }
    }
  }
}

/** Sums of the first `count` rows of the buses, one number each. */
export function loads(p: usize, count: i32, to: usize): void {
  for (const last = to + (<usize>count << 3); to < last; to += 8) {
    let s = all(0), t = all(0), b = 0;
    for (; b + 3 < buses; b += 4, p += 32) { s = add(s, get(p, 0)); t = add(t, get(p, 16)); }
    s = add(s, t);
    let sum = f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
    for (; b < buses; b++, p += 8) sum += load<f64>(p);
    store<f64>(to, sum);
  }
}

/** One number of each lane of a group to its place in the order. */
export function number(order: usize, to: usize, from: usize): void {
  for (let h: usize = 0; h < vectors(1); h += 16, order += 8) {
    put(to + (<usize>load<u32>(order) << 3), to + (<usize>load<u32>(order, 4) << 3), get(from, h));
  }
}
