// Test vectors of section 4.7 of the model: the DSO's problem of the SMART-MLA report, section 5.1.
import { describe, expect, it } from 'vitest';
import { shadowPriceAt } from '../../feeder/limits.ts';
import { modelOf } from '../../feeder/models.ts';
import { congested, day, homesAt, load_points, membersOf, steps, study } from '../testing/study.ts';
import { groupsOf } from './groups.ts';
import { nameOf } from './problem.ts';
import { manage, respond, unavoidable } from './solve.ts';

const T = steps.length;
const at = (line: string, hour: number, problem: Awaited<ReturnType<typeof congested>>) =>
  problem.limits.findIndex(({ element, t }) => element === line && t === hour - 1);

describe('homes alike', () => {
  it('are one group: five makes of cars and houses at each load point', () => {
    const { groups } = study();
    expect(groups).toHaveLength(3 * 2 * 5);
    expect(groups.flatMap(({ devices }) => devices).toSorted((a, b) => a - b)).toEqual([
      ...new Array(3 * 2 * 50).keys(),
    ]);
  });

  it('draw as one what they draw each alone', async () => {
    const homes = homesAt('LP1').slice(0, 24);
    const together = { ...study(), load_points: ['LP1'], groups: groupsOf(membersOf(homes)) };
    const models = { distinct: homes.map((home) => modelOf(home, day)), of: Int32Array.from(homes.keys()) };
    const apart = { ...together, groups: groupsOf(membersOf(homes, models)) };
    const [a, b] = [await respond(together), await respond(apart)];
    for (const t of steps) expect(a.load_kw[0]![t]).toBeCloseTo(b.load_kw[0]![t]!, 4);
  });

  it('draw 136.455 kW at t1 and 449.499 kW at t24 at each load point when they see the spot price alone', async () => {
    const { load_kw } = await respond(study());
    for (const load of load_kw) {
      expect(load[0]).toBeCloseTo(136.455, 3);
      for (const t of steps.slice(1, 23)) expect(load[t]).toBeCloseTo(149.499, 3);
      expect(load[23]).toBeCloseTo(449.499, 3);
    }
  });
});

describe('the tariffs of the report', () => {
  it.each([
    // penalty, λ at t17 and t18 of L7, slack at t18, cost with the penalty
    [0.40709, 0.00268, 0.40709, 79.3005, 2181.726],
    [2, 0.67176, 2, 27.5163, 2267.027],
    [30, 2.87557, 7.31726, 0, 2316.406],
    [Number.POSITIVE_INFINITY, 2.87557, 7.31726, 0, 2316.406],
  ])('come out on L7 at a penalty of %d', async (penalty, λ17, λ18, left, cost) => {
    const problem = await congested({ L7: 3000 });
    const managed = await manage(problem, penalty);
    expect(managed.dual[at('L7', 17, problem)]).toBeCloseTo(λ17, 5);
    expect(managed.dual[at('L7', 18, problem)]).toBeCloseTo(λ18, 5);
    expect(managed.dual[at('L7', 24, problem)]).toBeCloseTo(0, 5);
    expect(managed.slack[at('L7', 18, problem)]).toBeCloseTo(left, 3);
    expect(managed.slack.reduce((sum, s) => sum + s, 0)).toBeCloseTo(left, 3);
    const alone = (await manage(await congested({}), 1)).cost;
    const lp1 = alone / load_points.length; // nothing limits it
    const paid = left > 0 ? penalty * left : 0;
    expect(managed.cost - lp1 + paid).toBeCloseTo(cost, 2);
  });
});

describe('limits that nothing breaks', () => {
  it('need not be solved with: few of them give the answer of all', async () => {
    const few = await congested({ L2: 1110, L7: 3000 });
    const all = { ...few, activeSet: new Set(few.limits.map(nameOf)) };
    const [a, b] = [await manage(few, 2), await manage(all, 2)];
    expect(few.activeSet.size).toBeGreaterThan(2); // the baseline breaks two, the answer to these alone another
    expect(few.activeSet.size).toBeLessThan(all.activeSet.size / 5);
    expect(a.cost).toBeCloseTo(b.cost, 5);
    for (const r of few.limits.keys()) {
      expect(a.dual[r]).toBeCloseTo(b.dual[r]!, 6);
      expect(a.slack[r]).toBeCloseTo(b.slack[r]!, 4);
    }
    const [c, d] = [await unavoidable(few), await unavoidable(all)];
    for (const r of few.limits.keys()) expect(c[r]).toBeCloseTo(d[r]!, 5);
  });
});

describe('limits that no schedule keeps', () => {
  it('are named with what is missing: 26.661 kW on L2 at t18, 0.319 less than a penalty of 100 leaves', async () => {
    const problem = await congested({ L2: 1110 });
    const missing = await unavoidable(problem);
    expect(missing[at('L2', 18, problem)]).toBeCloseTo(26.661, 3);
    expect(missing.reduce((sum, s) => sum + s, 0)).toBeCloseTo(26.661, 3);
    expect((await manage(problem, 100)).slack[at('L2', 18, problem)]).toBeCloseTo(26.98, 2);
    await expect(manage(problem, Number.POSITIVE_INFINITY)).rejects.toThrow(/limit/);
  });
});

describe('the tariff at a load point', () => {
  it('is the worth of all limits it weighs on', async () => {
    const problem = await congested({ L2: 1110, L7: 3000 });
    const { dual } = await manage(problem, 2);
    const [lp1, lp4, lp5] = shadowPriceAt(problem.limits, dual, load_points.length, T);
    expect([lp1![16], lp1![17], lp1![23]].map((x) => x!.toFixed(5))).toEqual(['0.69563', '2.00000', '0.07024']);
    expect(lp4).toEqual(lp5);
  });

  it('lets aggregators who know no line find the schedule of the DSO', async () => {
    const problem = await congested({ L2: 1110, L7: 3000 });
    const managed = await manage(problem, 2);
    const tariff = shadowPriceAt(problem.limits, managed.dual, load_points.length, T);
    const price = problem.price.map((c, j) => c.map((value, t) => value + tariff[j]![t]!));
    const { load_kw } = await respond({ ...problem, price });
    for (const j of load_points.keys())
      for (const t of steps) expect(load_kw[j]![t]).toBeCloseTo(managed.load_kw[j]![t]!, 4);
  });
});

describe('the penalty', () => {
  it('is worth what it leaves: dV/dκ = Σ s, which never grows with it, while no tariff exceeds it', async () => {
    const problem = await congested({ L2: 1110, L7: 3000 });
    const penalties = [0.1, 0.3, 0.41, 0.8, 1.6, 3, 7];
    const h = 1e-4;
    let [left, dearest] = [Number.POSITIVE_INFINITY, 0];
    for (const κ of penalties) {
      const [below, here, above] = [
        await manage(problem, κ - h),
        await manage(problem, κ),
        await manage(problem, κ + h),
      ];
      const sum = here.slack.reduce((total, s) => total + s, 0);
      const value = ({ cost, slack }: typeof here, at: number) => cost + at * slack.reduce((total, s) => total + s, 0);
      const slope = (value(above, κ + h) - value(below, κ - h)) / (2 * h);
      expect(slope).toBeLessThanOrEqual(below.slack.reduce((total, s) => total + s, 0) + 1e-4);
      expect(slope).toBeGreaterThanOrEqual(above.slack.reduce((total, s) => total + s, 0) - 1e-4);
      expect(sum).toBeLessThanOrEqual(left + 1e-6);
      const max = Math.max(...here.dual);
      expect(max).toBeLessThanOrEqual(κ + 1e-7);
      expect(max).toBeGreaterThanOrEqual(dearest - 1e-6);
      [left, dearest] = [sum, max];
      // a limit that is broken is worth the penalty, one that is kept with room to spare nothing
      for (const [r, s] of here.slack.entries()) {
        expect(Math.abs((κ - here.dual[r]!) * s)).toBeLessThan(1e-5);
      }
    }
  });
});

describe('a step of half an hour', () => {
  it('costs half of what it costs in an hour, at the same tariff and with as much left', async () => {
    const hourly = await congested({ L7: 3000 });
    const [whole, half] = [await manage(hourly, 2), await manage({ ...hourly, day: { ...day, dt_h: 0.5 } }, 2)];
    expect(half.cost).toBeCloseTo(whole.cost / 2, 4);
    for (const [r, λ] of whole.dual.entries()) expect(half.dual[r]).toBeCloseTo(λ, 5);
    for (const [r, s] of whole.slack.entries()) expect(half.slack[r]).toBeCloseTo(s, 3);
  });
});
