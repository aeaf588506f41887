// Angles that follow phase shifts from bus to bus along a spanning forest: θ[to] = θ[from] − shift, breadth first [rad].
import type { Network } from './compile.ts';

export interface ShiftForest {
  /** NaN where the forest does not reach. */
  readonly angle: Float64Array;
  /** Branch to and predecessor of each node, and the number of steps; −1 at a root. */
  readonly branch: Int32Array;
  readonly parent: Int32Array;
  readonly depth: Int32Array;
  /** Extends the forest from the nodes with an angle over the branches in service to all nodes without one. */
  grow(roots: readonly number[]): void;
}

export function shiftForest(y: Network): ShiftForest {
  const near: { branch: number; other: number; sign: number }[][] = Array.from({ length: y.nodes }, () => []);
  for (let k = 0; k < y.from.length; k++) {
    if (y.from[k]! < 0) continue;
    near[y.from[k]!]!.push({ branch: k, other: y.to[k]!, sign: -1 });
    near[y.to[k]!]!.push({ branch: k, other: y.from[k]!, sign: 1 });
  }
  const angle = new Float64Array(y.nodes).fill(Number.NaN);
  const branch = new Int32Array(y.nodes).fill(-1);
  const parent = new Int32Array(y.nodes).fill(-1);
  const depth = new Int32Array(y.nodes);
  return {
    angle,
    branch,
    parent,
    depth,
    grow(roots) {
      const queue = [...roots];
      for (let at = 0; at < queue.length; at++) {
        const node = queue[at]!;
        for (const { branch: k, other, sign } of near[node]!) {
          if (!Number.isNaN(angle[other]!)) continue;
          angle[other] = angle[node]! + sign * radians(y.data.branches[k]!.shift_deg);
          branch[other] = k;
          parent[other] = node;
          depth[other] = depth[node]! + 1;
          queue.push(other);
        }
      }
    },
  };
}

export const radians = (degrees: number): number => (degrees * Math.PI) / 180;
