import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findRoot } from './root.ts';

describe('root search', () => {
  const hard: [string, (x: number) => number, number, number, number][] = [
    ['x³ − 2x − 5, after Newton', (x) => x ** 3 - 2 * x - 5, 2, 3, 2.0945514815423265],
    ['a root of high order, x⁹', (x) => x ** 9, -1, 1.5, 0],
    ['a step as steep as exp(25 x) − 1', (x) => Math.exp(25 * x) - 1, -3, 1, 0],
    ['a pole beside the root, 1/(x − 0.3) + 5 on one side', (x) => 1 / (x - 0.3) + 5, -10, 0.299, 0.1],
    ['a flat end, atan(50 (x − 0.7))', (x) => Math.atan(50 * (x - 0.7)), -100, 2, 0.7],
  ];

  it.each(hard)('finds the root of %s, by either method', async (_, f, low, high, root) => {
    for (const method of ['illinois', 'bisection'] as const) {
      const found = await findRoot(f, low, high, { method, tolerance: 1e-12 });
      expect(found.converged).toBe(true);
      expect(Math.abs(found.x - root)).toBeLessThan(1e-11);
      expect(found.bracket[0] <= root + 1e-12 && root - 1e-12 <= found.bracket[1]).toBe(true);
    }
  });

  it('never takes more than four times the steps of bisection, and far fewer where the function is smooth', async () => {
    for (const [, f, low, high] of hard) {
      const steps = Math.log2((high - low) / 1e-12) + 2;
      const { evaluations } = await findRoot(f, low, high, { tolerance: 1e-12 });
      expect(evaluations).toBeLessThanOrEqual(4 * steps);
    }
    const smooth = await findRoot((x) => Math.cos(x) - x, 0, 1, { value_tolerance: 1e-14 });
    expect(smooth.evaluations).toBeLessThanOrEqual(10);
  });

  it('finds where a function jumps across zero', async () => {
    const { bracket, converged } = await findRoot((x) => (x < 0.4 ? -1 : 2), 0, 1, { tolerance: 1e-10 });
    expect(converged && bracket[0] <= 0.4 && 0.4 <= bracket[1]).toBe(true);
  });

  it('finds the root of any monotone cubic', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: -9, max: 9, noNaN: true }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        async (root, b) => {
          const f = async (x: number) => (x - root) ** 3 + b * (x - root);
          const found = await findRoot(f, -10, 10, { tolerance: 1e-11 });
          expect(Math.abs(found.x - root)).toBeLessThan(1e-10);
        },
      ),
      { seed: 41, numRuns: 50 },
    );
  });

  it('answers at once where an end is a root', async () => {
    expect((await findRoot((x) => x, 0, 5)).evaluations).toBe(2);
  });

  it('says when it ran out of evaluations', async () => {
    const { converged, evaluations } = await findRoot((x) => Math.exp(x) - 2, 0, 10, { limit: 4 });
    expect({ converged, evaluations }).toEqual({ converged: false, evaluations: 4 });
  });

  it('refuses ends of one sign and values that are no numbers', async () => {
    await expect(findRoot((x) => x * x + 1, -1, 1)).rejects.toThrow(/unlike sign/);
    await expect(findRoot(() => Number.NaN, -1, 1)).rejects.toThrow(/expected a number/);
  });
});
