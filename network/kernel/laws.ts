// Laws of the nodes: the injected current as a function of the voltage of the node alone, with its slope. With u = 1/V*:
//   constant power      I = S* u        I′ dV = −β dV*,  β = S* u²
//   constant current    I = S* V/|V|    I′ dV = j I dθ,  dθ = Im(V* dV)/|V|²
//   constant impedance  I = S* V        I′ dV = S* dV
// The network is linear, so the mismatch after a step d that solves (Y − I′) d = ΔI is the remainder of each node's own law:
//   ΔI  ←  I(V + d) − I(V) − I′(V) d                     for constant power, with t = d* u after the step:
//   ΔI  ←  β d* t,   β ← β (1 − t)²                      by Newton's method
//   ΔI  ←  (β t − (β − β⁰)) d*                           with the slope −β⁰ of a reference instead
import { ROW } from './factor.ts';
import { ORIGIN, type Origin } from './origin.ts';
import { NODE, PART, type State } from './state.ts';

/** Largest numbers over the nodes after a step. */
export interface Advance {
  /** |ΔI| [p.u.]. */
  mismatch: number;
  /** |d|²/|V|². */
  step2: number;
}

/** Sets the voltages of the origin, ΔI there, and the diagonal blocks. */
export function begin(s: State, { voltage, rest }: Origin, into: Advance): void {
  const { elimination, node } = s;
  const { rows } = s.system;
  let worst2 = 0;
  for (let k = 0; k < elimination.n; k++) {
    const a = NODE * k;
    const o = ORIGIN * k;
    const at = ROW * k;
    const p = node[a + 4]!;
    const q = node[a + 5]!;
    const c = voltage[o + 2]!;
    const d = voltage[o + 3]!;
    const cc = voltage[o + 4]!;
    const dd = voltage[o + 5]!;
    const g = p * cc + q * dd; // g + jb = β
    const b = p * dd - q * cc;
    const dr = rest[2 * k]! + p * c + q * d;
    const di = rest[2 * k + 1]! + p * d - q * c;
    node[a] = voltage[o]!;
    node[a + 1] = voltage[o + 1]!;
    node[a + 2] = g;
    node[a + 3] = b;
    const G = node[a + 6]!;
    const B = node[a + 7]!;
    rows[at] = G + g;
    rows[at + 1] = b - B;
    rows[at + 2] = b + B;
    rows[at + 3] = G - g;
    rows[at + 4] = dr;
    rows[at + 5] = di;
    worst2 = Math.max(worst2, dr * dr + di * di);
  }
  into.mismatch = Math.sqrt(worst2);
  if (s.hasParts) into.mismatch = addParts(s, true);
}

/**
 * Adds the solution d to the voltages; the remainders are then the right side, and the diagonal blocks those of the new voltages.
 * @param slopes β⁰ of a reference, re and im of each node, whose factors gave d; the diagonal blocks are then left as they are
 */
export function advance(s: State, into: Advance, slopes?: Float64Array): void {
  const { elimination, node } = s;
  const { rows } = s.system;
  const { n } = elimination;
  let worst2 = 0;
  let step2 = 0;
  for (let k = 0; k < n; k++) {
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
    let kr = g * tr - b * ti;
    let ki = g * ti + b * tr;
    const or = 1 - tr;
    const qr = or * or - ti * ti; // (1 − t)²
    const qi = -2 * or * ti;
    const gNew = g * qr - b * qi;
    const bNew = g * qi + b * qr;
    if (slopes) {
      kr += slopes[2 * k]! - g;
      ki += slopes[2 * k + 1]! - b;
    } else {
      const G = node[a + 6]!;
      const B = node[a + 7]!;
      rows[at] = G + gNew;
      rows[at + 1] = bNew - B;
      rows[at + 2] = bNew + B;
      rows[at + 3] = G - gNew;
    }
    const dr = kr * de + ki * df; // times d*
    const di = ki * de - kr * df;
    node[a] = e;
    node[a + 1] = f;
    node[a + 2] = gNew;
    node[a + 3] = bNew;
    rows[at + 4] = dr;
    rows[at + 5] = di;
    step2 = Math.max(step2, tr * tr + ti * ti);
    worst2 = Math.max(worst2, dr * dr + di * di);
  }
  into.mismatch = Math.sqrt(worst2);
  into.step2 = step2;
  if (s.hasParts) into.mismatch = addParts(s, false);
}

/** The diagonal blocks at the present voltages, for constant powers. */
export function setBlocks({ elimination, node, system }: State): void {
  for (let k = 0; k < elimination.n; k++) {
    const [g, b, , , G, B] = node.subarray(NODE * k + 2, NODE * k + 8);
    system.rows.set([G! + g!, b! - B!, b! + B!, G! - g!], ROW * k);
  }
}

/** Adds the loads of constant current and impedance to ΔI, and their slopes to the blocks; returns the largest |ΔI|. */
function addParts({ elimination, node, parts, system }: State, isFirst: boolean): number {
  const { rows } = system;
  let worst2 = 0;
  for (let k = 0; k < elimination.n; k++) {
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
    const re = (pi * ue + qi * uf) * own;
    const im = (pi * uf - qi * ue) * own;
    rows[at] = rows[at]! - (im * uf + pz);
    rows[at + 1] = rows[at + 1]! - (qz - im * ue);
    rows[at + 2] = rows[at + 2]! + (re * uf + qz);
    rows[at + 3] = rows[at + 3]! - (re * ue + pz);
    worst2 = Math.max(worst2, rows[at + 4]! ** 2 + rows[at + 5]! ** 2);
  }
  return Math.sqrt(worst2);
}
