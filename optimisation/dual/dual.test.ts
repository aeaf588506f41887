import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stream } from '../../base/index.ts';
import { formulate, InfeasibleError, solve } from '../index.ts';
import { byInteriorPoint } from '../interior-point/answer.ts';
import type { OptimisationProblem } from '../problem/problem.ts';
import type { Answer } from '../problem/solution.ts';
import { type HomesShape, homesProblem } from '../testing/homes.ts';
import { byDual } from './answer.ts';
import { dualFunction, type Run } from './dual-function.ts';
import { partAt, partsOf } from './parts.ts';
import { placeWork } from './places.ts';
import { couplingOf } from './read-coupling.ts';
import { workspaceOf } from './workspace.ts';

const shapes = fc.record({
  homes: fc.integer({ min: 1, max: 12 }),
  steps: fc.integer({ min: 1, max: 12 }),
  places: fc.integer({ min: 1, max: 3 }),
  seed: fc.integer({ min: 0, max: 1e6 }),
  penalty: fc.constantFrom(0.05, 1, 100),
  room: fc.double({ min: 0.1, max: 1, noNaN: true }),
  curvature: fc.constantFrom(1, 1e-2, 1e-4),
  direct: fc.boolean(),
});

/**
 * Largest violation of the conditions of an optimum, from the data of the problem, one by one: feasibility, stationarity, signs of
 * multipliers, and multiplier times distance from its bound.
 */
function violation({ variables, rows, objective }: OptimisationProblem, { x, duals, reducedCosts }: Answer): number {
  const z = Array.from(x, (v, j) => objective.linear[j]! + objective.quadratic[j]! * v);
  let worst = 0;
  const bound = (value: number, min: number, max: number, multiplier: number) => {
    worst = Math.max(worst, min - value, value - max);
    const distance = multiplier > 0 ? value - min : max - value;
    if (Math.abs(multiplier) < 1e-9) return;
    worst = Math.max(worst, (Math.abs(multiplier) * Math.abs(distance)) / (1 + Math.abs(multiplier)));
  };
  for (let i = 0; i < rows.count; i++) {
    let activity = 0;
    for (let a = rows.start[i]!; a < rows.start[i + 1]!; a++) {
      activity += rows.coefficients[a]! * x[rows.columns[a]!]!;
      z[rows.columns[a]!]! -= rows.coefficients[a]! * duals![i]!;
    }
    bound(activity, rows.min[i]!, rows.max[i]!, duals![i]!);
  }
  for (const [j, cost] of z.entries()) {
    worst = Math.max(worst, Math.abs(cost - reducedCosts![j]!));
    bound(x[j]!, variables.min[j]!, variables.max[j]!, reducedCosts![j]!);
  }
  return worst;
}

const controls = ({ objective }: OptimisationProblem) =>
  Array.from(objective.quadratic.keys()).filter((j) => objective.quadratic[j]! > 0);

describe('the dual method', () => {
  it('finds the optimum of the interior point, and its powers, which are unique', () => {
    let missed = 0; // the interior point solves these
    fc.assert(
      fc.property(shapes, (shape) => {
        const problem = homesProblem(shape);
        const answer = byDual(problem);
        if (!answer) {
          missed++;
          return;
        }
        expect(violation(problem, answer)).toBeLessThan(1e-7);
        const { answer: other } = byInteriorPoint(problem); // some of them it does not solve
        if (!other) return;
        expect(Math.abs(answer.objective - other.objective)).toBeLessThan(1e-8 * (1 + Math.abs(other.objective)));
        for (const j of controls(problem))
          expect(Math.abs(answer.x[j]! - other.x[j]!)).toBeLessThan(0.02 / shape.curvature ** 0.5);
      }),
      { numRuns: 100, seed: 1 }, // another seed may have a problem that the method leaves to the interior point
    );
    expect(missed).toBeLessThan(2);
  });

  it('has the powers of the interior point to 1e-4 where the curvature is 1', () => {
    let compared = 0;
    fc.assert(
      fc.property(shapes, (shape) => {
        const problem = homesProblem({ ...shape, curvature: 1 });
        const [answer, { answer: other }] = [byDual(problem), byInteriorPoint(problem)];
        if (!answer || !other) return;
        compared++;
        for (const j of controls(problem)) expect(Math.abs(answer.x[j]! - other.x[j]!)).toBeLessThan(1e-4);
      }),
      { numRuns: 50 },
    );
    expect(compared).toBeGreaterThan(40);
  });

  it('solves with limits that hold, and finds those infeasible that no plan keeps, with the message of the interior point', async () => {
    let [solved, infeasible] = [0, 0];
    const held = fc.asyncProperty(shapes, async ({ penalty: _, ...shape }) => {
      const problem = homesProblem(shape as HomesShape);
      const outcome = await solve(problem).catch((error: unknown) => error);
      const other = await solve(problem, { solver: 'interior-point' }).catch((error: unknown) => error);
      if (other instanceof InfeasibleError) {
        infeasible++;
        expect(byDual(problem)).toBeUndefined();
        expect(outcome).toEqual(other);
      } else if (!(other instanceof Error)) {
        solved++; // some of them the interior point does not solve
        const { objective } = other as Answer;
        expect(Math.abs((outcome as Answer).objective - objective)).toBeLessThan(1e-8 * (1 + Math.abs(objective)));
      }
    });
    await fc.assert(held, { numRuns: 25, seed: 1 });
    expect(solved).toBeGreaterThan(5);
    expect(infeasible).toBeGreaterThan(0);
    const tight = homesProblem({ homes: 6, steps: 6, seed: 1, room: -1 });
    await expect(solve(tight)).rejects.toThrow(InfeasibleError);
  });

  it('solves as many parts as there are loads, where no chain and no limit joins them', () => {
    const count = 200_000; // more than a call can have arguments
    const device = formulate('device');
    device.variables('p', [count], { min: 0, max: 1, cost: -0.5, quadratic: () => 1 });
    const m = formulate('parts');
    const first = m.scope('home').include(device.build());
    const load = m.variables('load', [count]);
    m.rows('drawn', [count], (row, t) =>
      row
        .term(-1, first + t)
        .term(1, load(t))
        .equals(0),
    );
    expect(byDual(m.build())?.objective).toBeCloseTo(-count / 8, 6);
  });

  it('has a gradient that is the difference quotient of D, and a curvature that is symmetric, ≥ 0, and that of the gradient', () => {
    let compared = 0;
    const inParts = fc.property(shapes, fc.integer({ min: 0, max: 1e6 }), (shape, seed) => {
      // rounding of a power is that of a price over the curvature
      const coupling = couplingOf(homesProblem({ ...shape, curvature: 0.1 }))!;
      const { limits } = coupling;
      const parts = partsOf(coupling);
      const workspace = workspaceOf(coupling);
      const work = placeWork(workspace);
      const run: Run = (task, places) => {
        for (const place of places) work[task](place);
      };
      for (let p = 0; p < parts.count; p++) {
        const part = partAt(parts, p);
        const dual = dualFunction(limits, part, workspace, run);
        const random = stream(seed, 'multipliers');
        const along = Float64Array.from(part.limits, () => random.uniform(-1, 1));
        // of the sign that a limit with one open side has
        const y = Float64Array.from(part.limits, (r) => {
          const v = random.uniform(-0.1, 0.1);
          if (limits.lower[r] === Number.NEGATIVE_INFINITY) return -Math.abs(v);
          return limits.upper[r] === Number.POSITIVE_INFINITY ? Math.abs(v) : v;
        });
        const m = y.length;
        const h = 1e-7;
        const at = (step: number) => {
          const value = dual.evaluate(
            Float64Array.from(y, (v, i) => v + step * along[i]!),
            1,
          );
          const H = new Float64Array(m * m);
          dual.curvature(H);
          let bend = 0;
          for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) bend += along[i]! * H[i * m + j]! * along[j]!;
          const slope = part.limits.reduce((sum, r, i) => {
            const side = y[i]! + step * along[i]! > 0 ? limits.lower[r]! : limits.upper[r]!;
            return Number.isFinite(side) ? sum + along[i]! * (side - dual.activity[i]!) : Number.NaN;
          }, 0);
          for (let i = 0; i < m; i++) for (let j = 0; j < i; j++) expect(H[i * m + j]).toBe(H[j * m + i]);
          return { value, slope, bend };
        };
        const [before, here, after] = [at(-h), at(0), at(h)];
        expect(here.bend).toBeGreaterThanOrEqual(-1e-9 * (1 + here.bend));
        // away from a kink
        const isSmooth = Math.abs(before.bend - after.bend) <= 1e-6 * (1 + here.bend);
        if (!isSmooth || Number.isNaN(here.slope)) continue;
        compared++;
        expect(Math.abs((before.slope - after.slope) / (2 * h) - here.bend)).toBeLessThan(1e-4 * (1 + here.bend));
        expect(Math.abs((after.value - before.value) / (2 * h) - here.slope)).toBeLessThan(
          1e-3 * (1 + Math.abs(here.slope)),
        );
      }
    });
    fc.assert(inParts, { numRuns: 100 });
    expect(compared).toBeGreaterThan(30);
  });

  it('has no answer for problems of another shape, which the interior point solves', async () => {
    const problem = homesProblem({ homes: 3, steps: 4, seed: 5, penalty: 10 });
    const { blocks: _, ...flat } = problem;
    const squares = problem.objective.quadratic;
    const linear = { ...problem, objective: { ...problem.objective, quadratic: squares.map(() => 0) } };
    const load = problem.variables.families.find(({ family }) => family === 'load')!;
    const bent = { ...problem, objective: { ...problem.objective, quadratic: squares.with(load.first, 1) } };
    for (const other of [flat, linear, bent]) expect(byDual(other)).toBeUndefined();
    expect((await solve(problem)).solver).toBe('dual');
    expect((await solve(flat)).solver).toBe('interior-point');
  });

  it('ends where rounding lets it come no closer, as at multipliers that are many times the prices', () => {
    const problem = homesProblem({
      homes: 30,
      steps: 24,
      seed: 2,
      places: 2,
      penalty: 1800,
      room: 0.6,
      curvature: 2e-4,
    });
    const { iterations, objective } = byDual(problem)!;
    expect(iterations).toBeLessThan(150); // of the 600 that it may take
    const { answer } = byInteriorPoint(problem);
    expect(Math.abs(objective - answer!.objective)).toBeLessThan(1e-8 * (1 + Math.abs(objective)));
  });

  it('needs few evaluations from the multipliers of a similar problem', () => {
    const problem = homesProblem({ homes: 30, steps: 24, seed: 3, penalty: 10, curvature: 1e-3 });
    const cold = byDual(problem)!;
    const objective = { ...problem.objective, linear: problem.objective.linear.map((c) => 1.0001 * c) };
    const warm = byDual({ ...problem, objective }, cold)!;
    expect(warm.iterations).toBeLessThan(cold.iterations / 2);
    expect(byDual(problem, cold)!.iterations).toBeLessThan(5);
  });
});
