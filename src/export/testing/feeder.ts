// A feeder with every element of a network: what other programs read of it must give the voltages of the run.
import type { Folder } from '../../case/testing/folder.ts';

/** A transformer with tap and vector group, a switch, a shunt, a generator, a voltage-dependent load, PV with a droop, a bus without supply. */
export const FEEDER: Folder = {
  'case.yaml': `title: A feeder
clock: { start: "2021-06-21T00:00+02:00", zone: Europe/Copenhagen, step: 1 h, days: 1 }
seed: 1
network:
  base_mva: 1
  buses: buses.csv
  lines: lines.csv
  transformers: transformers.csv
  switches: switches.csv
  shunts: shunts.csv
  generators: generators.csv
  loads: loads.csv
profiles:
  - { file: shapes.csv, repeat: daily }
devices:
  - { id: roof, kind: pv, bus: 3, p_peak: 60 kW, s_max: 70 kVA, profile: sun }
  - { id: barn, kind: pv, bus: 2, p_peak: 35 kW, profile: sun }
controllers: [uncontrolled, volt-var]
layouts:
  - name: import
    title: "Import & losses: 100 % of the day"
    rows: [time]
    where: { time: "*T1*" }
    columns:
      - { table: grid, value: import_kw }
      - { table: grid, value: loss_kw, title: "losses_total [kW]" }
  - { name: none, title: Not there, columns: [{ table: tables/none, value: x }] }
variants:
  stronger: { title: Another line, set: { network.lines: stronger.csv } }
`,
  'buses.csv':
    'bus,kind,vn_kv,v_pu,v_min_pu,v_max_pu\n0,slack,10,1.02,,\n1,pq,0.4,,0.9,1.1\n2,pq,0.4,,0.9,1.1\n3,pq,0.4,,0.9,1.1\n4,pq,0.4,,0.9,1.1\n5,pq,0.4,,0.9,1.1\n',
  'lines.csv':
    'line,from_bus,to_bus,length_km,r_ohm_per_km,x_ohm_per_km,b_us_per_km,i_max_a\n1-2,1,2,0.2,0.206,0.08,80,270\n2-3,2,3,0.1,0.32,0.08,,\n',
  'stronger.csv':
    'line,from_bus,to_bus,length_km,r_ohm_per_km,x_ohm_per_km,b_us_per_km,i_max_a\n1-2,1,2,0.2,0.1,0.08,80,400\n2-3,2,3,0.1,0.2,0.08,,\n',
  'transformers.csv':
    'transformer,from_bus,to_bus,sn_kva,vk_percent,vkr_percent,pfe_kw,i0_percent,tap_ratio,shift_deg\nT1,0,1,400,4,1.1,0.6,0.2,1.025,150\n',
  'switches.csv': 'switch,from_bus,to_bus,closed\nS34,3,4,true\nS45,4,5,false\n',
  'shunts.csv': 'bus,gs_mw,bs_mvar\n3,0,0.01\n',
  'generators.csv': 'generator,bus,p_kw,q_kvar\nhydro,4,8,1\n',
  'loads.csv':
    'load,bus,p_kw,q_kvar,profile,zip_z,zip_i,zip_p\nshop,2,20,5,shop,,,\nhomes,3,30,8,shop,0.4,0.3,0.3\nlight,4,2,0,,,,\nisland,5,1,0,,,,\n',
  'shapes.csv': `hour,sun_pu,shop_pu\n${Array.from({ length: 24 }, (_, h) => `${h},${Math.max(0, Math.sin((Math.PI * (h - 5)) / 14)).toFixed(4)},${h < 7 ? 0.3 : 1}`).join('\n')}\n`,
};

/** The feeder with a second slack at 0°, behind the 150° of the transformer: most of its solutions are no operating points. */
export const OPPOSED: Folder = {
  ...FEEDER,
  'case.yaml': (FEEDER['case.yaml'] as string).replace('base_mva: 1', 'base_mva: 1\n  several_slacks: true'),
  'buses.csv': (FEEDER['buses.csv'] as string).replace('4,pq,0.4,,', '4,slack,0.4,1,'),
};
