// All seven mechanisms on one case, with and without errors of forecasts: what a reviewer would check of any comparison.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeFolder } from '../case/testing/folder.ts';
import { compareCase, type Written } from './compare.ts';
import { costOf, keepsLimits, meanOf, slicesOf, valuesOf } from './comparison.ts';
import { SEVEN, stronger } from './testing/tiny.ts';

const root = mkdtempSync(join(tmpdir(), 'feederlab-seven-'));
afterAll(() => rmSync(root, { recursive: true }));

let count = 0;
const fresh = () => join(root, String(count++));

const NAMES = ['uncontrolled', 'cla', 'dt', 'dt-srp', 'tfm', 'transactive', 'central'];

/** The tables and the list of a comparison, without CPU times. */
const tablesOf = ({ dir }: Written): Record<string, string> =>
  Object.fromEntries(
    readdirSync(dir, { withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== 'timings.csv')
      .map(({ name }) => [name, readFileSync(join(dir, name), 'latin1')]),
  );

describe('uncontrolled, cla, dt, dt-srp, tfm, transactive and central', () => {
  let folder: string;
  let found: Written;
  beforeAll(async () => {
    folder = writeFolder(SEVEN);
    found = (await compareCase(folder, { out: fresh() }))!;
  });

  it('all run in both scenarios', () => {
    const [forecast, exact] = slicesOf(found);
    expect(exact!.mechanisms).toEqual(NAMES);
    expect(forecast!.mechanisms).toEqual([...NAMES, 'central (exact forecasts)']);
    expect(found.runs).toHaveLength(8 + 7);
    expect(found.runs.filter(({ status }) => status !== 'finished')).toEqual([]);
  });

  it('cost no less than the yardstick wherever they keep all limits, in both scenarios', () => {
    for (const slice of slicesOf(found)) {
      expect(costOf(slice)).toMatchObject({ id: 'account_cost' });
      const best = valuesOf(slice, slice.yardstick!, 'account_cost');
      expect(keepsLimits(slice, slice.yardstick!)).toBe(true);
      const keeping = slice.mechanisms.filter((name) => name !== slice.yardstick && keepsLimits(slice, name));
      expect(keeping, slice.scenarios[0]).not.toEqual([]);
      for (const name of keeping) {
        for (const [seed, cost] of valuesOf(slice, name, 'account_cost'))
          expect(cost, `${name}, seed ${seed}`).toBeGreaterThan(best.get(seed)! * (1 - 1e-6));
      }
      // without a mechanism limits are violated: the case is one of congestion
      expect(keepsLimits(slice, slice.reference!)).toBe(false);
    }
  });

  it('have money that sums to zero in every run, and accounts by role where something is paid', () => {
    for (const { scenario, controller, seed, indicators } of found.runs) {
      const imbalance = indicators.find(({ id }) => id === 'settlement_imbalance')!.value;
      expect(imbalance, `${scenario} ${controller} ${seed}`).toBeLessThan(1e-9);
    }
    const [, exact] = slicesOf(found);
    expect(meanOf(exact!, 'tfm', 'dso_cost')).toBeGreaterThan(0);
    expect(meanOf(exact!, 'dt', 'dso_cost')).toBeLessThan(0);
    expect(meanOf(exact!, 'central', 'dso_cost')).toBe(0);
  });

  it('write the same bytes in any order, and again from the same runs', async () => {
    const before = tablesOf(found);
    expect(Object.keys(before)).toContain('benefits.csv');
    const call = { controllers: [...NAMES].reverse(), scenarios: ['exact', 'forecast'] };
    expect(tablesOf((await compareCase(folder, { ...call, out: found.dir }))!)).toEqual(before);
    expect(tablesOf((await compareCase(folder, { ...call, out: fresh() }))!)).toEqual(before);
  });

  it('cost the DSO nothing on a feeder without congestion', async () => {
    const wide = (await compareCase(writeFolder(stronger(SEVEN, 20)), { out: fresh(), scenarios: ['exact'] }))!;
    expect(wide.runs.map(({ controller, status }) => `${controller} ${status}`)).toEqual(
      NAMES.map((name) => `${name} finished`),
    );
    const slice = slicesOf(wide)[0]!;
    for (const name of NAMES) {
      expect(meanOf(slice, name, 'dso_cost'), name).toBeCloseTo(0, 9);
      expect(keepsLimits(slice, name), name).toBe(true);
    }
  });
});
