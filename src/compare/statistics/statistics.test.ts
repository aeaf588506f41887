import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paired, signTest } from './paired.ts';
import { studentQuantile } from './student.ts';

describe('studentQuantile', () => {
  // two-sided 95 % and 99 %, as in the printed tables of the distribution
  it.each([
    [1, 12.706, 63.657],
    [2, 4.303, 9.925],
    [3, 3.182, 5.841],
    [4, 2.776, 4.604],
    [5, 2.571, 4.032],
    [9, 2.262, 3.25],
    [10, 2.228, 3.169],
    [19, 2.093, 2.861],
    [30, 2.042, 2.75],
    [120, 1.98, 2.617],
  ])('of %i degrees of freedom is as printed', (nu, t95, t99) => {
    expect(studentQuantile(0.95, nu)).toBeCloseTo(t95, 3);
    expect(studentQuantile(0.99, nu)).toBeCloseTo(t99, 3);
  });

  it('falls with the degrees of freedom to that of the normal distribution', () => {
    expect(studentQuantile(0.95, 1000)).toBeGreaterThan(1.959964);
    expect(studentQuantile(0.95, 100_000)).toBeCloseTo(1.959964, 4);
  });
});

describe('paired', () => {
  it('gives mean, interval and counts', () => {
    const found = paired([1, 2, 3, 4])!;
    expect(found).toMatchObject({ n: 4, mean: 2.5, below: 0, equal: 0, above: 4, sign_p: 0.125, rank_p: 0.125 });
    // s² = 5/3, t = 3.1824
    expect(found.interval![0]).toBeCloseTo(2.5 - (3.18245 * Math.sqrt(5 / 3)) / 2, 4);
    expect(found.interval![1]).toBeCloseTo(2.5 + (3.18245 * Math.sqrt(5 / 3)) / 2, 4);
  });

  it('has no interval for one seed, and nothing for none', () => {
    expect(paired([3])).toEqual({ n: 1, mean: 3, below: 0, equal: 0, above: 1, sign_p: 1, rank_p: 1 });
    expect(paired([])).toBeUndefined();
  });

  it('of exchanged mechanisms has the opposite sign', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 30 }), (differences) => {
        const [one, two] = [paired(differences)!, paired(differences.map((d) => -d))!];
        expect(two.mean + one.mean).toBeCloseTo(0, 9);
        expect([two.below, two.above, two.sign_p]).toEqual([one.above, one.below, one.sign_p]);
        expect(two.interval![0]).toBeCloseTo(-one.interval![1], 6);
        expect(one.interval![0]).toBeLessThanOrEqual(one.mean);
      }),
    );
  });

  it('covers the true mean of normal samples as often as it says', () => {
    // a seeded generator; sums of twelve uniform numbers are close to normal
    let state = 12_345;
    const uniform = () => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return state / 2_147_483_648;
    };
    const normal = () => Array.from({ length: 12 }, uniform).reduce((a, b) => a + b, -6);
    const covered = Array.from({ length: 4000 }, () => {
      const [low, high] = paired(Array.from({ length: 5 }, normal))!.interval!;
      return low < 0 && high > 0;
    });
    const share = covered.filter(Boolean).length / covered.length;
    expect(share).toBeGreaterThan(0.935);
    expect(share).toBeLessThan(0.965);
  });
});

describe('signTest', () => {
  it.each([
    [0, 5, 0.0625],
    [1, 4, 0.375],
    [0, 0, 1],
    [3, 3, 1],
  ])('of %i below and %i above', (below, above, p) => {
    expect(signTest(below, above)).toBeCloseTo(p, 12);
  });
});
