// The fixed states that iterations start from.
import type { Voltages } from '../newton/state.ts';
import { currentMismatch, trueMismatch } from './mismatch.ts';
import { NODE, type State } from './state.ts';

/** Numbers per node in `Origin.voltage`: e, f of V; Re, Im of u = 1/V* and of u². */
export const ORIGIN = 6;

/** A fixed state that an iteration starts from. */
export interface Origin {
  readonly voltage: Float64Array;
  /** ΔI without any power at the nodes, Re and Im: −Σj Yij Vj. */
  readonly rest: Float64Array;
}

/** The origin at given voltages. */
export function originAt(s: State, { e, f }: Voltages): Origin {
  const { elimination, node } = s;
  for (const [k, i] of elimination.node.entries()) {
    node[NODE * k] = e[i]!;
    node[NODE * k + 1] = f[i]!;
  }
  return originAtPresent(s);
}

/** The origin at the present voltages. The power of the state is lost. */
export function originAtPresent(s: State): Origin {
  const { elimination, node } = s;
  const voltage = new Float64Array(ORIGIN * elimination.node.length);
  for (let k = 0; k < elimination.node.length; k++) {
    const e = node[NODE * k]!;
    const f = node[NODE * k + 1]!;
    const scale = 1 / (e * e + f * f);
    const c = e * scale;
    const d = f * scale;
    voltage.set([e, f, c, d, c * c - d * d, 2 * c * d], ORIGIN * k);
    node[NODE * k + 4] = 0;
    node[NODE * k + 5] = 0;
  }
  s.hasParts = false;
  const rest = new Float64Array(2 * elimination.n);
  trueMismatch(s);
  currentMismatch(s, rest, 2, 0);
  return { voltage, rest };
}

/** Writes the voltages of all nodes; returns the largest |V − V⁰|²/|V⁰|². */
export function give({ elimination, node }: State, { voltage }: Origin, { vm, e, f }: Voltages): number {
  const nodeAt = elimination.node;
  let moved2 = 0;
  for (let k = 0; k < nodeAt.length; k++) {
    const i = nodeAt[k]!;
    const o = ORIGIN * k;
    const re = node[NODE * k]!;
    const im = node[NODE * k + 1]!;
    const de = re - voltage[o]!;
    const df = im - voltage[o + 1]!;
    const c = voltage[o + 2]!;
    const d = voltage[o + 3]!;
    e[i] = re;
    f[i] = im;
    vm[i] = Math.sqrt(re * re + im * im);
    moved2 = Math.max(moved2, (de * de + df * df) * (c * c + d * d));
  }
  return moved2;
}
