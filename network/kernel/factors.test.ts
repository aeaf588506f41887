import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stream } from '../../base/index.ts';
import { compile } from '../model/compile.ts';
import { latticeNetwork, randomNetwork } from '../testing/generate.ts';
import { compileElimination, type Elimination } from './elimination.ts';
import { createSystem, eliminate, ROW_SIZE } from './factor.ts';
import { factorsOf, rowsOf, SIDE_SIZE, solve } from './factors.ts';
import { resolve, substitute } from './substitution.ts';

/** The largest distance between the solutions of a random system by both kinds of factors, relative to the largest number. */
function apart(elimination: Elimination, seed: number): number {
  const { n } = elimination;
  const random = stream(seed, 'factors');
  const system = createSystem(elimination);
  const side = new Float64Array(SIDE_SIZE * (n + 1));
  for (let k = 0; k < n; k++) {
    // diagonal blocks that dominate, with slopes of any angle
    const row = [1e4 * random.uniform(1, 2), -1e4 * random.uniform(1, 2), random.uniform(-9, 9), random.uniform(-9, 9)];
    system.rows.set([...row, 0, 0], ROW_SIZE * k);
  }
  expect(eliminate(elimination, system)).toBe(1);
  const factors = factorsOf(elimination, system, rowsOf(elimination));
  for (let k = 0; k < n; k++) {
    const r = [random.uniform(-1, 1), random.uniform(-1, 1)];
    system.rows.set(r, ROW_SIZE * k + 4);
    side.set(r, SIDE_SIZE * k);
  }
  resolve(elimination, system);
  substitute(elimination, system);
  solve(factors, side);
  let distance = 0;
  let largest = 0;
  for (let k = 0; k < n; k++) {
    for (const c of [0, 1]) {
      const x = system.rows[ROW_SIZE * k + 6 + c]!;
      distance = Math.max(distance, Math.abs(x - side[SIDE_SIZE * k + 2 + c]!));
      largest = Math.max(largest, Math.abs(x));
    }
  }
  expect(largest).toBeGreaterThan(0);
  return distance / largest;
}

it('has the solutions of the elimination that they are made from, in trees, loops and lattices', () => {
  const cases = fc.record({
    seed: fc.nat(10_000),
    buses: fc.integer({ min: 2, max: 60 }),
    ties: fc.constantFrom(0, 1, 5, 30),
  });
  fc.assert(
    fc.property(cases, ({ seed, buses, ties }) => {
      const shape = { buses, ties: Math.min(ties, buses - 2) };
      expect(apart(compileElimination(compile(randomNetwork(seed, shape))), seed)).toBeLessThan(1e-12);
    }),
    { numRuns: 100 },
  );
  const lattice = compileElimination(compile(latticeNetwork(12)));
  const { one, two, n } = rowsOf(lattice);
  expect(n - two).toBeGreaterThan(100);
  expect(apart(lattice, 1)).toBeLessThan(1e-12);
  const ring = rowsOf(compileElimination(compile(randomNetwork(1, { buses: 60, ties: 5 }))));
  expect([ring.one > 0, ring.two > ring.one, ring.n > ring.two, one]).toEqual([true, true, true, 0]);
});
