// The limits of the network and of the exchange as one list: value · side ≤ bound · side, side +1 for an upper bound, −1 for a
// lower one. Everything is in p.u. Limit (what, item, step) has a place in the list whether or not there is a bound.
import { ampsOfMva, type Network } from '../../network/index.ts';
import type { LimitKind } from '../optimum.ts';
import type { AcProblem, SupplyExchange } from '../problem.ts';

/** The quantities that limits bound; `item` is a node, a branch, or 0. */
export const KINDS = ['vMin', 'vMax', 'sFrom', 'sTo', 'pMin', 'pMax', 'qMin', 'qMax'] as const;
export type Kind = (typeof KINDS)[number];

export interface Limits {
  readonly count: number;
  readonly steps: number;
  /** Place of the first limit of a kind; the step runs fastest. */
  readonly first: Readonly<Record<Kind, number>>;
  /** Infinite where there is none. */
  readonly bound: Float64Array;
  readonly side: Int8Array;
  readonly kind: Uint8Array;
  /** 1 where a branch is limited by its current. */
  readonly byCurrent: Uint8Array;
}

export function limitsOf(problem: AcProblem): Limits {
  const { network, hours, limits, exchange } = problem;
  const steps = hours.length;
  const branches = network.branches.length;
  const items: Record<Kind, number> = {
    ...{ vMin: network.nodes, vMax: network.nodes, sFrom: branches, sTo: branches },
    ...{ pMin: 1, pMax: 1, qMin: 1, qMax: 1 },
  };
  const first = {} as Record<Kind, number>;
  let count = 0;
  for (const kind of KINDS) {
    first[kind] = count;
    count += items[kind] * steps;
  }
  const bound = new Float64Array(count);
  const side = new Int8Array(count);
  const kinds = new Uint8Array(count);
  for (const [k, kind] of KINDS.entries()) {
    const of = side.subarray(first[kind], first[kind] + items[kind] * steps);
    of.fill(kind.endsWith('Min') ? -1 : 1);
    bound.fill(kind.endsWith('Min') ? -Infinity : Infinity, first[kind], first[kind] + of.length);
    kinds.fill(k, first[kind], first[kind] + of.length);
  }
  const set = (kind: Kind, item: number, value: number) =>
    bound.fill(value, first[kind] + item * steps, first[kind] + (item + 1) * steps);
  if (limits.voltage) setBands(problem, set);
  const byCurrent = new Uint8Array(branches);
  if (limits.branches) setRatings(network, byCurrent, set);
  setExchange(exchange, 1000 * network.base_mva, set);
  return { count, steps, first, bound, side, kind: kinds, byCurrent };
}

type Setter = (kind: Kind, item: number, value: number) => void;

/** The tightest band of the buses of a node, where its voltage is not given. */
function setBands({ network, slack_vm_pu }: AcProblem, set: Setter): void {
  const { n, nodes, nodeOf, pq, data } = network;
  const min = new Float64Array(nodes).fill(-Infinity);
  const max = new Float64Array(nodes).fill(Infinity);
  for (const [b, { v_min_pu = -Infinity, v_max_pu = Infinity }] of data.buses.entries()) {
    const node = nodeOf[b]!;
    min[node] = Math.max(min[node]!, v_min_pu);
    max[node] = Math.min(max[node]!, v_max_pu);
  }
  for (let node = 0; node < nodes; node++) {
    if (node < n ? pq[node] === 0 : !slack_vm_pu) continue;
    set('vMin', node, node < n ? min[node]! : Math.max(min[node]!, slack_vm_pu![0]));
    set('vMax', node, node < n ? max[node]! : Math.min(max[node]!, slack_vm_pu![1]));
  }
}

/** |S| of both ends, or |I| where a line has a rating in A: i_max_a over the base current of its from end, as its loading. */
function setRatings({ data, from }: Network, byCurrent: Uint8Array, set: Setter): void {
  const vn = new Map(data.buses.map(({ bus, vn_kv }) => [bus, vn_kv]));
  for (const [k, { from_bus, i_max_a, s_max_mva }] of data.branches.entries()) {
    if (from[k]! < 0) continue;
    const rating =
      i_max_a !== undefined
        ? i_max_a / ampsOfMva(data.base_mva, vn.get(from_bus)!)
        : (s_max_mva ?? Infinity) / data.base_mva;
    byCurrent[k] = i_max_a !== undefined ? 1 : 0;
    set('sFrom', k, rating);
    set('sTo', k, rating);
  }
}

function setExchange(exchange: SupplyExchange, base_kw: number, set: Setter): void {
  const { import_min_kw = 0, import_max_kw, export_max_kw, q_min_kvar = -Infinity, q_max_kvar = Infinity } = exchange;
  set('pMin', 0, (import_min_kw > 0 ? import_min_kw : -export_max_kw) / base_kw);
  set('pMax', 0, import_max_kw / base_kw);
  set('qMin', 0, q_min_kvar / base_kw);
  set('qMax', 0, q_max_kvar / base_kw);
}

/** Item and step of a limit. */
export function placeOf({ steps, first, kind }: Limits, at: number): { kind: Kind; item: number; t: number } {
  const k = KINDS[kind[at]!]!;
  const within = at - first[k];
  return { kind: k, item: Math.floor(within / steps), t: within % steps };
}

/** The amount by which a value violates its limit [p.u.]. */
export const violationOf = ({ bound, side }: Limits, at: number, value: number): number =>
  Math.max(0, side[at]! * (value - bound[at]!));

/** The names under which a limit is reported. */
export function nameOf({ network, exchange }: AcProblem, kind: Kind, item: number): { what: LimitKind; name: string } {
  const supply = { name: 'supply' };
  switch (kind) {
    case 'vMin':
      return { what: 'voltage-min', name: tightest(network, item, ({ v_min_pu = -Infinity }) => v_min_pu) };
    case 'vMax':
      return { what: 'voltage-max', name: tightest(network, item, ({ v_max_pu = Infinity }) => -v_max_pu) };
    case 'sFrom':
      return { what: 'rating-from', name: network.branches[item]! };
    case 'sTo':
      return { what: 'rating-to', name: network.branches[item]! };
    case 'pMin':
      return { what: (exchange.import_min_kw ?? 0) > 0 ? 'import-min' : 'export-max', ...supply };
    case 'pMax':
      return { what: 'import-max', ...supply };
    case 'qMin':
      return { what: 'reactive-min', ...supply };
    case 'qMax':
      return { what: 'reactive-max', ...supply };
  }
}

/** Of the buses of a node the one with the tightest bound. */
function tightest(
  { nodeOf, data }: Network,
  node: number,
  tightness: (bus: Network['data']['buses'][number]) => number,
) {
  const buses = data.buses.filter((_, b) => nodeOf[b] === node);
  return buses.reduce((a, b) => (tightness(b) > tightness(a) ? b : a)).bus;
}
