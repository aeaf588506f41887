// A village small enough to be read: a transformer T to a busbar M, and a microgrid at the end of each of three cables. The sun of noon is
// more than the transformer carries.
//   S ── T ── M ── A ── 1  sunny: PV and a battery
//              ├── B ── 2  mixed: PV and a load
//              └── C ── 3  homes: a load, and washing machines that their owners start in the evening

import { run } from '../../../cosim/index.ts';
import { type Collector, collect } from '../../../cosim/observers.ts';
import { type Branch, linePu } from '../../../network/index.ts';
import { type Entry, type Study, sceneOf } from '../../testing/microgrid.ts';
import { cla } from '../cla.ts';

const VN_KV = 0.4;
const BASE_MVA = 1;

export interface Village {
  /** Rating of the transformer [kVA]; none when absent. */
  readonly rating_kva?: number;
  /** Largest voltage at the end of the cable to `sunny` [p.u.]. */
  readonly v_max_pu?: number;
  /** Hours of the intraday stages; none when absent. */
  readonly intraday_h?: readonly number[];
  /** What plans read of a profile that is `truth` in a step; the truth when absent. */
  readonly forecast?: (name: string, truth: number) => number;
}

const SUN = '0 0 0 0 0 0 .06 .22 .38 .53 .64 .72 .76 .75 .70 .61 .49 .34 .17 .03 0 0 0 0'.split(' ').map(Number);
const LOAD = '.4 .35 .3 .3 .3 .35 .5 .7 .7 .6 .6 .65 .7 .6 .6 .65 .75 .95 1 .95 .85 .75 .6 .5'.split(' ').map(Number);

/** Sun at noon exceeds what the transformer carries by some kW. */
export const SUNNY: Village = { rating_kva: 60 };

export function village({ rating_kva, v_max_pu }: Village): Study {
  return {
    network: {
      name: 'village',
      base_mva: BASE_MVA,
      buses: ['S', 'M', '1', '2', '3'].map((bus) => ({
        ...{ bus, kind: bus === 'S' ? ('slack' as const) : ('pq' as const), vn_kv: VN_KV, v_pu: 1 },
        ...(bus === '1' && v_max_pu !== undefined ? { v_max_pu } : {}),
      })),
      branches: [
        line('T', 'S', 'M', 0.05, rating_kva),
        line('A', 'M', '1', 0.2),
        line('B', 'M', '2', 0.1),
        line('C', 'M', '3', 0.1),
      ],
      switches: [],
      shunts: [],
      loads: [],
      generators: [],
    },
    entries: [
      at('sunny', '1', 'pv', { p_peak_kw: 100, profile: 'sun', cost_generation_per_kwh: 0.1 }),
      at('sunny', '1', 'battery', {
        ...{ p_max_kw: 20, e_cap_kwh: 40, soc_min: 0.1, soc_max: 0.9, soc_start: 0.2 },
        ...{ eta_charge: 0.98, eta_discharge: 0.98, cost_throughput_per_kwh: 0.008 },
      }),
      at('mixed', '2', 'pv', { p_peak_kw: 20, profile: 'sun', cost_generation_per_kwh: 0.12 }),
      at('mixed', '2', 'load', { p_kw: 8, power_factor: 0.95, profile: 'load' }),
      at('homes', '3', 'load', { p_kw: 10, power_factor: 0.95, profile: 'load' }),
      ...[1, 2].map((i) => ({ ...at('homes', '3', 'appliance', WASHING), id: `washing-${i}` })),
    ],
    profiles: { sun: SUN, load: LOAD, price: PRICE, sell: SELL, dear: PRICE.map((price) => 2 * price) },
    market: { currency: 'EUR', export_price: 'sell' },
  };
}

const PRICE = Array.from({ length: 24 }, (_, h) => (h >= 17 ? 0.169 : 0.14));
const SELL = Array.from({ length: 24 }, (_, h) => (h >= 15 ? 0.14 : h >= 11 ? 0.13 : 0.1225));

const WASHING = {
  cycle_kw: [3, 1],
  cycle_step_min: 60,
  earliest: '06:00',
  latest: '21:00',
  preferred_earliest: '20:00',
  preferred_latest: '21:00',
};

const at = (microgrid: string, bus: string, kind: string, params: Entry['params']): Entry => ({
  ...{ id: `${kind}-${microgrid}`, kind, bus, labels: { microgrid }, params },
});

const line = (branch: string, from_bus: string, to_bus: string, length_km: number, rating_kva?: number): Branch => ({
  ...{ branch, kind: 'line', from_bus, to_bus, in_service: true },
  ...linePu({ r_ohm: 0.125, x_ohm: 0.08, length_km }, VN_KV, BASE_MVA),
  ...(rating_kva === undefined ? {} : { s_max_mva: rating_kva / 1000 }),
});

/** A day of the village under the mechanism. */
export async function dayOf(of: Village, options: unknown = {}): Promise<Collector> {
  const { forecast = (_, truth) => truth } = of;
  const scene = sceneOf(village(of), ({ profile, ...site }) => [
    cla.create(cla.schema.parse(options), {
      ...{ ...site, profile },
      forecast: (name, k) => forecast(name, profile(name, k)),
    }),
  ]);
  const records = collect();
  const intraday = of.intraday_h ?? [];
  await run({ ...scene, stages: { ...scene.stages, ...stagesAt(intraday) } }, [records]);
  return records;
}

const stagesAt = (at_hours: readonly number[]) =>
  at_hours.length === 0 ? {} : { intraday: { at_hours: [...at_hours] } };
