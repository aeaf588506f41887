// Layout of a one-line diagram without coordinates: the longest path from the source is horizontal, each lateral branches off
// upwards or downwards and continues parallel to it.
//
// Every lateral with all that hangs from it is a block of grid cells that begins at the column of its bus and grows to the
// right and away from the trunk. Blocks are placed from the far end of the trunk towards the source, each in the nearest row
// where it and its riser find their cells empty. A block begins left of all blocks placed before it, so its riser is
// always free far enough out: the layout exists for every tree, and no two buses share a cell.
import type { TreeNode } from '../../../record/index.ts';

export interface Place {
  readonly x: number;
  readonly y: number;
}

interface Cell {
  readonly x: number;
  readonly y: number;
  /** Absent for a cell that only a riser passes. */
  readonly bus?: string;
}

/** Rows left empty between two trees. */
const GAP = 2;

/** Places on a grid of step 1, x to the right from the source, y upwards. One below another, the trees of several sources. */
export function layout(nodes: ReadonlyMap<string, TreeNode>): Map<string, Place> {
  const depth = depths(nodes);
  const places = new Map<string, Place>();
  let floor = 0;
  for (const root of nodes.values()) {
    if (root.parent) continue;
    const cells = block(root, depth, false);
    const top = cells.reduce((y, c) => Math.max(y, c.y), 0);
    const bottom = cells.reduce((y, c) => Math.min(y, c.y), 0);
    for (const { x, y, bus } of cells) if (bus !== undefined) places.set(bus, { x, y: floor - top + y });
    floor -= top - bottom + GAP;
  }
  return places;
}

/** Branches below each bus on the longest way down. The map holds parents before children, so backwards is bottom up. */
function depths(nodes: ReadonlyMap<string, TreeNode>): Map<TreeNode, number> {
  const depth = new Map<TreeNode, number>();
  for (const node of [...nodes.values()].reverse()) {
    depth.set(
      node,
      node.children.reduce((d, child) => Math.max(d, 1 + depth.get(child)!), 0),
    );
  }
  return depth;
}

/** Cells of a bus and all below it, its own at (0, 0). A block that hangs from another grows upwards only. */
function block(top: TreeNode, depth: ReadonlyMap<TreeNode, number>, upwardsOnly: boolean): Cell[] {
  const trunk: { node: TreeNode; x: number; laterals: TreeNode[] }[] = [];
  let x = 0;
  for (let node: TreeNode | undefined = top; node; ) {
    const byDepth: TreeNode[] = [...node.children].sort((a, b) => depth.get(b)! - depth.get(a)!);
    const laterals = byDepth.slice(1);
    trunk.push({ node, x, laterals });
    x += Math.max(1, Math.ceil(laterals.length / (upwardsOnly ? 1 : 2)));
    node = byDepth[0];
  }

  const cells: Cell[] = trunk.map(({ node, x: at }) => ({ x: at, y: 0, bus: node.bus }));
  const taken = new Set<string>();
  const key = (cx: number, cy: number) => `${cx} ${cy}`;
  for (let cx = 0; cx < x; cx++) taken.add(key(cx, 0));
  let leaning = 1;

  for (const { x: at, laterals } of trunk.reverse()) {
    // The deepest lateral comes last and gets the riser straight at the bus.
    const sides = upwardsOnly ? 1 : 2;
    laterals.reverse().forEach((lateral, i) => {
      const column = at + Math.floor((laterals.length - 1 - i) / sides);
      const own = block(lateral, depth, true);
      const fits = (row: number) => {
        const side = Math.sign(row);
        for (let y = side; y !== row; y += side) if (taken.has(key(column, y))) return false;
        return own.every((c) => !taken.has(key(column + c.x, row + side * c.y)));
      };
      let row = 0;
      for (let r = 1; row === 0; r++) {
        if (fits(leaning * r)) row = leaning * r;
        else if (!upwardsOnly && fits(-leaning * r)) row = -leaning * r;
      }
      const side = Math.sign(row);
      if (!upwardsOnly) leaning = -side;
      const placed: Cell[] = own.map((c) => ({ ...c, x: column + c.x, y: row + side * c.y }));
      for (let y = side; y !== row; y += side) placed.push({ x: column, y });
      for (const c of placed) taken.add(key(c.x, c.y));
      cells.push(...placed);
    });
  }
  return cells;
}
