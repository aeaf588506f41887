// A network and its start states as the constants of kernel/lanes.as, in the memory of an instance.
import { branchConstants, BRANCH_SIZE as NUMBERS } from '../branch-flows.ts';
import { fixedGeneration } from '../injections.ts';
import type { Network } from '../model/compile.ts';
import { treeOrder } from '../model/tree-order.ts';
import { type Origin, slopeAt } from './origin.ts';

/** Bytes: constants of a node, a branch, a pair, a link to a slack node; flags of a node. See kernel/. */
const NODE = 192;
const BRANCH = 8 + 8 * NUMBERS;
const PAIR = 48;
const LINK = 48;
const LEAF = 1;
const FIRST = 2;
const ALONE = 4;
const BARE = 8;
/** Flags of a pair or a link. */
const FRESH = 1;
const SYMMETRIC = 2;
/** Flags of a branch. */
const BY_CURRENT = 1;
const TWO = 2;

/** The order of elimination of the kernel. */
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
export type NetworkAddresses = Readonly<Record<'nodeOfBus' | 'fixed' | 'pairStart' | 'pairs' | 'branches', number>>;

/** Sizes of these parts. */
export const networkBytes = (y: Network): NetworkAddresses => ({
  nodeOfBus: 4 * y.nodeOf.length,
  fixed: 16 * y.nodes,
  pairStart: 4 * (y.n + 1),
  pairs: PAIR * y.pattern.col.length,
  branches: BRANCH * y.from.length,
});

/** Buses, fixed in-feeds, pairs, and branches. */
export function writeNetwork(y: Network, order: Order, at: NetworkAddresses, into: ArrayBuffer): void {
  const doubles = new Float64Array(into);
  const fixed = fixedGeneration(y);
  for (const [k, i] of order.node.entries()) doubles.set([fixed.p[i]!, fixed.q[i]!], at.fixed / 8 + 2 * k);
  writeBuses(y, order, at, new Int32Array(into));
  writePairs(y, order, at, into);
  writeBranches(y, order, at.branches, into);
}

function writeBranches(y: Network, { position }: Order, at: number, into: ArrayBuffer): void {
  const doubles = new Float64Array(into);
  const words = new Int32Array(into);
  const constants = branchConstants(y);
  const kw = 1000 * y.base_mva;
  const end = (i: number) => (i < 0 ? -1 : position[i]!);
  const constantsOf = (k: number) => constants.subarray(NUMBERS * k, NUMBERS * (k + 1));
  const isInside = (i: number) => i >= 0 && i < y.n;
  const isPlain = (k: number) =>
    k < y.from.length && isInside(y.from[k]!) && isInside(y.to[k]!) && isSeries(constantsOf(k));
  let left = 0; // branches of two that are solved together
  for (let k = 0; k < y.from.length; k++) {
    const branch = at + BRANCH * k;
    const of = constantsOf(k);
    const isFirst = left === 0 && isPlain(k) && isPlain(k + 1);
    if (isFirst) left = 2;
    words.set([end(y.from[k]!), end(y.to[k]!)], branch / 4);
    const numbers = [...of.subarray(0, 8).map((x) => x * kw), ...of.subarray(8, NUMBERS - 1).map((x) => x / kw)];
    if (left > 0) numbers.splice(0, 2, ...impedance(numbers[2]!, numbers[3]!));
    doubles.set(numbers, branch / 8 + 1);
    words[branch / 4 + 2 * NUMBERS] = (of[NUMBERS - 1] === 1 ? BY_CURRENT : 0) | (isFirst ? TWO : 0);
    left = Math.max(0, left - 1);
  }
}

/** The two-port is an impedance alone: the current out of it is the current into it. */
const isSeries = ([g0f, b0f, gft, bft, gtf, btf, g0t, b0t]: Float64Array): boolean =>
  [g0f, b0f, g0t, b0t].every((x) => x === 0) && gft === gtf && bft === btf;

/** Of an impedance with yft = g + jb: r, x. */
const impedance = (g: number, b: number) => [-g / (g * g + b * b), b / (g * g + b * b)];

/** The node of each bus, doubled, + 1 for the first bus of a node. */
function writeBuses({ nodeOf, nodes }: Network, { position }: Order, at: NetworkAddresses, words: Int32Array): void {
  const seen = new Uint8Array(nodes);
  for (const [b, i] of nodeOf.entries()) {
    words[at.nodeOfBus / 4 + b] = 2 * position[i]! + (seen[i] ? 0 : 1);
    seen[i] = 1;
  }
}

/** The pairs of neighbours in order: those of a node with its later ones. */
function writePairs(y: Network, { node, position }: Order, at: NetworkAddresses, into: ArrayBuffer): void {
  const doubles = new Float64Array(into);
  const words = new Int32Array(into);
  const seen = linked(y, position);
  let count = 0;
  for (let k = 0; k < y.n; k++) {
    const i = node[k]!;
    words[at.pairStart / 4 + k] = count;
    for (let a = y.pattern.start[i]!; a < y.pattern.start[i + 1]!; a++) {
      const admittances = y.pair.subarray(4 * a, 4 * a + 4);
      if (isFill(admittances)) continue;
      const pair = at.pairs + PAIR * count++;
      const m = position[y.pattern.col[a]!]!;
      words[pair / 4] = m;
      const [g, b, backG, backB] = admittances;
      words[pair / 4 + 1] = (seen[m] ? 0 : FRESH) | (g === backG && b === backB ? SYMMETRIC : 0);
      seen[m] = 1;
      doubles.set(admittances, pair / 8 + 2);
    }
  }
  words[at.pairStart / 4 + y.n] = count;
}

/** An entry that only the factors have. */
const isFill = (admittances: Float64Array): boolean => admittances.every((x) => x === 0);

/** 1 at the positions of nodes with a link to a slack node. */
function linked(y: Network, position: Int32Array): Uint8Array {
  const marks = new Uint8Array(y.nodes);
  for (const i of y.slack.node) marks[position[i]!] = 1;
  return marks;
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
  writeFlags(y, order, at.constants, into);
  const seen = new Uint8Array(y.nodes);
  for (const [l, i] of y.slack.node.entries()) {
    const of = y.slack.of[l]!;
    const link = at.links + LINK * l;
    words[link / 4] = order.position[i]!;
    words[link / 4 + 1] = seen[i] ? 0 : FRESH;
    seen[i] = 1;
    doubles.set([y.slack.G[l]!, y.slack.B[l]!, origin.voltages.e[of]!, origin.voltages.f[of]!], link / 8 + 2);
  }
}

/** Flags of the nodes, and the later neighbour of those of a radial network. */
function writeFlags(y: Network, { node, position }: Order, constants: number, into: ArrayBuffer): void {
  const doubles = new Float64Array(into);
  const words = new Int32Array(into);
  const seen = new Uint8Array(y.n);
  const given = linked(y, position);
  const radial = isRadial(y);
  for (let k = 0; k < y.n; k++) {
    const at = constants + NODE * k;
    const isBare = y.G0[node[k]!] === 0 && y.B0[node[k]!] === 0;
    words[at / 4] = (seen[k] ? 0 : LEAF) | (given[k] ? 0 : ALONE) | (isBare ? BARE : 0);
    for (let a = y.pattern.start[node[k]!]!; a < y.pattern.start[node[k]! + 1]!; a++) {
      const m = position[y.pattern.col[a]!]!;
      const admittances = y.pair.subarray(4 * a, 4 * a + 4);
      if (!isFill(admittances)) given[m] = 1;
      if (!radial) continue;
      words[at / 4 + 1] = m - k;
      if (!seen[m]) words[at / 4]! |= FIRST;
      seen[m] = 1;
      writeElimination(admittances, doubles.subarray(at / 8 + 4));
    }
  }
}

function writeNode(y: Network, i: number, origin: Origin, at: Float64Array): void {
  const e = origin.voltages.e[i]!;
  const f = origin.voltages.f[i]!;
  const v2 = e * e + f * f;
  at.fill(0, 0, NODE / 8);
  at[1] = (Math.atan2(f, e) * 180) / Math.PI;
  at.set(i < y.n ? [y.Gd[i]!, y.Bd[i]!] : [y.shunt.g[i]!, y.shunt.b[i]!], 2);
  at.set([e, f, e / v2, f / v2, (e * e - f * f) / v2 / v2, (2 * e * f) / v2 / v2], 12);
  at.set([y.G0[i]!, y.B0[i]!], 20);
  if (i >= y.n) return;
  at.set([origin.rest[2 * i]!, origin.rest[2 * i + 1]!], 18);
  at.set(slopeAt(origin, i), 22);
}

/** Ykm, Ymk, Ymk Ykm, Ymk Ȳkm of a node k and its later neighbour m. */
function writeElimination(pair: Float64Array, into: Float64Array): void {
  const [g, b, G, B] = pair as unknown as readonly [number, number, number, number];
  into.set([g, b, G, B, g * G - b * B, g * B + b * G, g * G + b * B, g * B - b * G]);
}
