// Case folders for tests: a small good case, and changes of it.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';

/** File name → content. */
export type Folder = Readonly<Record<string, string | Uint8Array>>;

/** Three buses in series at 400 V, a PV plant, a battery, two homes with a car each; every section of the format. */
export const GOOD: Folder = {
  'case.yaml': `title: Two homes
source: { cite: made for tests }
clock: { start: "2024-01-15T00:00+01:00", zone: Europe/Copenhagen, step: 15 min, days: 1 }
seed: 7
units: { furlong: 201.168 m }
network:
  base_mva: 1
  buses: buses.csv
  lines: lines.csv
  loads: loads.csv
profiles:
  - { file: shapes.csv, repeat: daily }
devices:
  - { id: pv-b, kind: pv, bus: b, p_peak: 5000 W, profile: pv }
  - { table: batteries.csv, kind: battery }
populations:
  - id: home
    buses: [b, c]
    count: 2
    devices:
      - kind: ev
        p_max_kw: { choose: [3.7, 11], weights: [3, 1] }
        trips: [{ leave: 07:30, back: 16:30, drive: 6 kWh }]
controllers: [uncontrolled]
stages: { intraday_h: [6, 12, 18] }
outputs: { devices: ["*"] }
`,
  'buses.csv': 'bus,kind,vn_kv\na,slack,0.4\nb,pq,0.4\nc,pq,0.4\n',
  'lines.csv':
    'line,from_bus,to_bus,length_m,r_ohm_per_km,x_ohm_per_km,i_max_a\nab,a,b,100,0.2,0.08,200\nbc,b,c,50,0.2,0.08,200\n',
  'loads.csv': 'load,bus,p_kw,q_kvar,profile\nlb,b,2,0.5,home\nlc,c,2,0.5,\n',
  'shapes.csv': `hour,pv_pu,home_pu\n${Array.from({ length: 24 }, (_, h) => `${h},${h > 7 && h < 17 ? 0.3 : 0},0.5`).join('\n')}\n`,
  'batteries.csv': 'id,bus,p_max_kw,e_cap_kwh,labels.owner\nbat-c,c,5,10,coop\n',
  'inputs.csv': 'id,value,unit,provenance,basis\nline-length,100,m,assumed,made for tests\n',
};

const made: string[] = [];

/** Writes a folder that is removed after the tests of the file. */
export function writeFolder(files: Folder): string {
  const folder = mkdtempSync(join(tmpdir(), 'feederlab-case-'));
  made.push(folder);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

/** A folder with one text in one file replaced; the text must be there. */
export function changed(file: string, from: string | RegExp, to: string, folder: Folder = GOOD): Folder {
  const before = String(folder[file]);
  const after = before.replace(from, to);
  if (after === before) throw new Error(`${file} does not hold ${from}`);
  return { ...folder, [file]: after };
}

/** Everything in a folder, for before and after. */
export const snapshot = (folder: string): Record<string, string> =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name)).toString('hex')]));
