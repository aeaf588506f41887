import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadHighs } from './highs/load.ts';
import { InfeasibleError, openSession, solve, withSession } from './index.ts';
import { marketProblem, randomProblem, storageProblem } from './testing/problems.ts';

const small = fc.record({
  columns: fc.integer({ min: 1, max: 5 }),
  rows: fc.integer({ min: 0, max: 4 }),
  seed: fc.nat(),
});

/** |a − b| relative to 1 + |b|. */
const apart = (a: number, b: number) => Math.abs(a - b) / (1 + Math.abs(b));

describe('a session', () => {
  it('answers changed problems as a fresh solve does', async () => {
    await fc.assert(
      fc.asyncProperty(small, fc.constantFrom('none' as const, 'some' as const), async (shape, quadratic) => {
        const problem = randomProblem({ ...shape, roomy: true, quadratic });
        await withSession(problem, {}, async (session) => {
          for (const factor of [1, 0.5, -1]) {
            const linear = problem.objective.linear.map((c) => factor * c);
            const max = problem.variables.max.map((v) => v + Math.abs(factor));
            const rowMax = problem.rows.max.map((v) => v + Math.abs(factor));
            for (const [j, c] of linear.entries()) {
              session.setCost(j, c);
              session.setBounds(j, problem.variables.min[j]!, max[j]!);
            }
            for (const [i, v] of rowMax.entries()) session.setRow(i, problem.rows.min[i]!, v);
            const fresh = await solve({
              ...problem,
              variables: { ...problem.variables, max },
              rows: { ...problem.rows, max: rowMax },
              objective: { ...problem.objective, linear },
            });
            expect(apart(session.solve().objective, fresh.objective)).toBeLessThan(1e-8);
          }
        });
      }),
      { seed: 27, numRuns: 25 },
    );
  });

  it('goes on from the basis it had: a solved problem takes no further iteration', async () => {
    await withSession(storageProblem(5, 24, 0), {}, (session) => {
      const first = session.solve();
      const again = session.solve();
      expect(first.iterations).toBeGreaterThan(10);
      expect(again.iterations).toBeLessThan(first.iterations / 10);
      expect(again.x).toEqual(first.x);
    });
  });

  it('goes on after a change that left no answer, and leaves the problem alone', async () => {
    const problem = marketProblem();
    const before = structuredClone(problem);
    await withSession(problem, {}, (session) => {
      session.setBounds(2, 0, 1);
      session.setBounds(3, 0, 1);
      expect(() => session.solve()).toThrow(InfeasibleError);
      session.setBounds(3, 0, 100);
      expect(session.solve().objective).toBeCloseTo(56, 9);
    });
    expect(problem).toEqual(before);
  });

  it('refuses bounds and costs that cannot be, by name', async () => {
    await withSession(marketProblem(), {}, (session) => {
      expect(() => session.setBounds(1, 3, 2)).toThrow(/variable g\[1\].*3 … 2/s);
      expect(() => session.setRow(0, Number.NaN, 2)).toThrow(/row demand\[0\]/);
      expect(() => session.setCost(2, Number.NaN)).toThrow(/variable s\[0\]/);
    });
  });

  it('gives its memory back: 300 solves, and sessions closed after a failure, leave HiGHS no larger', async () => {
    const highs = await loadHighs();
    const problem = storageProblem(4, 24, 0);
    for (let k = 0; k < 10; k++) await solve(problem);
    const before = highs.memoryBytes;
    for (let k = 0; k < 300; k++) {
      if (k % 3 > 0) await solve(problem);
      else await withSession(problem, {}, () => Promise.reject(new Error('stop'))).catch(() => undefined);
    }
    expect(highs.memoryBytes).toBe(before);
    const session = await openSession(problem);
    session.close();
    expect(() => session.solve()).toThrow(/after disposal/);
  });
});
