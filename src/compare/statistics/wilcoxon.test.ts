import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signedRankTest } from './wilcoxon.ts';

/** Differences of n ranks without ties, of which those below 0 have these ranks. */
const withNegative = (n: number, negative: readonly number[]): number[] =>
  Array.from({ length: n }, (_, i) => (negative.includes(i + 1) ? -1 : 1) * (i + 1));

/** Ranks up to n with this sum. */
function negativeOf(n: number, sum: number): number[] {
  const ranks: number[] = [];
  for (let [rank, left] = [n, sum]; left > 0; rank--) {
    if (rank > left) continue;
    ranks.push(rank);
    left -= rank;
  }
  return ranks;
}

describe('signedRankTest', () => {
  it('of nine patients is that of M. Hollander and D. A. Wolfe, Nonparametric Statistical Methods, 1973, table 3.1', () => {
    const first = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
    const second = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
    // W⁺ = 40, one-sided p = 0.01953 = 10/512
    expect(signedRankTest(first.map((x, i) => x - second[i]!))).toBeCloseTo(20 / 512, 12);
  });

  it("of Darwin's 15 pairs of maize (R. A. Fisher, The Design of Experiments, 1935) is exact", () => {
    const eighths = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];
    expect(signedRankTest(eighths)).toBeCloseTo(0.04126, 5); // W⁻ = 24
  });

  // largest W with p ≤ 5 %, two-sided, in the printed tables of the test
  it.each([
    [6, 0],
    [7, 2],
    [8, 3],
    [9, 5],
    [10, 8],
    [15, 25],
    [20, 52],
    [25, 89],
  ])('of %i differences is significant at 5 % up to W = %i', (n, w) => {
    expect(signedRankTest(withNegative(n, negativeOf(n, w)))).toBeLessThanOrEqual(0.05);
    expect(signedRankTest(withNegative(n, negativeOf(n, w + 1)))).toBeGreaterThan(0.05);
  });

  it('counts all signs where sizes are equal', () => {
    // ranks 1.5, 1.5, 3; the 8 sums of ranks: 0, 1.5, 1.5, 3, 3, 4.5, 4.5, 6
    expect(signedRankTest([2, -2, 5])).toBeCloseTo(2 * (3 / 8), 12);
    expect(signedRankTest([2, 2, 5])).toBeCloseTo(2 / 8, 12);
  });

  it('leaves differences of 0 out, and is 1 where all are', () => {
    expect(signedRankTest([0, 1, 2, 0, -3])).toBe(signedRankTest([1, 2, -3]));
    expect([signedRankTest([]), signedRankTest([0, 0]), signedRankTest([4])]).toEqual([1, 1, 1]);
  });

  it('is a probability, the same for exchanged mechanisms and for another unit', () => {
    const differences = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(differences, fc.integer({ min: 2, max: 9 }), (list, scale) => {
        const p = signedRankTest(list);
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThanOrEqual(1);
        expect(signedRankTest(list.map((d) => -d))).toBe(p);
        expect(signedRankTest(list.map((d) => scale * d))).toBe(p);
      }),
    );
  });

  it('of more than 25 differences is that of the normal distribution, close to the printed tables', () => {
    // W⁻ of 30 differences: 120, σ = 48.62, z = (232.5 − 120 − 0.5) / 48.62 = 2.3036, 2 Φ(−z) = 0.02125
    expect(signedRankTest(withNegative(30, negativeOf(30, 120)))).toBeCloseTo(0.02125, 4);
    expect(Math.abs(signedRankTest(withNegative(30, negativeOf(30, 137))) - 0.05)).toBeLessThan(0.002);
    expect(Math.abs(signedRankTest(withNegative(50, negativeOf(50, 434))) - 0.05)).toBeLessThan(0.002);
  });
});
