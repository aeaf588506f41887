// Laws of constant power with the fixed slopes −β⁰ of a reference, V = V⁰ + x. The step x solves (Y − D) x = r with
//   r = S* u + ΔI⁰ + β⁰ x*,   u = 1/V*,   ΔI⁰ = −Σj Yij V⁰j          S* u⁰ + ΔI⁰ at the reference
// and the mismatch after a step is r less the r that it solves.
import { INDEX_MAX } from '../model/index-range.ts';
import type { Injections } from '../newton/state.ts';
import { SIDE_SIZE } from './factors.ts';
import { type Advance, eighthRoot } from './laws.ts';
import { ORIGIN_SIZE, type Origin } from './origin.ts';
import { NODE_SIZE, type State } from './state.ts';

// V8 folds a module's own constants, not imported ones
const ORIGIN = ORIGIN_SIZE;
const NODE = NODE_SIZE;
const SIDE = SIDE_SIZE;
const INDEX = INDEX_MAX;

/** Takes the given power and the voltages of the reference; sets r there. Of a side, the last two numbers per row are r before a solve. */
export function beginAt(s: State, { states }: Origin, side: Float64Array, { p, q }: Injections, into: Advance): void {
  const { elimination, node } = s;
  into.mismatch = eighthRoot(setSides(elimination.n, elimination.node, node, states, side, p, q));
}

function setSides(
  nodes: number,
  nodeAt: Int32Array,
  node: Float64Array,
  states: Float64Array,
  side: Float64Array,
  p: Float64Array,
  q: Float64Array,
): number {
  let sum = 0;
  for (let k = 0, n = nodes & INDEX; k < n; k++) {
    const i = nodeAt[k]! & INDEX;
    const a = NODE * k;
    const o = ORIGIN * k;
    const at = SIDE * k;
    const pk = p[i]!;
    const qk = q[i]!;
    const c = states[o + 2]!;
    const d = states[o + 3]!;
    const re = pk * c + qk * d + states[o + 4]!;
    const im = pk * d - qk * c + states[o + 5]!;
    node[a] = states[o]!;
    node[a + 1] = states[o + 1]!;
    node[a + 4] = pk;
    node[a + 5] = qk;
    side[at] = re;
    side[at + 1] = im;
    side[at + 4] = re;
    side[at + 5] = im;
    const r4 = (re * re + im * im) ** 2;
    sum += r4 * r4;
  }
  return sum;
}

/** Takes the voltages V⁰ + x; sets r there. */
export function advanceTo(s: State, { states }: Origin, side: Float64Array, into: Advance): void {
  advanceNodes(s.elimination.n, s.node, states, side, into);
}

function advanceNodes(nodes: number, node: Float64Array, states: Float64Array, side: Float64Array, into: Advance) {
  let sum = 0;
  let steps = 0;
  for (let k = 0, n = nodes & INDEX; k < n; k++) {
    const a = NODE * k;
    const o = ORIGIN * k;
    const at = SIDE * k;
    const x0 = side[at + 2]!;
    const x1 = side[at + 3]!;
    const e = states[o]! + x0;
    const f = states[o + 1]! + x1;
    const de = e - node[a]!;
    const df = f - node[a + 1]!;
    const p = node[a + 4]!;
    const q = node[a + 5]!;
    const g = states[o + 6]!;
    const b = states[o + 7]!;
    const scale = 1 / (e * e + f * f);
    const re = (p * e + q * f) * scale + (states[o + 4]! + (g * x0 + b * x1));
    const im = (p * f - q * e) * scale + (states[o + 5]! + (b * x0 - g * x1));
    const dr = re - side[at + 4]!;
    const di = im - side[at + 5]!;
    node[a] = e;
    node[a + 1] = f;
    side[at] = re;
    side[at + 1] = im;
    side[at + 4] = re;
    side[at + 5] = im;
    const d4 = ((de * de + df * df) * scale) ** 2;
    const r4 = (dr * dr + di * di) ** 2;
    steps += d4 * d4;
    sum += r4 * r4;
  }
  into.step2 = eighthRoot(steps) ** 2;
  into.mismatch = eighthRoot(sum);
}

/** Takes the voltages V⁰ + x alone: for a last step, before the true mismatch. */
export function moveTo({ elimination, node }: State, { states }: Origin, side: Float64Array): void {
  moveNodes(elimination.n, node, states, side);
}

function moveNodes(nodes: number, node: Float64Array, states: Float64Array, side: Float64Array): void {
  for (let k = 0, n = nodes & INDEX; k < n; k++) {
    node[NODE * k] = states[ORIGIN * k]! + side[SIDE * k + 2]!;
    node[NODE * k + 1] = states[ORIGIN * k + 1]! + side[SIDE * k + 3]!;
  }
}
