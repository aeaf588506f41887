import fc from 'fast-check';
import numeric from 'numeric';
import { describe, expect, it } from 'vitest';
import { stream } from '../random.ts';
import { ldl } from './index.ts';

/** A random quasi-definite matrix: n negative pivots, m positive ones, a sparse block between them. */
const matrices = fc
  .record({ n: fc.integer({ min: 1, max: 15 }), m: fc.integer({ min: 0, max: 15 }), seed: fc.integer() })
  .map(({ n, m, seed }) => {
    const random = stream(seed, 'quasi-definite');
    const size = n + m;
    const pairs: [number, number][] = [];
    for (let i = n; i < size; i++) {
      for (let j = 0; j < n; j++) if (random.unit() < 0.3) pairs.push(random.unit() < 0.5 ? [i, j] : [j, i]);
    }
    const numbers = Float64Array.from({ length: size + pairs.length }, (_, k) =>
      k < size ? (k < n ? -1 : 1) * random.uniform(0.1, 3) : random.uniform(-2, 2),
    );
    const dense = Array.from({ length: size }, (_, i) =>
      Array.from({ length: size }, (_, j) => (i === j ? numbers[i]! : 0)),
    );
    for (const [k, [i, j]] of pairs.entries()) dense[i]![j] = dense[j]![i] = numbers[size + k]!;
    const signs = Int8Array.from({ length: size }, (_, k) => (k < n ? -1 : 1));
    return { size, pairs, numbers, dense, signs, b: Float64Array.from({ length: size }, () => random.uniform(-1, 1)) };
  });

const solverOf = (size: number, pairs: readonly (readonly [number, number])[]) =>
  ldl(
    size,
    Int32Array.from(pairs, ([i]) => i),
    Int32Array.from(pairs, ([, j]) => j),
  );

describe('L D Lᵀ of a quasi-definite matrix', () => {
  it("solves what numeric's dense LU solves, and displaces no pivot", () => {
    fc.assert(
      fc.property(matrices, ({ size, pairs, numbers, dense, signs, b }) => {
        const solver = solverOf(size, pairs);
        solver.values.set(numbers);
        expect(solver.factor(signs, 1e-12)).toBe(0);
        const x = b.slice();
        solver.solve(x);
        const theirs = numeric.LUsolve(numeric.LU(dense), [...b]);
        for (let i = 0; i < size; i++) expect(Math.abs(x[i]! - theirs[i]!)).toBeLessThan(1e-10);
      }),
      { seed: 11 },
    );
  });

  it('solves larger ones, with panels of many rows and columns, to the rounding of their entries', () => {
    const shape = fc.record({
      n: fc.integer({ min: 20, max: 200 }),
      m: fc.integer({ min: 0, max: 120 }),
      density: fc.constantFrom(0.02, 0.1, 0.5),
      seed: fc.integer(),
    });
    fc.assert(
      fc.property(shape, ({ n, m, density, seed }) => {
        const random = stream(seed, 'large quasi-definite');
        const pairs: [number, number][] = [];
        for (let i = n; i < n + m; i++) for (let j = 0; j < n; j++) if (random.unit() < density) pairs.push([i, j]);
        const solver = solverOf(n + m, pairs);
        for (let k = 0; k < n + m; k++) solver.values[k] = (k < n ? -1 : 1) * random.uniform(0.5, 3);
        for (let k = 0; k < pairs.length; k++) solver.values[n + m + k] = random.uniform(-2, 2);
        const signs = Int8Array.from({ length: n + m }, (_, k) => (k < n ? -1 : 1));
        expect(solver.factor(signs, 1e-12)).toBe(0);
        const b = Float64Array.from({ length: n + m }, () => random.uniform(-1, 1));
        const x = b.slice();
        solver.solve(x);
        for (let k = 0; k < n + m; k++) b[k]! -= solver.values[k]! * x[k]!;
        for (const [k, [i, j]] of pairs.entries()) {
          b[i]! -= solver.values[n + m + k]! * x[j]!;
          b[j]! -= solver.values[n + m + k]! * x[i]!;
        }
        expect(Math.max(...b.map(Math.abs))).toBeLessThan(1e-10);
      }),
      { seed: 12, numRuns: 40 },
    );
  });

  it('factors again after new numbers, with the same pattern', () => {
    const solver = solverOf(3, [
      [2, 0],
      [1, 2],
    ]);
    for (const scale of [1, 7]) {
      solver.values.set([-1, -2, 1, 1, 1].map((v) => scale * v));
      solver.factor(Int8Array.of(-1, -1, 1), 1e-12);
      const x = Float64Array.of(0, -1, 3); // −x₀ + x₂ = 0, −2 x₁ + x₂ = −1, x₀ + x₁ + x₂ = 3
      solver.solve(x);
      expect([...x].map((v) => v * scale)).toEqual([1, 1, 1].map((v) => expect.closeTo(v, 14)));
    }
  });

  it('displaces a pivot that is zero, and returns the number of displaced pivots', () => {
    const solver = solverOf(2, []);
    solver.values.set([0, 1]);
    expect(solver.factor(Int8Array.of(-1, 1), 1e-8)).toBe(1);
    const x = Float64Array.of(1, 1);
    solver.solve(x);
    expect([...x]).toEqual([-1e8, 1]);
  });

  it('stores only the entries of the elimination tree: a star has no fill', () => {
    const leaves = 50;
    const star = Array.from({ length: leaves }, (_, k) => [k, leaves] as const);
    expect(solverOf(leaves + 1, star).size).toBe(leaves);
  });
});
