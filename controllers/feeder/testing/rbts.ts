// Feeders F1, F4 and F7 of RBTS Bus 4 (Allan, Billinton, Sjarief, Goel & So, IEEE Trans. Power Systems 6(2), 1991): 11 kV,
// r + jx = 0.26 + j0.027 ohm/km (SMART-MLA report, Table 5.3.2.1a), lengths in km from the supply outwards.
import { type Branch, linePu, type NetworkData } from '../../../network/index.ts';

const SECTIONS = `
L1 SP1 N1 .75|L2 N1 LP1 .60|L3 N1 N2 .80|L4 N2 LP2 .75|L5 N2 N3 .80|L6 N3 LP3 .60|L7 N3 N4 .75|L8 N4 LP4 .80
L9 N4 LP5 .75|L10 N4 N5 .60|L11 N5 LP6 .80|L12 N5 LP7 .75
L31 SP3 N14 .80|L32 N14 LP18 .75|L33 N14 N15 .80|L34 N15 LP19 .60|L35 N15 LP20 .75|L36 N15 N16 .80|L37 N16 LP21 .75
L38 N16 LP22 .60|L39 N16 N17 .80|L40 N17 LP23 .75|L41 N17 N18 .60|L42 N18 LP24 .75|L43 N18 LP25 .60
L56 SP2 N25 .75|L57 N25 LP32 .80|L58 N25 N26 .60|L59 N26 LP33 .80|L60 N26 N27 .75|L61 N27 LP34 .60|L62 N27 LP35 .80
L63 N27 N28 .75|L64 N28 LP36 .60|L65 N28 N29 .75|L66 N29 LP37 .80|L67 N29 LP38 .60`;

const VN_KV = 11;
const BASE_MVA = 10;

/** Load points with homes, and those with businesses alone. */
export const homes = 'LP1 LP2 LP3 LP4 LP5 LP18 LP19 LP20 LP21 LP22 LP23 LP32 LP33 LP34 LP35 LP36 LP37'.split(' ');
export const businesses = 'LP6 LP7 LP24 LP25 LP38'.split(' ');

/** Peak of the conventional load [kW]: SMART-MLA report, Table 5.3.2.1b. */
export function peak_kw(loadPoint: string): number {
  if (['LP5', 'LP22', 'LP36'].includes(loadPoint)) return 813.7;
  if (['LP6', 'LP7'].includes(loadPoint)) return 415;
  return ['LP23', 'LP37', 'LP24', 'LP25', 'LP38'].includes(loadPoint) ? 986.9 : 886.9;
}

/** The three feeders, each from a supply of its own; voltages from 0.95 p.u. up. `lines` says more of some of them. */
export function rbts({
  supply_pu = 1,
  lines = {},
}: {
  supply_pu?: number;
  lines?: Record<string, Partial<Branch>>;
} = {}): NetworkData {
  const branches = SECTIONS.trim()
    .split(/[|\n]/)
    .map((row) => row.split(' '))
    .map(([branch, from_bus, to_bus, km]): Branch => {
      const pi = linePu({ r_ohm: 0.26, x_ohm: 0.027, length_km: Number(km) }, VN_KV, BASE_MVA);
      const place = { branch: branch!, from_bus: from_bus!, to_bus: to_bus! };
      return { ...place, kind: 'line', ...pi, in_service: true, ...lines[branch!] };
    });
  const buses = [...new Set(branches.flatMap((b) => [b.from_bus, b.to_bus]))].map((bus) => ({
    bus,
    vn_kv: VN_KV,
    v_min_pu: 0.95,
    v_max_pu: 1.05,
    ...(bus.startsWith('SP') ? { kind: 'slack' as const, v_pu: supply_pu } : { kind: 'pq' as const }),
  }));
  return { name: 'rbts', base_mva: BASE_MVA, buses, branches, switches: [], shunts: [], loads: [], generators: [] };
}
