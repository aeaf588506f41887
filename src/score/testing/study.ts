// A small study for tests: two loads and a PV plant on three buses, four hours, two variants.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changed, type Folder, writeFolder } from '../../case/testing/folder.ts';

/** Data: 5 kW and 3 kW of load, shares 0.4, 0.6, 1, 0.8; PV of 4 kW with 0, 0.5, 1, 0.25. */
export const STUDY: Folder = {
  'case.yaml': `title: Two loads in the sun
source: { cite: made for tests }
clock: { start: "2024-06-15T08:00+02:00", zone: Europe/Copenhagen, step: 1 h, steps: 4 }
network: { buses: buses.csv, lines: lines.csv, loads: loads.csv }
profiles:
  - { file: shapes.csv, repeat: span }
devices:
  - { id: pv-c, kind: pv, bus: c, p_peak: 4 kW, profile: sun }
variants:
  dark: { title: Without sun, set: { devices: [] } }
  sunny: { title: With sun }
`,
  'buses.csv': 'bus,kind,vn_kv\na,slack,0.4\nb,pq,0.4\nc,pq,0.4\n',
  'lines.csv': 'line,from_bus,to_bus,r_ohm,x_ohm\nab,a,b,0.02,0.01\nbc,b,c,0.02,0.01\n',
  'loads.csv': 'load,bus,p_kw,q_kvar,profile\nlb,b,5,0,use\nlc,c,3,0,use\n',
  'shapes.csv': 'hour,use_pu,sun_pu\n0,0.4,0\n1,0.6,0.5\n2,1,1\n3,0.8,0.25\n',
  'inputs.csv': `id,value,unit,provenance,basis,fitted_to
loads.p_kw,5; 3,kW,published,Table 1,
shapes.use,4 values,p.u.,published,Table 2,
shapes.sun,4 values,p.u.,inferred,"a clear morning, brought to the share of Table 4",x.sun-share
pv.p_peak,4,kW,published,Table 1,
`,
  'published.csv': `id,source,quantity,subject,value,unit,role,note
x.load,Table 1,load at peak,feeder,8,kW,input,
x.energy,Table 3,energy of the loads,feeder,22.4,kWh,result,
x.sun-energy,Table 3,energy of the sun,feeder,7.1,kWh,result,
x.sun-share,Table 4,share of the sun,feeder,31.3,%,result,
x.peak-hour,Section 4,hour of the peak,feeder,10,hour of day,text-claim,
x.sun-helps,Section 4,the sun lowers the import,feeder,true,boolean,text-claim,
x.half,Section 5,energy of half the loads,feeder,10.2,kWh,text-claim,
x.twice,Section 5,energy of the loads again,feeder,23.4,kWh,text-claim,
`,
  'score.yaml': `measures:
  load: { table: groups, column: p_kw, where: { kind: load } }
  sun: { table: groups, column: p_kw, where: { kind: pv } }
  import: { indicator: energy_import_kwh }
  energy: { formula: sum(load) * dt_h }
rows:
  x.energy: { of: [dark, sunny], ours: energy, rests_on: [loads.p_kw, shapes.use] }
  x.sun-energy: { ours: -sum(sun('sunny')), tolerance: 2 %, rests_on: [shapes.sun, pv.p_peak] }
  x.sun-share: { of: sunny, ours: -100 * sum(sun) / sum(load), rests_on: [loads.*, shapes.*, pv.p_peak] }
  x.peak-hour: { of: [dark, sunny], claim: pattern, ours: "first(hour, load == max(load))", rests_on: [shapes.use] }
  x.sun-helps: { claim: pattern, ours: import('sunny') < import('dark'), rests_on: [shapes.sun] }
  x.half: { of: dark, ours: energy / 2, rests_on: [shapes.use] }
  x.twice:
    of: dark
    ours: energy
    contradicted: { left: published('x.energy'), right: published('x.twice') }
    rests_on: [shapes.use]
    note: Table 3 has {published('x.energy')}, {residual} from it
`,
};

/** The study with one text in one file replaced; the text must be there. */
export const altered = (file: string, from: string | RegExp, to: string, study: Folder = STUDY): Folder =>
  changed(file, from, to, study);

/** Writes the study under one name, so that runs of the same inputs have one folder. */
export const writeStudy = (study: Folder = STUDY): string =>
  join(
    writeFolder(Object.fromEntries(Object.entries(study).map(([name, text]) => [join('study', name), text]))),
    'study',
  );

export const temporaryResults = (): string => mkdtempSync(join(tmpdir(), 'feederlab-score-'));
