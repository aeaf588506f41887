import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stream } from './random.ts';

const draws = (n: number, next: () => number) => Array.from({ length: n }, next);
const mean = (x: readonly number[]) => x.reduce((a, b) => a + b, 0) / x.length;

describe('a stream', () => {
  it('is the same for the same seed and labels, draw for draw, on every machine', () => {
    const s = stream(7, 'home-18-001-ev', 'p_max_kw');
    expect(draws(3, s.unit)).toEqual(draws(3, stream(7, 'home-18-001-ev', 'p_max_kw').unit));
    expect(draws(3, stream(7, 'ev', 'p').unit)).toMatchInlineSnapshot(`
      [
        0.31974255462750645,
        0.2517712303963189,
        0.732744649662958,
      ]
    `);
  });

  it('differs from that of any other seed or path, and from paths whose labels join to the same text', () => {
    const first = (...path: Parameters<typeof stream>) => stream(...path).unit();
    const all = [
      first(7, 'a', 'b'),
      first(8, 'a', 'b'),
      first(7, 'b', 'a'),
      first(7, 'ab'),
      first(7, 'a,b'),
      first(7, 'a', 1),
    ];
    expect(new Set([...all, first(7, 'a', '1')]).size).toBe(7);
  });

  it('is independent of its neighbours: first draws over device numbers are uniform and uncorrelated', () => {
    const n = 20_000;
    const u = Array.from({ length: n }, (_, i) => stream(7, `home-${i}`).unit());
    const counts = new Array<number>(16).fill(0);
    for (const x of u) counts[Math.floor(16 * x)]!++;
    const chi2 = counts.reduce((sum, c) => sum + (c - n / 16) ** 2 / (n / 16), 0);
    expect(chi2).toBeLessThan(37.7); // 0.1 % point of χ² with 15 degrees of freedom
    const lag = mean(u.slice(1).map((x, i) => (x - 0.5) * (u[i]! - 0.5))) * 12;
    expect(Math.abs(lag)).toBeLessThan(4 / Math.sqrt(n));
  });

  it('draws the normal distribution of the given mean and deviation', () => {
    const s = stream(3, 'normal');
    const x = draws(20_000, () => s.normal(10, 2));
    expect(mean(x)).toBeCloseTo(10, 1);
    expect(Math.sqrt(mean(x.map((v) => (v - 10) ** 2)))).toBeCloseTo(2, 1);
  });

  it('keeps uniform draws in [min, max)', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
        (seed, min, width) => {
          const x = stream(seed).uniform(min, min + width);
          expect(x).toBeGreaterThanOrEqual(min);
          expect(x).toBeLessThanOrEqual(min + width);
        },
      ),
      { seed: 7 },
    );
  });

  it('chooses by weight, and never an item of weight 0', () => {
    const s = stream(5);
    const x = draws(20_000, () => s.choose([0, 1, 2], [3, 0, 1]));
    expect(mean(x.map((v) => (v === 0 ? 1 : 0)))).toBeCloseTo(0.75, 1);
    expect(x).not.toContain(1);
  });
});
