// Laws of the nodes: the injected current as a function of the voltage of the node alone, with its slope.
//   constant power      I = S*/V*       I′ dV = −(S*/V*²) dV*
//   constant current    I = S* V/|V|    I′ dV = j I dθ,  dθ = Im(V* dV)/|V|²
//   constant impedance  I = S* V        I′ dV = S* dV
// The network is linear, so the mismatch after a step dV that solves (Y − I′) dV = ΔI is the remainder of each node's own law:
//   ΔI  ←  I(V + dV) − I(V) − I′(V) dV  =  I(V + dV) (dV*/V*)²  for constant power
import { ROW } from './factor.ts';
import { ORIGIN, type Origin } from './origin.ts';
import { NODE, PART, type State } from './state.ts';

/** Largest numbers over the nodes after a step. */
export interface Advance {
  /** |Re ΔI|, |Im ΔI| [p.u.]. */
  mismatch: number;
  /** |dV|²/|V|². */
  step2: number;
}

/** Sets the voltages of the origin, and ΔI there. */
export function restart(s: State, { voltage, rest }: Origin, into: Advance): void {
  const { elimination, node } = s;
  const { rows } = s.system;
  let worst = 0;
  for (let k = 0; k < elimination.n; k++) {
    const a = NODE * k;
    const at = ROW * k;
    const c = voltage[ORIGIN * k + 2]!;
    const d = voltage[ORIGIN * k + 3]!;
    const re = node[a + 4]! * c + node[a + 5]! * d;
    const im = node[a + 4]! * d - node[a + 5]! * c;
    node[a] = voltage[ORIGIN * k]!;
    node[a + 1] = voltage[ORIGIN * k + 1]!;
    node[a + 2] = c;
    node[a + 3] = d;
    node[a + 6] = re;
    node[a + 7] = im;
    const dr = rest[2 * k]! + re;
    const di = rest[2 * k + 1]! + im;
    rows[at + 4] = dr;
    rows[at + 5] = di;
    worst = Math.max(worst, Math.abs(dr), Math.abs(di));
  }
  for (let k = elimination.n; k < elimination.node.length; k++) {
    node[NODE * k] = voltage[ORIGIN * k]!;
    node[NODE * k + 1] = voltage[ORIGIN * k + 1]!;
  }
  into.mismatch = worst;
  if (s.hasParts) into.mismatch = addParts(s, true);
}

/** The diagonal blocks of Y − I′ at the present voltages. */
export function linearise(s: State): void {
  const { elimination, node } = s;
  const { rows } = s.system;
  const { n, diagonal } = elimination;
  for (let k = 0; k < n; k++) {
    const a = NODE * k;
    const at = ROW * k;
    const c = node[a + 2]!;
    const d = node[a + 3]!;
    const re = node[a + 4]! * c + node[a + 5]! * d;
    const im = node[a + 4]! * d - node[a + 5]! * c;
    const g = re * c - im * d; // g + jb = S*/V*²
    const b = re * d + im * c;
    const G = diagonal[2 * k]!;
    const B = diagonal[2 * k + 1]!;
    rows[at] = G + g;
    rows[at + 1] = b - B;
    rows[at + 2] = b + B;
    rows[at + 3] = G - g;
  }
  if (s.hasParts) subtractSlopesOfParts(s);
}

/** Adds the solution dV to the voltages; the remainders are then the right side. */
export function advance(s: State, into: Advance): void {
  const { elimination, node } = s;
  const { rows } = s.system;
  const { n } = elimination;
  let worst = 0;
  let step2 = 0;
  for (let k = 0; k < n; k++) {
    const a = NODE * k;
    const at = ROW * k;
    const de = rows[at + 6]!;
    const df = rows[at + 7]!;
    const wr = de * node[a + 2]! + df * node[a + 3]!; // w = dV*/V*
    const wi = de * node[a + 3]! - df * node[a + 2]!;
    const e = node[a]! + de;
    const f = node[a + 1]! + df;
    const scale = 1 / (e * e + f * f);
    const c = e * scale;
    const d = f * scale;
    const re = node[a + 4]! * c + node[a + 5]! * d;
    const im = node[a + 4]! * d - node[a + 5]! * c;
    node[a] = e;
    node[a + 1] = f;
    node[a + 2] = c;
    node[a + 3] = d;
    node[a + 6] = re;
    node[a + 7] = im;
    const rr = wr * wr;
    const ii = wi * wi;
    const qr = rr - ii; // w²
    const qi = 2 * wr * wi;
    const dr = re * qr - im * qi;
    const di = re * qi + im * qr;
    rows[at + 4] = dr;
    rows[at + 5] = di;
    step2 = Math.max(step2, rr + ii);
    worst = Math.max(worst, Math.abs(dr), Math.abs(di));
  }
  into.mismatch = worst;
  into.step2 = step2;
  if (s.hasParts) into.mismatch = addParts(s, false);
}

/** Adds the loads of constant current and impedance to the currents and to ΔI; returns the largest |Re ΔI|, |Im ΔI|. */
function addParts({ elimination, node, parts, system }: State, isFirst: boolean): number {
  const { rows } = system;
  let worst = 0;
  for (let k = 0; k < elimination.n; k++) {
    const a = NODE * k;
    const at = ROW * k;
    const pi = parts[PART * k]!;
    const qi = parts[PART * k + 1]!;
    const pz = parts[PART * k + 2]!;
    const qz = parts[PART * k + 3]!;
    const e = node[a]!;
    const f = node[a + 1]!;
    const own = 1 / Math.sqrt(e * e + f * f);
    const ue = e * own; // V/|V|
    const uf = f * own;
    const re = pi * ue + qi * uf + pz * e + qz * f;
    const im = pi * uf - qi * ue + pz * f - qz * e;
    node[a + 6] = node[a + 6]! + re;
    node[a + 7] = node[a + 7]! + im;
    if (isFirst) {
      rows[at + 4] = rows[at + 4]! + re;
      rows[at + 5] = rows[at + 5]! + im;
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
    worst = Math.max(worst, Math.abs(rows[at + 4]!), Math.abs(rows[at + 5]!));
  }
  return worst;
}

function subtractSlopesOfParts({ elimination, node, parts, system }: State): void {
  const { rows } = system;
  for (let k = 0; k < elimination.n; k++) {
    const at = ROW * k;
    const pi = parts[PART * k]!;
    const qi = parts[PART * k + 1]!;
    const pz = parts[PART * k + 2]!;
    const qz = parts[PART * k + 3]!;
    const e = node[NODE * k]!;
    const f = node[NODE * k + 1]!;
    const own = 1 / Math.sqrt(e * e + f * f);
    const ue = e * own;
    const uf = f * own;
    const re = (pi * ue + qi * uf) * own;
    const im = (pi * uf - qi * ue) * own;
    rows[at] = rows[at]! - (im * uf + pz);
    rows[at + 1] = rows[at + 1]! - (qz - im * ue);
    rows[at + 2] = rows[at + 2]! + (re * uf + qz);
    rows[at + 3] = rows[at + 3]! - (re * ue + pz);
  }
}
