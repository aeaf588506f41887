// A network as the constants of lanes.as, in the memory of an instance.
import type { BlockSolver } from '../../base/index.ts';
import { branchConstants, BRANCH as NUMBERS } from '../flow.ts';
import type { Network } from '../model/compile.ts';
import type { Injections, Voltages } from '../newton/state.ts';

/** Bytes: constants of a node, a branch, a pair, a link to a slack node; see lanes.as. */
const NODE = 160;
const BRANCH = 8 + 8 * NUMBERS;
const PAIR = 48;
const LINK = 48;
const LEAF = 1;
const FIRST = 2;

/** The state that every scenario starts from. */
export interface Origin {
  readonly voltages: Voltages;
  /** −Σj Yij Vj of the unknown nodes: re, im. */
  readonly rest: Float64Array;
}

/** −Σj Yij Vj, summed over voltage differences (reason: admittance.ts). */
export function restOf({ n, G0, B0, pattern, pair, slack }: Network, { e, f }: Voltages): Float64Array {
  const rest = new Float64Array(2 * n);
  const subtract = (i: number, g: number, b: number, re: number, im: number) => {
    rest[2 * i]! -= g * re - b * im;
    rest[2 * i + 1]! -= g * im + b * re;
  };
  for (let i = 0; i < n; i++) {
    subtract(i, G0[i]!, B0[i]!, e[i]!, f[i]!);
    for (let a = pattern.start[i]!; a < pattern.start[i + 1]!; a++) {
      const j = pattern.col[a]!;
      const de = e[j]! - e[i]!;
      const df = f[j]! - f[i]!;
      subtract(i, pair[4 * a]!, pair[4 * a + 1]!, de, df);
      subtract(j, pair[4 * a + 2]!, pair[4 * a + 3]!, -de, -df);
    }
  }
  for (const [l, i] of slack.node.entries()) {
    subtract(i, slack.G[l]!, slack.B[l]!, e[slack.of[l]!]! - e[i]!, f[slack.of[l]!]! - f[i]!);
  }
  return rest;
}

/** β⁰ = S̄ u² of the power that keeps the origin in balance: S̄ u = −rest. */
function slopeAt({ voltages: { e, f }, rest }: Origin, i: number): readonly [number, number] {
  const v2 = e[i]! ** 2 + f[i]! ** 2;
  const ur = e[i]! / v2;
  const ui = f[i]! / v2;
  return [ui * rest[2 * i + 1]! - ur * rest[2 * i]!, -ur * rest[2 * i + 1]! - ui * rest[2 * i]!];
}

/** Factors the Jacobian Y d + β⁰ d̄ of the origin; true where its determinant is positive, as it is without load. */
export function factorAt({ n, Gd, Bd, pair, pattern }: Network, origin: Origin, lu: BlockSolver): boolean {
  const v = lu.values;
  for (let i = 0; i < n; i++) {
    const [br, bi] = slopeAt(origin, i);
    v.set([Gd[i]! + br, bi - Bd[i]!, Bd[i]! + bi, Gd[i]! - br], 4 * i);
  }
  for (let a = 0; a < pattern.col.length; a++) {
    const [g, b, backG, backB] = pair.subarray(4 * a, 4 * a + 4);
    v.set([g!, -b!, b!, g!, backG!, -backB!, backB!, backG!], 4 * n + 8 * a);
  }
  return lu.factor() === 1;
}

/** The network is radial: each node has at most one later neighbour. */
export const isRadial = ({ n, pattern: { start } }: Network): boolean => {
  for (let k = 0; k < n; k++) if (start[k + 1]! - start[k]! > 1) return false;
  return true;
};

/** Nodes in the order of elimination, from the leaves up: successive nodes are independent, so a processor can overlap them. */
export function byHeight({ n, nodes, pattern }: Network): Int32Array {
  const height = new Int32Array(nodes).fill(n, n);
  for (let k = 0; k < n; k++) {
    for (let a = pattern.start[k]!; a < pattern.start[k + 1]!; a++) {
      const m = pattern.col[a]!;
      height[m] = Math.max(height[m]!, height[k]! + 1);
    }
  }
  return Int32Array.from({ length: nodes }, (_, k) => k).sort((a, b) => height[a]! - height[b]! || a - b);
}

/** Addresses in the memory, in bytes. */
export interface Addresses {
  readonly constants: number;
  readonly busNode: number;
  readonly fixed: number;
  readonly links: number;
  readonly pairStart: number;
  readonly pairs: number;
  readonly branches: number;
}

/** Sizes of the parts. */
export const planBytes = (y: Network): Record<keyof Addresses, number> => ({
  constants: NODE * y.nodes,
  busNode: 4 * y.nodeOf.length,
  fixed: 16 * y.nodes,
  links: LINK * y.slack.node.length,
  pairStart: 4 * (y.n + 1),
  pairs: PAIR * y.pattern.col.length,
  branches: BRANCH * y.from.length,
});

/** Writes the constants, with node order[k] of the network at position k. */
export function writePlan(
  y: Network,
  order: Int32Array,
  origin: Origin,
  fixed: Injections,
  at: Addresses,
  into: ArrayBuffer,
) {
  const doubles = new Float64Array(into);
  const words = new Int32Array(into);
  const position = new Int32Array(y.nodes);
  for (const [k, i] of order.entries()) position[i] = k;
  for (const [k, i] of order.entries()) {
    doubles.set([fixed.p[i]!, fixed.q[i]!], at.fixed / 8 + 2 * k);
    writeNode(y, i, origin, doubles.subarray((at.constants + NODE * k) / 8));
  }
  for (const [b, i] of y.nodeOf.entries()) words[at.busNode / 4 + b] = position[i]!;
  writeElimination(y, order, position, at, doubles, words);
  const perBranch = branchConstants(y);
  for (let k = 0; k < y.from.length; k++) {
    const word = (at.branches + BRANCH * k) / 4;
    words[word] = y.from[k]! < 0 ? -1 : position[y.from[k]!]!;
    words[word + 1] = y.to[k]! < 0 ? -1 : position[y.to[k]!]!;
    doubles.set(perBranch.subarray(NUMBERS * k, NUMBERS * (k + 1)), word / 2 + 1);
  }
  for (const [l, i] of y.slack.node.entries()) {
    const of = y.slack.of[l]!;
    words[(at.links + LINK * l) / 4] = position[i]!;
    doubles.set(
      [y.slack.G[l]!, y.slack.B[l]!, origin.voltages.e[of]!, origin.voltages.f[of]!],
      (at.links + LINK * l) / 8 + 2,
    );
  }
}

function writeNode(y: Network, i: number, origin: Origin, at: Float64Array) {
  const e = origin.voltages.e[i]!;
  const f = origin.voltages.f[i]!;
  at[1] = (Math.atan2(f, e) * 180) / Math.PI;
  at.set(i < y.n ? [y.Gd[i]!, y.Bd[i]!] : [y.shunt.g[i]!, y.shunt.b[i]!], 2);
  at.set([e, f], 12);
  at.set([y.G0[i]!, y.B0[i]!], 16);
  if (i >= y.n) return;
  at.set([origin.rest[2 * i]!, origin.rest[2 * i + 1]!], 14);
  at.set(slopeAt(origin, i), 18);
}

/** The later neighbours of each node: those of the elimination of a radial network, and the pairs of every network without fill. */
function writeElimination(
  { n, pattern, pair }: Network,
  order: Int32Array,
  position: Int32Array,
  at: Addresses,
  doubles: Float64Array,
  words: Int32Array,
) {
  const seen = new Uint8Array(n);
  let pairs = 0;
  for (let k = 0; k < n; k++) {
    const i = order[k]!;
    words[at.pairStart / 4 + k] = pairs;
    const node = at.constants + NODE * k;
    words[node / 4] = seen[k] ? 0 : LEAF;
    for (let a = pattern.start[i]!; a < pattern.start[i + 1]!; a++) {
      const [g, b, backG, backB] = pair.subarray(4 * a, 4 * a + 4) as unknown as [number, number, number, number];
      const m = position[pattern.col[a]!]!;
      words[node / 4 + 1] = m - k;
      if (!seen[m]) words[node / 4]! |= FIRST;
      seen[m] = 1;
      doubles.set(
        [
          g,
          b,
          backG,
          backB,
          g * backG - b * backB,
          g * backB + b * backG,
          g * backG + b * backB,
          g * backB - b * backG,
        ],
        node / 8 + 4,
      );
      if (g === 0 && b === 0 && backG === 0 && backB === 0) continue; // fill of the factors
      words[(at.pairs + PAIR * pairs) / 4] = m;
      doubles.set([g, b, backG, backB], (at.pairs + PAIR * pairs) / 8 + 2);
      pairs++;
    }
  }
  words[at.pairStart / 4 + n] = pairs;
}
