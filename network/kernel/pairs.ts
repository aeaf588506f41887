// What sums over the network need: the connected nodes, by position.
import type { Network } from '../model/compile.ts';
import type { Elimination } from './elimination.ts';

export interface Pairs {
  /** Positions i, j of each pair of unknown nodes with Yij = Yji, and Re, Im of that. */
  readonly ends: Int32Array;
  readonly mutual: Float64Array;
  /** Positions i, j and Re, Im of Yij, for row i alone: j is a slack node, or Yji differs because of a phase shift. */
  readonly directedEnds: Int32Array;
  readonly directed: Float64Array;
  /** Row sums G0, B0 of the unknown nodes. */
  readonly own: Float64Array;
}

export function pairsOf(y: Network, { node }: Elimination): Pairs {
  const { n, pattern, pair, slack } = y;
  const position = new Int32Array(node.length);
  for (const [k, i] of node.entries()) position[i] = k;
  const mutual = { ends: [] as number[], values: [] as number[] };
  const directed = { ends: [] as number[], values: [] as number[] };
  const add = (to: typeof mutual, i: number, j: number, g: number, b: number) => {
    if (g === 0 && b === 0) return; // fill of the factors
    to.ends.push(position[i]!, position[j]!);
    to.values.push(g, b);
  };
  for (const i of node.subarray(0, n)) {
    for (let a = pattern.start[i]!; a < pattern.start[i + 1]!; a++) {
      const j = pattern.col[a]!;
      const [g = 0, b = 0, back_g = 0, back_b = 0] = pair.subarray(4 * a, 4 * a + 4);
      if (g === back_g && b === back_b) add(mutual, i, j, g, b);
      else {
        add(directed, i, j, g, b);
        add(directed, j, i, back_g, back_b);
      }
    }
  }
  for (let a = 0; a < slack.node.length; a++) add(directed, slack.node[a]!, slack.of[a]!, slack.G[a]!, slack.B[a]!);
  return {
    ends: Int32Array.from(mutual.ends),
    mutual: Float64Array.from(mutual.values),
    directedEnds: Int32Array.from(directed.ends),
    directed: Float64Array.from(directed.values),
    own: Float64Array.from({ length: 2 * n }, (_, a) => (a % 2 === 0 ? y.G0 : y.B0)[node[a >> 1]!]!),
  };
}
