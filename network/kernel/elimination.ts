// Elimination of a network of nodes with local injection laws: order and pattern as flat arrays, compiled once.
//   (Y − D) x = r     Y constant 2 × 2 blocks |G −B; B G|,  D block-diagonal, the slopes of the laws
//   tree   rows 0 … tree − 1 have at most one later neighbour, the parent: no elimination changes its blocks, so they are
//          complex constants
//   core   the remaining rows, with fill; blocks are copied from constants and change as pivots are eliminated
import { type BlockPattern, blockPattern, type Graph, graphOf } from '../../base/index.ts';
import type { Network } from '../model/compile.ts';
import { treeOrder } from '../model/tree-order.ts';

/** Numbers per row of `Elimination.links`. */
export const LINK_SIZE = 8;

export interface Elimination {
  /** Number of unknown nodes. */
  readonly n: number;
  /** Number of rows of the tree. */
  readonly tree: number;
  /** Network node at each position, slack nodes last. */
  readonly node: Int32Array;
  /** Position of the parent m of each row k of the tree; n, a row without use, where there is none. */
  readonly parent: Int32Array;
  /** `LINK_SIZE` numbers per row k of the tree and its parent m, re and im: Ykm, Ymk, Ymk Ykm, Ymk Ykm*. */
  readonly links: Float64Array;
  /** Pattern of the core; its row i is position tree + i, and a target is the offset of an upper block. */
  readonly core: Pick<BlockPattern, 'start' | 'col' | 'target'>;
  /** Upper blocks of all pairs of the core, then their lower blocks; 0 for fill. */
  readonly coreBlocks: Float64Array;
}

/**
 * @param y whose node numbers are an order of elimination of little fill
 * @param like that of a network with the same pattern
 */
export function compileElimination(y: Network, like: Order = orderOf(y)): Elimination {
  const { tree, node, parent } = like;
  const links = new Float64Array(LINK_SIZE * tree);
  for (let k = 0; k < tree; k++) {
    const at = y.pattern.start[node[k]!]!;
    if (at === y.pattern.start[node[k]! + 1]!) continue;
    const [g = 0, b = 0, G = 0, B = 0] = y.pair.subarray(4 * at, 4 * at + 4);
    links.set([g, b, G, B, G * g - B * b, G * b + B * g, G * g + B * b, B * g - G * b], LINK_SIZE * k);
  }
  const { n, core } = like;
  return { n, tree, node, parent, core, links, coreBlocks: blocksOf(y, y.pattern.start[tree]!) };
}

/** What follows from the pattern alone. */
type Order = Omit<Elimination, 'links' | 'coreBlocks'>;

function orderOf({ n, nodes, pattern }: Network): Order {
  const tree = treeRows(pattern);
  const rows = treeOrder(pattern, tree);
  const node = Int32Array.from({ length: nodes }, (_, k) => rows[k] ?? k);
  const position = new Int32Array(nodes);
  for (const [k, i] of node.entries()) position[i] = k;
  const parent = new Int32Array(tree).fill(n);
  for (let k = 0; k < tree; k++) {
    const at = pattern.start[node[k]!]!;
    if (at < pattern.start[node[k]! + 1]!) parent[k] = position[pattern.col[at]!]!;
  }
  const { start, col, target } = blockPattern(coreGraph(pattern, tree));
  return { n, tree, node, parent, core: { start, col, target: target.map((offset) => (offset - 4 * (n - tree)) / 2) } };
}

/** Number of leading rows with at most one later neighbour. */
function treeRows({ n, start }: BlockPattern): number {
  let k = 0;
  while (k < n && start[k + 1]! - start[k]! <= 1) k++;
  return k;
}

/** The pattern of the core is closed under elimination, so its own symbolic factorisation adds nothing and keeps its order. */
function coreGraph({ n, start, col }: BlockPattern, tree: number): Graph {
  const pairs: [number, number][] = [];
  for (let k = tree; k < n; k++) {
    for (let p = start[k]!; p < start[k + 1]!; p++) pairs.push([k - tree, col[p]! - tree]);
  }
  return graphOf(n - tree, pairs);
}

/** The pairs from the given one on, as full blocks. */
function blocksOf({ pair, pattern }: Network, first: number): Float64Array {
  const count = pattern.col.length - first;
  const blocks = new Float64Array(8 * count);
  const put = (at: number, g: number, b: number) => blocks.set([g, -b, b, g], at);
  for (let p = 0; p < count; p++) {
    const at = 4 * (first + p);
    put(4 * p, pair[at]!, pair[at + 1]!);
    put(4 * (count + p), pair[at + 2]!, pair[at + 3]!);
  }
  return blocks;
}
