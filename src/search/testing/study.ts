// A search with a known solution: two PV plants on a feeder with a load of 20 kW, one hour, no mechanism. The import is the load
// less the PV output, plus losses. Per kW allowed by `subject_to`, plant a feeds 0.8 kW and plant b 0.5 kW, so the optimum is
// 10 kW of a, at bus d, where the load is.
import { changed, type Folder, writeFolder } from '../../case/testing/folder.ts';

export const SEARCH: Folder = {
  'case.yaml': `title: Where to put the sun
source: { cite: made for tests }
clock: { start: "2024-06-15T12:00+02:00", zone: Europe/Copenhagen, step: 1 h, steps: 1 }
network: { buses: buses.csv, lines: lines.csv, loads: loads.csv }
profiles:
  - { file: shapes.csv, repeat: span }
devices:
  - { id: pv-a, kind: pv, bus: b, p_peak_kw: 0, profile: bright }
  - { id: pv-b, kind: pv, bus: b, p_peak_kw: 0, profile: dim }
variants:
  dark: { title: Without sun }
  half: { title: With some, set: { devices.pv-a.p_peak_kw: 5 } }
`,
  'buses.csv': 'bus,kind,vn_kv\n0,slack,0.4\nb,pq,0.4\nc,pq,0.4\nd,pq,0.4\n',
  'lines.csv': 'line,from_bus,to_bus,r_ohm,x_ohm\n0b,0,b,0.02,0.01\nbc,b,c,0.02,0.01\ncd,c,d,0.02,0.01\n',
  'loads.csv': 'load,bus,p_kw,q_kvar\nld,d,20,0\n',
  'shapes.csv': 'hour,bright_pu,dim_pu\n0,0.8,0.5\n1,0.8,0.5\n',
  'search.yaml': `minimise: energy_import_kwh
against: dark
beside: [half]
over:
  a_kw: { from: 0, to: 10, step: 2, set: { devices.pv-a.p_peak_kw: a_kw } }
  b_kw: { values: [0, 2, 4, 6, 8, 10], set: { devices.pv-b.p_peak_kw: b_kw } }
  site: { choices: [b, c, d], set: { devices.pv-*.bus: site } }
subject_to: [ a_kw + b_kw <= 10 ]
swarm: { particles: 20, generations: 25 }
`,
};

/** The search with one text in one file replaced; the text must be there. */
export const altered = (from: string | RegExp, to: string, file = 'search.yaml'): Folder =>
  changed(file, from, to, SEARCH);

export const writeSearch = (search: Folder = SEARCH): string => writeFolder(search);
