// Days on which prices differ from their forecast. Agents plan by the forecast of later steps; the bonus of a step, and all money of it, are
// by its true prices. In hour 9 the demand moves 6.95 MWh from hour 15 to hour 9, for a bonus of λ[9] − λ[15].
import { describe, expect, it } from 'vitest';
import type { Collector } from '../../cosim/observers.ts';
import { indicator, table } from '../testing/microgrid.ts';
import { type FiveAgents, LAMBDA, ran } from './testing/five-agents.ts';

/** λ of the forecast with other values in some hours [EUR/MWh]. */
const lambdaWith = (changed: Readonly<Record<number, number>>) => LAMBDA.map((of, k) => changed[k + 1] ?? of);
const MOVED = { errors: { 9: 6.95 }, foreseen: LAMBDA } satisfies FiveAgents;

const hour = (day: Collector, h: number) => table(day, 'transactive_hours')[h - 1]!;
const paid = (day: Collector, h: number, purpose: string) =>
  table(day, 'settlement')
    .filter((row) => row.k === h - 1 && row['purpose'] === purpose)
    .map((row) => [row['from'], row['to'], Math.round(100 * Number(row['amount_eur'])) / 100]);
const gain = (day: Collector, agent: string): number => {
  const of = table(day, 'transactive_account').find((row) => row['agent'] === agent)!;
  return Number(of['profit_with_eur']) - Number(of['profit_without_eur']);
};
const remarks = (day: Collector) => day.published.flatMap(({ remarks: found = [] }) => found);

describe('prices that differ from their forecast', () => {
  it('are those of the bonus and of its cap in the step, with the forecast for later steps', async () => {
    const day = await ran({ ...MOVED, lambda: lambdaWith({ 9: 50, 15: 30 }) });
    expect(1000 * Number(hour(day, 9)['bonus_eur_per_kwh'])).toBeCloseTo(50 - 37, 3);
    expect(1000 * Number(hour(day, 9)['grid_buy_eur_per_kwh'])).toBeCloseTo(62, 9);
    expect(1000 * Number(hour(day, 9)['cap_eur_per_kwh'])).toBeCloseTo(24, 9);
    expect(indicator(day, 'transactive_bonuses')).toBeCloseTo(13 * 6.95, 2);
  });

  it('settle energy at the truth of the step in which it flows', async () => {
    const day = await ran({ ...MOVED, lambda: lambdaWith({ 9: 50, 15: 30 }) });
    expect(paid(day, 9, 'bonus')).toEqual([['renewables', 'agent:demand', 90.35]]);
    expect(paid(day, 9, 'energy')).toEqual([['agent:demand', 'renewables', 347.5]]);
    expect(paid(day, 15, 'payback')).toEqual([['grid', 'agent:demand', 208.5]]);
    expect(1000 * Number(hour(day, 9)['energy_price_eur_per_kwh'])).toBeCloseTo(50, 9);
    expect(1000 * Number(hour(day, 15)['energy_price_eur_per_kwh'])).toBeCloseTo(30, 9);
  });

  it('settle an imbalance that remains at the truth', async () => {
    const options = { cap_per_kwh: 0 };
    const surplus = await ran({ ...MOVED, options, lambda: lambdaWith({ 9: 50 }) });
    expect(paid(surplus, 9, 'imbalance')).toEqual([['grid', 'renewables', 264.1]]);
    const deficit = await ran({ ...MOVED, errors: { 9: -1 }, options, lambda: lambdaWith({ 9: 50 }) });
    expect(paid(deficit, 9, 'imbalance')).toEqual([['renewables', 'grid', 62]]);
    expect(indicator(deficit, 'transactive_cost_without')).toBeCloseTo(12, 3);
  });
});

describe('an agent that loses', () => {
  it('has bought at a price that was forecast lower, and is named with the amount', async () => {
    const day = await ran({ ...MOVED, lambda: lambdaWith({ 15: 30 }) });
    expect(gain(day, 'demand')).toBeCloseTo(-7 * 6.95, 2);
    expect(remarks(day)).toContainEqual({
      id: 'transactive_agent_lost',
      text: 'transactive: agents have less profit than without the mechanism: demand 48.65 EUR',
    });
  });

  it('gains where the error has the other sign, which is no remark', async () => {
    const day = await ran({ ...MOVED, lambda: lambdaWith({ 15: 44 }) });
    expect(gain(day, 'demand')).toBeCloseTo(7 * 6.95, 2);
    expect(remarks(day)).toEqual([]);
  });
});
