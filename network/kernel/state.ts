// The arrays of the kernel, allocated once per network and start. Positions are those of the elimination, slack nodes last.
import type { Network } from '../model/compile.ts';
import { type Injections, isZip } from '../newton/state.ts';
import { compileElimination, type Elimination } from './elimination.ts';
import { createSystem, type System } from './factor.ts';
import { type Pairs, pairsOf } from './pairs.ts';

/** Numbers per node in `State.node`: e, f of V; Re, Im of β; p, q of constant power; diagonal admittance G, B. */
export const NODE_SIZE = 8;

/** Numbers per node in `State.parts`: power of constant current p, q, and of constant impedance p, q. */
export const PART_SIZE = 4;

export interface State {
  readonly elimination: Elimination;
  readonly pairs: Pairs;
  readonly node: Float64Array;
  readonly parts: Float64Array;
  /** Whether any node has power of constant current or impedance. */
  hasParts: boolean;
  readonly system: System;
  /** Re and Im of each node: current into the network, of an unknown node then its mismatch ΔP, ΔQ. */
  readonly residual: Float64Array;
}

export function createState(y: Network, elimination: Elimination = compileElimination(y)): State {
  const node = new Float64Array(NODE_SIZE * y.nodes);
  for (const [k, i] of elimination.node.entries()) node.set([y.Gd[i]!, y.Bd[i]!], NODE_SIZE * k + 6);
  return {
    elimination,
    pairs: pairsOf(y, elimination),
    node,
    parts: new Float64Array(PART_SIZE * y.n),
    hasParts: false,
    system: createSystem(elimination),
    residual: new Float64Array(2 * y.nodes),
  };
}

/** Copies the given power of constant current and impedance to the positions, where any node has some. */
export function takeParts(s: State, given: Injections): void {
  s.hasParts = isZip(given);
  if (!s.hasParts) return;
  const { elimination, parts } = s;
  const { pi, qi, pz, qz } = given;
  for (let k = 0; k < elimination.n; k++) {
    const i = elimination.node[k]!;
    parts[PART_SIZE * k] = pi[i]!;
    parts[PART_SIZE * k + 1] = qi[i]!;
    parts[PART_SIZE * k + 2] = pz[i]!;
    parts[PART_SIZE * k + 3] = qz[i]!;
  }
}
