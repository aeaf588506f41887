// The network of the DC power flow: voltages at 1 p.u., no losses, small angles. Buses joined by closed switches are one node.
//   f = S_b (θi − θj − φ) / (τ x)   for a branch from i to j with tap τ and shift φ (MATPOWER User's Manual, eq. 3.21)
import { fixedGeneration, mvaOfAmps, type Network } from '../../network/index.ts';

export interface DcBranch {
  readonly branch: string;
  readonly from: number;
  readonly to: number;
  /** τ x [p.u.]. */
  readonly x_pu: number;
  readonly shift_rad: number;
  /** Largest |f| [kW]; Infinity where no rating is known. */
  readonly limit_kw: number;
}

export interface DcNetwork {
  /** One bus of each node. */
  readonly nodes: readonly string[];
  readonly nodeOf: ReadonlyMap<string, number>;
  readonly branches: readonly DcBranch[];
  /** Nodes fed by the upstream grid, and the angle each keeps. */
  readonly supply: readonly { readonly node: number; readonly angle_rad: number }[];
  /** Drawn by shunts at 1 p.u., less what machines of the network feed at fixed power; over the nodes [kW]. */
  readonly fixed_kw: Float64Array;
  readonly base_kw: number;
}

/** What the network of the DC power flow has of a plan; one array over the steps for each node or branch. */
export interface DcPlan {
  readonly network: DcNetwork;
  readonly flow_kw: readonly Float64Array[];
  readonly angle_deg: readonly Float64Array[];
  /** What one more kW of rating would save at each branch [currency/kWh], ≥ 0. */
  readonly congestion: readonly Float64Array[];
}

const RADIANS = Math.PI / 180;

export function dcOf(network: Network): DcNetwork {
  const { data, buses, nodeOf, busOf, n, nodes } = network;
  const base_kw = 1000 * network.base_mva;
  const vn = new Map(data.buses.map((b) => [b.bus, b.vn_kv]));
  const generation = fixedGeneration(network).p;
  return {
    nodes: Array.from(busOf, (bus) => buses[bus]!),
    nodeOf: new Map(buses.map((bus, i) => [bus, nodeOf[i]!])),
    branches: data.branches.flatMap((b, k) => {
      if (!b.in_service) return [];
      const { s_max_mva, i_max_a } = b;
      const rating = i_max_a === undefined ? s_max_mva : mvaOfAmps(i_max_a, vn.get(b.from_bus)!);
      return {
        branch: b.branch,
        from: network.from[k]!,
        to: network.to[k]!,
        x_pu: b.tap * b.x_pu,
        shift_rad: b.shift_deg * RADIANS,
        limit_kw: rating === undefined ? Number.POSITIVE_INFINITY : 1000 * rating,
      };
    }),
    supply: Array.from({ length: nodes - n }, (_, i) => {
      const node = n + i;
      return { node, angle_rad: (data.buses[busOf[node]!]!.va_deg ?? 0) * RADIANS };
    }),
    fixed_kw: Float64Array.from({ length: nodes }, (_, i) => base_kw * (network.shunt.g[i]! - generation[i]!)),
    base_kw,
  };
}

/** The same buses on one node: what a market without a network clears. */
export function copperPlateOf(network: Network): DcNetwork {
  const dc = dcOf(network);
  const node = dc.supply[0]!.node;
  return {
    ...dc,
    nodes: [dc.nodes[node]!],
    nodeOf: new Map(network.buses.map((bus) => [bus, 0])),
    branches: [],
    supply: [{ node: 0, angle_rad: 0 }],
    fixed_kw: Float64Array.of(dc.fixed_kw.reduce((sum, p) => sum + p, 0)),
  };
}
