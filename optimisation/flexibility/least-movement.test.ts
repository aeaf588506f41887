// Of plans that cost the same, the one that moves least. A store is planned in two ways that share no code, along its chain of states and
// by an interior point on all optima of the LP, and both are held against the LP.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { solve } from '../solve.ts';
import { alongChain } from './chain.ts';
import { Expressions } from './expressions.ts';
import { formulate } from './formulate.ts';
import { leastMovement, movementsOf, type Optimum } from './least-movement.ts';
import { evaluate, linear, plus } from './linear.ts';

interface Store {
  readonly price: readonly number[];
  readonly eta: number;
  /** Share of the energy that is left after a step. */
  readonly kept: number;
  /** What it must give away in each step [kWh]. */
  readonly taken: readonly number[];
  readonly max_kwh: number;
  readonly sells: boolean;
}

const START = 5;

function pose({ price, eta, kept, taken, max_kwh, sells }: Store) {
  const T = price.length;
  const into = formulate('store');
  const e = into.variables('energy', [T], {
    min: (t) => (t === T - 1 ? START : max_kwh === Infinity ? -Infinity : 0),
    max: (t) => (t === T - 1 && max_kwh === Infinity ? START : max_kwh),
  });
  const c = into.variables('charge', [T], { min: 0, max: 4, cost: (t) => price[t]! });
  const d = into.variables('discharge', [T], { min: 0, max: sells ? 3 : 0, cost: (t) => -price[t]! });
  into.rows('store', [T], (row, t) => {
    row
      .term(1, e(t))
      .term(-eta, c(t))
      .term(1 / eta, d(t));
    if (t > 0) row.term(-kept, e(t - 1)).equals(-taken[t]!);
    else row.equals(kept * START - taken[0]!);
  });
  const p_kw = Expressions.of(price.map((_, t) => plus(linear(1, c(t)), linear(-1, d(t)))));
  const problem = into.build();
  return { problem, p_kw, movements: movementsOf({ p_kw, costs: [] }, problem.variables) };
}

const prices = fc.array(fc.constantFrom(0, 0.1, 0.1, 0.2, 0.3), { minLength: 2, maxLength: 12 });
const stores: fc.Arbitrary<Store> = prices.chain((price) =>
  fc.record({
    price: fc.constant(price),
    eta: fc.constantFrom(0.9, 1),
    kept: fc.constantFrom(0.95, 1),
    taken: fc.array(fc.constantFrom(0, 0, 1), { minLength: price.length, maxLength: price.length }),
    max_kwh: fc.constantFrom(8, 10, 12, Infinity),
    sells: fc.boolean(),
  }),
);

const movedBy = (movements: ReturnType<typeof pose>['movements'], x: Float64Array) =>
  movements.reduce((sum, { column, rest, size }) => sum + (x[column]! - rest) ** 2 / (2 * size), 0);
const costOf = ({ objective }: ReturnType<typeof pose>['problem'], x: Float64Array) =>
  objective.linear.reduce((sum, c, j) => sum + c * x[j]!, 0);

describe('the cheapest plan that moves least', () => {
  it('costs what the cheapest costs, moves no more than it, and is the same by both ways', async () => {
    await fc.assert(
      fc.asyncProperty(stores, async (store) => {
        const { problem, p_kw, movements } = pose(store);
        const found = (await solve(problem)) as Awaited<ReturnType<typeof solve>> & Optimum;
        const inside = await leastMovement(problem, found, movements);
        const chain = alongChain(problem, p_kw, movements)!;
        for (const x of [inside, chain]) {
          expect(costOf(problem, x)).toBeLessThan(found.objective + 1e-5);
          expect(movedBy(movements, x)).toBeLessThan(movedBy(movements, found.x) + 1e-5);
        }
        for (const power of p_kw) expect(Math.abs(evaluate(power, chain) - evaluate(power, inside))).toBeLessThan(2e-3);
      }),
      { seed: 3, numRuns: 60 },
    );
  }, 120_000);

  it('is found where no penalty is large enough to hold a bound', async () => {
    const into = formulate('steep');
    const z = into.variable('z', { min: 0, max: 1, cost: 1 });
    const x = into.variable('x', { min: -100, max: 200 });
    const shares = into.variables('share', [2], { min: 0, max: 1 });
    into.row('steep', (row) => row.term(1e7, z).term(1, x).equals(100));
    into.row('one', (row) => row.term(1, shares(0)).term(1, shares(1)).equals(1));
    const problem = into.build();
    const movements = movementsOf(
      { p_kw: Expressions.of([x, shares(0), shares(1)].map((j) => linear(1, j))), costs: [] },
      problem.variables,
    );
    const found = await leastMovement(problem, (await solve(problem, { prices: true })) as Optimum, movements);
    expect(Array.from(found, (value) => Number(value.toFixed(6)))).toEqual([0, 100, 0.5, 0.5]);
  });

  it('keeps every row and bound to rounding along the chain', () => {
    fc.assert(
      fc.property(stores, (store) => {
        const { problem, p_kw, movements } = pose(store);
        const x = alongChain(problem, p_kw, movements)!;
        const { variables, rows } = problem;
        for (let j = 0; j < variables.count; j++) {
          expect(x[j]!).toBeGreaterThan(variables.min[j]! - 1e-9);
          expect(x[j]!).toBeLessThan(variables.max[j]! + 1e-9);
        }
        for (let i = 0; i < rows.count; i++) {
          let activity = 0;
          for (let a = rows.start[i]!; a < rows.start[i + 1]!; a++)
            activity += rows.coefficients[a]! * x[rows.columns[a]!]!;
          expect(Math.abs(activity - rows.min[i]!)).toBeLessThan(1e-9);
        }
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  it('discharges nothing where energy is free, or costs the same in every step and does not leak, with losses or without', () => {
    fc.assert(
      fc.property(stores, fc.constantFrom(0, 0.2), (store, price) => {
        const { problem, p_kw, movements } = pose({
          ...store,
          kept: price > 0 ? 1 : store.kept, // what leaks is saved by selling it and buying it back
          price: store.price.map(() => price),
        });
        const x = alongChain(problem, p_kw, movements)!;
        for (const { terms } of p_kw) expect(x[terms[1]![1]]!).toBeLessThan(1e-9);
      }),
      { seed: 8, numRuns: 200 },
    );
  });

  it('is not planned along a chain where rows are none', () => {
    const into = formulate('two stores in one row');
    const p = into.variables('p', [2], { min: 0, max: 1, cost: 1 });
    const s = into.variables('s', [2], { min: 0, max: 1 });
    into.row('both', (row) => row.term(1, s(0)).term(1, s(1)).term(-1, p(0)).equals(0));
    const problem = into.build();
    const p_kw = Expressions.of([linear(1, p(0)), linear(1, p(1))]);
    expect(alongChain(problem, p_kw, movementsOf({ p_kw, costs: [] }, problem.variables))).toBeUndefined();
  });

  it('says that a store which cannot hold its bounds has no plan', () => {
    const { problem, p_kw, movements } = pose({
      price: [1, 1],
      eta: 1,
      kept: 1,
      taken: [9, 0],
      max_kwh: 10,
      sells: false,
    });
    const short = {
      ...problem,
      variables: { ...problem.variables, min: problem.variables.min.map((v, j) => (j === 1 ? 9 : v)) },
    };
    expect(alongChain(short, p_kw, movements)).toBeUndefined();
  });
});
