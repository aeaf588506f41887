import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stream } from '../../base/index.ts';
import { formulate, type OptimisationProblem, solve } from '../index.ts';
import { residualsOf } from '../problem/residuals.ts';
import { byInteriorPoint } from './answer.ts';
import { interiorPoint } from './interior-point.ts';
import { merged } from './parallel-rows.ts';

/** Rows over a few columns, and multiples of them with sides of their own, some of which leave no room but a rounding. */
function repeated(seed: number, columns: number, rows: number): OptimisationProblem {
  const random = stream(seed, 'repeated rows', columns, rows);
  const m = formulate('repeated rows');
  const start = Array.from({ length: columns }, () => random.uniform(-3, 3));
  const x = m.variables('x', [columns], { min: -4, max: 4, cost: () => random.uniform(-1, 1), quadratic: 0.1 });
  let name = 0;
  for (let i = 0; i < rows; i++) {
    const of = start.map(() => (random.unit() < 0.5 ? random.uniform(-2, 2) : 0));
    const at = of.reduce((sum, a, j) => sum + a * start[j]!, 0);
    for (const multiple of [1, -1, random.uniform(0.5, 2)].slice(0, 1 + Math.floor(random.unit() * 3))) {
      const room = random.choose([0, 1e-14, 1e-11, 0.3]);
      m.row(`r-${name++}`, (row) => {
        for (const [j, a] of of.entries()) if (a !== 0) row.term(multiple * a, x(j));
        row.atLeast(multiple * at - room);
      });
    }
  }
  return m.build();
}

const sizes = [fc.integer(), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 8 })] as const;

describe('rows that are multiples of each other', () => {
  it('become one, with the tighter bound on either side, and an equation where no room is left', () => {
    const m = formulate('car');
    const x = m.variables('x', [2], { min: 0, max: 5 });
    m.row('full', (row) => row.term(-1, x(0)).term(0.8, x(1)).atLeast(-1e-14));
    m.row('other', (row) => row.term(1, x(0)).atMost(3));
    m.row('cyclic', (row) => row.term(2, x(0)).term(-1.6, x(1)).atLeast(0));
    m.row('wider', (row) => row.term(-2, x(0)).term(1.6, x(1)).atLeast(-7));
    const { problem, restore } = merged(m.build(), 1e-14);
    expect(problem.rows.count).toBe(2);
    expect(problem.rows.min[0]).toBe(problem.rows.max[0]);
    expect([...restore(Float64Array.of(-3, 0))]).toEqual([0, 0, 1.5, 0]); // at the upper side, which `cyclic` gave
    expect([...restore(Float64Array.of(3, 0))]).toEqual([3, 0, 0, 0]);
  });

  it('have duals that prove the optimum of the problem as it was put', () => {
    fc.assert(
      fc.property(...sizes, (seed, columns, rows) => {
        const problem = repeated(seed, columns, rows);
        const { answer } = byInteriorPoint(problem);
        expect(answer?.status).toBe('optimal');
        const { primal, dual, gap } = residualsOf(problem, answer!.x, answer!.duals, answer!.reducedCosts);
        expect(Math.max(primal, dual, gap)).toBeLessThan(1e-8);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('change no optimum: HiGHS finds the same', async () => {
    await fc.assert(
      fc.asyncProperty(...sizes, async (seed, columns, rows) => {
        const problem = repeated(seed, columns, rows);
        const quadratic = new Float64Array(columns);
        const linear = { ...problem, objective: { ...problem.objective, quadratic } };
        const [{ objective }, own] = [await solve(linear), byInteriorPoint(linear).answer];
        expect(Math.abs(own!.objective - objective)).toBeLessThan(1e-6 * (1 + Math.abs(objective)));
      }),
      { seed: 2, numRuns: 40 },
    );
  });

  it('start from an answer to the problem as it was put', () => {
    const problem = repeated(3, 5, 6);
    const before = interiorPoint(problem);
    const again = interiorPoint(problem, { near: before });
    expect(again.iterations).toBeLessThan(before.iterations);
    for (const [j, x] of before.x.entries()) expect(again.x[j]).toBeCloseTo(x, 6);
  });
});
