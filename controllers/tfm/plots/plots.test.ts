import { beforeAll, describe, expect, it } from 'vitest';
import { type Run, readRun } from '../../../src/results/read/index.ts';
import { writeRun } from '../../../src/results/testing/run.ts';
import { dataOf, specOf, titlesOf } from '../../../src/results/testing/spec.ts';
import { flexibility } from './testing.ts';

let run: Run;
let without: Run;
beforeAll(async () => {
  run = await readRun((await writeRun({ controllers: ['tfm'], published: [flexibility], failing: false })).dir);
  without = await readRun((await writeRun({ controllers: ['tfm'] })).dir);
});

const titles = (id: string) => titlesOf(specOf(run, id));
const data = (id: string) => dataOf(specOf(run, id));

describe('what a flexibility market changed', () => {
  it('is drawn with the price of energy, and the longest exchange of rounds', () => {
    expect(JSON.stringify(specOf(run, 'energy-price'))).toContain('Price [DKK/kWh]');
    expect(data('energy-price').at(-1)!['value']).toBeCloseTo(0.5, 12);
    expect(new Set(data('admm-residuals').map(({ round }) => round))).toEqual(new Set([1, 2, 3]));
  });

  it('is drawn of the branches beyond their limit either way, the worst first, and of no other', () => {
    expect(titles('flexible-loading')).toEqual(['T-D', 'S-A']);
    const limits = data('flexible-loading').filter(({ schedule }) => schedule === undefined);
    expect(new Set(limits.map(({ value }) => value))).toEqual(new Set([-1000, 1000]));
  });

  it('is drawn of the buses below their limit', () => {
    expect(titles('flexible-voltage')).toEqual(['B']);
  });

  it('is drawn of devices it moved, those of a kind at one bus together', () => {
    expect(titles('flexible-devices')).toEqual(['Electric car at B']);
    expect(new Set(data('flexible-devices').flatMap(({ device }) => device ?? []))).toEqual(new Set(['ev-1', 'ev-2']));
  });

  it('pays along lines from left to right, as wide as the payment; a negative one goes the other way', () => {
    const links = data('capital-flow').filter(({ amount }) => amount !== undefined);
    const amounts = new Map(
      links.map(({ name, amount, x1, x2 }) => [name, { amount, right: Number(x2) > Number(x1) }]),
    );
    expect(amounts).toEqual(
      new Map([
        ['10.00', { amount: 10, right: true }],
        ['4.00', { amount: 4, right: true }],
        ['1.00', { amount: 1, right: true }],
      ]),
    );
    const supplier = data('capital-flow').find(({ name }) => name === 'supplier')!;
    const customers = data('capital-flow').find(({ name }) => name === 'customers')!;
    expect(Number(supplier['xm'])).toBeLessThan(Number(customers['xm']));
  });

  it('pays in both directions along two lines, whose numbers are apart; payments of one direction are one line', () => {
    const { plot } = run.plots.find(({ plot }) => plot.id === 'capital-flow')!;
    const paid = [
      { from: 'customers', to: 'supplier', amount: 5 },
      { from: 'supplier', to: 'customers', amount: 2 },
      { from: 'dso', to: 'customers', amount: 1 },
      { from: 'customers', to: 'dso', amount: -3 },
    ];
    const payments = new Map(paid.map((payment, i) => [String(i), payment]));
    const links = dataOf(plot.draw(run, { payments })!).filter(({ amount }) => amount !== undefined);
    const places = new Map(links.map(({ name, xm, ym }) => [name, [Number(xm), Number(ym)] as const]));
    expect([...places.keys()]).toEqual(['5.00', '2.00', '4.00']);
    expect(Math.abs(places.get('5.00')![1] - places.get('2.00')![1])).toBeGreaterThan(11);
  });

  it('is not drawn of a run without the tables of the market', () => {
    const drawn = without.plots.filter(({ plot }) => specOf(without, plot.id)).map(({ plot }) => plot.id);
    expect(drawn.filter((id) => /energy-price|flexible|linearisation|admm|capital/.test(id))).toEqual([]);
  });
});
