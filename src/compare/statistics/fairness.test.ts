// The distribution of benefits: published properties of Jain's index, and the figures of small lists that one can check by hand.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fairnessOf, jainOf } from './fairness.ts';

const figures = (...benefits: number[]): Record<string, number> =>
  Object.fromEntries(fairnessOf(benefits, 'EUR').map(({ id, value }) => [id, value]));

const amounts = fc.array(fc.double({ min: 0.01, max: 1e4, noNaN: true }), { minLength: 1, maxLength: 50 });

describe("Jain's index", () => {
  it('is k/n where k of n have the same and the others nothing (Jain, Chiu and Hawe, 1984)', () => {
    for (const [k, n] of [
      [1, 1],
      [1, 10],
      [10, 100],
      [7, 9],
    ] as const)
      expect(jainOf(Float64Array.from({ length: n }, (_, i) => (i < k ? 20 : 0)))).toBeCloseTo(k / n, 12);
  });

  it('lies between 1/n and 1, and does not depend on the unit of money', () => {
    fc.assert(
      fc.property(amounts, fc.double({ min: 0.1, max: 10, noNaN: true }), (list, scale) => {
        const jain = jainOf(Float64Array.from(list));
        expect(jain).toBeGreaterThan(1 / list.length - 1e-9);
        expect(jain).toBeLessThan(1 + 1e-9);
        expect(jainOf(Float64Array.from(list, (b) => scale * b))).toBeCloseTo(jain, 9);
      }),
    );
  });
});

describe('the figures of benefits', () => {
  it('are shares, quantiles and the index of the customers', () => {
    expect(figures(3, 1, 0, 2, 4)).toEqual({
      benefit_losing_percent: 0,
      benefit_p10: 0.4,
      benefit_p50: 2,
      benefit_p90: 3.6,
      benefit_jain: 100 / (5 * 30),
    });
  });

  it('have no index where a customer loses, and none where nobody has a benefit', () => {
    expect(figures(3, 1, -1, 2)).toMatchObject({ benefit_losing_percent: 25, benefit_jain: Number.NaN });
    expect(figures(0, 0)).toMatchObject({ benefit_losing_percent: 0, benefit_p50: 0, benefit_jain: Number.NaN });
  });

  it('do not count rounding as a loss, and do not depend on the order of customers', () => {
    expect(figures(-1e-9, 2)['benefit_losing_percent']).toBe(0);
    fc.assert(
      fc.property(amounts, (list) => {
        expect(figures(...list)).toEqual(figures(...[...list].reverse()));
      }),
      { numRuns: 30 },
    );
  });

  it('are none without customers', () => {
    expect(fairnessOf([], 'EUR')).toEqual([]);
  });
});
