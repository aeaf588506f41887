// Devices with a quadratic cost: their answer to a bonus is continuous. A generator with the marginal cost b + 2 c g runs day ahead at
// g* = (λ − b) / 2c; at a bonus it changes by bonus / 2c up to its limits, and the need is met at one bonus without a jump. The last kW costs
// the bonus and the first nothing: of the bonus an agent keeps c (bonus / 2c)².
import { describe, expect, it } from 'vitest';
import type { Collector } from '../../cosim/observers.ts';
import { type Entry, table } from '../testing/microgrid.ts';
import { LAMBDA, ran } from './testing/five-agents.ts';

const MAX_KW = 10_000;
const COST_B = 0.02;
/** c of the two generators [EUR/(kW² h)]. */
const C = { a: 2e-6, b: 4e-6 } as const;
const NAMES = ['a', 'b'] as const;
const entries = NAMES.map((id): Entry => {
  const params = { p_max_kw: MAX_KW, cost_b_per_kwh: COST_B, cost_c_per_kw2h: C[id] };
  return { id, kind: 'generator', bus: '1', labels: { agent: id }, params };
});

const HOUR = 11;
const planned_kw = (id: 'a' | 'b') => (LAMBDA[HOUR - 1]! / 1000 - COST_B) / (2 * C[id]);
const runWith = (mw: number) => ran({ errors: { [HOUR]: mw }, entries, devices: [] });
const hour = (day: Collector) => table(day, 'transactive_hours')[HOUR - 1]!;
const taken = (day: Collector, id: string) =>
  table(day, 'transactive_agents').find((row) => row['agent'] === id && row.k === HOUR - 1)!;
const gain = (day: Collector, id: string): number => {
  const of = table(day, 'transactive_account').find((row) => row['agent'] === id)!;
  return Number(of['profit_with_eur']) - Number(of['profit_without_eur']);
};

describe('generators with a quadratic cost', () => {
  it.each([-1.6, 1.6, 0.01, 5])('meet an error of %d MW exactly, each by its marginal cost', async (mw) => {
    const day = await runWith(mw);
    const need_kw = 1000 * Math.abs(mw);
    const bonus = need_kw / NAMES.reduce((sum, id) => sum + 1 / (2 * C[id]), 0);
    expect(Math.abs(Number(hour(day)['bonus_eur_per_kwh']) - bonus)).toBeLessThan(2e-7);
    expect(Number(hour(day)['residual_kw'])).toBeCloseTo(0, 2);
    for (const id of NAMES) {
      const change_kw = bonus / (2 * C[id]);
      expect(-Number(taken(day, id)['day_ahead_kw'])).toBeCloseTo(planned_kw(id), 4);
      expect(Number(taken(day, id)['accepted_kw'])).toBeCloseTo(change_kw, 2);
      expect(gain(day, id)).toBeCloseTo(C[id] * change_kw ** 2, 3);
    }
  });

  it('answer continuously: R(b) is the sum of bonus / 2c up to their limits', async () => {
    const day = await runWith(-1.6);
    const rounds = table(day, 'transactive_rounds').filter((row) => row.k === HOUR - 1);
    expect(rounds.length).toBeGreaterThan(10);
    for (const row of rounds) {
      const bonus = Number(row['bonus_eur_per_kwh']);
      const all = NAMES.map((id) => Math.min(MAX_KW - planned_kw(id), bonus / (2 * C[id])));
      expect(Number(row['response_kw'])).toBeCloseTo(all[0]! + all[1]!, 1);
    }
  });
});
