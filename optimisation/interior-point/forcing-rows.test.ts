import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stream } from '../../base/index.ts';
import { formulate, type OptimisationProblem, solve } from '../index.ts';
import { objectiveAt, residualsOf } from '../problem/residuals.ts';
import { byInteriorPoint } from './answer.ts';
import { forcingRows } from './forcing-rows.ts';
import { interiorPoint } from './interior-point.ts';

/**
 * Stores that may only charge: full from the start, they are full to the end; others have room, and a use at some step.
 * @param short by how much those that are full are not
 */
function stores(seed: number, count: number, steps: number, short = 0): OptimisationProblem {
  const random = stream(seed, 'full stores', count, steps);
  const m = formulate('full stores');
  for (let b = 0; b < count; b++) {
    const into = m.scope(`store-${b}`);
    const capacity = random.choose([27, 24.1, 9.3]);
    const start = random.choose([capacity - short, capacity - short, 0.6 * capacity]);
    const eta = random.choose([1, 0.93]);
    const used = Math.floor(random.unit() * steps * 2);
    const p = into.variables('p', [steps], { min: 0, max: 11, cost: () => random.uniform(-1, 1), quadratic: 1e-3 });
    const energy = into.variables('energy', [steps], { min: 0.1 * capacity, max: capacity });
    into.rows('balance', [steps], (row, t) => {
      row.term(1, energy(t)).term(-eta, p(t));
      if (t > 0) row.term(-1, energy(t - 1));
      row.equals((t > 0 ? 0 : start) - (t === used ? 0.3 * capacity : 0));
    });
  }
  return m.build();
}

const sizes = [fc.integer(), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 12 })] as const;

describe('rows that leave no choice', () => {
  it('fix a full store for as long as it cannot empty', () => {
    const m = formulate('one store');
    const p = m.variables('p', [3], { min: 0, max: 11, cost: -1 });
    const energy = m.variables('energy', [3], { min: 6, max: 27 });
    m.rows('balance', [3], (row, t) => {
      row.term(1, energy(t)).term(-0.9, p(t));
      if (t > 0) row.term(-1, energy(t - 1));
      row.equals([27, 0, -5][t]!);
    });
    const { isFixed, value } = forcingRows(m.build(), 1e-14);
    expect([p(0), p(1), p(2), energy(0), energy(1), energy(2)].map(isFixed)).toEqual([
      true,
      true,
      false,
      true,
      true,
      false,
    ]);
    expect([p(0), p(1), energy(0), energy(1)].map((j) => value[j])).toEqual([0, 0, 27, 27]);
  });

  it('are found on either side of a row, and not where a variable may still move', () => {
    const m = formulate('sides');
    const x = m.variables('x', [6], { min: -1, max: 2 });
    m.row('at-most-what-is-least', (row) => row.term(3, x(0)).term(-2, x(1)).atMost(-7)); // 3 · −1 − 2 · 2
    m.row('at-least-what-is-most', (row) => row.term(1, x(2)).term(-1, x(3)).atLeast(3));
    m.row('with-room', (row) => row.term(1, x(4)).term(1, x(5)).atLeast(3.999));
    const { isFixed, value } = forcingRows(m.build(), 1e-14);
    expect(Array.from({ length: 6 }, (_, i) => (isFixed(x(i)) ? value[x(i)] : undefined))).toEqual([
      ...[-1, 2, 2, -1],
      ...[undefined, undefined],
    ]);
  });

  it('get duals that hold their variables at their bounds, and so an optimum of the whole problem', () => {
    fc.assert(
      fc.property(...sizes, (seed, count, steps) => {
        const problem = stores(seed, count, steps);
        const { x, duals, reducedCosts } = interiorPoint(problem);
        const { primal, dual, gap } = residualsOf(problem, x, duals, reducedCosts);
        expect(Math.max(primal, dual, gap)).toBeLessThan(1e-9);
        // of the order of the costs: without an inside the multipliers would grow without end
        expect(Math.max(...duals.map(Math.abs))).toBeLessThan(100);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('may fall short of that by what another solver has left, and the problem is still solved', () => {
    fc.assert(
      fc.property(
        ...sizes,
        fc.double({ min: -10, max: -9.3, noNaN: true }),
        fc.boolean(),
        (seed, count, steps, by, over) => {
          const { answer } = byInteriorPoint(stores(seed, count, steps, (over ? -0.1 : 1) * 10 ** by));
          expect(answer?.status).toBe('optimal');
        },
      ),
      { seed: 3, numRuns: 300 },
    );
  });

  it('may be of any length', () => {
    const m = formulate('long');
    const x = m.variables('x', [200_000], { min: 0, max: 1 });
    m.row('none', (row) => {
      for (let j = 0; j < 200_000; j++) row.term(1, x(j));
      row.atMost(0);
    });
    expect(forcingRows(m.build(), 1e-14).isFixed(x(199_999))).toBe(true);
  });

  it('change no optimum: HiGHS finds the same', async () => {
    await fc.assert(
      fc.asyncProperty(...sizes, async (seed, count, steps) => {
        const problem = stores(seed, count, steps);
        const linear = {
          ...problem,
          objective: { ...problem.objective, quadratic: new Float64Array(problem.variables.count) },
        };
        const { objective } = await solve(linear);
        const { x } = interiorPoint(linear);
        expect(Math.abs(objectiveAt(linear, x) - objective)).toBeLessThan(1e-7 * (1 + Math.abs(objective)));
      }),
      { seed: 2, numRuns: 40 },
    );
  });
});
