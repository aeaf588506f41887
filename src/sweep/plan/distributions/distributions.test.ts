// Draws of sweeps: exact strata, and quantiles against the probabilities of which they are the inverse.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalProbability, normalQuantile } from './normal.ts';
import { quantileOf } from './quantile.ts';
import { drawsOf } from './sample.ts';
import type { Distribution } from './schema.ts';

const inside = fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true });

describe('a Latin hypercube', () => {
  it('has one draw of every name in each of N equal shares of the probability', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(), fc.string({ minLength: 1 }), (runs, seed, name) => {
        const draw = drawsOf(name, { method: 'latin-hypercube', runs, seed });
        const strata = Array.from({ length: runs }, (_, s) => Math.floor(draw(s) * runs));
        expect(new Set(strata)).toEqual(new Set(Array.from({ length: runs }, (_, k) => k)));
      }),
    );
  });

  it('keeps the shares in numbers of a uniform distribution', () => {
    const runs = 20_000;
    const draw = drawsOf('x', { method: 'latin-hypercube', runs, seed: 3 });
    const x = quantileOf({ uniform: [0, 1] });
    const strata = Array.from({ length: runs }, (_, s) => Math.floor((x(draw(s)) as number) * runs));
    expect(new Set(strata).size).toBe(runs);
  });

  it('has independent orders for two names', () => {
    const runs = 5000;
    const [a, b] = ['a', 'b'].map((name) => drawsOf(name, { method: 'latin-hypercube', runs, seed: 1 }));
    let sum = 0;
    for (let s = 0; s < runs; s++) sum += (a!(s) - 0.5) * (b!(s) - 0.5);
    expect(Math.abs((12 * sum) / runs)).toBeLessThan(4 / Math.sqrt(runs)); // the correlation, within four standard errors
  });
});

describe('a Monte-Carlo draw', () => {
  it('depends on seed, name and number of the sample alone', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(), (s, seed) => {
        const [few, many] = [1001, 5000].map((runs) => drawsOf('x', { method: 'monte-carlo', runs, seed })(s));
        expect(few).toBe(many);
        expect(few).toBeGreaterThan(0);
        expect(few).toBeLessThan(1);
      }),
    );
  });
});

describe('quantiles', () => {
  it('of the normal distribution are the inverse of its probability', () => {
    fc.assert(
      fc.property(inside, (u) => {
        expect(normalProbability(normalQuantile(u))).toBeCloseTo(u, 14);
      }),
    );
    // tables of the normal distribution
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 14);
    expect(normalQuantile(1e-20)).toBeCloseTo(-9.26234008979841, 12);
    expect(normalQuantile(0.5)).toBe(0);
  });

  /** F(x), by its own formula. */
  const cases: readonly (readonly [name: string, d: Distribution, F: (x: number) => number, digits: number])[] = [
    ['uniform', { uniform: [-2, 6] }, (x) => (x + 2) / 8, 10],
    ['log-uniform', { log_uniform: [0.1, 1000] }, (x) => Math.log10(x / 0.1) / 4, 10],
    ['triangular', { triangular: [0, 1, 4] }, (x) => (x <= 1 ? x ** 2 / 4 : 1 - (4 - x) ** 2 / 12), 10],
    ['triangular, mode at the lower bound', { triangular: [1, 1, 3] }, (x) => 1 - (3 - x) ** 2 / 4, 10],
    ['normal', { normal: [3, 2] }, (x) => normalProbability((x - 3) / 2), 10],
    [
      'normal within bounds above the mean',
      { normal: [0, 1], within: [2, 3] },
      (x) => (normalProbability(x) - normalProbability(2)) / (normalProbability(3) - normalProbability(2)),
      9,
    ],
  ];
  it.each(cases)('of %s are the inverse of its probability, and rise within the bounds', (_name, d, F, digits) => {
    const x = quantileOf(d) as (u: number) => number;
    fc.assert(
      fc.property(inside, inside, (u, v) => {
        expect(F(x(u))).toBeCloseTo(u, digits);
        expect(x(Math.min(u, v))).toBeLessThanOrEqual(x(Math.max(u, v)));
        const [min, max] = d.within ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
        expect(x(u)).toBeGreaterThanOrEqual(min);
        expect(x(u)).toBeLessThanOrEqual(max);
      }),
    );
  });

  it('of weighted values have the shares of their weights', () => {
    const x = quantileOf({ choose: ['a', 'b', 'c'], weights: [1, 0, 3] });
    const count = { a: 0, b: 0, c: 0 };
    for (let k = 0; k < 1000; k++) count[x((k + 0.5) / 1000) as 'a' | 'b' | 'c']++;
    expect(count).toEqual({ a: 250, b: 0, c: 750 });
  });
});
