// A network and its start states as the constants of lanes.as, in the memory of an instance.
import { branchConstants, BRANCH_SIZE as NUMBERS } from '../flow.ts';
import { fixedGeneration } from '../injections.ts';
import type { Network } from '../model/compile.ts';
import { treeOrder } from '../model/tree-order.ts';
import { type Origin, slopeAt } from './origin.ts';

/** Bytes: constants of a node, a branch, a pair, a link to a slack node; see lanes.as. */
const NODE = 160;
const BRANCH = 8 + 8 * NUMBERS;
const PAIR = 48;
const LINK = 48;
const LEAF = 1;
const FIRST = 2;

/** The order of elimination of lanes.as. */
export interface Order {
  /** Node of the network at each position. */
  readonly node: Int32Array;
  /** Position of each node. */
  readonly position: Int32Array;
}

/** The network is radial: each node has at most one later neighbour. */
export const isRadial = ({ n, pattern: { start } }: Network): boolean => {
  for (let k = 0; k < n; k++) if (start[k + 1]! - start[k]! > 1) return false;
  return true;
};

/** That of the network's numbers, which the factors of a meshed network have; that of trees for a radial one. */
export function orderOf(y: Network): Order {
  const node = Int32Array.from({ length: y.nodes }, (_, i) => i);
  if (isRadial(y)) node.set(treeOrder(y.pattern, y.n));
  const position = new Int32Array(y.nodes);
  for (const [k, i] of node.entries()) position[i] = k;
  return { node, position };
}

/** Addresses of what does not depend on the start state, in bytes. */
export type NetworkAddresses = Readonly<Record<'busNode' | 'fixed' | 'pairStart' | 'pairs' | 'branches', number>>;

/** Sizes of these parts. */
export const networkBytes = (y: Network): NetworkAddresses => ({
  busNode: 4 * y.nodeOf.length,
  fixed: 16 * y.nodes,
  pairStart: 4 * (y.n + 1),
  pairs: PAIR * y.pattern.col.length,
  branches: BRANCH * y.from.length,
});

/** Fixed in-feeds, pairs, and branches. */
export function writeNetwork(y: Network, { node, position }: Order, at: NetworkAddresses, into: ArrayBuffer): void {
  const doubles = new Float64Array(into);
  const words = new Int32Array(into);
  const fixed = fixedGeneration(y);
  for (const [k, i] of node.entries()) doubles.set([fixed.p[i]!, fixed.q[i]!], at.fixed / 8 + 2 * k);
  for (const [b, i] of y.nodeOf.entries()) words[at.busNode / 4 + b] = position[i]!;
  let count = 0;
  for (let k = 0; k < y.n; k++) {
    const i = node[k]!;
    words[at.pairStart / 4 + k] = count;
    for (let a = y.pattern.start[i]!; a < y.pattern.start[i + 1]!; a++) {
      const admittances = y.pair.subarray(4 * a, 4 * a + 4);
      if (admittances.every((x) => x === 0)) continue; // fill of the factors
      const pair = at.pairs + PAIR * count++;
      words[pair / 4] = position[y.pattern.col[a]!]!;
      doubles.set(admittances, pair / 8 + 2);
    }
  }
  words[at.pairStart / 4 + y.n] = count;
  const constants = branchConstants(y);
  const end = (i: number) => (i < 0 ? -1 : position[i]!);
  for (let k = 0; k < y.from.length; k++) {
    const branch = at.branches + BRANCH * k;
    words[branch / 4] = end(y.from[k]!);
    words[branch / 4 + 1] = end(y.to[k]!);
    doubles.set(constants.subarray(NUMBERS * k, NUMBERS * (k + 1)), branch / 8 + 1);
  }
}

/** Addresses of a start state, in bytes. */
export type StartAddresses = Readonly<Record<'constants' | 'links', number>>;

/** Sizes of these parts. */
export const startBytes = (y: Network): StartAddresses => ({
  constants: NODE * y.nodes,
  links: LINK * y.slack.node.length,
});

/** The constants of the nodes, and the links to the slack nodes. */
export function writeStart(y: Network, order: Order, origin: Origin, at: StartAddresses, into: ArrayBuffer): void {
  const doubles = new Float64Array(into);
  const words = new Int32Array(into);
  for (const [k, i] of order.node.entries()) writeNode(y, i, origin, doubles.subarray((at.constants + NODE * k) / 8));
  const seen = new Uint8Array(y.n);
  for (let k = 0; k < y.n; k++) {
    const node = at.constants + NODE * k;
    words[node / 4] = seen[k] ? 0 : LEAF;
    const a = y.pattern.start[order.node[k]!]!;
    if (a === y.pattern.start[order.node[k]! + 1]!) continue;
    const m = order.position[y.pattern.col[a]!]!;
    words[node / 4 + 1] = m - k;
    if (!seen[m]) words[node / 4]! |= FIRST;
    seen[m] = 1;
    writeElimination(y.pair.subarray(4 * a, 4 * a + 4), doubles.subarray(node / 8 + 4));
  }
  for (const [l, i] of y.slack.node.entries()) {
    const of = y.slack.of[l]!;
    const link = at.links + LINK * l;
    words[link / 4] = order.position[i]!;
    doubles.set([y.slack.G[l]!, y.slack.B[l]!, origin.voltages.e[of]!, origin.voltages.f[of]!], link / 8 + 2);
  }
}

function writeNode(y: Network, i: number, origin: Origin, at: Float64Array): void {
  const e = origin.voltages.e[i]!;
  const f = origin.voltages.f[i]!;
  at.fill(0, 0, NODE / 8);
  at[1] = (Math.atan2(f, e) * 180) / Math.PI;
  at.set(i < y.n ? [y.Gd[i]!, y.Bd[i]!] : [y.shunt.g[i]!, y.shunt.b[i]!], 2);
  at.set([e, f], 12);
  at.set([y.G0[i]!, y.B0[i]!], 16);
  if (i >= y.n) return;
  at.set([origin.rest[2 * i]!, origin.rest[2 * i + 1]!], 14);
  at.set(slopeAt(origin, i), 18);
}

/** Ykm, Ymk, Ymk Ykm, Ymk Ȳkm of a node k and its later neighbour m; used where it has only one. */
function writeElimination(pair: Float64Array, into: Float64Array): void {
  const [g, b, G, B] = pair as unknown as readonly [number, number, number, number];
  into.set([g, b, G, B, g * G - b * B, g * B + b * G, g * G + b * B, g * B - b * G]);
}
