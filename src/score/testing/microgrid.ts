// A day of ieee33-microgrid from the CSV tables of the run and of the case alone, with nine digits. The code of the mechanism is
// not used.
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { locateCase } from '../../case/text/locate.ts';
import { readCase, runCase } from '../../index.ts';

export type Row = Readonly<Record<string, string>>;

export const HOURS = Array.from({ length: 24 }, (_, t) => t);
/** Efficiency of the store, each way. */
export const ETA = 0.95;
/** Rounding error of a sum over a bus, from nine digits of a few thousand kW [kW]. */
export const DIGITS_KW = 5e-5;

/** Table II of the study: PV and wind in all [kW], storage [kWh]; charged and discharged by 10 % of it in an hour. */
const SIZES = {
  stock: { pv: 0, wind: 0, ess: 0, units: 0 },
  'pv-wind': { pv: 550, wind: 185, ess: 375, units: 6 },
  'wind-pv': { pv: 185, wind: 550, ess: 375, units: 6 },
  'wind-ess': { pv: 0, wind: 750, ess: 750, units: 6 },
};

/** The four scenarios, and one with tight limits: 2 MVA on the first line, ramps of 120 kW/h, quadratic costs. */
export const DAYS = [
  ['stock', 'stock', false],
  ['pv-wind', 'pv-wind', false],
  ['wind-pv', 'wind-pv', false],
  ['wind-ess', 'wind-ess', false],
  ['wind-pv with little room', 'wind-pv', true],
] as const;

export type Day = Awaited<ReturnType<typeof runDay>>;

/** Runs one of them and reads its tables. */
export async function runDay(variant: keyof typeof SIZES, little: boolean) {
  const work = mkdtempSync(join(tmpdir(), 'feederlab-microgrid-'));
  const folder = join(work, 'case');
  cpSync(locateCase('ieee33-microgrid'), folder, { recursive: true });
  if (little) tighten(folder);
  const dir = join(work, 'run');
  await runCase(await readCase(folder, { variant }), { out: dir });

  const tables = new Map<string, Row[]>();
  const table = (name: string): Row[] => {
    if (!tables.has(name)) tables.set(name, rowsOf(join(dir, `${name}.csv`)));
    return tables.get(name)!;
  };
  /** A column by step and the value of a second column. */
  const grid = (name: string, key: string, column: string) => {
    const cells = new Map(table(name).map((row) => [`${row['step']} ${row[key]}`, Number(row[column])]));
    return (id: string, t: number): number => cells.get(`${t} ${id}`)!;
  };
  const profiles = rowsOf(join(folder, 'profiles.csv'));
  const profile = (column: string) => profiles.map((row) => Number(row[column]));
  const loads = new Map(rowsOf(join(folder, 'loads.csv')).map((row) => [row['bus'], Number(row['p_kw'])]));
  const share = profile('load_pu');
  const schedule = table('tables/schedule');
  return {
    work,
    size: SIZES[variant],
    table,
    /** Of the case. */
    profile,
    lines: rowsOf(join(folder, 'lines.csv')),
    units: SIZES[variant].units > 0 ? rowsOf(join(folder, 'thermal.csv')).map(numbers) : [],
    tou: profile('tou_eur_per_mwh').map((eur) => eur / 1000),
    buses: rowsOf(join(folder, 'buses.csv')).map((row) => row['bus']!),
    demand: (bus: string, t: number) => (loads.get(bus) ?? 0) * share[t]!,
    /** Of the run: scheduled devices with their buses, a quantity of one over the day, the rows of a unit. */
    scheduled: new Map(schedule.map((row) => [row['device']!, row['bus']!])),
    shown: (device: string, quantity: string) =>
      schedule
        .filter((row) => row['device'] === device && row['quantity'] === quantity)
        .map((row) => Number(row['value'])),
    commitment: (unit: string) =>
      table('tables/commitment')
        .filter((row) => row['unit'] === unit)
        .map((row) => {
          const [on, start, stop, g] = [row['on'], row['start'], row['stop'], row['output_kw']].map(Number);
          return { on: on!, start: start!, stop: stop!, g: g! };
        }),
    flow: grid('tables/dc-flows', 'branch', 'p_kw'),
    congestion: grid('tables/dc-flows', 'branch', 'congestion_eur_per_kwh'),
    price: grid('prices', 'bus', 'price_eur_per_kwh'),
    imports: table('tables/exchange').map((row) => Number(row['import_kw'])),
    indicator: (id: string) => Number(table('indicators').find((row) => row['id'] === id)!['value']),
  };
}

const rowsOf = (path: string): Row[] => parse(readFileSync(path), { columns: true, comment: '#' });

/** A row of thermal.csv. */
const numbers = (row: Row) => {
  const of = (column: string, otherwise: number) => (row[column] === undefined ? otherwise : Number(row[column]));
  return {
    id: row['id']!,
    bus: row['bus']!,
    min: of('p_min_kw', 0),
    max: of('p_max_kw', 0),
    ramp: 60 * of('ramp_kw_per_min', Number.POSITIVE_INFINITY),
    a: of('cost_a_per_h', 0),
    b: of('cost_b_per_kwh', 0),
    c: of('cost_c_per_kw2h', 0),
    start: of('cost_start', 0),
  };
};

function tighten(folder: string): void {
  const change = (file: string, ...by: readonly (readonly [RegExp, string])[]) => {
    let text = readFileSync(join(folder, file), 'utf8');
    for (const [from, to] of by) {
      if (!from.test(text)) throw new Error(`${file} does not hold ${from}`);
      text = text.replace(from, to);
    }
    writeFileSync(join(folder, file), text);
  };
  change('lines.csv', [/^(1-2,.*),10$/m, '$1,2']);
  change('thermal.csv', [/^(id,.*)$/m, '$1,ramp_kw_per_min,cost_c_per_kw2h'], [/^(thermal-.*)$/gm, '$1,2,0.00002']);
}
