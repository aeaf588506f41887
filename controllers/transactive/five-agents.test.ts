// The microgrid of five agents: bonuses and changes hour by hour, computed by a second program from the same inputs.
import { beforeAll, describe, expect, it } from 'vitest';
import type { Collector } from '../../cosim/observers.ts';
import { indicator, table } from '../testing/microgrid.ts';
import { together } from '../transfers.ts';
import { ran } from './testing/five-agents.ts';

/** Hour, imbalance and change [MW], bonus [EUR/MWh], agent. */
const HOURS = [
  [4, 0.35, 2, 'ev', 0.35],
  [6, -5.5, 10, 'ev', -5.5],
  [7, -1.2, 10, 'ev', -1.2],
  [9, 6.95, 7, 'demand', 6.95],
  [11, -1.6, 9, 'dg', -1.6],
  [20, 2.4, 12, 'dg', 2.4],
] as const;

let day: Collector;
beforeAll(async () => {
  day = await ran({});
});

describe('five agents', () => {
  it.each(HOURS)('in hour %i remove %d MW at %d EUR/MWh', (hour, mw, bonus, agent, change) => {
    const row = table(day, 'transactive_hours')[hour - 1]!;
    expect(row['imbalance_kw']).toBeCloseTo(1000 * mw, 2);
    expect(1000 * Number(row['bonus_eur_per_kwh'])).toBeCloseTo(bonus, 3);
    expect(row['residual_kw']).toBeCloseTo(0, 2);
    const taken = table(day, 'transactive_agents').filter(({ k }) => k === hour - 1);
    for (const of of taken) {
      const changed = Number(of['committed_kw']) - Number(of['plan_kw']);
      expect(changed).toBeCloseTo(of['agent'] === agent ? 1000 * change : 0, 2);
    }
  });

  it('have no imbalance in all other hours', () => {
    const others = table(day, 'transactive_hours').filter(({ k }) => !HOURS.some(([hour]) => hour - 1 === k));
    expect(others).toHaveLength(18);
    for (const row of others) expect(row['imbalance_kw']).toBeCloseTo(0, 6);
  });

  it('shift energy to the published hours, and pay all of it back', () => {
    const changes = (agent: string) => {
      const rows = table(day, 'transactive_agents').filter((row) => row['agent'] === agent);
      const kw = rows.map((row) => [row.k + 1, Number(row['committed_kw']) - Number(row['day_ahead_kw'])] as const);
      expect(kw.reduce((sum, [, of]) => sum + of, 0)).toBeCloseTo(0, 6);
      return Object.fromEntries(
        kw.filter(([, of]) => Math.abs(of) > 0.01).map(([k, of]) => [k, Math.round(of) / 1000]),
      );
    };
    expect(changes('ev')).toEqual({ 4: 0.35, 6: -5.5, 7: -1.2, 8: 0.85, 9: 5.5 });
    expect(changes('demand')).toEqual({ 9: 6.95, 15: -6.95 });
  });

  it('are paid by the renewables, who save a quarter of what the imbalance costs', () => {
    const money = (id: string) => indicator(day, `transactive_${id}`);
    expect(money('bonuses')).toBeCloseTo(159.55, 2);
    expect(money('cost_without')).toBeCloseTo(216, 2);
    expect(money('saving')).toBeCloseTo(56.45, 2);
    const accounts = Object.fromEntries(
      table(day, 'transactive_account').map((row) => [
        row['agent'],
        [Number(row['bonuses_eur']), Number(row['profit_with_eur']) - Number(row['profit_without_eur'])],
      ]),
    );
    expect(accounts['ev']![0]).toBeCloseTo(67.7, 2);
    expect(accounts['demand']![0]).toBeCloseTo(48.65, 2);
    expect(accounts['dg']![0]).toBeCloseTo(43.2, 2);
    expect(accounts['ess']![0]).toBe(0);
    expect(accounts['ev']![1]).toBeCloseTo(3.5, 2);
    expect(accounts['demand']![1]).toBeCloseTo(0, 2);
    expect(accounts['dg']![1]).toBeCloseTo(0, 2);
    expect(accounts['renewables']![0]).toBeCloseTo(-159.55, 2);
  });

  it('have the bonuses in what the owners of devices pay beyond energy, the renewables those of all errors', () => {
    const paid = together(day.published.map(({ payments = new Map() }) => payments));
    const [ev, demand, dg, ess, renewables] = [0, 1, 2, 3, 4].map((d) => paid.get(d) ?? 0);
    expect(ev).toBeCloseTo(-67.7, 2);
    expect(demand).toBeCloseTo(-48.65, 2);
    expect(dg).toBeCloseTo(-43.2, 2);
    expect(ess).toBeCloseTo(0, 9);
    expect(renewables).toBeCloseTo(159.55, 2);
  });

  it('raise no remark', () => {
    expect(day.published.flatMap(({ remarks = [] }) => remarks)).toEqual([]);
  });
});
