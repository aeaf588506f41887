// The network as a drawing sees it: a forest grown from the sources along what is in service, breadth first, so that each
// bus hangs from the one that reaches it over the fewest branches. Chords of a mesh stay outside the forest.
import type { TreeNode } from '../../../record/index.ts';

/** A connection that may carry current: branch or closed switch. */
export interface Edge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly length_km?: number | undefined;
}

type Growing = TreeNode & { readonly parent: Growing | undefined; readonly children: Growing[] };

/** Every bus once; a bus that no source reaches starts a tree of its own. */
export function forest(
  buses: readonly string[],
  roots: readonly string[],
  edges: readonly Edge[],
): Map<string, TreeNode> {
  const at = new Map<string, Edge[]>(buses.map((bus) => [bus, []]));
  for (const edge of edges) {
    at.get(edge.from)?.push(edge);
    at.get(edge.to)?.push(edge);
  }
  const nodes = new Map<string, Growing>();
  let tree = 0;
  for (const root of [...roots, ...buses]) {
    if (nodes.has(root)) continue;
    const first: Growing = {
      bus: root,
      parent: undefined,
      children: [],
      tree: tree++,
      hops: 0,
      km: 0,
    };
    nodes.set(root, first);
    const queue = [first];
    for (let i = 0; i < queue.length; i++) {
      const node = queue[i]!;
      for (const edge of at.get(node.bus) ?? []) {
        const bus = edge.from === node.bus ? edge.to : edge.from;
        if (nodes.has(bus)) continue;
        const km = node.km + (edge.length_km ?? 0);
        const child: Growing = { bus, parent: node, children: [], tree: node.tree, hops: node.hops + 1, km };
        node.children.push(child);
        nodes.set(bus, child);
        queue.push(child);
      }
    }
  }
  return nodes;
}
