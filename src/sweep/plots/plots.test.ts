import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderSvg } from '../../results/draw/svg.ts';
import { liveSpec } from '../../results/report/live.ts';
import { dataOf } from '../../results/testing/spec.ts';
import { groupsOf } from '../measures/groups.ts';
import { shownOf } from '../measures/shown.ts';
import type { SweepTable } from '../model.ts';
import { sensitivitiesOf } from '../sensitivity/sensitivity.ts';
import { groupedOf } from './about.ts';
import { boxesOf } from './distribution.ts';
import { cellsOf } from './heat.ts';
import { picturesOf } from './index.ts';
import { axisOf } from './parallel.ts';

/** pv and cars crossed, and a draw; the last run failed, the one before is missing. */
function sweep(repeats: number): SweepTable {
  const levels = [0, 0.5, 1];
  const rows = Array.from({ length: repeats }, (_, r) =>
    levels.flatMap((pv) => ['few', 'many'].map((cars) => [pv, cars, r * 0.37] as const)),
  ).flat();
  const size = rows.length;
  const lost = (run: number) => run >= size - 2;
  const measured = (of: (pv: number, cars: string, x: number) => number) =>
    Float64Array.from(rows, ([pv, cars, x], run) => (lost(run) ? Number.NaN : of(pv, cars, x)));
  return {
    name: 'test',
    title: 'A sweep',
    parameters: [
      { name: 'pv', title: 'homes with PV', unit: '%', levels },
      { name: 'cars', title: 'cars', unit: '', levels: ['few', 'many'] },
      { name: 'price', title: 'price', unit: 'EUR/kWh' },
    ],
    size,
    values: [0, 1, 2].map((p) => rows.map((row) => row[p]!)),
    status: rows.map((_, run) => (run === size - 1 ? 'failed' : run === size - 2 ? 'missing' : 'done')),
    indicators: new Map([
      ['voltage_min_pu', measured((pv, cars) => 0.95 - 0.01 * pv - (cars === 'many' ? 0.02 : 0))],
      ['energy_import_kwh', measured((pv, _, x) => 100 - 10 * pv + Math.sin(9 * x))],
      ['messages_sent', measured(() => 3)],
    ]),
  };
}

const specOf = (table: SweepTable, id: string) =>
  picturesOf(table, sensitivitiesOf(table)).pictures.find((picture) => picture.id === id)!.spec!;
const subtitleOf = (spec: object) => (spec as { title: { subtitle: string[] } }).title.subtitle.join(' ');

describe('the figures of a sweep', () => {
  const table = sweep(12);
  const { pictures } = picturesOf(table, sensitivitiesOf(table));

  it.each(pictures.map(({ id }) => id))('%s renders without a warning, and says what is not shown', async (id) => {
    const spec = specOf(table, id);
    const { svg, warnings } = await renderSvg(spec);
    expect(warnings).toEqual([]);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    expect(subtitleOf(spec)).toContain('70 of 72 runs; not shown: 1 failed, 1 missing');
  });

  it('keep the names of all axes where they are interactive', () => {
    const words = (spec: unknown): object[] => {
      const { type, marks = [] } = spec as { type?: string; marks?: unknown[] };
      return [...(type === 'text' ? [spec as object] : []), ...marks.flatMap(words)];
    };
    const live = words(JSON.parse(liveSpec(specOf(table, 'parallel'))!));
    expect(live.length).toBeGreaterThan(0);
    for (const mark of live) expect(mark).not.toHaveProperty('clip');
  });

  it('name the currency of money where all runs have the same', () => {
    const indicators = new Map([['energy_cost', Float64Array.of(1, 2)]]);
    const units = ['DKK', undefined].map(
      (currency) => shownOf({ indicators, ...(currency && { currency }) }).shown[0]!.unit,
    );
    expect(units).toEqual(['DKK', 'currency of the case']);
  });

  it('never put a run at a level that it has not', () => {
    const [pv] = table.parameters;
    expect(() => groupsOf(pv!, [0, 0.25], 6)).toThrow('0.25 is none of the levels 0, 0.5, 1');
  });

  it('are one of all runs, one of effects, and those of every parameter and pair', () => {
    expect(pictures.map(({ id }) => id)).toEqual([
      ...['parallel', 'first-order-effects', 'heat-pv-cars', 'heat-pv-price', 'heat-cars-price'],
      ...['distribution-pv', 'distribution-cars', 'distribution-price'],
    ]);
  });

  it('show the indicators that vary, in the order of docs/indicators.md', () => {
    expect(shownOf(table).shown.map(({ id }) => id)).toEqual(['energy_import_kwh', 'voltage_min_pu']);
  });

  it('name the indicators that have no room', () => {
    const many = Array.from(
      { length: 9 },
      (_, i) => [`x_${i}`, Float64Array.from(table.values[0]!, (_, run) => run)] as const,
    );
    const { omitted } = picturesOf({ ...table, indicators: new Map(many) }, []);
    expect(omitted).toEqual(['Not in the figures: 3 more indicators that vary: x_6, x_7, x_8.']);
  });
});

describe('a heat map', () => {
  it('has the mean of the runs with a value, and counts the others', () => {
    const table = sweep(12);
    const cells = cellsOf(table.indicators.get('voltage_min_pu')!, groupedOf(table, 0), groupedOf(table, 1));
    expect(cells).toContainEqual({ x: '1', y: 'many', mean: 0.92, runs: 11, planned: 12 });
    expect(cells).toContainEqual({ x: '0.5', y: 'few', mean: 0.945, runs: 12, planned: 12 });
    expect(dataOf(specOf(table, 'heat-pv-cars')).map(({ text }) => text)).toContain('0.92 (11/12)');
  });
});

describe('bins', () => {
  const draws = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 1, maxLength: 80 });

  it('have every run once, in the order of its value, with about as many runs each', () => {
    fc.assert(
      fc.property(draws, (values) => {
        const table = { ...sweep(1), parameters: [{ name: 'x', title: 'x', unit: '' }], values: [values] };
        const { of, labels, planned } = groupedOf(table, 0);
        expect(planned.reduce((a, b) => a + b, 0)).toBe(values.length);
        for (const [i, group] of of.entries()) {
          expect(group).toBeGreaterThanOrEqual(0);
          expect(group).toBeLessThan(labels.length);
          for (const [j, other] of of.entries()) if (values[i]! < values[j]!) expect(group).toBeLessThanOrEqual(other);
        }
        if (new Set(values).size === values.length)
          for (const count of planned) expect(count).toBeLessThanOrEqual(Math.ceil(values.length / labels.length) + 1);
      }),
    );
  });
});

describe('a distribution', () => {
  it('has quantiles by straight lines between neighbours', () => {
    const table = {
      ...sweep(11),
      indicators: new Map([['y', Float64Array.from(sweep(11).values[2]!, (x) => x as number)]]),
    };
    const [box] = boxesOf(table.indicators.get('y')!, groupedOf(table, 0));
    expect(box).toMatchObject({ n: 22, p50: 1.85, p05: 0.0185 });
  });

  it('has points where a value has few runs', () => {
    const values = dataOf(specOf(sweep(3), 'distribution-pv'));
    expect(values.some(({ value }) => value !== undefined)).toBe(true);
    expect(values.some(({ p50 }) => p50 !== undefined)).toBe(false);
  });
});

describe('an axis of parallel coordinates', () => {
  it('has its values from 0 to 1, and ticks at round numbers where these values are', () => {
    const range = fc.tuple(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
    );
    fc.assert(
      fc.property(range, ([low, span]) => {
        const { at, ticks } = axisOf('x', [low, low + span, low + span / 2]);
        expect([at[0], at[1]]).toEqual([0, 1]);
        expect(ticks.length).toBeGreaterThanOrEqual(3);
        expect(ticks.length).toBeLessThanOrEqual(11);
        for (const tick of ticks) expect(Math.abs(tick.at - 0.5)).toBeLessThan(0.5 + 1e-6);
      }),
    );
  });
});
