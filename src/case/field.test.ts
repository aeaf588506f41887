// Situations reported by users of other tools, each as a minimal case.
import { describe, expect, it } from 'vitest';
import { InputError, show } from '../../base/index.ts';
import { readCase } from './index.ts';
import { type Folder, writeFolder } from './testing/folder.ts';

const CLOCK = 'clock: { start: "2024-06-15T00:00+02:00", zone: Europe/Berlin, step: 60 min, steps: 3 }';
const NETWORK = 'network: { base_mva: 1, buses: buses.csv, lines: lines.csv, transformers: transformers.csv }';

/** A transformer and a line at 400 V, with the given sections. */
const feeder = (sections: string, more: Folder = {}): Folder => ({
  'case.yaml': `title: A situation from the field\n${CLOCK}\n${NETWORK}\n${sections}`,
  'buses.csv': 'bus,kind,vn_kv,v_pu,v_min_pu,v_max_pu\n1,slack,20,1.02,,\n2,pq,0.4,,0.9,1.1\n3,pq,0.4,,0.9,1.1\n',
  'lines.csv':
    'line,from_bus,to_bus,length_km,r_ohm_per_km,x_ohm_per_km,c_nf_per_km,i_max_a\nL23,2,3,0.5,0.206,0.08,0,270\n',
  'transformers.csv':
    'transformer,from_bus,to_bus,sn_kva,vk_percent,vkr_percent,pfe_kw,i0_percent,tap_ratio,shift_deg\nT1,1,2,400,4,1.1,0.6,0.2,1.025,150\n',
  ...more,
});

/** The problems of a case, each as one line: where | found | expected | hint. */
async function problems(folder: Folder, set: readonly string[] = []): Promise<string[]> {
  const error: unknown = await readCase(writeFolder(folder), { set }).then(
    () => undefined,
    (e: unknown) => e,
  );
  if (error === undefined) return [];
  if (!(error instanceof InputError)) throw error;
  return error.problems.map((p) => [p.where, show(p.found), p.expected, ...(p.hint ? [p.hint] : [])].join(' | '));
}

describe('profiles in kW, W/m², m/s and p.u. where another unit is required', () => {
  // gridlab-d/gridlab-d#582, Sienna-Platform/PowerSystems.jl#103
  const folder = feeder(
    `profiles: [ { file: p.csv, repeat: span } ]
devices:
  - { id: house, kind: load, bus: 3, p: 10 kW, profile: l }
  - { id: roof, kind: pv, bus: 3, p_peak: 10 kW, profile: sun }
  - { id: pump, kind: heat-pump, bus: 3, k1_kw_per_k: 0.35, k2_kwh_per_k: 4.5, p_max: 2 kW, t_out_profile: t }
  - { id: mill, kind: wind, bus: 3, p_rated: 10 kW, speed_profile: w }
  - { id: car, kind: ev, bus: 3, away_profile: a }
`,
    { 'p.csv': 'hour,l_kw,sun_w_per_m2,t_m_per_s,w_pu,a_kw\n0,3.5,0,3,0.5,3\n1,4,500,3,0.5,3\n2,5,900,3,0.5,3\n' },
  );

  it('are refused at each of the five fields', async () => {
    expect(await problems(folder)).toEqual([
      'case.yaml:6:57, devices.0.profile | "l in kW" | a share of p_kw, in pu or % | p.csv:1, l_kw: divide the values by p_kw and name the column l_pu; or give p: 1 kW and rename the column alone',
      'case.yaml:7:59, devices.1.profile | "sun in W/m^2" | a share of p_peak_kw, in pu or % | p.csv:1, sun_w_per_m2: convert the values and name the column sun_pu',
      'case.yaml:8:108, devices.2.t_out_profile | "t in m/s" | a profile in °C | p.csv:1, t_m_per_s: convert the values and name the column t_degc',
      'case.yaml:9:68, devices.3.speed_profile | "w in pu" | a profile in m/s | p.csv:1, w_pu: convert the values and name the column w_m_per_s',
      'case.yaml:10:48, devices.4.away_profile | "a in kW" | a profile of shares, in pu or % | p.csv:1, a_kw: convert the values and name the column a_pu',
    ]);
  });

  it('are used in any unit of the required dimension', async () => {
    const table =
      'hour,l_percent,sun_kw_per_kwp,t_degf,w_m_per_s,a_pu\n0,50,0,41,3,0.5\n1,40,0.5,41,3,0.5\n2,50,0.9,41,3,0.5\n';
    const { profiles } = await readCase(writeFolder({ ...folder, 'p.csv': table }));
    expect(profiles.map(({ name, unit, values }) => [name, unit, values[0]])).toEqual([
      ['l', 'pu', 0.5],
      ['sun', 'pu', 0],
      ['t', '°C', expect.closeTo(5, 9)],
      ['w', 'm/s', 3],
      ['a', 'pu', 0.5],
    ]);
  });
});

describe('a change of one field of a bid', () => {
  // assume-framework/assume#795
  it.each(['payback_kw=90', 'payback=09:00', 'price_per_kwh=0.6'])(
    'is valid, and leaves the others: %s',
    async (set) => {
      const before = await readCase('smart-mla-tfm');
      const after = await readCase('smart-mla-tfm', { set: [`controllers.tfm.bids.ag2-LP1.${set}`] });
      const bid = ({ controllers }: typeof before) =>
        (controllers[0]!.options as { bids: { id: string }[] }).bids.find(({ id }) => id === 'ag2-LP1')!;
      const changed = Object.entries(bid(after)).filter(
        ([key, value]) => JSON.stringify(value) !== JSON.stringify((bid(before) as Record<string, unknown>)[key]),
      );
      expect(changed.map(([key, value]) => `${key}=${value}`)).toEqual([set]);
      expect(Object.keys(bid(after))).toEqual(Object.keys(bid(before)));
    },
  );
});

describe('device ids that are numbers', () => {
  // hydra-ecosystem/hydra#376
  const folder = feeder(`devices:
  - { id: 0, kind: load, bus: 2, p_kw: 10 }
  - { id: 2, kind: load, bus: 3, p_kw: 20 }
  - { id: 1, kind: load, bus: 3, p_kw: 30 }
  - { id: 101, kind: load, bus: 3, p_kw: 40 }
populations:
  - { id: 007, buses: [3], count: 1, devices: [{ kind: load, p_kw: 1 }] }
`);

  it('are read as ids in a change, not as positions', async () => {
    const set = ['devices.1.p_kw=0', 'devices.101.p_kw=5', 'populations.007.count=2'];
    const { devices } = await readCase(writeFolder(folder), { set });
    expect(devices.map(({ id, params }) => [id, (params as { p_kw: number }).p_kw])).toEqual([
      ['0', 10],
      ['2', 20],
      ['1', 0],
      ['101', 5],
      ['007-3-001-load', 1],
      ['007-3-002-load', 1],
    ]);
  });
});

describe('scenarios named as in a paper', () => {
  // architecture-building-systems/CityEnergyAnalyst#3627, remindmodel/remind#1191
  it('are refused with the rule for names', async () => {
    const folder = feeder(`devices: [ { id: a, kind: load, bus: 3, p: 1 kW } ]
variants:
  "2030 base": { set: { devices.a.p: 2 kW } }
  Süd: { set: { devices.a.p: 3 kW } }
  1.5: { set: { devices.a.p: 4 kW } }
  fine: { title: "Süd, 1.5", set: { devices.a.p: 4 kW } }
`);
    const expected = 'letters, digits, - and _ (a title may hold anything)';
    expect(await problems(folder)).toEqual([
      `case.yaml:6:3, variants.2030 base | "2030 base" | ${expected}`,
      `case.yaml:7:3, variants.Süd | "Süd" | ${expected}`,
      `case.yaml:8:3, variants.1.5 | "1.5" | ${expected}`,
    ]);
  });
});

describe('a label called __proto__', () => {
  it('is refused by name', async () => {
    const folder = feeder(
      'profiles: [{ file: prof.csv }]\ndevices: [{ id: pv1, kind: pv, bus: 3, p_peak: 5 kW, profile: sun, labels: { __proto__: x } }]\n',
      { 'prof.csv': 'hour,sun_pu\n0,0.5\n12,1\n' },
    );
    expect(await problems(folder)).toEqual([
      'case.yaml:5:78, devices.0.labels.__proto__ | "__proto__" | another name: __proto__ is reserved',
    ]);
  });
});
