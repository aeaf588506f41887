// Sensitivities of a network to power at its buses: of voltages, ∂|V|/∂P, around a power flow; of flows, the power transfer
// distribution factors (PTDF) of the lossless DC power flow, by trees and loops: what one more kW drawn at a bus adds
// to the flow of each branch. On a spanning tree the path of a kW from the supply is unique; every branch outside the tree
// closes a loop, and Kirchhoff's voltage law around the loops says what flows in them:
//   f = T d + Cᵀ φ,   C X f = 0   ⇒   (C X Cᵀ) φ = −C X T d
// T[l,j] = ±1 where branch l lies on the tree path from a supply to bus j, C[c,l] = ±1 where it lies on loop c, X = diag(τ x).
// A radial feeder has no loop, so its factors are 1, 0 and −1 exactly, whatever the impedances.
import { ldl, RunError } from '../../base/index.ts';
import type { BusLoads, Network, NetworkGrid } from '../../network/index.ts';
import { type DcNetwork, dcOf } from '../dispatch/dc.ts';
import { carried } from './ac-check.ts';

/** ∂|V|/∂P around the power flow of `loads`, [bus][load point]: p.u. per kW drawn, < 0 where drawing lowers the voltage. */
export function voltagePerKw(
  grid: NetworkGrid,
  loads: BusLoads,
  hour: string,
  loadPoints: readonly string[],
): Float64Array[] {
  carried(grid, loads, hour);
  const sensitivities = grid.sensitivities();
  const columns = loadPoints.map((bus) => sensitivities.toLoadAt(bus).vm_pu_per_kw);
  return grid.buses.map((_, b) => Float64Array.from(columns, (column) => column[b]!));
}

/** A branch and the sense in which it is passed: 1 from → to, −1 to → from. */
type Passed = readonly [branch: number, sign: number];

/** Factors closer to a whole number than this are that number. */
const ROUNDING = 1e-12;

/**
 * kW on each branch (from → to) per kW drawn at each of `buses`, [branch][bus]; branches in the network's order. What is
 * drawn comes from the supply buses, which keep their angles; branches out of service carry 0.
 * @throws RunError when reactances around a loop leave its flow open
 */
export function ptdf(network: Network, buses: readonly string[] = network.buses): Float64Array[] {
  const dc = dcOf(network);
  const tree = spanningTree(dc);
  const loops = loopsOf(dc, tree);
  const loopFlow = loopFlows(dc, loops);
  const row = new Map(network.branches.map((branch, l) => [branch, l]));
  const factors = network.branches.map(() => new Float64Array(buses.length));
  const into = dc.branches.map(({ branch }) => factors[row.get(branch)!]!);
  for (const [j, bus] of buses.entries()) {
    const path = pathTo(tree, dc.nodeOf.get(bus)!);
    const φ = loopFlow(path);
    for (const [l, sign] of path) into[l]![j]! += sign;
    for (const [c, loop] of loops.entries()) for (const [l, sign] of loop) into[l]![j]! += sign * φ[c]!;
  }
  for (const of of factors) for (let j = 0; j < of.length; j++) of[j] = rounded(of[j]!);
  return factors;
}

interface Tree {
  /** The branch that reaches each node from nearer the supply, and how it is passed; undefined at a supply. */
  readonly via: readonly (Passed | undefined)[];
  /** The node at its other end. */
  readonly before: Int32Array;
  /** Branches outside the tree that join two nodes. */
  readonly chords: readonly number[];
}

/** Breadth first from all supplies at once, so that loops are short. */
function spanningTree({ nodes, branches, supply }: DcNetwork): Tree {
  const neighbours = nodes.map((): Passed[] => []);
  for (const [l, { from, to }] of branches.entries()) {
    neighbours[from]!.push([l, 1]);
    neighbours[to]!.push([l, -1]);
  }
  const via = new Array<Passed | undefined>(nodes.length);
  const before = new Int32Array(nodes.length).fill(-1);
  const reached = new Uint8Array(nodes.length);
  const used = new Uint8Array(branches.length);
  const queue = supply.map(({ node }) => node);
  for (const node of queue) reached[node] = 1;
  for (const node of queue) {
    for (const [l, sign] of neighbours[node]!) {
      const next = sign > 0 ? branches[l]!.to : branches[l]!.from;
      if (reached[next]) continue;
      reached[next] = 1;
      used[l] = 1;
      via[next] = [l, sign];
      before[next] = node;
      queue.push(next);
    }
  }
  const chords = branches.flatMap(({ from, to }, l) => (used[l] || from === to ? [] : [l]));
  return { via, before, chords };
}

/** The branches of the tree from a node back to its supply, each as what is drawn at the node passes it. */
function pathTo({ via, before }: Tree, node: number): Passed[] {
  const path: Passed[] = [];
  for (let at = node; via[at] !== undefined; at = before[at]!) path.push(via[at]!);
  return path;
}

/** From a supply along the tree to the chord, through it, and back: what is common to both ways cancels. */
function loopsOf({ branches }: DcNetwork, tree: Tree): (readonly Passed[])[] {
  return tree.chords.map((chord) => {
    const loop = new Map<number, number>([[chord, 1]]);
    const add = ([l, sign]: Passed, times: number) => loop.set(l, (loop.get(l) ?? 0) + times * sign);
    for (const passed of pathTo(tree, branches[chord]!.from)) add(passed, 1);
    for (const passed of pathTo(tree, branches[chord]!.to)) add(passed, -1);
    return [...loop].filter(([, sign]) => sign !== 0);
  });
}

/** Factors C X Cᵀ, and answers with the loop flows φ of a kW that takes a path of the tree. */
function loopFlows({ branches }: DcNetwork, loops: readonly (readonly Passed[])[]) {
  const through = branches.map((): Passed[] => []); // the loops through each branch
  for (const [c, loop] of loops.entries()) for (const [l, sign] of loop) through[l]!.push([c, sign]);
  const n = loops.length;
  const entries = new Map<number, number>();
  for (const [l, loopsHere] of through.entries()) {
    for (const [c, sign] of loopsHere) {
      for (const [other, otherSign] of loopsHere) {
        if (other > c) continue;
        const at = c * n + other;
        entries.set(at, (entries.get(at) ?? 0) + sign * otherSign * branches[l]!.x_pu);
      }
    }
  }
  const pairs = [...entries.keys()].filter((at) => Math.floor(at / n) !== at % n);
  const solver = ldl(
    n,
    Int32Array.from(pairs, (at) => Math.floor(at / n)),
    Int32Array.from(pairs, (at) => at % n),
  );
  for (let c = 0; c < n; c++) solver.values[c] = entries.get(c * n + c)!;
  for (const [k, at] of pairs.entries()) solver.values[n + k] = entries.get(at)!;
  const largest = solver.values.subarray(0, n).reduce((max, x) => Math.max(max, Math.abs(x)), 0);
  if (solver.factor(new Int8Array(n).fill(1), ROUNDING * largest) > 0) {
    const names = [...new Set(loops.flat().map(([l]) => branches[l]!.branch))].slice(0, 5).join(', ');
    throw new RunError(
      `the DC power flow has no one answer: reactances around loops of ${names} do not add up above 0`,
    );
  }
  return (path: readonly Passed[]): Float64Array => {
    const φ = new Float64Array(n);
    for (const [l, along] of path) for (const [c, sign] of through[l]!) φ[c]! -= sign * along * branches[l]!.x_pu;
    solver.solve(φ);
    return φ;
  };
}

function rounded(factor: number): number {
  const whole = Math.round(factor);
  return Math.abs(factor - whole) < ROUNDING ? whole + 0 : factor;
}
