// Days on which the mechanism does harm, or nothing: linear agents answer all or nothing, paybacks, caps, ties, silence.
import { describe, expect, it } from 'vitest';
import type { Collector } from '../../cosim/observers.ts';
import { indicator, table } from '../testing/microgrid.ts';
import { ERRORS, ev, LAMBDA, ran, shiftable } from './testing/five-agents.ts';

const hour = (day: Collector, h: number) => table(day, 'transactive_hours')[h - 1]!;
const agentAt = (day: Collector, agent: string, h: number) =>
  table(day, 'transactive_agents').find((row) => row['agent'] === agent && row.k === h - 1)!;
const remarks = (day: Collector): string[] => [
  ...new Set(day.published.flatMap(({ remarks: found = [] }) => found.map(({ id }) => id.replace('transactive_', '')))),
];
const mw = (kw: unknown): number => Math.round(Number(kw)) / 1000;

describe('the published rule', () => {
  it('commits more than is needed, at a multiple of the bill', async () => {
    const errors = { ...ERRORS, 8: 0.85, 9: 12.45, 15: -6.95 };
    const day = await ran({ errors, options: { rule: 'published', accounting: 'net' } });
    const residual = (h: number) => mw(hour(day, h)['residual_kw']);
    expect([4, 6, 11, 20].map(residual)).toEqual([-7.65, 2.5, 8.4, -7.6]);
    expect(mw(agentAt(day, 'demand', 9)['accepted_kw'])).toBe(10);
    expect(hour(day, 9)['bonus_eur_per_kwh']).toBeCloseTo(0.024, 9);
    expect(indicator(day, 'transactive_residual_kwh')).toBeCloseTo(40_600, 0);
    const bill = indicator(day, 'transactive_bonuses');
    expect(bill).toBeGreaterThan(555);
    expect(bill).toBeLessThan(560);
    expect(remarks(day)).toEqual(expect.arrayContaining(['over_response', 'at_cap', 'renewables_lost', 'rebound']));
  });

  it('meets answers in steps, and stops at the cap when all agents are saturated', async () => {
    const day = await ran({ errors: { 6: -20.5 }, options: { rule: 'published' } });
    const steps = new Map(
      table(day, 'transactive_rounds').map((row) => [
        Math.round(1e4 * Number(row['bonus_eur_per_kwh'])) / 10,
        mw(row['response_kw']),
      ]),
    );
    expect([9.5, 10.5, 11.5, 12.5, 15.5, 16.5, 24].map((bonus) => steps.get(bonus))).toEqual([
      0, 5.5, 5.5, 8, 8, 18, 20,
    ]);
    expect(mw(hour(day, 6)['residual_kw'])).toBe(-0.5);
    expect(remarks(day)).toEqual(['at_cap', 'above_rational_cap', 'renewables_lost']);
  });
});

describe('the bisection', () => {
  it('accepts a part where no bonus yields the need', async () => {
    const day = await ran({ errors: { 6: -3 } });
    expect(mw(agentAt(day, 'ev', 6)['accepted_kw'])).toBe(3);
    expect(1000 * Number(hour(day, 6)['bonus_eur_per_kwh'])).toBeCloseTo(10, 3);
  });

  it('has answers that are paid back within the horizon alone', async () => {
    // the cars charge at their limit in hour 7: within two hours they cannot draw what they leave out in hour 6
    const day = await ran({ errors: { 6: -5.5 }, options: { horizon_h: 2 } });
    expect(['ev', 'dg'].map((agent) => mw(agentAt(day, agent, 6)['accepted_kw']))).toEqual([0, 5.5]);
    expect(1000 * Number(hour(day, 6)['bonus_eur_per_kwh'])).toBeCloseTo(16, 3);
    const four = await ran({ errors: { 6: -5.5 }, options: { horizon_h: 4 } });
    expect(mw(agentAt(four, 'ev', 6)['accepted_kw'])).toBe(5.5);
    expect(mw(agentAt(four, 'ev', 9)['committed_kw'])).toBe(5.5);
  });

  it('pays the marginal cost of a generator whose cost is quadratic, which answers with a part by itself', async () => {
    const params = { p_max_kw: 10_000, cost_b_per_kwh: 0.05, cost_c_per_kw2h: 1e-6 };
    const entries = [{ id: 'dg', kind: 'generator', bus: '1', labels: { agent: 'dg' }, params }];
    const day = await ran({ errors: { 11: -1.6 }, entries });
    expect(agentAt(day, 'dg', 11)['accepted_kw']).toBeCloseTo(1600, 0);
    // b + 2 c g = 50 + 3.2 EUR/MWh, and λ = 41
    expect(1000 * Number(hour(day, 11)['bonus_eur_per_kwh'])).toBeCloseTo(12.2, 2);
    expect(Math.abs(Number(hour(day, 11)['residual_kw']))).toBeLessThan(0.05);
  });

  it('curtails PV where the bonus is above the energy price, which nominates what it still feeds in', async () => {
    const params = { p_peak_kw: 4000, profile: 'one' };
    const entries = [{ id: 'pv', kind: 'pv', bus: '1', labels: { agent: 'pv' }, params }];
    const day = await ran({ errors: { 12: 1 }, entries, devices: [], spread: 200 });
    expect(mw(agentAt(day, 'pv', 12)['accepted_kw'])).toBe(1);
    expect(1000 * Number(hour(day, 12)['bonus_eur_per_kwh'])).toBeCloseTo(40, 2);
    const nominations = day.messages.filter(
      ({ kind, from, step }) => kind === 'schedule' && /pv/.test(from) && step === 11,
    );
    const powers = nominations.map(({ payload }) =>
      (payload as { p_kw: number[][] }).p_kw[0]!.map((kw) => Math.round(kw)),
    );
    expect(powers).toEqual([[-3000, ...Array.from({ length: 12 }, () => -4000)]]);
  });

  it('divides a need among equal agents in the same parts, whatever their order', async () => {
    const half = (id: string) => shiftable(id, 12_000, (h) => (h <= 8 ? 4000 : h === 9 ? 2750 : 0));
    for (const devices of [
      [half('a'), half('b')],
      [half('b'), half('a')],
    ]) {
      const day = await ran({ errors: { 6: -3 }, devices });
      expect(['a', 'b'].map((agent) => mw(agentAt(day, agent, 6)['accepted_kw']))).toEqual([1.5, 1.5]);
      expect(agentAt(day, 'a', 6)['bonus_eur']).toBe(agentAt(day, 'b', 6)['bonus_eur']);
    }
  });

  it('rejects a part of an answer that is below the least power of a generator, and does not force it', async () => {
    const unit = (p_min_kw: number) => ({
      ...{ id: 'dg', kind: 'generator', bus: '1', labels: { agent: 'dg' } },
      params: { p_max_kw: 10_000, p_min_kw, cost_b_per_kwh: 0.05 },
    });
    const some = await ran({ errors: { 11: -1.6 }, entries: [unit(1000)], devices: [ev] });
    expect(mw(agentAt(some, 'dg', 11)['accepted_kw'])).toBe(1.6);
    const none = await ran({ errors: { 11: -1.6 }, entries: [unit(5000)], devices: [ev] });
    expect(mw(agentAt(none, 'dg', 11)['accepted_kw'])).toBe(0);
    expect(mw(hour(none, 11)['residual_kw'])).toBe(-1.6);
    expect(remarks(none)).toContain('rejected');
  });

  it('never pays more than a rational cap', async () => {
    const day = await ran({ errors: { 6: -20.5 }, options: { cap: 'rational' } });
    expect(hour(day, 6)['cap_eur_per_kwh']).toBeCloseTo(0.012, 9);
    expect(mw(agentAt(day, 'ev', 6)['accepted_kw'])).toBeGreaterThanOrEqual(5.5);
    expect(remarks(day)).toEqual(['at_cap']);
  });

  it('removes losses too: the exchange at the connection is as nominated', async () => {
    const day = await ran({ r_ohm: 2 });
    for (const row of table(day, 'transactive_hours')) expect(Math.abs(Number(row['residual_kw']))).toBeLessThan(0.05);
    const { need_kw, imbalance_kw } = hour(day, 9);
    expect(Math.abs(Number(need_kw) - Number(imbalance_kw))).toBeGreaterThan(10);
  });
});

describe('nobody changes a plan', () => {
  it.each([
    ['a cap of 0', { options: { cap_per_kwh: 0 } }],
    ['no spread of the prices of the grid', { spread: 0 }],
  ])('with %s', async (_, of) => {
    const day = await ran(of);
    for (const row of table(day, 'transactive_agents')) expect(row['committed_kw']).toBe(row['plan_kw']);
    expect(indicator(day, 'transactive_bonuses')).toBe(0);
    expect(indicator(day, 'transactive_imbalance_kwh')).toBeCloseTo(18_000, 0);
    expect(remarks(day)).toEqual(['no_answer']);
  });

  it('without errors of the forecast, which is said', async () => {
    const day = await ran({ errors: {} });
    expect(indicator(day, 'transactive_imbalance_kwh')).toBeCloseTo(0, 6);
    expect(remarks(day)).toEqual(['perfect_foresight']);
  });

  it('at a cost where energy is bought dearer than it is sold: a spread is more than the cap', async () => {
    // hour 6 at the selling price, all others at the buying price
    const lambda = LAMBDA.map((of, k) => (k === 5 ? of - 12 : of + 12));
    const day = await ran({ errors: { 6: -5.5 }, lambda });
    expect(mw(agentAt(day, 'ev', 6)['day_ahead_kw'])).toBe(8);
    expect(mw(agentAt(day, 'ev', 6)['accepted_kw'])).toBe(0);
    expect(remarks(day)).toEqual(['no_answer']);
  });
});

describe('a payback', () => {
  it('earns no bonus, although it is in the direction of the need', async () => {
    const day = await ran({});
    const { day_ahead_kw, committed_kw, bonus_eur } = agentAt(day, 'ev', 9);
    expect(mw(Number(committed_kw) - Number(day_ahead_kw))).toBe(5.5);
    expect(hour(day, 9)['bonus_eur_per_kwh']).toBeGreaterThan(0);
    expect(bonus_eur).toBe(0);
  });

  it('is a new imbalance where it is not nominated', async () => {
    const day = await ran({ errors: { 9: 6.95 }, options: { accounting: 'net' } });
    expect(mw(hour(day, 15)['imbalance_kw'])).toBe(6.95);
    expect(mw(hour(await ran({ errors: { 9: 6.95 } }), 15)['imbalance_kw'])).toBe(0);
  });
});

describe('an agent that is silent from some hour on', () => {
  it('keeps its plan, paybacks included, and others answer', async () => {
    const day = await ran({ options: { silent: [{ agent: 'ev', from: '06:00' }] } });
    expect(mw(agentAt(day, 'ev', 6)['accepted_kw'])).toBe(5.5);
    expect(mw(agentAt(day, 'ev', 7)['accepted_kw'])).toBe(0);
    expect(mw(agentAt(day, 'dg', 7)['accepted_kw'])).toBe(1.2);
    expect(mw(agentAt(day, 'ev', 9)['committed_kw'])).toBeGreaterThan(5);
    expect(remarks(day)).toContain('silent');
  });
});

describe('a plan that is no longer feasible', () => {
  it('is replaced by the nearest feasible one, without a bonus, and others answer', async () => {
    const limit = (h: number) => (h <= 8 ? 8000 : h === 9 ? 5500 : 0);
    const [foreseen, real] = [limit, (h: number) => (h === 7 ? 4000 : limit(h))].map((of) =>
      shiftable('ev', 24_000, of),
    );
    const device: typeof ev = {
      ...real!,
      flexibility: (drawn, horizon, into) =>
        (horizon.known === undefined ? foreseen! : real!).flexibility!(drawn, horizon, into),
    };
    const day = await ran({ errors: { 6: -1 }, devices: [device] });
    expect(remarks(day)).toContain('corrected');
    expect(mw(agentAt(day, 'ev', 7)['day_ahead_kw'])).toBe(8);
    expect(mw(agentAt(day, 'ev', 7)['committed_kw'])).toBe(4);
    const drawn = [5, 6, 7, 8, 9].map((h) => mw(agentAt(day, 'ev', h)['committed_kw']));
    expect(drawn.reduce((sum, of) => sum + of, 0)).toBeCloseTo(24, 6);
    expect(indicator(day, 'transactive_bonuses')).toBeCloseTo(16, 2);
    expect(mw(agentAt(day, 'dg', 6)['accepted_kw'])).toBe(1);
  });
});

describe('negative prices', () => {
  it('are prices as any other: energy is conserved, and nobody loses', async () => {
    const lambda = '4 -3 2 3 -5 3 6 -4 4 4 1 0 -6 -5 3 3 8 5 6 6 5 5 4 4'.split(' ').map(Number);
    const day = await ran({ lambda });
    expect(indicator(day, 'transactive_residual_kwh')).toBeLessThan(indicator(day, 'transactive_imbalance_kwh') / 2);
    for (const row of table(day, 'transactive_account').filter(({ agent }) => agent !== ('renewables' as never)))
      expect(Number(row['profit_with_eur'])).toBeGreaterThanOrEqual(Number(row['profit_without_eur']) - 1e-6);
  });
});
