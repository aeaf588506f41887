import { beforeAll, describe, expect, it } from 'vitest';
import { type Run, readRun } from '../read/index.ts';
import { writeRun } from '../testing/run.ts';
import { dataOf, titlesOf } from '../testing/spec.ts';
import { capitalFlow } from './capital-flow.ts';
import { flexibleDevices } from './flexible-devices.ts';
import { flexibleLoading } from './flexible-loading.ts';
import { flexibleVoltage } from './flexible-voltage.ts';
import { plots } from './index.ts';
import type { Plot } from './plot.ts';

let run: Run;
let without: Run;
beforeAll(async () => {
  run = await readRun((await writeRun({ flexible: true, failing: false })).dir);
  without = await readRun((await writeRun()).dir);
});

const titles = (plot: Plot) => titlesOf(plot.draw(run));
const data = (plot: Plot) => dataOf(plot.draw(run));

describe('what a flexibility market changed', () => {
  it('is read from its tables, the longest exchange of rounds included', () => {
    const { price, rounds, payments, devices } = run.flexibility;
    expect(price!.currency).toBe('DKK');
    expect(price!.per_kwh.mean(3)).toBeCloseTo(0.5, 12);
    expect(rounds.map(({ round }) => round)).toEqual([1, 2, 3]);
    expect(payments!.of).toContainEqual({ from: 'customers', to: 'supplier', amount: -1 });
    expect(devices.map(({ device, quantities }) => [device, ...quantities.keys()])).toEqual([
      ['ev-1', 'p_kw', 'e_kwh'],
      ['ev-2', 'p_kw', 'e_kwh'],
      ['heat-1', 'p_kw', 't_in_degc'],
    ]);
  });

  it('is drawn of the branches beyond their limit either way, the worst first, and of no other', () => {
    expect(titles(flexibleLoading)).toEqual(['T-D', 'S-A']);
    const limits = data(flexibleLoading).filter(({ schedule }) => schedule === undefined);
    expect(new Set(limits.map(({ value }) => value))).toEqual(new Set([-1000, 1000]));
  });

  it('is drawn of the buses below their limit', () => {
    expect(titles(flexibleVoltage)).toEqual(['B']);
  });

  it('is drawn of devices it moved, those of a kind at one bus together', () => {
    expect(titles(flexibleDevices)).toEqual(['Electric car at B']);
    expect(new Set(data(flexibleDevices).flatMap(({ device }) => device ?? []))).toEqual(new Set(['ev-1', 'ev-2']));
  });

  it('pays along lines from left to right, as wide as the payment; a negative one goes the other way', () => {
    const links = data(capitalFlow).filter(({ amount }) => amount !== undefined);
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
    const supplier = data(capitalFlow).find(({ name }) => name === 'supplier')!;
    const customers = data(capitalFlow).find(({ name }) => name === 'customers')!;
    expect(Number(supplier['xm'])).toBeLessThan(Number(customers['xm']));
  });

  it('is not drawn of a run without such a market', () => {
    const drawn = plots.filter((plot) => plot.draw(without)).map(({ id }) => id);
    expect(drawn).not.toContain('energy-price');
    expect(drawn.filter((id) => /flexible|linearisation|admm|capital/.test(id))).toEqual([]);
  });
});
