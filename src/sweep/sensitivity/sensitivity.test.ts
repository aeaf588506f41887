import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stream } from '../../../base/index.ts';
import type { Scalar } from '../../score/expression/value.ts';
import type { Parameter, SweepTable } from '../model.ts';
import { type Sensitivity, sensitivitiesOf } from './sensitivity.ts';

type Model = (x: readonly number[], run: number) => number;

function tableOf(parameters: readonly Parameter[], rows: readonly (readonly Scalar[])[], model: Model): SweepTable {
  const y = Float64Array.from(rows, (row, run) => model(row as readonly number[], run));
  return {
    name: 'x',
    title: 'x',
    parameters,
    size: rows.length,
    values: parameters.map((_, p) => rows.map((row) => row[p]!)),
    status: rows.map(() => 'done'),
    indicators: new Map([['y', y]]),
  };
}

const drawn = (name: string): Parameter => ({ name, title: name, unit: '' });
const listed = (name: string, levels: readonly Scalar[], more = {}): Parameter => ({ ...drawn(name), levels, ...more });

function sample(runs: number, dimensions: number, seed: number): number[][] {
  const random = stream(seed, 'test');
  return Array.from({ length: runs }, () => Array.from({ length: dimensions }, () => random.unit()));
}

const crossed = (...levels: readonly (readonly Scalar[])[]): Scalar[][] =>
  levels.reduce<Scalar[][]>((rows, own) => rows.flatMap((row) => own.map((value) => [...row, value])), [[]]);

const indices = (found: readonly Sensitivity[]) => found.map(({ index }) => index!);

// T. Ishigami, T. Homma (1990): y = sin x1 + 7 sin² x2 + 0.1 x3⁴ sin x1, x uniform in [−π, π]
const ishigami: Model = (u) => {
  const [x1, x2, x3] = u.map((x) => (2 * x - 1) * Math.PI) as [number, number, number];
  return Math.sin(x1) + 7 * Math.sin(x2) ** 2 + 0.1 * x3 ** 4 * Math.sin(x1);
};
const EXACT = [0.3139, 0.4424, 0];
const three = ['x1', 'x2', 'x3'].map(drawn);

describe('first-order indices of draws', () => {
  it('are the analytic ones of the function of Ishigami', () => {
    const found = indices(sensitivitiesOf(tableOf(three, sample(8000, 3, 1), ishigami)));
    for (const [i, exact] of EXACT.entries()) expect(Math.abs(found[i]! - exact), three[i]!.name).toBeLessThan(0.025);
  });

  it('have no bias with few runs, and intervals that contain the analytic value about as often as they say', () => {
    const trials = Array.from({ length: 40 }, (_, t) => sensitivitiesOf(tableOf(three, sample(200, 3, t), ishigami)));
    for (const [i, exact] of EXACT.entries()) {
      const mean = trials.reduce((sum, found) => sum + found[i]!.index!, 0) / trials.length;
      expect(Math.abs(mean - exact), `mean of ${three[i]!.name}`).toBeLessThan(0.03);
      const covered = trials.filter((found) => found[i]!.interval![0] <= exact && exact <= found[i]!.interval![1]);
      expect(covered.length, `intervals of ${three[i]!.name}`).toBeGreaterThanOrEqual(34);
    }
  });

  it('are a_i² / Σ a² of a linear model', () => {
    const a = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(a, fc.nat(1000), (weights, seed) => {
        const square = weights.reduce((sum, w) => sum + w * w, 0);
        fc.pre(square > 1e-3);
        const table = tableOf(three, sample(1500, 3, seed), (x) => weights.reduce((s, w, i) => s + w * x[i]!, 0));
        const found = indices(sensitivitiesOf(table));
        for (const [i, w] of weights.entries()) expect(Math.abs(found[i]! - (w * w) / square)).toBeLessThan(0.12);
      }),
      { numRuns: 12 },
    );
  });

  it('do not change with the unit or the origin of the indicator', () => {
    const rows = sample(100, 3, 3);
    const one = indices(sensitivitiesOf(tableOf(three, rows, ishigami)));
    const other = indices(sensitivitiesOf(tableOf(three, rows, (x, run) => 5 - 1000 * ishigami(x, run))));
    for (const [i, index] of one.entries()) expect(other[i]).toBeCloseTo(index, 9);
  });

  it('need 30 runs', () => {
    const found = sensitivitiesOf(tableOf(three, sample(29, 3, 1), ishigami));
    for (const { index, note } of found) expect([index, note]).toEqual([undefined, 'fewer than 30 runs']);
  });
});

describe('first-order indices of lists', () => {
  const levels = [0, 1, 2, 3];

  it('are exact, and have no interval, where all combinations are run', () => {
    const two = [listed('a', levels), listed('b', levels)];
    const found = sensitivitiesOf(tableOf(two, crossed(levels, levels), ([a, b]) => 3 * a! + b!));
    expect(found.map(({ index }) => Number(index!.toFixed(12)))).toEqual([0.9, 0.1]);
    expect(found.map(({ interval, method }) => [interval, method])).toEqual(
      Array(2).fill([undefined, 'all combinations']),
    );
    expect(found[0]).toMatchObject({ low: 1.5, high: 10.5, runs: 16 });
  });

  it('are 0 on average for a parameter without effect, however large the noise of the seeds', () => {
    const seeds = Array.from({ length: 10 }, (_, i) => i + 1);
    const two = [listed('a', levels), listed('seed', seeds, { seeds: true })];
    const trials = Array.from({ length: 60 }, (_, t) => {
      const noise = stream(t, 'noise');
      return sensitivitiesOf(tableOf(two, crossed(levels, seeds), () => noise.normal(0, 1)))[0]!.index!;
    });
    expect(Math.abs(trials.reduce((a, b) => a + b, 0) / 60)).toBeLessThan(0.03);
  });

  it('leave out runs without a value, and say so', () => {
    const two = [listed('a', levels), listed('b', levels)];
    const found = sensitivitiesOf(
      tableOf(two, crossed(levels, levels), ([a, b]) => (a! + b! === 6 ? Number.NaN : a! + b!)),
    );
    expect(found[0]).toMatchObject({ runs: 15, note: '1 of 16 runs have no value' });
  });
});

describe('a design that does not separate parameters gives no index', () => {
  it('of zipped lists', () => {
    const two = [listed('a', [1, 2, 3]), listed('b', [4, 5, 6])];
    const rows = [1, 2, 3].map((a) => [a, a + 3]);
    for (const found of sensitivitiesOf(tableOf(two, rows, ([a]) => a!))) {
      expect(found.index).toBeUndefined();
      expect(found.note).toMatch(/^varied together with [ab]$/);
    }
  });

  it('of draws that an inequality has correlated', () => {
    const rows = sample(400, 2, 5).filter(([a, b]) => a! + b! <= 1);
    const found = sensitivitiesOf(tableOf([drawn('a'), drawn('b')], rows, ([a, b]) => a! + b!));
    expect(found.map(({ note }) => note)).toEqual(['correlated with b', 'correlated with a']);
  });
});
