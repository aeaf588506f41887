// A day of the transactive flexibility market with thousands of homes: wall time of each of its stages. Each stage ends with a
// message, whose time is recorded.
import { stream } from '../base/index.ts';
import { spot } from '../controllers/testing/homes.ts';
import { type Entry, type Study, sceneOf } from '../controllers/testing/microgrid.ts';
import { tfm } from '../controllers/tfm/tfm.ts';
import { type Observer, run } from '../cosim/index.ts';
import { type Branch, linePu } from '../network/index.ts';
import type { Bench } from './bench.ts';

const LOAD_POINTS = 38;
const HOMES = 200;
const FEEDERS = 4;
const VN_KV = 11;
/** Peak of 200 homes that charge and heat at once, and what their feeder may carry of it. */
const PEAK_KW = 2030;
const RATED = 0.93;

export const transactiveMarket: Bench = {
  name: 'tfm',
  async run() {
    await measured(study(2, true), 'central'); // loads HiGHS and warms up
    const rows = [
      ['identical, central', await measured(study(HOMES, true), 'central')],
      ['identical, ADMM', await measured(study(HOMES, true), 'admm')],
      ['each its own, ADMM', await measured(study(HOMES, false), 'admm')],
    ] as const;
    return [
      {
        title: `Transactive flexibility market, ${LOAD_POINTS} load points × ${HOMES} homes with car and heat pump, one day of 24 steps: wall time [ms]`,
        heads: ['homes', ...STAGES, 'whole run', 'bids', 'bought kWh', 'rounds'],
        rows: rows.map(([title, cells]) => [title, ...cells]),
      },
    ];
  },
};

/** Stages of the market, and the message that ends each; the last of its kind counts. */
const ENDS = {
  baseline: 'baseline',
  'power flow, FRT': 'requirements',
  bids: 'bids',
  clearing: 'purchase',
  rescheduling: 'rescheduled',
} as const;
const STAGES = [...Object.keys(ENDS), 'final check', 'publish', '24 steps, settlement'];

async function measured(of: Study, clearing: 'central' | 'admm'): Promise<string[]> {
  const at = new Map<string, number>();
  const indicators = new Map<string, number>();
  const stamp = (name: string) => at.set(name, performance.now());
  const observer: Observer = {
    onMessage: ({ kind, from }) => {
      if (kind !== 'requirements' || from === 'dso') stamp(kind);
    },
    onPublish({ indicators: published = [] }) {
      if (!at.has('published')) stamp('published');
      for (const { id, value } of published) indicators.set(id, (indicators.get(id) ?? 0) + value);
    },
  };
  const scene = sceneOf(of, (site) => [tfm.create(tfm.schema.parse({ clearing }), site)]);
  const began = performance.now();
  await run(scene, [observer]);
  const ended = performance.now();
  const moments = [...Object.values(ENDS), 'final-schedule', 'published'].map((kind) => at.get(kind)!);
  const durations = [...moments, ended].map((moment, i) => moment - (i === 0 ? began : moments[i - 1]!));
  const total = (id: string) => (indicators.get(`tfm_${id}`) ?? 0).toFixed(0);
  return [...durations, ended - began]
    .map((ms) => ms.toFixed(0))
    .concat(total('bids'), total('bought_kwh'), total('rounds'));
}

/** Feeders of lines in a row, a load point at each. Homes are of 15 types, or each has numbers of its own. */
function study(homes: number, identical: boolean): Study {
  const names = Array.from({ length: LOAD_POINTS }, (_, j) => `LP${j + 1}`);
  const ohm = linePu({ r_ohm: 0.26, x_ohm: 0.027, length_km: 0.2 }, VN_KV, 10);
  const branches = names.map((to_bus, j): Branch => {
    const first = j < FEEDERS;
    const behind = Math.ceil((LOAD_POINTS - j) / FEEDERS);
    const rating = first ? { s_max_mva: (RATED * behind * PEAK_KW * (homes / HOMES)) / 1000 } : {};
    const from_bus = first ? 'S' : names[j - FEEDERS]!;
    return { branch: `L${j + 1}`, kind: 'line', from_bus, to_bus, ...ohm, in_service: true, ...rating };
  });
  return {
    network: {
      name: 'bench',
      base_mva: 10,
      buses: ['S', ...names].map((bus) => ({ bus, kind: bus === 'S' ? 'slack' : 'pq', vn_kv: VN_KV, v_pu: 1.01 })),
      branches,
      switches: [],
      shunts: [],
      loads: [],
      generators: [],
    },
    entries: names.flatMap((bus) => Array.from({ length: homes }, (_, i) => home(bus, i, identical)).flat()),
    profiles: { price: spot },
    market: { currency: 'DKK' },
  };
}

function home(bus: string, i: number, identical: boolean): Entry[] {
  const random = stream(7, bus, i);
  const own = (value: number, spread: number) => (identical ? value : value + random.uniform(-spread, spread));
  const labels = { aggregator: `ag${1 + ([0, 0, 1, 1, 1, 2, 2, 2, 3, 3][i % 10] ?? 0)}` };
  const away = i % 3 === 0 ? { leave: '08:00', back: '17:00' } : { leave: '12:00', back: '14:00' };
  const discomfort_per_kw2h = random.normal(0.41, 0.03);
  const battery = { p_max_kw: 11, e_cap_kwh: 30, soc_min: 0.2, soc_max: 0.9, soc_start: 0.5, eta_charge: 1 };
  const car = { ...battery, trips: [{ ...away, drive_kwh: own(6, 2) }], discomfort_per_kw2h };
  const k1_kw_per_k = own([0.28, 0.315, 0.35, 0.385, 0.42][i % 5]!, 0.02);
  const house = { k1_kw_per_k, k2_kwh_per_k: 13 * k1_kw_per_k, t_start_degc: own(20.5, 0.5), t_out_degc: 15.5 };
  const pump = { ...house, p_max_kw: 6, discomfort_per_kw2h };
  return [
    { id: `car-${bus}-${i}`, kind: 'ev', bus, labels, params: car },
    { id: `pump-${bus}-${i}`, kind: 'heat-pump', bus, labels, params: pump },
  ];
}
