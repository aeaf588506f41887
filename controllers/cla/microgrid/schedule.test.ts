// Schedules of random microgrids against the equations of the report, solved by a solver that others wrote, and a check of every constraint.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { solve, solveInOrder } from '../../../optimisation/index.ts';
import { byYalps } from '../../../optimisation/testing/oracles.ts';
import { pose } from './problem.ts';
import { schedule } from './schedule.ts';
import { anyNumbers, asDevices, asEquations, faultsOf, type Numbers } from './testing/literal.ts';

const solver = { solveAll: solveInOrder, seed: 0 };
const relative = (a: number, b: number) => Math.abs(a - b) / (1 + Math.abs(b));

describe('the schedule of a microgrid', () => {
  it.each([
    ['at prices of 0 or above', 0],
    ['at prices below 0 too, where a battery would charge and discharge at once', -3],
  ])('is as cheap as the optimum of the equations, and keeps every constraint, %s', async (_, lowest) => {
    let [binaries, crossed, compared] = [0, 0, 0];
    await fc.assert(
      fc.asyncProperty(anyNumbers(4, lowest), async (of) => {
        const scheduling = asDevices(of);
        const [plan] = await schedule([scheduling], solver);
        const { faults, cost } = faultsOf(of, plan!);
        expect(faults).toEqual([]);
        expect(relative(plan!.objective, cost)).toBeLessThan(1e-6);
        const equations = asEquations(of);
        expect(relative(cost, (await solve(equations)).objective)).toBeLessThan(1e-6);
        const other = byYalps(equations);
        if (other !== undefined) {
          expect(relative(cost, other)).toBeLessThan(1e-6);
          compared++;
        }
        if (of.appliances.length > 0) binaries++;
        if (of.buy.some((price, t) => of.sell[t]! > price)) crossed++;
      }),
      { numRuns: 40, seed: 12 },
    );
    expect(Math.min(binaries, crossed, compared)).toBeGreaterThan(20);
  });

  it('has no more variables for more appliances of one kind', () => {
    const of = (n: number): Numbers => ({
      ...{ buy: [1, 2, 3], sell: [0, 0, 0], load_kw: [1, 1, 1], sun: [0, 1, 0], pv: [{ kwp: 1, lcoe: 0 }] },
      battery: { p_kw: 1, cap_kwh: 2, start: 0.1, η: 1, wear: 0 },
      appliances: [{ n, cycle_kw: [1], from: 0, to: 2 }],
    });
    const count = (n: number) => pose(asDevices(of(n))).problem.variables.count;
    expect(count(40)).toBe(count(1));
  });

  it('depends on neither the seed nor the order of the batch', async () => {
    const many = fc.sample(anyNumbers(6), { numRuns: 6, seed: 3 }).map(asDevices);
    const [there, back] = [await schedule(many, solver), await schedule(many.toReversed(), { ...solver, seed: 7 })];
    for (const [i, plan] of back.toReversed().entries()) {
      for (const [d, power] of plan.p_kw.entries()) {
        for (const [t, kw] of power.entries()) expect(kw).toBeCloseTo(there[i]!.p_kw[d]![t]!, 5);
      }
    }
  });
});
