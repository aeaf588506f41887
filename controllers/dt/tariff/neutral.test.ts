import { describe, expect, it } from 'vitest';
import { stream } from '../../../base/index.ts';
import { schema } from '../options.ts';
import { congested, conventional, load_points } from '../testing/study.ts';
import { decide, type Situation } from './decide.ts';
import { bestSoFar, neutral, profit, type Search, type Trial } from './neutral.ts';

const options: Search = {
  method: 'bracket',
  low_per_kwh: 0.2,
  high_per_kwh: 2,
  tolerance: 1e-6,
  particles: 6,
  generations: 8,
};
const search = (attempt: (penalty: number) => Promise<Trial>, change: Partial<Search> = {}) =>
  neutral(attempt, { ...options, ...change }, stream(1, 'neutral'));
const LIMIT = { L2: 1200, L7: 3000 } as const;
const published = (penalty: number | 'neutral') =>
  schema.parse({
    flows: 'lossless',
    penalty,
    reprofiling: { elasticity_kw_per_price: 4.91022 / 100, rebound: 3 / 19 },
  });

/** The report's case 2 as its DSO knows it; what businesses behind L7 draw is counted at LP4. */
async function caseTwo(): Promise<Situation> {
  const problem = await congested(LIMIT);
  const alone = problem.baseline_kw;
  const total_kw = load_points.map((lp, j) =>
    alone[j]!.map((kw, t) => 2 * kw + conventional[lp]![t]! + (lp === 'LP4' ? conventional['LP6, LP7']![t]! : 0)),
  );
  return { ...problem, total_kw, customers: [50, 50, 50] };
}

describe('the neutral point of the report', () => {
  it('is a penalty of 0.40709 DKK/kWh, where 1312.638 DKK come in and go out', async () => {
    const { neutral: found, penalty, revenue, cost, search } = await decide(await caseTwo(), published('neutral'), 1);
    expect(found).toBe(true);
    expect(penalty).toBeCloseTo(0.40709, 5);
    expect(revenue).toBeCloseTo(1312.638, 3);
    expect(revenue).toBeCloseTo(cost, 5);
    expect(search.length).toBeLessThan(40);
  });

  it('has 12.52 and 79.30 kW bought at 2.55 and 16.15 DKK/kWh, at t17 and t18', async () => {
    const { purchases: bought } = await decide(await caseTwo(), published(0.40709), 1);
    expect(bought).toHaveLength(1);
    const { element, customers, amount_kw, price } = bought[0]!;
    expect([element, customers]).toEqual(['L7', [0, 50, 50]]);
    expect([amount_kw[16], amount_kw[17]].map((kw) => kw!.toFixed(2))).toEqual(['12.52', '79.30']);
    expect([price[16], price[17]].map((π) => π!.toFixed(2))).toEqual(['2.55', '16.15']);
  });
});

describe('the revenue of the tariff', () => {
  it.each([0.3, 0.40709, 2])('is Σ λ F after re-profiling, at a penalty of %d', async (κ) => {
    const situation = await caseTwo();
    const { managed, revenue } = await decide(situation, published(κ), 1);
    const F = situation.limits.map(({ element }) => LIMIT[element as keyof typeof LIMIT]);
    expect(revenue).toBeCloseTo(
      managed.dual.reduce((sum, λ, r) => sum + λ * F[r]!, 0),
      3,
    );
  });

  it('is Σ λ (F + s) where nobody re-profiles what the tariff leaves', async () => {
    const situation = await caseTwo();
    const {
      managed,
      revenue,
      purchases: bought,
    } = await decide({ ...situation, customers: [50, 0, 0] }, published(2), 1);
    expect(bought).toEqual([]);
    const { dual, slack } = managed;
    const F = situation.limits.map(({ element }) => LIMIT[element as keyof typeof LIMIT]);
    expect(revenue).toBeCloseTo(
      dual.reduce((sum, λ, r) => sum + λ * (F[r]! + slack[r]!), 0),
      3,
    );
  });
});

describe('a search', () => {
  const line = (penalty: number): Promise<Trial> => Promise.resolve({ penalty, revenue: penalty, cost: 3 });

  it('finds a root beyond the ends it begins with', async () => {
    for (const [low_per_kwh, high_per_kwh] of [
      [0.1, 0.2],
      [7, 9],
    ] as const) {
      const { best, trials } = await search(line, { low_per_kwh, high_per_kwh });
      expect(best.penalty).toBeCloseTo(3, 6);
      expect(trials.map(({ trial, generation }) => trial - generation)).toEqual(trials.map(() => 0));
    }
  });

  it('says so where there is no neutral point', async () => {
    const { found, best } = await search((penalty) => Promise.resolve({ penalty, revenue: 1, cost: 0 }));
    expect(found).toBe(false);
    expect(profit(best)).toBe(1);
  });

  it('by a swarm comes near, and never loses what it has', async () => {
    const { best, trials } = await search(line, {
      method: 'swarm',
      high_per_kwh: 10,
      particles: 12,
      generations: 30,
    });
    expect(best.penalty).toBeCloseTo(3, 2);
    const gaps = bestSoFar(trials).map((trial) => Math.abs(profit(trial)));
    expect(gaps).toEqual(gaps.toSorted((a, b) => b - a));
    expect(trials.map(({ trial }) => trial)).toEqual(trials.map((_, i) => i + 1));
    expect(trials.map(({ generation }) => generation)).toEqual(trials.map((_, i) => Math.ceil((i + 1) / 12)));
  });
});
