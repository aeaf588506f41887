import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formulate, type OptimisationProblem, type Requestable, solve } from './index.ts';
import { residualsOf } from './problem/residuals.ts';
import { byNumericLp, byNumericQp, byQuadprog, byYalps } from './testing/oracles.ts';
import { marketProblem, randomProblem, storageProblem } from './testing/problems.ts';

const shapes = fc.record({
  columns: fc.integer({ min: 1, max: 25 }),
  rows: fc.integer({ min: 0, max: 20 }),
  seed: fc.nat(),
});
const small = fc.record({
  columns: fc.integer({ min: 1, max: 5 }),
  rows: fc.integer({ min: 0, max: 4 }),
  seed: fc.nat(),
});

const both: readonly Requestable[] = ['highs', 'interior-point'];

/** |a − b| relative to 1 + |b|. */
const apart = (a: number, b: number) => Math.abs(a - b) / (1 + Math.abs(b));

/** Duals this small may stand on an open side: they are rounding. */
const NO_PRICE = 1e-9;

function expectComplementary(
  { variables, rows }: OptimisationProblem,
  x: Float64Array,
  y: Float64Array,
  z: Float64Array,
) {
  const products = (value: number, min: number, max: number, price: number) =>
    price > NO_PRICE ? price * (value - min) : price < -NO_PRICE ? price * (value - max) : 0;
  for (let j = 0; j < variables.count; j++) {
    expect(Math.abs(products(x[j]!, variables.min[j]!, variables.max[j]!, z[j]!))).toBeLessThan(1e-7);
  }
  for (let i = 0; i < rows.count; i++) {
    let activity = 0;
    for (let a = rows.start[i]!; a < rows.start[i + 1]!; a++) activity += rows.coefficients[a]! * x[rows.columns[a]!]!;
    expect(Math.abs(products(activity, rows.min[i]!, rows.max[i]!, y[i]!))).toBeLessThan(1e-6);
  }
}

describe('duals', () => {
  it.each(both)('are prices: one more unit of demand costs what the dual says (%s)', async (solver) => {
    const solution = await solve(marketProblem(), { solver });
    expect(solution.objective).toBeCloseTo(16 + 20 + 20, 6);
    expect(solution.value('s[1]')).toBeCloseTo(4, 6);
    expect(solution.dual('demand[0]')).toBeCloseTo(2, 6);
    expect(solution.dual('demand[1]')).toBeCloseTo(5, 6);
    expect(solution.reducedCost('g[1]')).toBeCloseTo(-3, 6); // one more kW of g saves 3
    expect(solution.reducedCost('s[0]')).toBeCloseTo(3, 6);
  });

  it.each(both)('are negative where an upper side binds, positive where a lower one does (%s)', async (solver) => {
    const m = formulate('sides');
    const x = m.variables('x', [2], { cost: (k) => [-3, 4][k]! });
    m.row('most', (row) => row.term(2, x(0)).atLeast(-9).atMost(10));
    m.row('least', (row) => row.term(1, x(1)).atLeast(-6).atMost(7));
    const solution = await solve(m.build(), { solver });
    expect(solution.dual('most')).toBeCloseTo(-1.5, 6);
    expect(solution.dual('least')).toBeCloseTo(4, 6);
    expect([...solution.x].map((v) => Math.round(1e6 * v) / 1e6)).toEqual([5, -6]);
  });

  it.each(both)('obey strong duality and complementary slackness on random LPs (%s)', async (solver) => {
    await fc.assert(
      fc.asyncProperty(shapes, async (shape) => {
        const problem = randomProblem(shape);
        const { x, duals, reducedCosts, residuals } = await solve(problem, { solver });
        expect(residuals).toEqual(residualsOf(problem, x, duals, reducedCosts));
        expect(Math.max(residuals.primal, residuals.dual, residuals.gap)).toBeLessThan(1e-7);
        expectComplementary(problem, x, duals!, reducedCosts!);
      }),
      { seed: 21, numRuns: 150 },
    );
  });

  it('obey strong duality and complementary slackness on random QPs', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, fc.constantFrom('some' as const, 'all' as const), async (shape, quadratic) => {
        const problem = randomProblem({ ...shape, quadratic });
        const { x, duals, reducedCosts, residuals, solver } = await solve(problem);
        expect(solver === 'interior-point' || !problem.objective.quadratic.some((q) => q > 0)).toBe(true);
        expect(Math.max(residuals.primal, residuals.dual, residuals.gap)).toBeLessThan(1e-8);
        expectComplementary(problem, x, duals!, reducedCosts!);
      }),
      { seed: 22, numRuns: 200 },
    );
  });

  it('are the slope of the objective in the right-hand side of a QP', async () => {
    const at = (shift: number) => {
      const m = formulate('slope');
      const x = m.variables('x', [3], { min: 0, quadratic: (k) => k + 1, cost: (k) => 2 - k });
      m.row('sum', (row) =>
        row
          .term(1, x(0))
          .term(1, x(1))
          .term(1, x(2))
          .equals(4 + shift),
      );
      return solve(m.build());
    };
    const [below, here, above] = [await at(-1e-3), await at(0), await at(1e-3)];
    expect(here.dual('sum')).toBeCloseTo((above.objective - below.objective) / 2e-3, 6);
  });
});

describe('the residuals of an answer', () => {
  it('grow with every way in which it can be wrong', async () => {
    const problem = marketProblem();
    const { x, duals, reducedCosts } = await solve(problem);
    const changed = (values: Float64Array, k: number, by: number) => values.map((v, i) => (i === k ? v + by : v));
    expect(residualsOf(problem, changed(x, 0, 1), duals, reducedCosts).primal).toBeGreaterThan(0.05);
    expect(residualsOf(problem, changed(x, 2, -1), duals, reducedCosts).primal).toBeGreaterThan(0.05);
    expect(residualsOf(problem, x, changed(duals!, 0, 1), reducedCosts).dual).toBeGreaterThan(0.05);
    expect(residualsOf(problem, x, duals, changed(reducedCosts!, 3, -9)).dual).toBeGreaterThan(0.05);
    expect(residualsOf(problem, Float64Array.of(4, 10, 4, 4), duals, reducedCosts).gap).toBeGreaterThan(0.05);
    expect(residualsOf(problem, changed(x, 0, Number.NaN), duals, reducedCosts).primal).toBe(Infinity);
  });
});

describe('against solvers others wrote', () => {
  it("finds yalps' optimum of LPs and MILPs", async () => {
    await fc.assert(
      fc.asyncProperty(small, fc.boolean(), async (shape, integers) => {
        const problem = randomProblem({ ...shape, integers });
        expect(apart((await solve(problem)).objective, byYalps(problem)!)).toBeLessThan(1e-7);
      }),
      { seed: 23, numRuns: 100 },
    );
  });

  it("finds numeric's optimum of LPs, by either solver", async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(small, fc.constantFrom(...both), async ({ columns, rows, seed }, solver) => {
        const problem = randomProblem({ columns: columns + 1, rows: rows + 1, seed, roomy: true });
        const theirs = byNumericLp(problem);
        if (theirs === undefined) return;
        compared++;
        expect(apart((await solve(problem, { solver })).objective, theirs)).toBeLessThan(1e-6);
      }),
      { seed: 24, numRuns: 100 },
    );
    expect(compared).toBeGreaterThan(90);
  });

  it("finds quadprog's optimum of strictly convex QPs", async () => {
    await fc.assert(
      fc.asyncProperty(small, async (shape) => {
        const problem = randomProblem({ ...shape, roomy: true, quadratic: 'all' });
        expect(apart((await solve(problem)).objective, byQuadprog(problem)!)).toBeLessThan(1e-8);
      }),
      { seed: 25, numRuns: 100 },
    );
  });

  it("finds quadprog's optimum where one variable costs up to 1e8 times what another does", async () => {
    await fc.assert(
      fc.asyncProperty(
        small,
        fc.array(fc.double({ min: -3, max: 5, noNaN: true }), { minLength: 5, maxLength: 5 }),
        async (shape, powers) => {
          const problem = randomProblem({ ...shape, roomy: true, quadratic: 'all' });
          const dear = (costs: Float64Array) => costs.map((cost, j) => cost * 10 ** powers[j]!);
          const { linear, quadratic, constant } = problem.objective;
          const wild = { ...problem, objective: { linear: dear(linear), quadratic: dear(quadratic), constant } };
          expect(apart((await solve(wild)).objective, byQuadprog(wild)!)).toBeLessThan(1e-8);
        },
      ),
      { seed: 29, numRuns: 200 },
    );
  });

  it("finds numeric's optimum of QPs with one row, the size up to which numeric's port of quadprog can be trusted", async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        const problem = randomProblem({ columns: 2, rows: 1, seed, roomy: true, quadratic: 'all' });
        const theirs = byNumericQp(problem);
        if (theirs === undefined || Number.isNaN(theirs)) return;
        compared++;
        expect(apart((await solve(problem)).objective, theirs)).toBeLessThan(1e-8);
      }),
      { seed: 28, numRuns: 60 },
    );
    expect(compared).toBeGreaterThan(30);
  });

  it('agrees with itself: both solvers, one battery schedule', async () => {
    const problem = storageProblem(10, 24, 0);
    const [simplex, interior] = await Promise.all(both.map((solver) => solve(problem, { solver })));
    expect(apart(interior!.objective, simplex!.objective)).toBeLessThan(1e-9);
  });
});

describe('a MILP', () => {
  /** Two units, one hour: u1 costs 10 to have on and 1 per unit, u2 nothing and 3 per unit. */
  function commitment() {
    const m = formulate('commitment');
    const p = m.variables('p', [['u1', 'u2']], { min: 0, max: 8, cost: (u) => [1, 3][u]! });
    const on = m.variable('on', { type: 'binary', cost: 10 });
    m.row('balance', (row) => row.term(1, p(0)).term(1, p(1)).equals(9));
    m.row('most', (row) => row.term(1, p(0)).term(-8, on).atMost(0));
    return m.build();
  }

  it('has prices where they are asked for: those of the LP with its integers fixed', async () => {
    const solution = await solve(commitment(), { prices: true });
    expect(solution.objective).toBeCloseTo(10 + 8 + 3, 9);
    expect(solution.value('on')).toBe(1);
    expect(solution.dual('balance')).toBeCloseTo(3, 9);
    expect(solution.dual('most') + solution.reducedCost('p[u1]')).toBeCloseTo(-2, 9);
  });

  it('has none otherwise, and says so', async () => {
    const solution = await solve(commitment());
    expect(solution.duals).toBeUndefined();
    expect(() => solution.dual('balance')).toThrow(/prices: true/);
  });

  it('has the cost of its fixed LP, a bound below it and whole numbers exactly whole', async () => {
    await fc.assert(
      fc.asyncProperty(small, async (shape) => {
        const problem = randomProblem({ ...shape, integers: true });
        const solution = await solve(problem, { prices: true });
        expect(solution.x.every((v) => Number.isInteger(v))).toBe(true);
        expect(solution.bound).toBeLessThanOrEqual(solution.objective + 1e-9 * (1 + Math.abs(solution.objective)));
        expect(solution.gap).toBeLessThanOrEqual(1e-6);
      }),
      { seed: 26, numRuns: 50 },
    );
  });
});

describe('odd problems', () => {
  it('solves one with whole numbers and without rows, with linear and quadratic costs', async () => {
    const m = formulate('whole');
    m.variables('n', [2], { type: 'integer', min: -1.5, max: 2.5, cost: (k) => 1 - 2 * k });
    const linear = await solve(m.build(), { prices: true });
    expect([[...linear.x], linear.objective, linear.duals!.length]).toEqual([[-1, 2], -3, 0]);
    m.variable('near', { type: 'integer', cost: -4.8, quadratic: 2 }); // (near − 2.4)² − 2.4²
    const quadratic = await solve(m.build(), { prices: true });
    expect([[...quadratic.x], quadratic.duals!.length]).toEqual([[-1, 2, 2], 0]);
    expect(quadratic.objective).toBeCloseTo(-3 - 5.6, 9);
  });

  it.each(both)('solves one without rows, without variables, without either (%s)', async (solver) => {
    const none = formulate('none');
    none.constant(3);
    expect((await solve(none.build(), { solver })).objective).toBe(3);
    const columns = formulate('columns');
    columns.variables('x', [2], { min: -1, max: 2, cost: (k) => 1 - 2 * k });
    expect((await solve(columns.build(), { solver })).objective).toBeCloseTo(-3, 9);
    const rows = formulate('rows');
    rows.row('holds', (row) => row.atLeast(-1).atMost(0));
    expect((await solve(rows.build(), { solver })).duals).toEqual(Float64Array.of(0));
    rows.row('cannot', (row) => row.atMost(-2));
    await expect(solve(rows.build(), { solver })).rejects.toMatchObject({ rows: ['cannot'] });
  });

  it('says so when the time is over before there is a point to show', async () => {
    await expect(solve(storageProblem(5, 24, 0), { time_limit_s: 0 })).rejects.toThrow(
      /no feasible point within its time/,
    );
  });

  it.each(both)('says which empty row cannot hold (%s)', async (solver) => {
    const m = formulate('empty row');
    m.variable('x', { min: 0, cost: 1 });
    m.row('cannot', (row) => row.atLeast(1));
    await expect(solve(m.build(), { solver })).rejects.toMatchObject({ rows: ['cannot'] });
  });

  it.each(both)('solves with free and fixed variables, repeated rows and a face of optima (%s)', async (solver) => {
    const m = formulate('degenerate');
    const x = m.variables('x', [3], { min: 0, cost: 1 });
    const free = m.variable('free');
    const fixed = m.variable('fixed', { min: 2, max: 2, cost: 1 });
    m.rows('sum', [4], (row) => row.term(1, x(0)).term(1, x(1)).term(1, x(2)).equals(6));
    m.row('follow', (row) => row.term(1, free).term(-1, x(0)).term(1, fixed).equals(0));
    const solution = await solve(m.build(), { solver });
    expect(solution.objective).toBeCloseTo(8, 7);
    expect(solution.value('free')).toBeCloseTo(solution.value('x[0]') - 2, 7);
    expect(solution.reducedCost('fixed')).toBeCloseTo(1, 7);
  });

  it('gives a family of values in one piece, and its time where it is given a clock', async () => {
    const m = formulate('family');
    const x = m.variables('x', [2, 2], { min: (i, k) => 10 * i + k, cost: 1 });
    m.rows('any', [2], (row, i) => row.term(1, x(i, 0)).atLeast(0));
    let clock = 0;
    const solution = await solve(m.build(), { now: () => (clock += 5) });
    expect([...solution.values(x)]).toEqual([0, 1, 10, 11]);
    expect(solution.time_ms).toBe(5);
    expect((await solve(m.build())).time_ms).toBeUndefined();
  });
});
