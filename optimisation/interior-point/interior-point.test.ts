import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stream } from '../../base/index.ts';
import { formulate, type OptimisationProblem } from '../index.ts';
import { objectiveAt, residualsOf } from '../problem/residuals.ts';
import { randomProblem } from '../testing/problems.ts';
import { byInteriorPoint } from './answer.ts';
import { interiorPoint } from './interior-point.ts';

function reached(problem: OptimisationProblem): number {
  const { x, duals, reducedCosts } = interiorPoint(problem);
  const { primal, dual, gap } = residualsOf(problem, x, duals, reducedCosts);
  return Math.max(primal, dual, gap);
}

/** Ten stores of heat, cheap and alike but for their losses, under a limit that they cannot keep; κ is what breaking it costs. */
function overloaded(penalty: number): OptimisationProblem {
  const m = formulate('overloaded');
  const all = [10, 24] as const;
  const p = m.variables('p', all, { min: 0, max: 6, cost: (_, t) => 0.3 + 0.1 * Math.sin(t / 3), quadratic: 2e-4 });
  const warmth = m.variables('warmth', all, { min: 0, max: (h) => 4 + 0.1 * h });
  const above = m.variables('above', [24], { min: 0, cost: penalty });
  m.rows('store', all, (row, h, t) => {
    row.term(1, warmth(h, t)).term(-1, p(h, t));
    if (t > 0) row.term(-0.4 - 0.01 * h, warmth(h, t - 1));
    row.equals(-1.5 - Math.cos(t / 4));
  });
  m.rows('limit', [24], (row, t) => {
    for (let h = 0; h < 10; h++) row.term(1, p(h, t));
    row.term(-1, above(t)).atMost(22);
  });
  return m.build();
}

/** Rows between two sides that can be left on either, at a price. */
function elastic(columns: number, rows: number, penalty: number, seed: number): OptimisationProblem {
  const random = stream(seed, 'elastic');
  const m = formulate('elastic');
  const x = m.variables('x', [columns], {
    min: 0,
    max: () => random.uniform(1, 10),
    cost: () => random.uniform(0.1, 0.5),
    quadratic: () => (random.unit() < 0.5 ? 0 : 10 ** random.uniform(-4, 0)),
  });
  const below = m.variables('below', [rows], { min: 0, cost: penalty });
  const above = m.variables('above', [rows], { min: 0, cost: penalty });
  m.rows('r', [rows], (row, i) => {
    for (let j = 0; j < columns; j++) if (random.unit() < 0.4) row.term(random.uniform(-2, 2), x(j));
    const min = random.uniform(-10, 10);
    const max = min + (random.unit() < 0.3 ? 0 : random.uniform(0, 3));
    row.term(1, below(i)).term(-1, above(i)).atLeast(min).atMost(max);
  });
  return m.build();
}

/**
 * A feeder: pairs of equal stores of heat, one import with a price, its flow in p.u. with the curvature of losses, and a soft lower limit
 * of the voltage. Most penalties are in no row, so that the usual cost is a penalty.
 */
function feeder(stores: number, steps: number, penalty: number, seed: number): OptimisationProblem {
  const random = stream(seed, 'feeder');
  const size = Array.from({ length: stores }, () => random.uniform(3, 12));
  const m = formulate('feeder');
  const all = [stores, 2, steps] as const;
  const p = m.variables('p', all, { min: 0, max: (d) => size[d]! });
  const warmth = m.variables('warmth', all, { min: 1, max: (d) => 5 + size[d]! });
  m.rows('store', all, (row, d, twin, t) => {
    row.term(1, warmth(d, twin, t)).term(-0.9, p(d, twin, t));
    if (t > 0) row.term(-0.98, warmth(d, twin, t - 1));
    row.equals((t > 0 ? -2 : 2) - Math.sin(t / 3 + d));
  });
  const imports = m.variables('import', [steps], { min: 0, cost: (t) => 0.3 + 0.1 * Math.sin(t / 4) });
  const flow = m.variables('flow', [steps], { quadratic: 100 });
  const below = m.variables('below', [2 * stores, steps], { min: 0, cost: penalty });
  m.rows('balance', [steps], (row, t) => {
    row.term(-1, imports(t)).equals(0);
    for (let d = 0; d < stores; d++) row.term(1, p(d, 0, t)).term(1, p(d, 1, t));
  });
  m.rows('flow', [steps], (row, t) => row.term(1e4, flow(t)).term(-1, imports(t)).equals(0));
  m.rows('voltage', [steps], (row, t) => {
    row
      .term(-400 / stores, flow(t))
      .term(1, below(0, t))
      .atLeast(-0.4);
  });
  return m.build();
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

  it('gives the same schedule under every penalty that is high enough, however high', () => {
    const enough = interiorPoint(overloaded(100)).x;
    for (const penalty of [1e3, 1e4, 1e5, 1e6]) {
      const problem = overloaded(penalty);
      expect(reached(problem)).toBeLessThan(1e-8);
      const { x } = interiorPoint(problem);
      expect(Math.max(...x.map((v, j) => Math.abs(v - enough[j]!)))).toBeLessThan(1e-4);
    }
  });

  it('finds the plan of a feeder under every penalty on its voltages, however many and however high', () => {
    const shape = fc.tuple(fc.integer({ min: 1, max: 15 }), fc.integer({ min: 4, max: 30 }));
    fc.assert(
      fc.property(shape, fc.constantFrom(1e4, 1e5, 1e6, 1e7), fc.nat(), ([stores, steps], penalty, seed) => {
        const problem = feeder(stores, steps, penalty, seed);
        expect(reached(problem)).toBeLessThan(1e-9);
        const { x } = interiorPoint(problem);
        expect(objectiveAt(problem, x)).toBeCloseTo(
          objectiveAt(problem, interiorPoint(feeder(stores, steps, 1e3, seed)).x),
          5,
        );
      }),
      { seed: 6, numRuns: 60 },
    );
  });

  it('meets the conditions of a cheap variable as well as those of a dear one', () => {
    const shape = fc.tuple(
      fc.integer({ min: 2, max: 20 }),
      fc.integer({ min: 1, max: 10 }),
      fc.constantFrom(10, 1e3, 1e5),
      fc.nat(),
    );
    fc.assert(
      fc.property(shape, (of) => {
        expect(reached(elastic(...of))).toBeLessThan(1e-9);
      }),
      { seed: 13, numRuns: 300 },
    );
  });

  it('reaches the one point of a cone that is left, where its multiplier is large', () => {
    // x ≥ 0 and −2 x₀ − 0.003 x₁ − 1.3 x₂ ≥ 0 leave x = 0, the second bound worth 2.65 / 0.003 of the last row
    const m = formulate('tip');
    const x = m.variables('x', [3], {
      cost: (j) => [-1.8038946495136745, -2.653296055762018, -1.3706953032292912][j]!,
    });
    const max = [2.1006883692685223, 7.272724387031876, 7.421569673028345];
    for (let j = 0; j < 3; j++) {
      m.row(`least-${j}`, (row) => row.term(1, x(j)).atLeast(0));
      m.row(`most-${j}`, (row) => row.term(-1, x(j)).atLeast(-max[j]!));
    }
    m.rows('cut', [2], (row) => {
      row.term(-1.9809618857843447, x(0)).term(-0.0033032205066794162, x(1)).term(-1.3100666243327685, x(2)).atLeast(0);
    });
    const problem = m.build();
    expect(reached(problem)).toBeLessThan(1e-9);
    expect(objectiveAt(problem, interiorPoint(problem).x)).toBeCloseTo(0, 9);
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

  it('starts from the answer to a problem much like it, and comes to the same optimum in less than half the iterations', () => {
    const limited = (max: number) => {
      const problem = overloaded(100);
      return { ...problem, rows: { ...problem.rows, max: problem.rows.max.map((u) => (u === 22 ? max : u)) } };
    };
    const before = interiorPoint(limited(22));
    const [cold, warm] = [interiorPoint(limited(22.001)), interiorPoint(limited(22.001), { near: before })];
    expect(warm.iterations).toBeLessThan(cold.iterations / 2);
    for (const [j, x] of cold.x.entries()) expect(warm.x[j]).toBeCloseTo(x, 6);
    for (const [i, y] of cold.duals.entries()) expect(warm.duals[i]).toBeCloseTo(y, 5);
  });

  it('gains from the plan of a feeder at other prices, in iterations, and finds the same optimum', () => {
    let [cold, warm] = [0, 0];
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 12 }),
        fc.constantFrom(1e-4, 1e-3, 1e-2),
        fc.nat(),
        (stores, noise, seed) => {
          const before = feeder(stores, 24, 1e5, seed);
          const random = stream(seed, 'noise');
          const linear = before.objective.linear.map((c) => c * (1 + noise * random.uniform(-1, 1)));
          const problem = { ...before, objective: { ...before.objective, linear } };
          const alone = interiorPoint(problem);
          const near = interiorPoint(problem, { near: interiorPoint(before) });
          expect(objectiveAt(problem, near.x)).toBeCloseTo(objectiveAt(problem, alone.x), 6);
          cold += alone.iterations;
          warm += near.iterations;
        },
      ),
      { seed: 7, numRuns: 30 },
    );
    expect(warm).toBeLessThan(0.8 * cold);
  });

  it('solves with tangents of circles that are nearly the same', () => {
    for (const apart of [1e-3, 1e-5, 1e-6, 1e-7, 1e-8]) {
      const m = formulate('tangents');
      const p = m.variables('p', [6], { min: -2, max: 2, cost: (k) => -1 - 0.1 * k, quadratic: 1e-3 });
      const q = m.variables('q', [6], { min: -2, max: 2, cost: 0.3, quadratic: 1e-3 });
      m.rows('tangent', [6, 4, 2], (row, k, i, twin) => {
        const angle = i / 2 - 0.7 + twin * apart;
        row.term(Math.cos(angle), p(k)).term(Math.sin(angle), q(k)).atMost(1);
      });
      expect(reached(m.build())).toBeLessThan(1e-8);
    }
  });

  it('is not misled by an answer to another problem, nor by one of another shape', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 0, max: 8 }),
        (seed, columns, rows) => {
          const problem = elastic(columns, rows, 10, seed);
          const other = elastic(columns, rows, 1e4, seed + 1);
          const { x, duals, reducedCosts } = interiorPoint(other);
          const { answer } = byInteriorPoint(problem, { near: { x, duals, reducedCosts } });
          const alone = byInteriorPoint(problem).answer;
          expect(answer?.objective).toBeCloseTo(alone!.objective, 5);
          expect(byInteriorPoint(problem, { near: { x: x.slice(1), duals, reducedCosts } }).answer?.x).toEqual(
            alone!.x,
          );
        },
      ),
      { seed: 5, numRuns: 100 },
    );
  });
});
