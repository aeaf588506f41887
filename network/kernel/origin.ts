// The fixed states that iterations start from.
import { INDEX_MAX } from '../model/index-range.ts';
import type { Voltages } from '../newton/state.ts';
import { currentMismatch, trueMismatch } from './mismatch.ts';
import { NODE_SIZE, type State } from './state.ts';

/**
 * Numbers per node in `Origin.states`: e, f of V; Re, Im of u = 1/V*; Re, Im of ΔI without any power at the nodes, −Σj Yij Vj; Re, Im of
 * β = S* u² for the constant power that was given.
 */
export const ORIGIN_SIZE = 8;

// V8 folds a module's own constants, not imported ones
const ORIGIN = ORIGIN_SIZE;
const NODE = NODE_SIZE;
const INDEX = INDEX_MAX;

/** A fixed state that an iteration starts from. */
export interface Origin {
  readonly states: Float64Array;
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
  const slopes = slopesOf(s);
  for (let k = 0; k < elimination.n; k++) node.fill(0, NODE * k + 4, NODE * k + 6);
  s.hasParts = false;
  trueMismatch(s);
  const rest = new Float64Array(2 * elimination.n);
  currentMismatch(s, rest, 2, 0);
  const states = new Float64Array(ORIGIN * elimination.node.length);
  for (let k = 0; k < elimination.node.length; k++) {
    const e = node[NODE * k]!;
    const f = node[NODE * k + 1]!;
    const v2 = e * e + f * f;
    const at = [2 * k, 2 * k + 2] as const;
    states.set([e, f, e / v2, f / v2, ...rest.subarray(...at), ...slopes.subarray(...at)], ORIGIN * k);
  }
  return { states };
}

/** β of the unknown nodes, re and im. */
function slopesOf({ elimination, node }: State): Float64Array {
  const slopes = new Float64Array(2 * elimination.n);
  for (let k = 0; k < elimination.n; k++) {
    const [e = 0, f = 0, , , p = 0, q = 0] = node.subarray(NODE * k, NODE * k + NODE);
    const v4 = (e * e + f * f) ** 2;
    const [c, d] = [(e * e - f * f) / v4, (2 * e * f) / v4]; // u²
    slopes.set([p * c + q * d, p * d - q * c], 2 * k);
  }
  return slopes;
}

/** Writes the voltages of all nodes; returns the largest |V − V⁰|²/|V⁰|². */
export function give({ elimination, node }: State, { states }: Origin, { vm, e, f }: Voltages): number {
  return giveNodes(elimination.node, node, states, vm, e, f);
}

function giveNodes(
  nodeAt: Int32Array,
  node: Float64Array,
  states: Float64Array,
  vm: Float64Array,
  e: Float64Array,
  f: Float64Array,
): number {
  let moved2 = 0;
  for (let k = 0, nodes = nodeAt.length & INDEX; k < nodes; k++) {
    const i = nodeAt[k]! & INDEX;
    const o = ORIGIN * k;
    const re = node[NODE * k]!;
    const im = node[NODE * k + 1]!;
    const de = re - states[o]!;
    const df = im - states[o + 1]!;
    const c = states[o + 2]!;
    const d = states[o + 3]!;
    e[i] = re;
    f[i] = im;
    vm[i] = Math.sqrt(re * re + im * im);
    const move2 = (de * de + df * df) * (c * c + d * d);
    if (move2 > moved2) moved2 = move2;
  }
  return moved2;
}
