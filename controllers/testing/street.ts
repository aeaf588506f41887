// A street small enough to be read: a supply, a branch A to load point 1, and a branch B to load points 2 and 3. Homes have a
// car and a heat pump each, and are customers of two aggregators in turn.
//   S ── A ── 1
//   S ── B ── M ── C ── 2
//             └─────── 3
import { type Branch, linePu, type NetworkData } from '../../network/index.ts';
import { K1, K2, spot } from './homes.ts';
import type { Entry, Study } from './microgrid.ts';

const VN_KV = 0.4;
const BASE_MVA = 1;

export interface Street {
  /** Ratings of branches [kW]; none when not given. */
  readonly limits_kw?: Readonly<Record<string, number>>;
  /** Lower limit of every voltage [p.u.]. */
  readonly v_min_pu?: number;
  readonly homes?: number;
  readonly days?: number;
  readonly step_min?: number;
  readonly price?: readonly number[];
}

export function street({
  limits_kw = {},
  v_min_pu,
  homes = 4,
  days = 1,
  step_min = 60,
  price = spot,
}: Street = {}): Study {
  return {
    network: network(limits_kw, v_min_pu),
    entries: ['1', '2', '3'].flatMap((bus) => [
      { id: `load-${bus}`, kind: 'load', bus, params: { p_kw: homes, power_factor: 0.97, profile: 'load' } },
      ...Array.from({ length: homes }, (_, i) => home(bus, i)).flat(),
    ]),
    profiles: { price, load: LOAD },
    days,
    step_min,
    market: { currency: 'DKK' },
  };
}

function network(limits_kw: NonNullable<Street['limits_kw']>, v_min_pu: number | undefined): NetworkData {
  const line = (branch: string, from_bus: string, to_bus: string, length_km: number, limit_kw?: number): Branch => ({
    branch,
    kind: 'line',
    from_bus,
    to_bus,
    ...linePu({ r_ohm: 0.2, x_ohm: 0.08, length_km }, VN_KV, BASE_MVA),
    in_service: true,
    ...(limit_kw === undefined ? {} : { s_max_mva: limit_kw / 1000 }),
  });
  const band = v_min_pu === undefined ? {} : { v_min_pu };
  return {
    name: 'street',
    base_mva: BASE_MVA,
    buses: ['S', '1', 'M', '2', '3'].map((bus) => ({
      bus,
      kind: bus === 'S' ? 'slack' : 'pq',
      vn_kv: VN_KV,
      v_pu: 1,
      ...band,
    })),
    branches: [
      line('A', 'S', '1', 0.3, limits_kw['A']),
      line('B', 'S', 'M', 0.15, limits_kw['B']),
      line('C', 'M', '2', 0.1, limits_kw['C']),
      line('D', 'M', '3', 0.1),
    ],
    switches: [],
    shunts: [],
    loads: [],
    generators: [],
  };
}

/** Car and heat pump of home i at a bus. */
export function home(bus: string, i: number): Entry[] {
  const labels = { home: `home-${bus}-${i}`, aggregator: i % 2 === 0 ? 'ag1' : 'ag2' };
  const away = i % 3 === 0 ? { leave: '08:00', back: '17:00' } : { leave: '12:00', back: '14:00' };
  const κ = (shift: number) => 0.38 + 0.015 * ((i + shift) % 5);
  return [
    {
      id: `car-${bus}-${i}`,
      kind: 'ev',
      bus,
      labels,
      params: {
        p_max_kw: 11,
        e_cap_kwh: 30,
        soc_min: 0.2,
        soc_max: 0.9,
        soc_start: 0.5,
        eta_charge: 1,
        trips: [{ ...away, drive_kwh: 6 }],
        discomfort_per_kw2h: κ(0),
      },
    },
    {
      id: `pump-${bus}-${i}`,
      kind: 'heat-pump',
      bus,
      labels,
      params: {
        k1_kw_per_k: K1[i % 5],
        k2_kwh_per_k: K2[i % 5],
        p_max_kw: 6,
        t_out_degc: 15.5,
        t_start_degc: 20,
        t_set_degc: 22,
        discomfort_per_kw2h: κ(2),
      },
    },
  ];
}

/** Share of the peak of what homes draw in addition to car and heat pump. */
const LOAD = '.4 .35 .3 .3 .3 .35 .5 .7 .7 .6 .6 .65 .7 .6 .6 .65 .75 .95 1 .95 .85 .75 .6 .5'.split(' ').map(Number);

/** Both branches are overloaded by the cars that charge at 05:00. */
export const CONGESTED: Street = { limits_kw: { A: 38, B: 76 } };
