import { describe, expect, it } from 'vitest';
import { formulate, type OptimisationProblem } from '../index.ts';
import { objectiveAt, residualsOf } from '../residuals.ts';
import { randomProblem } from '../testing/problems.ts';
import { interiorPoint } from './interior-point.ts';

function reached(problem: OptimisationProblem): number {
  const { x, duals, reducedCosts } = interiorPoint(problem);
  const { primal, dual, gap } = residualsOf(problem, x, duals, reducedCosts);
  return Math.max(primal, dual, gap);
}

describe('the interior point', () => {
  it('gets out of the circle in which the predictor and corrector alone run on this problem', () => {
    const problem = randomProblem({ columns: 13, rows: 3, seed: 242, quadratic: 'all' });
    expect(reached(problem)).toBeLessThan(1e-9);
    expect(interiorPoint(problem).iterations).toBeLessThan(40);
  });

  it('does not need a point inside every bound: these rows and bounds leave none', () => {
    const m = formulate('no inside');
    const x = m.variables('x', [3], { min: 0, cost: (k) => k, quadratic: 1 });
    m.row('least', (row) => row.term(1, x(0)).term(1, x(1)).atLeast(2));
    m.row('most', (row) => row.term(1, x(0)).term(1, x(1)).term(1, x(2)).atMost(2));
    const problem = m.build();
    expect(reached(problem)).toBeLessThan(1e-8);
    expect(objectiveAt(problem, interiorPoint(problem).x)).toBeCloseTo(1.75, 7); // x = 1.5, 0.5, 0
  });

  it('solves across units that lie nine orders of magnitude apart', () => {
    const m = formulate('units');
    const small = m.variable('small', { min: 0, quadratic: 2e9 });
    const large = m.variable('large', { min: 0, cost: 1e-6 });
    m.row('sum', (row) => row.term(1e6, small).term(1e-3, large).equals(5));
    const problem = m.build();
    // 1e9 s² + 1e-6 (5000 − 1e9 s) is least at s = 5e-7, where 4500 of the large one are left
    const { x } = interiorPoint(problem);
    expect(reached(problem)).toBeLessThan(1e-8);
    expect(x[small]! / 5e-7).toBeCloseTo(1, 5);
    expect(x[large]! / 4500).toBeCloseTo(1, 5);
  });

  it('comes to an end where there is no optimum, far from satisfying its conditions', () => {
    const m = formulate('conflict');
    const x = m.variable('x', { min: 0, max: 1, quadratic: 1 });
    m.row('r', (row) => row.term(1, x).atLeast(3));
    expect(reached(m.build())).toBeGreaterThan(0.1);
    const fall = formulate('fall');
    fall.variable('y', { cost: -1 });
    expect(reached(fall.build())).toBeGreaterThan(0.1);
  });

  it('gives the same digits every time', () => {
    const problem = randomProblem({ columns: 20, rows: 12, seed: 9, quadratic: 'some' });
    expect(interiorPoint(problem)).toEqual(interiorPoint(problem));
  });
});
