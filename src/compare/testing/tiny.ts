// A feeder of one line, three homes with cars and a battery, hourly prices: a comparison of it takes seconds.
import type { Folder } from '../../case/testing/folder.ts';

/** Cheap from midnight to five; the cars return when energy is dear. */
const price = (h: number): number => (h < 5 ? 0.2 + 0.01 * h : h < 16 ? 0.5 + 0.01 * h : 0.9 - 0.01 * h);

export const TINY: Folder = {
  'case.yaml': `title: One line
clock: { start: "2024-01-15T00:00+01:00", zone: Europe/Copenhagen, step: 1 h, days: 1 }
seed: 7
network: { base_mva: 1, buses: buses.csv, lines: lines.csv, loads: loads.csv }
profiles:
  - { file: shapes.csv, repeat: daily }
market: { import_price: price, currency: EUR }
devices:
  - { id: store, kind: battery, bus: b, p_max: 2 kW, e_cap: 6 kWh, labels: { aggregator: ag1 } }
populations:
  - id: home
    buses: [b]
    count: 3
    labels: { aggregator: ag1 }
    devices:
      - kind: ev
        e_cap: 30 kWh
        soc_min: 0.2
        soc_max: 0.9
        soc_start: 0.5
        p_max: 7 kW
        eta_charge: 0.9
        trips: [{ leave: { uniform: [6.5, 9] }, back: { uniform: [15, 19] }, drive: { uniform: [2 kWh, 10 kWh] } }]
controllers: [uncontrolled, { kind: tfm, price_max_per_kwh: 2 }]
`,
  'buses.csv': 'bus,kind,vn_kv,v_min_pu,v_max_pu\na,slack,0.4,0.9,1.1\nb,pq,0.4,0.9,1.1\n',
  'lines.csv': 'line,from_bus,to_bus,length_m,r_ohm_per_km,x_ohm_per_km,i_max_a\nab,a,b,100,0.2,0.08,20\n',
  'loads.csv': 'load,bus,p_kw,q_kvar,profile\nlb,b,4,1,home\n',
  'shapes.csv': `hour,home_pu,price_eur_per_kwh\n${Array.from({ length: 24 }, (_, h) => `${h},${h > 15 && h < 21 ? 1 : 0.4},${price(h).toFixed(2)}`).join('\n')}\n`,
};

/** The line carries `factor` times as much. */
export const stronger = (folder: Folder, factor: number): Folder => ({
  ...folder,
  'lines.csv': String(folder['lines.csv']).replace(/20\n$/, `${20 * factor}\n`),
});

export const ALL = ['uncontrolled', 'cla', 'dt', 'tfm', 'central'] as const;

/** Plans see loads and prices with errors. */
export const FORECAST: Folder = {
  ...TINY,
  'case.yaml': `${TINY['case.yaml']}forecast: { load: { error: 20 % }, price: { error: 20 % } }\n`,
};

const sun = (h: number): number => Math.max(0, Math.sin((Math.PI * (h - 7)) / 10));

/** With a PV plant, and a mechanism whose customers sell what others are tariffed for: a case for every mechanism. */
export const SEVEN: Folder = {
  ...FORECAST,
  'case.yaml': String(FORECAST['case.yaml']).replace(
    'devices:\n',
    'devices:\n  - { id: roof, kind: pv, bus: b, p_peak: 3 kW, profile: sun, labels: { aggregator: ag1 } }\n',
  ),
  'shapes.csv': String(TINY['shapes.csv'])
    .trim()
    .split('\n')
    .map((row, i) => `${row},${i === 0 ? 'sun_pu' : sun(i - 1).toFixed(3)}\n`)
    .join(''),
  'compare.yaml': `controllers: [uncontrolled, cla, dt, dt-srp, tfm, transactive, central]
mechanisms:
  dt-srp:
    controllers: [{ kind: dt, penalty: neutral, reprofiling: { elasticity_kw_per_price: 0.5, rebound: 0.15 } }]
    set: { populations.home.devices.ev.labels: { contract: { cycle: [dt, srp] }, aggregator: ag1 } }
`,
};
