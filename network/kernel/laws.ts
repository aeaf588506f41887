// Laws of the nodes: the injected current as a function of the voltage of the node alone, with its slope. With u = 1/V*:
//   constant power      I = S* u        I′ dV = −β dV*,  β = S* u²
//   constant current    I = S* V/|V|    I′ dV = j I dθ,  dθ = Im(V* dV)/|V|²
//   constant impedance  I = S* V        I′ dV = S* dV
// The network is linear, so the mismatch after a step d that solves (Y − I′) d = ΔI is the remainder of each node's own law:
//   ΔI  ←  I(V + d) − I(V) − I′(V) d                     for constant power, with t = d* u after the step:
//   ΔI  ←  β d* t,   β ← β (1 − t)²
import { INDEX_MAX } from '../model/index-range.ts';
import type { Injections } from '../newton/state.ts';
import { ROW_SIZE } from './factor.ts';
import { ORIGIN_SIZE, type Origin } from './origin.ts';
import { NODE_SIZE, PART_SIZE, type State, takeParts } from './state.ts';

// V8 folds a module's own constants, not imported ones
const ROW = ROW_SIZE;
const ORIGIN = ORIGIN_SIZE;
const NODE = NODE_SIZE;
const PART = PART_SIZE;
const INDEX = INDEX_MAX;

/**
 * Sizes over the nodes after a step, as upper bounds of the largest: (Σ x⁸)^⅛ has no branch per node, which a processor would predict
 * wrongly, and is at most n^⅛ times the largest. NaN where a number is.
 */
export interface Advance {
  /** Of |ΔI| [p.u.]. */
  mismatch: number;
  /** Of |d|²/|V|². */
  step2: number;
}

/** (Σ x⁸)^⅛ of the sum. */
export const eighthRoot = (x: number): number => Math.sqrt(Math.sqrt(Math.sqrt(x)));

/** Takes the given power and the voltages of the origin; sets ΔI there, and the diagonal blocks. */
export function begin(s: State, given: Injections, { states }: Origin, into: Advance): void {
  const { elimination, node, system } = s;
  const sum = setRows(elimination.n, elimination.node, node, states, system.rows, given.p, given.q);
  takeParts(s, given);
  into.mismatch = eighthRoot(s.hasParts ? addParts(s, true) : sum);
}

function setRows(
  nodes: number,
  nodeAt: Int32Array,
  node: Float64Array,
  states: Float64Array,
  rows: Float64Array,
  pOf: Float64Array,
  qOf: Float64Array,
): number {
  let sum = 0;
  for (let k = 0, n = nodes & INDEX; k < n; k++) {
    const i = nodeAt[k]! & INDEX;
    const a = NODE * k;
    const o = ORIGIN * k;
    const at = ROW * k;
    const p = pOf[i]!;
    const q = qOf[i]!;
    const c = states[o + 2]!;
    const d = states[o + 3]!;
    const ir = p * c + q * d; // S* u
    const ii = p * d - q * c;
    const g = ir * c - ii * d; // g + jb = β
    const b = ir * d + ii * c;
    const dr = states[o + 4]! + ir;
    const di = states[o + 5]! + ii;
    node[a] = states[o]!;
    node[a + 1] = states[o + 1]!;
    node[a + 2] = g;
    node[a + 3] = b;
    node[a + 4] = p;
    node[a + 5] = q;
    rows[at] = node[a + 6]!;
    rows[at + 1] = node[a + 7]!;
    rows[at + 2] = g;
    rows[at + 3] = b;
    rows[at + 4] = dr;
    rows[at + 5] = di;
    const r4 = (dr * dr + di * di) ** 2;
    sum += r4 * r4;
  }
  return sum;
}

/** Adds the solution d to the voltages; the remainders are then the right side, and the diagonal blocks those of the new voltages. */
export function advance(s: State, into: Advance): void {
  advanceNodes(s.elimination.n, s.node, s.system.rows, into);
  if (s.hasParts) into.mismatch = eighthRoot(addParts(s, false));
}

function advanceNodes(nodes: number, node: Float64Array, rows: Float64Array, into: Advance): void {
  let sum = 0;
  let steps = 0;
  for (let k = 0, n = nodes & INDEX; k < n; k++) {
    const a = NODE * k;
    const at = ROW * k;
    const de = rows[at + 6]!;
    const df = rows[at + 7]!;
    const e = node[a]! + de;
    const f = node[a + 1]! + df;
    const g = node[a + 2]!;
    const b = node[a + 3]!;
    const scale = 1 / (e * e + f * f);
    const tr = (de * e + df * f) * scale; // t = d* u
    const ti = (de * f - df * e) * scale;
    const kr = g * tr - b * ti;
    const ki = g * ti + b * tr;
    const or = 1 - tr;
    const qr = or * or - ti * ti; // (1 − t)²
    const qi = -2 * or * ti;
    const gNew = g * qr - b * qi;
    const bNew = g * qi + b * qr;
    rows[at] = node[a + 6]!;
    rows[at + 1] = node[a + 7]!;
    rows[at + 2] = gNew;
    rows[at + 3] = bNew;
    const dr = kr * de + ki * df; // times d*
    const di = ki * de - kr * df;
    node[a] = e;
    node[a + 1] = f;
    node[a + 2] = gNew;
    node[a + 3] = bNew;
    rows[at + 4] = dr;
    rows[at + 5] = di;
    const t4 = (tr * tr + ti * ti) ** 2;
    const r4 = (dr * dr + di * di) ** 2;
    steps += t4 * t4;
    sum += r4 * r4;
  }
  into.step2 = eighthRoot(steps) ** 2;
  into.mismatch = eighthRoot(sum);
}

/** Adds the solution d to the voltages alone: for a last step, before the true mismatch. Returns a bound of |d| as in `Advance`. */
export function move({ elimination, node, system }: State): number {
  return eighthRoot(moveNodes(elimination.n, node, system.rows));
}

function moveNodes(nodes: number, node: Float64Array, rows: Float64Array): number {
  let steps = 0;
  for (let k = 0, n = nodes & INDEX; k < n; k++) {
    const de = rows[ROW * k + 6]!;
    const df = rows[ROW * k + 7]!;
    node[NODE * k] = node[NODE * k]! + de;
    node[NODE * k + 1] = node[NODE * k + 1]! + df;
    const d4 = (de * de + df * df) ** 2;
    steps += d4 * d4;
  }
  return steps;
}

/** The slopes and the diagonal blocks at the present voltages. The right side is then of no use. */
export function linearise(s: State): void {
  const { elimination, node, system } = s;
  const n = elimination.n & INDEX;
  for (let k = 0; k < n; k++) {
    const [e = 0, f = 0, , , p = 0, q = 0, G = 0, B = 0] = node.subarray(NODE * k, NODE * k + NODE);
    const v2 = e * e + f * f;
    const c = e / v2;
    const d = f / v2;
    const ir = p * c + q * d;
    const ii = p * d - q * c;
    const g = ir * c - ii * d;
    const b = ir * d + ii * c;
    node.set([g, b], NODE * k + 2);
    system.rows.set([G, B, g, b], ROW * k);
  }
  if (s.hasParts) addParts(s, true);
}

/** Adds the loads of constant current and impedance to ΔI, and their slopes to the blocks; returns Σ |ΔI|⁸. */
function addParts({ elimination, node, parts, system }: State, isFirst: boolean): number {
  const { rows } = system;
  const n = elimination.n & INDEX;
  let sum = 0;
  for (let k = 0; k < n; k++) {
    const at = ROW * k;
    const pi = parts[PART * k]!;
    const qi = parts[PART * k + 1]!;
    const pz = parts[PART * k + 2]!;
    const qz = parts[PART * k + 3]!;
    const e = node[NODE * k]!;
    const f = node[NODE * k + 1]!;
    const own = 1 / Math.sqrt(e * e + f * f);
    const ue = e * own; // V/|V|
    const uf = f * own;
    if (isFirst) {
      rows[at + 4] = rows[at + 4]! + pi * ue + qi * uf + pz * e + qz * f;
      rows[at + 5] = rows[at + 5]! + pi * uf - qi * ue + pz * f - qz * e;
    } else {
      // constant impedance has no remainder
      const de = rows[at + 6]!;
      const df = rows[at + 7]!;
      const before = 1 / Math.sqrt((e - de) * (e - de) + (f - df) * (f - df));
      const be = (e - de) * before;
      const bf = (f - df) * before;
      const turn = (be * df - bf * de) * before; // dθ
      const te = ue - be + bf * turn;
      const tf = uf - bf - be * turn;
      rows[at + 4] = rows[at + 4]! + pi * te + qi * tf;
      rows[at + 5] = rows[at + 5]! + pi * tf - qi * te;
    }
    // −j I dθ = −½ (I/V) dV + ½ (I/V*) dV*
    const re = (pi * ue + qi * uf) * own * 0.5;
    const im = (pi * uf - qi * ue) * own * 0.5;
    rows[at] = rows[at]! - (re * ue + im * uf + pz);
    rows[at + 1] = rows[at + 1]! - (im * ue - re * uf - qz);
    rows[at + 2] = rows[at + 2]! + (re * ue - im * uf);
    rows[at + 3] = rows[at + 3]! + (re * uf + im * ue);
    const r4 = (rows[at + 4]! ** 2 + rows[at + 5]! ** 2) ** 2;
    sum += r4 * r4;
  }
  return sum;
}
