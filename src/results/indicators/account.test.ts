// What one run measures, by hand: one line, two homes, constant powers; 12 steps of 1 h at 1 p.u. within a promille.
import { describe, expect, it } from 'vitest';
import { collect, run } from '../../../cosim/index.ts';
import { readCase } from '../../case/index.ts';
import { type Folder, writeFolder } from '../../case/testing/folder.ts';
import { sceneOf } from '../../scene.ts';
import { createGauges } from './index.ts';

const FOLDER: Folder = {
  'case.yaml': `title: Two homes on one line
clock: { start: "2024-06-15T00:00+02:00", zone: Europe/Copenhagen, step: 1 h, steps: 12 }
network: { base_mva: 1, buses: buses.csv, lines: lines.csv }
profiles: [ { file: p.csv, repeat: daily } ]
devices:
  - { id: load-1, kind: load, bus: b, p: 6 kW, labels: { home: one } }
  - { id: pv-1, kind: pv, bus: b, p_peak: 20 kW, profile: sun, labels: { home: one } }
  - { id: load-2, kind: load, bus: b, p: 4 kW }
market: { import_price: buy, export_price: sell, co2_profile: grid }
`,
  'buses.csv': 'bus,kind,vn_kv,v_min_pu,v_max_pu\na,slack,0.4,,\nb,pq,0.4,0.9999,1.1\n',
  'lines.csv':
    'line,from_bus,to_bus,length_km,r_ohm_per_km,x_ohm_per_km,c_nf_per_km,s_max_kva\nab,a,b,0.1,0.001,0.001,0,8\n',
  'p.csv': `hour,sun_pu,buy_eur_per_kwh,sell_eur_per_kwh,grid_gco2_per_kwh\n${Array.from({ length: 24 }, (_, h) => `${h},${h >= 6 ? 1 : 0},${h < 3 ? 0.1 : 0.2},0.05,${h < 6 ? 300 : 100}`).join('\n')}\n`,
};

async function measured(folder: Folder, set: readonly string[] = []) {
  const study = await readCase(writeFolder(folder), { set });
  const scene = sceneOf(study, { jobs: 1 });
  const gauges = createGauges(study.kinds, scene, study.network);
  await run(scene, [collect(), { onStep: gauges.onStep, onMessage: gauges.onMessage }]);
  const values = new Map(gauges.indicators().map(({ id, value }) => [id, value]));
  const rows = (name: string) => gauges.tables().find((table) => table.name === name)?.rows ?? [];
  return { value: (id: string) => values.get(id), rows };
}

describe('a run of two homes, one with PV from 06:00 on', () => {
  const of = measured(FOLDER);

  it('has overload energy and hours: 10 kW, then 10 kW back, on a line of 8 kVA', async () => {
    const { value, rows } = await of;
    expect(value('overload_kvah')).toBeCloseTo(12 * 2, 1);
    expect(value('overload_branch_h')).toBe(12);
    expect(rows('overloads')).toEqual([['ab', 8, value('overload_kvah'), 12, expect.closeTo(125, 0)]]);
  });

  it('has the violation of the lower voltage limit while it imports', async () => {
    const { value, rows } = await of;
    // the drop is r P / V² = 0.0001 Ω · 10 kW / (0.4 kV)² = 6.25e-6 p.u., within the limit
    expect(value('voltage_violation_puh')).toBe(0);
    const tight = await measured(FOLDER, ['devices.0.p=600 kW', 'devices.1.p_peak=0 kW']);
    const drop = (0.0001 * 604) / 160;
    expect(tight.value('voltage_violation_puh')).toBeCloseTo(12 * (drop - 0.0001), 4);
    expect(rows('voltage-violations')).toEqual([['b', 0, 0, 0, 0]]);
  });

  it('has peaks in both directions, at the connection and at the feeder head', async () => {
    const { value, rows } = await of;
    expect(value('power_export_max_kw')).toBeCloseTo(10, 2);
    const [branch, into, , out] = rows('feeder-heads')[0]!;
    expect(branch).toBe('ab');
    expect(into).toBeCloseTo(10, 2);
    expect(out).toBe(value('power_export_max_kw'));
  });

  it('has bills by home, and by device without one', async () => {
    const { value, rows } = await of;
    // home one draws 6 kW for 6 h and feeds 14 kW for 6 h; load-2 draws 4 kW for 12 h
    const one = 6 * (3 * 0.1 + 3 * 0.2) - 14 * 6 * 0.05;
    const two = 4 * (3 * 0.1 + 9 * 0.2);
    expect(rows('customers')).toEqual([
      ['one', expect.closeTo(36, 9), expect.closeTo(84, 9), expect.closeTo(one, 9), 0, expect.closeTo(one, 9)],
      ['load-2', expect.closeTo(48, 9), 0, expect.closeTo(two, 9), 0, expect.closeTo(two, 9)],
    ]);
    expect(value('customer_bill_sum')).toBeCloseTo(one + two, 9);
    expect(value('customer_bill_max')).toBeCloseTo(two, 9);
  });

  it('has self-consumption, self-sufficiency and CO2', async () => {
    const { value } = await of;
    expect(value('self_consumption_percent')).toBeCloseTo(50, 1); // 120 kWh fed, 60 kWh exported
    expect(value('self_sufficiency_percent')).toBeCloseTo(50, 1); // 120 kWh used, 60 kWh imported
    expect(value('emission_co2_kg')).toBeCloseTo(60 * 0.3, 2);
    expect(value('energy_curtailed_kwh')).toBe(0);
  });

  it('has no messages and no discomfort where nothing has them', async () => {
    const { value, rows } = await of;
    expect([value('messages_sent'), value('messages_bytes'), value('messages_disclosed')]).toEqual([0, 0, 0]);
    expect(value('comfort_below_kh')).toBeUndefined();
    expect(rows('parties')).toEqual([]);
  });
});

describe('the account of a run', () => {
  const stores = `devices:
  - { id: car, kind: ev, bus: b, p_max: 10 kW, e_cap: 40 kWh, e_start: 30 kWh, eta_charge: 0.8, trips: [{ leave: "02:00", back: "11:00", drive: 36 kWh }] }
  - { id: cold, kind: heat-pump, bus: b, k1_kw_per_k: 0.1, k2_kwh_per_k: 2, p_max: 0 kW, t_out: 0 degC, t_start: 21 degC }
`;
  const folder: Folder = {
    ...FOLDER,
    'case.yaml': String(FOLDER['case.yaml']).replace(/devices:[\s\S]*?market/, `${stores}market`),
  };

  it('has the energy that stores and houses lack at the end at the highest price, and what cars and houses miss', async () => {
    const { value } = await measured(folder);
    expect(value('account_cost')).toBeCloseTo(
      value('energy_cost')! + value('account_devices_cost')! + value('account_stores_cost')!,
      9,
    );
    // the car is charged to 40 kWh before 02:00, drives 36 kWh and charges for one hour: 4 + 8 = 12 kWh, 18 kWh less than at the start
    const cooled = 21 * (2 / 2.1) ** 12;
    const missing_kwh = 18 / 0.8 + ((21 - cooled) * 2) / 3;
    expect(value('account_stores_cost')).toBeCloseTo(0.2 * missing_kwh, 6);
    expect(value('energy_unserved_kwh')).toBe(0);
    const below = Array.from({ length: 12 }, (_, k) => Math.max(0, 20 - 21 * (2 / 2.1) ** (k + 1)));
    expect(value('comfort_below_kh')).toBeCloseTo(
      below.reduce((a, b) => a + b),
      9,
    );
    expect(value('comfort_above_kh')).toBe(0);
  });

  it('has discomfort and missing energy of every customer', async () => {
    // a car that is charged to 40 kWh and drives 60 kWh lacks 20; two houses that nobody heats: 21 °C, 22 °C at first, band from 20
    const homes = stores
      .replace('drive: 36 kWh', 'drive: 60 kWh')
      .replace('id: car,', 'id: car, labels: { home: one },')
      .replace('id: cold,', 'id: cold, labels: { home: one },');
    const other =
      '  - { id: cool, kind: heat-pump, bus: b, k1_kw_per_k: 0.1, k2_kwh_per_k: 2, p_max: 0 kW, t_out: 0 degC, t_start: 22 degC }\n';
    const text = String(FOLDER['case.yaml']).replace(/devices:[\s\S]*?market/, `${homes}${other}market`);
    const { value, rows } = await measured({ ...FOLDER, 'case.yaml': text });
    const below = (start: number) =>
      Array.from({ length: 12 }, (_, k) => Math.max(0, 20 - start * (2 / 2.1) ** (k + 1))).reduce((a, b) => a + b);
    expect(rows('customers').map((row) => [row[0], ...row.slice(6)])).toEqual([
      ['one', expect.closeTo(below(21), 9), 0, expect.closeTo(20, 9)],
      ['cool', expect.closeTo(below(22), 9), 0, Number.NaN],
    ]);
    expect(value('comfort_below_kh')).toBeCloseTo(below(21) + below(22), 9);
    expect(value('energy_unserved_kwh')).toBeCloseTo(20, 9);
  });

  it('pays for what is left over no more than the lowest price', async () => {
    const full = await measured(folder, ['devices.0.trips=[]', 'devices.1.p_max=10 kW']);
    const warm = full.value('account_stores_cost')!;
    expect(warm).toBeCloseTo(-0.1 * (10 / 0.8), 1);
    expect(full.value('comfort_below_kh')).toBe(0);
  });
});
