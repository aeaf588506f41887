// Phase shifts around loops. In an unloaded network the bus angles follow the shifts of the transformers. Where two paths lead
// to one bus their shifts must be equal; otherwise the difference drives a circulating power flow.
//   left = θ[from] − shift − θ[to]   residual of a loop, for every branch outside the spanning forest of θ (shifts.ts)
import type { Network } from '../model/compile.ts';
import { radians, type ShiftForest, shiftForest } from '../model/shifts.ts';

/**
 * Smallest residual that is reported [degrees]. Vector groups differ by multiples of 30°, so a wrong one has a residual of 30°
 * or more, less a few degrees from phase shifters and rounded entries. A phase shifter of less is legitimate. One of more is
 * reported too, because the data do not distinguish it from a wrong vector group.
 */
const SLIP_DEG = 15;

/** A loop whose shifts do not add up to 0. */
export interface ShiftLoop {
  readonly branches: readonly string[];
  readonly buses: readonly string[];
  /** Between −180 and 180. */
  readonly left_deg: number;
}

/** The loops with a residual of `SLIP_DEG` or more, shortest first. Every branch outside the spanning forest closes one loop. */
export function openLoops(y: Network): ShiftLoop[] {
  const tree = wholeForest(y);
  const loops: ShiftLoop[] = [];
  for (let k = 0; k < y.from.length; k++) {
    const [from, to] = [y.from[k]!, y.to[k]!];
    if (from < 0 || tree.branch[from] === k || tree.branch[to] === k) continue;
    const left_deg = halfTurn((tree.angle[from]! - tree.angle[to]!) / radians(1) - y.data.branches[k]!.shift_deg);
    if (Math.abs(left_deg) < SLIP_DEG) continue;
    loops.push({ ...loopOf(y, tree, k), left_deg });
  }
  return loops.sort((a, b) => a.branches.length - b.branches.length);
}

/** Angles of the unloaded network, each connected part relative to one of its slack nodes where it has some. */
function wholeForest(y: Network): ShiftForest {
  const tree = shiftForest(y);
  for (let root = y.nodes - 1; root >= 0; root--) {
    if (!Number.isNaN(tree.angle[root]!)) continue;
    tree.angle[root] = 0;
    tree.grow([root]);
  }
  return tree;
}

/** Smallest difference of the angles of two slack buses that is reported [degrees]: below the 30° of vector groups. */
const OPPOSED_DEG = 25;

/**
 * A sentence on slack buses whose set angles are far from each other, the phase shifts between them counted: they drive power through the
 * network without any load, and a power flow may have several solutions. Undefined where there are none.
 */
export function opposedSlacks(y: Network): string | undefined {
  if (y.nodes - y.n < 2) return undefined;
  const tree = wholeForest(y);
  const rootOf = (node: number) => {
    while (tree.parent[node]! >= 0) node = tree.parent[node]!;
    return node;
  };
  const busOf = (node: number) => y.data.buses[y.busOf[node]!]!;
  const firsts = new Map<number, number>();
  const opposed: string[] = [];
  for (let node = y.n; node < y.nodes; node++) {
    const root = rootOf(node);
    const first = firsts.get(root) ?? node;
    firsts.set(root, first);
    const [own, other] = [busOf(node), busOf(first)];
    const fits = (other.va_deg ?? 0) + (tree.angle[node]! - tree.angle[first]!) / radians(1);
    const off = halfTurn((own.va_deg ?? 0) - fits);
    if (Math.abs(off) < OPPOSED_DEG) continue;
    const angle = Number(halfTurn(fits).toFixed(1));
    opposed.push(
      `bus ${own.bus} at ${own.va_deg ?? 0}°, where bus ${other.bus} and the phase shifts between give ${angle}°`,
    );
  }
  if (opposed.length === 0) return undefined;
  return (
    `slack buses oppose each other, so that power flows between them without any load, and other programs may find another solution: ` +
    some(opposed, '; ')
  );
}

/** A sentence on the first few loops, as one wrong shift affects every loop that contains it. Undefined where there are none. */
export function loopSentence(y: Network): string | undefined {
  const loops = openLoops(y);
  if (loops.length === 0) return undefined;
  const [first, ...others] = loops.slice(0, 3).map(({ branches, buses, left_deg }) => {
    const way = some(
      buses.map((bus) => `bus ${bus}`),
      ' – ',
    );
    return [`${some(branches, ', ')} (${way})`, `${Number(Math.abs(left_deg).toFixed(1))}° left`] as const;
  });
  const more = others.map(([loop, left]) => `; nor around ${loop}: ${left}`).join('');
  const rest = loops.length > 3 ? `; nor around ${loops.length - 3} more` : '';
  return `phase shifts around the loop ${first![0]} do not add up: ${first![1]}${more}${rest}`;
}

/** The branch and the path through the tree between its ends. */
function loopOf(y: Network, { branch, parent, depth }: ShiftForest, k: number): Omit<ShiftLoop, 'left_deg'> {
  let [a, b] = [y.from[k]!, y.to[k]!];
  const up: number[] = [];
  const down: number[] = [];
  const buses = { up: [a], down: b === a ? [] : [b] };
  while (a !== b) {
    if (depth[a]! >= depth[b]!) {
      up.push(branch[a]!);
      a = parent[a]!;
      if (a !== b) buses.up.push(a);
    } else {
      down.push(branch[b]!);
      b = parent[b]!;
      if (a !== b) buses.down.push(b);
    }
  }
  return {
    branches: [...up, ...down.reverse(), k].map((i) => y.branches[i]!),
    buses: [...buses.up, ...buses.down.reverse()].map((node) => y.buses[y.busOf[node]!]!),
  };
}

const halfTurn = (degrees: number): number => {
  const turn = ((degrees % 360) + 360) % 360;
  return turn > 180 ? turn - 360 : turn;
};

const some = (names: readonly string[], between: string): string =>
  names.length > 12 ? `${names.slice(0, 12).join(between)} and ${names.length - 12} more` : names.join(between);
