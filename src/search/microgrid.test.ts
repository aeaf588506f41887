// A reduced search of ieee33-microgrid: wide steps, and the sites of the case. The command `search` runs the whole one.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { writeFolder } from '../case/testing/folder.ts';
import { locateCase } from '../case/text/locate.ts';
import { type SearchResult, searchCase } from './index.ts';

let result: SearchResult;
let rows: Record<string, string>[];
beforeAll(async () => {
  const folder = writeFolder({});
  cpSync(locateCase('ieee33-microgrid'), folder, { recursive: true });
  const file = join(folder, 'search.yaml');
  const search = parseDocument(readFileSync(file, 'utf8'));
  const steps = { pv_kw: 375, wind_kw: 375, ess_kwh: 750, thermal_kw: 2100 };
  for (const [name, step] of Object.entries(steps)) search.setIn(['over', name, 'step'], step);
  for (const site of ['pv_bus_1', 'pv_bus_2', 'wind_bus_1', 'wind_bus_2', 'ess_bus']) search.deleteIn(['over', site]);
  search.set('subject_to', [search.getIn(['subject_to', 0])]);
  search.set('minimise', 'plan_cost_total');
  writeFileSync(file, String(search));
  result = await searchCase(folder, { method: 'grid', out: join(folder, 'out') });
  rows = parse(readFileSync(result.csv), { columns: true });
});

const beside = (name: string) => [result.against, ...result.beside].find(({ variant }) => variant === name)!.value!;

describe('the sizes of the IEEE 33-bus microgrid', () => {
  it('are all run, within 750 kWp of PV and wind together', () => {
    expect(result).toMatchObject({ admitted: 24, evaluated: 24, failed: 0 }); // 6 of (pv, wind), 2 of ess, 2 of thermal
    for (const { pv_kw, wind_kw } of rows) expect(Number(pv_kw) + Number(wind_kw)).toBeLessThanOrEqual(750);
  });

  it('have the costs of the variants at the sizes of the variants', () => {
    const cost = (pv_kw: number, wind_kw: number, ess_kwh: number, thermal_kw: number) => {
      const sizes = { pv_kw, wind_kw, ess_kwh, thermal_kw };
      return Number(
        rows.find((row) => Object.entries(sizes).every(([name, size]) => Number(row[name]) === size))!['value'],
      );
    };
    expect(cost(0, 0, 0, 0)).toBeCloseTo(beside('stock'), 6);
    expect(cost(0, 750, 750, 2100)).toBeCloseTo(beside('wind-ess'), 6);
  });

  it('are optimal where the study has its optimum: wind alone, the largest store, all thermal units', () => {
    expect(result.best[0]!.values).toEqual({ pv_kw: 0, wind_kw: 750, ess_kwh: 750, thermal_kw: 2100 });
    expect(result.best[0]!.reduction_percent).toBeCloseTo(21.2, 1);
  });
});
