// NetworkData → Network: the tables become per-unit typed arrays, once.
//   check      reports all problems at once
//   split      separates the parts without supply
//   fuse       makes buses joined by closed switches one node
//   order      numbers unknown nodes in the order of elimination, slack nodes after them
//   admit      builds the nodal admittance matrix from branches and shunts
//   pattern    finds the nonzeros of the Jacobian and of its factors
import { type BlockPattern, blockPattern, graphOf, InputError, minimumDegree } from '../../base/index.ts';
import { problemsOf } from '../check/check.ts';
import { branchAdmittances, nodalAdmittance, type SlackLinks } from './admittance.ts';
import type { NetworkData } from './data.ts';
import { splitBySupply } from './supply.ts';
import { type Topology, topologyOf, unionFind } from './topology.ts';

/**
 * A network ready to be solved, per unit on `base_mva`. Nodes 0 … n − 1 are unknown (PV and PQ), numbered in the order
 * in which the factorisation eliminates them; nodes n … nodes − 1 are slack.
 */
export interface Network {
  /** The tables of the part with supply. */
  readonly data: NetworkData;
  /** The tables of the part without supply, which is not in the power flow. */
  readonly unsupplied: NetworkData;
  readonly buses: readonly string[];
  readonly branches: readonly string[];
  readonly base_mva: number;
  readonly n: number;
  readonly nodes: number;
  /** Node of each bus. */
  readonly nodeOf: Int32Array;
  /** The bus whose kind and set point each node has: of those joined by closed switches the first slack, else PV, else PQ. */
  readonly busOf: Int32Array;
  /** 1 where reactive power is given (PQ), 0 where the voltage is (PV); over the unknown nodes. */
  readonly pq: Float64Array;
  /** Diagonal admittances, over all nodes. */
  readonly Gd: Float64Array;
  readonly Bd: Float64Array;
  /** Row sums of the admittance matrix, over all nodes: shunts, charging, and off-nominal taps. */
  readonly G0: Float64Array;
  readonly B0: Float64Array;
  readonly pattern: BlockPattern;
  /** Admittances of the stored pairs i < j of the pattern, four each: Gij, Bij, Gji, Bji; 0 for fill of the factors. */
  readonly pair: Float64Array;
  /** Admittances between unknown and slack nodes: G + jB of (node, of). */
  readonly slack: SlackLinks;
  /** Shunt admittance at each node; included in the diagonal and the row sum. */
  readonly shunt: { readonly g: Float64Array; readonly b: Float64Array };
  /** Nodes at the ends of each branch; −1 where it is out of service. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Two-port of each branch: If = y0f Vf + yft (Vt − Vf), It = ytf (Vf − Vt) + y0t Vt, as re, im of y0f, yft, ytf, y0t. */
  readonly twoPort: Float64Array;
}

/** @throws InputError with every problem of the tables. */
export function compile(tables: NetworkData): Network {
  const problems = problemsOf(tables);
  if (problems.length > 0) throw new InputError(tables.name, problems);
  const { live: data, dead: unsupplied } = splitBySupply(tables);
  const topology = topologyOf(data);
  const numbering = numberNodes(data, topology);
  const { n, nodes, nodeOf } = numbering;
  const end = (bus: string) => nodeOf[topology.busIndex.get(bus)!]!;
  const from = Int32Array.from(data.branches, (b) => (b.in_service ? end(b.from_bus) : -1));
  const to = Int32Array.from(data.branches, (b) => (b.in_service ? end(b.to_bus) : -1));
  const twoPort = branchAdmittances(data.branches);
  const shunt = { g: new Float64Array(nodes), b: new Float64Array(nodes) };
  for (const { bus, gs_mw, bs_mvar } of data.shunts) {
    shunt.g[end(bus)]! += gs_mw / data.base_mva;
    shunt.b[end(bus)]! += bs_mvar / data.base_mva;
  }
  const pattern = blockPattern(graphOf(n, unknownPairs(n, from, to)));
  return {
    data,
    unsupplied,
    buses: data.buses.map((b) => b.bus),
    branches: data.branches.map((b) => b.branch),
    base_mva: data.base_mva,
    ...numbering,
    ...nodalAdmittance(n, pattern, shunt, from, to, twoPort),
    pattern,
    shunt,
    from,
    to,
    twoPort,
  };
}

/**
 * The network without some of its branches, in the same numbering, order of elimination and pattern.
 * @param out positions in `branches`
 * @returns undefined where a node has no supply without them
 */
export function withoutBranches(y: Network, out: ReadonlySet<number>): Network | undefined {
  const from = y.from.map((i, k) => (out.has(k) ? -1 : i));
  const to = y.to.map((i, k) => (out.has(k) ? -1 : i));
  const supply = unionFind(y.nodes);
  for (let i = y.n + 1; i < y.nodes; i++) supply.join(y.n, i);
  for (let k = 0; k < from.length; k++) if (from[k]! >= 0) supply.join(from[k]!, to[k]!);
  for (let i = 0; i < y.n; i++) if (supply.find(i) !== supply.find(y.n)) return undefined;
  const twoPort = y.twoPort.slice();
  for (const k of out) twoPort.fill(0, 8 * k, 8 * k + 8);
  const branches = y.data.branches.map((branch, k) => (out.has(k) ? { ...branch, in_service: false } : branch));
  const admittances = nodalAdmittance(y.n, y.pattern, y.shunt, from, to, twoPort);
  return { ...y, ...admittances, data: { ...y.data, branches }, from, to, twoPort };
}

function* unknownPairs(n: number, from: Int32Array, to: Int32Array): Iterable<[number, number]> {
  for (let b = 0; b < from.length; b++) {
    if (from[b]! >= 0 && from[b]! < n && to[b]! < n) yield [from[b]!, to[b]!];
  }
}

/** Numbers the electrical nodes: unknown ones by minimum degree, then the slack ones. */
function numberNodes(data: NetworkData, { busIndex, fused }: Topology) {
  const rank = { slack: 2, pv: 1, pq: 0 };
  const governor = new Map<number, number>(); // fused bus → the bus whose kind and set point it has
  for (const [i, bus] of data.buses.entries()) {
    const before = governor.get(fused(i));
    if (before === undefined || rank[bus.kind] > rank[data.buses[before]!.kind]) governor.set(fused(i), i);
  }
  const kind = (fusedBus: number) => data.buses[governor.get(fusedBus)!]!.kind;
  const unknown = [...governor.keys()].filter((head) => kind(head) !== 'slack');
  const slack = [...governor.keys()].filter((head) => kind(head) === 'slack');
  const provisional = new Map(unknown.map((head, i) => [head, i]));
  const pairs: [number, number][] = [];
  for (const b of data.branches) {
    if (!b.in_service) continue;
    const i = provisional.get(fused(busIndex.get(b.from_bus)!));
    const j = provisional.get(fused(busIndex.get(b.to_bus)!));
    if (i !== undefined && j !== undefined) pairs.push([i, j]);
  }
  const order = minimumDegree(graphOf(unknown.length, pairs));
  const heads = [...Array.from(order, (i) => unknown[i]!), ...slack];
  const nodeOfHead = new Map(heads.map((head, node) => [head, node]));
  return {
    n: unknown.length,
    nodes: heads.length,
    nodeOf: Int32Array.from(data.buses, (_, i) => nodeOfHead.get(fused(i))!),
    busOf: Int32Array.from(heads, (head) => governor.get(head)!),
    pq: Float64Array.from(order, (i) => (kind(unknown[i]!) === 'pv' ? 0 : 1)),
  };
}
