// The arrays of the kernel, allocated once per network and start. Positions are those of the elimination, slack nodes last.
import type { Network } from '../model/compile.ts';
import type { Injections } from '../newton/state.ts';
import { compileElimination, type Elimination } from './elimination.ts';
import { createSystem, type System } from './factor.ts';
import { type Pairs, pairsOf } from './pairs.ts';

/** Numbers per node in `State.node`: e, f of V; Re, Im of β; p, q of constant power; diagonal admittance G, B. */
export const NODE = 8;

/** Numbers per node in `State.parts`: power of constant current p, q, and of constant impedance p, q. */
export const PART = 4;

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
  const node = new Float64Array(NODE * y.nodes);
  for (const [k, i] of elimination.node.entries()) node.set([y.Gd[i]!, y.Bd[i]!], NODE * k + 6);
  return {
    elimination,
    pairs: pairsOf(y, elimination),
    node,
    parts: new Float64Array(PART * y.n),
    hasParts: false,
    system: createSystem(elimination),
    residual: new Float64Array(2 * y.nodes),
  };
}

/** Copies the given power to the positions. */
export function take(s: State, { p, q, pi, qi, pz, qz }: Injections): void {
  const { elimination, node, parts } = s;
  const { n, node: nodeAt } = elimination;
  let any = false;
  for (let k = 0; k < n; k++) {
    const i = nodeAt[k]!;
    node[NODE * k + 4] = p[i]!;
    node[NODE * k + 5] = q[i]!;
    any ||= pi[i]! !== 0 || qi[i]! !== 0 || pz[i]! !== 0 || qz[i]! !== 0;
  }
  s.hasParts = any;
  if (!any) return;
  for (let k = 0; k < n; k++) {
    const i = nodeAt[k]!;
    parts[PART * k] = pi[i]!;
    parts[PART * k + 1] = qi[i]!;
    parts[PART * k + 2] = pz[i]!;
    parts[PART * k + 3] = qz[i]!;
  }
}
