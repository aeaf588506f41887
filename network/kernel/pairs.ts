// What sums over the network need besides the tree: the pairs of connected nodes of the core, and those with slack nodes, by position.
import type { Network } from '../model/compile.ts';
import type { Elimination } from './elimination.ts';

export interface Pairs {
  /** Positions i, j of each pair; j may be a slack node. */
  readonly ends: Int32Array;
  /** Gij, Bij, Gji, Bji of each pair; the latter two are 0 where j is a slack node. */
  readonly mutual: Float64Array;
  /** Row sums G0, B0 of the unknown nodes. */
  readonly own: Float64Array;
}

export function pairsOf(y: Network, { tree, node }: Elimination): Pairs {
  const { n, pattern, pair, slack } = y;
  const position = new Int32Array(node.length);
  for (const [k, i] of node.entries()) position[i] = k;
  const ends: number[] = [];
  const mutual: number[] = [];
  const add = (i: number, j: number, g: number, b: number, back_g: number, back_b: number) => {
    if (g === 0 && b === 0 && back_g === 0 && back_b === 0) return; // fill of the factors
    ends.push(position[i]!, position[j]!);
    mutual.push(g, b, back_g, back_b);
  };
  for (let i = tree; i < n; i++) {
    for (let a = pattern.start[i]!; a < pattern.start[i + 1]!; a++) {
      add(i, pattern.col[a]!, pair[4 * a]!, pair[4 * a + 1]!, pair[4 * a + 2]!, pair[4 * a + 3]!);
    }
  }
  for (let a = 0; a < slack.node.length; a++) add(slack.node[a]!, slack.of[a]!, slack.G[a]!, slack.B[a]!, 0, 0);
  return {
    ends: Int32Array.from(ends),
    mutual: Float64Array.from(mutual),
    own: Float64Array.from({ length: 2 * n }, (_, a) => (a % 2 === 0 ? y.G0 : y.B0)[node[a >> 1]!]!),
  };
}
