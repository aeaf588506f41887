import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorProcess } from './process.ts';

const STEPS = 40_000;
const at = { seed: 7, quantity: 'pv', dt_h: 1 };
const model = { sd: 0.2, correlation_h: 6, common: 0.6 };
const e = errorProcess(model, at);
const seriesOf = (member: string) => Float64Array.from({ length: STEPS }, (_, k) => e(member, k));
const meanOf = (n: number, term: (k: number) => number) => {
  let sum = 0;
  for (let k = 0; k < n; k++) sum += term(k);
  return sum / n;
};
/** Four standard deviations of an estimate from this many steps of a process whose values are correlated over 2τ/Δt of them. */
const BOUND = 4 * Math.sqrt((2 * 6) / STEPS);

describe('the error of a forecast a day ahead', () => {
  const [a, b] = [seriesOf('a'), seriesOf('b')];

  it('has mean 0 and the standard deviation given', () => {
    expect(Math.abs(meanOf(STEPS, (k) => a[k]!))).toBeLessThan(BOUND * 0.2);
    expect(Math.abs(meanOf(STEPS, (k) => a[k]! ** 2) / 0.04 - 1)).toBeLessThan(BOUND * Math.SQRT2);
  });

  it('is correlated over time by exp(−Δt/τ)', () => {
    for (const lag of [1, 6, 24]) {
      const correlation = meanOf(STEPS - lag, (k) => a[k]! * a[k + lag]!) / 0.04;
      expect(Math.abs(correlation - Math.exp(-lag / 6))).toBeLessThan(BOUND * Math.SQRT2);
    }
  });

  it('has the given share of its variance in common with another member', () => {
    expect(Math.abs(meanOf(STEPS, (k) => a[k]! * b[k]!) / 0.04 - 0.6)).toBeLessThan(BOUND * Math.SQRT2);
  });

  it('does not correlate with that of another quantity or another seed', () => {
    for (const other of [errorProcess(model, { ...at, quantity: 'wind' }), errorProcess(model, { ...at, seed: 8 })]) {
      expect(Math.abs(meanOf(STEPS, (k) => a[k]! * other('a', k)) / 0.04)).toBeLessThan(BOUND);
    }
  });

  it('is independent from step to step without correlation', () => {
    const white = errorProcess({ ...model, correlation_h: 0 }, at);
    expect(Math.abs(meanOf(STEPS, (k) => white('a', k) * white('a', k + 1)) / 0.04)).toBeLessThan(4 / Math.sqrt(STEPS));
  });
});

describe('the error of a later forecast', () => {
  it('is 0 in steps that are known, and has the variance σ² (1 − ρ^(2 lead)) after them', () => {
    for (const lead of [1, 3, 12]) {
      const n = STEPS - lead;
      expect(e('a', 100, 100 + lead)).toBe(0);
      const variance = meanOf(n, (m) => e('a', m + lead, m) ** 2) / 0.04;
      expect(Math.abs(variance / (1 - Math.exp((-2 * lead) / 6)) - 1)).toBeLessThan(BOUND * Math.SQRT2);
    }
  });

  it('is consistent with earlier ones: its revision does not depend on what was known before', () => {
    // e[k | m] = (x[k] − ρ x[k−1]) + ρ e[k−1 | m], so that a day-ahead error is Σ ρ^(k−s) of the news of its steps
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 40 }), (m, lead) => {
        const ρ = Math.exp(-1 / 6);
        let sum = 0;
        for (let s = m + 1; s <= m + lead; s++) sum += ρ ** (m + lead - s) * e('a', s, s - 1);
        expect(e('a', m + lead, m)).toBeCloseTo(sum, 10);
      }),
      { seed: 1 },
    );
  });

  it('is that of a day ahead before the first step', () => expect(e('a', 5, -1)).toBe(e('a', 5)));
});

describe('a process', () => {
  it('has equal draws in any order of steps and members', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(300)), { maxLength: 30 }), (reads) => {
        const other = errorProcess(model, at);
        for (const [member, k] of reads) expect(other(member, k)).toBe(e(member, k));
      }),
      { seed: 2 },
    );
  });
});
