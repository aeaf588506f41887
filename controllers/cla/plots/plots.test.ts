import { beforeAll, describe, expect, it } from 'vitest';
import { type Run, readRun } from '../../../src/results/read/index.ts';
import { writeRun } from '../../../src/results/testing/run.ts';
import { dataOf, specOf, titlesOf } from '../../../src/results/testing/spec.ts';
import { allocation } from './testing.ts';

let run: Run;
let without: Run;
beforeAll(async () => {
  run = await readRun((await writeRun({ controllers: ['cla'], published: [allocation], failing: false })).dir);
  without = await readRun((await writeRun({ controllers: ['cla'] })).dir);
});

const titles = (id: string) => titlesOf(specOf(run, id));
const data = (id: string) => dataOf(specOf(run, id));
const valuesOf = (id: string, quantity: string) =>
  data(id).flatMap((of) => (of['quantity'] === quantity ? [of['value']] : []));

describe('capacity limit allocation', () => {
  it('is drawn with the prices of the microgrids, and the price of the reference cost', () => {
    expect(JSON.stringify(specOf(run, 'microgrid-prices'))).toContain('Price [DKK/kWh]');
    expect(valuesOf('microgrid-prices', 'selling').at(-1)).toBeCloseTo(0.23, 12);
    expect(valuesOf('microgrid-prices', 'reference')[0]).toBe(0.4);
  });

  it('is drawn with the initial schedule of every microgrid', () => {
    expect(titles('microgrid-schedules')).toEqual(['A', 'B', 'C']);
  });

  it('is drawn of the microgrids that change, those that change most first, in the time that changes', () => {
    expect(titles('accepted-flexibility')).toEqual(['A', 'B']);
    expect(valuesOf('accepted-flexibility', 'final schedule')).toContain(-78);
  });

  it('is drawn by the roles that change: what is curtailed and stored makes up the net power', () => {
    expect(titles('flexibility-by-role')).toEqual(['A', 'B']);
    const max = (quantity: string) => Math.max(...valuesOf('flexibility-by-role', quantity).map(Number));
    expect(['curtailed generation', 'storage', 'net power', 'consumption'].map(max)).toEqual([2, 10, 12, 3]);
  });

  it('is drawn of consumption that moves, the populations of a kind together', () => {
    expect(titles('flexible-consumption')).toEqual([expect.stringMatching(/ in B$/)]);
    expect(valuesOf('flexible-consumption', 'initial schedule').slice(0, 2)).toEqual([1, 1]);
    expect(valuesOf('flexible-consumption', 'final schedule')).toContain(4);
  });

  it('is drawn of stored energy that changes', () => {
    expect(titles('microgrid-storage')).toEqual(['A']);
    expect(valuesOf('microgrid-storage', 'final schedule').at(-1)).toBe(30);
  });

  it('is drawn with the limits near the schedules, the limit of the export below 0', () => {
    const limits = data('capacity-limits').filter((of) => of['quantity'] === undefined && of['other'] === undefined);
    expect(new Set(limits.map(({ value }) => value))).toEqual(new Set([null, -80]));
  });

  it('is not drawn of a run without its tables', () => {
    const drawn = without.plots.filter(({ plot }) => specOf(without, plot.id)).map(({ plot }) => plot.id);
    expect(drawn.filter((id) => /microgrid|flexib|capacity/.test(id))).toEqual([]);
  });
});
