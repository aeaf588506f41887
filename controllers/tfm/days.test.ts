import { describe, expect, it } from 'vitest';
import { type Controller, run } from '../../cosim/index.ts';
import { type Collector, collect } from '../../cosim/observers.ts';
import { spot } from '../testing/homes.ts';
import { entriesOf, feeder, indicator, profiles, type Study, scenarios, sceneOf, table } from '../testing/microgrid.ts';
import { CONGESTED, excess, home, market, number, type Street, street } from './testing/street.ts';
import { tfm } from './tfm.ts';

describe('voltages', () => {
  const LOW: Street = { v_min_pu: 0.98 };

  it.each(['baseline', 'no-load'] as const)(
    'below their limit are lifted to it, linearised at %s',
    async (linearised_at) => {
      const run = await market(street(LOW), { services: ['voltage'], linearised_at });
      expect(indicator(run, 'tfm_voltage_min_baseline_pu')).toBeLessThan(0.98);
      const min = (column: string) => Math.min(...table(run, 'voltages').map((r) => number(r, column)));
      expect(min('linear_pu')).toBeGreaterThan(0.98 - 1e-7);
      const error = indicator(run, 'tfm_linearisation_error_pu');
      expect(error).toBeGreaterThan(0);
      expect(min('final_pu')).toBeGreaterThan(0.98 - error - 1e-7);
      expect(table(run, 'requirements').every((r) => r['service'] === 'voltage')).toBe(true);
    },
  );

  it('are ignored where only overload is served', async () => {
    const run = await market(street(LOW), { services: ['overload'] });
    expect(table(run, 'requirements')).toEqual([]);
  });
});

describe('longer and finer days', () => {
  it('have a market each, and their own settlement', async () => {
    const run = await market(street({ ...CONGESTED, days: 2, homes: 4 }));
    const hours = table(run, 'procurement').map((r) => r.k);
    expect(new Set(hours)).toEqual(new Set([5, 29]));
    expect(new Set(table(run, 'admm').map((r) => r.k))).toEqual(new Set([0, 24]));
    expect(indicator(run, 'tfm_overload_final_kwh')).toBe(0);
    expect(new Set(table(run, 'settlement').map((r) => r.k))).toEqual(new Set([3, 5, 27, 29]));
  });

  it('may have several steps an hour; energy is power times their width', async () => {
    const run = await market(street({ step_min: 30, limits_kw: { A: 46, B: 93 } }), {
      payback_share_max: 1.2,
    });
    const bought = table(run, 'procurement');
    expect(indicator(run, 'tfm_bought_kwh')).toBeGreaterThan(0.5);
    expect(indicator(run, 'tfm_bought_kwh')).toBeCloseTo(
      0.5 * bought.reduce((sum, r) => sum + number(r, 'bought_kw'), 0),
      9,
    );
    const cost = bought.reduce((sum, r) => sum + 0.5 * number(r, 'bought_kw') * number(r, 'price_dkk_per_kwh'), 0);
    expect(indicator(run, 'tfm_cost')).toBeCloseTo(cost, 9);
    expect(-indicator(run, 'tfm_balance_dso')).toBeCloseTo(cost, 6);
    expect(excess(run, 'linear_kw')).toBeLessThan(2e-3);
  });

  it('go on from a checkpoint as they would have gone on', async () => {
    const of = street({ ...CONGESTED, days: 2 });
    const scene = () => sceneOf(of, (site): Controller[] => [tfm.create(tfm.schema.parse({}), site)]);
    const whole = collect();
    let checkpoint: string | undefined;
    await run(scene(), [whole, { onCheckpoint: (c) => (checkpoint = JSON.stringify(c)) }]);
    const rest = collect();
    await run(scene(), [rest], { resume: JSON.parse(checkpoint!) });
    expect(rest.steps).toHaveLength(24);
    const published = (c: Collector) =>
      JSON.stringify(c.published.filter(({ rows: of = [] }) => of.every(({ k }) => k >= 24)));
    expect(published(rest)).toBe(published(whole));
    expect(rest.final!.mail.disclosures()).toEqual(whole.final!.mail.disclosures());
  });
});

describe('a feeder of another shape', () => {
  const ENDS = ['17', '18', '32', '33'];
  const homes = ENDS.flatMap((bus) => Array.from({ length: 12 }, (_, i) => home(bus, i)).flat());
  /** The 33-bus feeder with homes at the ends of two laterals; `ties` closes the loop between them. */
  const ieee33 = (limits_mw: Record<string, number>, ties = false): Study => {
    const network = feeder(limits_mw);
    const tie = { ...network.branches[0]!, branch: '18-33', from_bus: '18', to_bus: '33' };
    return {
      network: ties ? { ...network, branches: [...network.branches, tie] } : network,
      entries: [...entriesOf(scenarios.stock), ...homes],
      profiles: { ...profiles, price: spot },
      market: { currency: 'DKK' },
    };
  };

  it('is relieved where its lines are full', async () => {
    const free = await market(ieee33({}));
    const peak = (branch: string) =>
      Math.max(
        ...table(free, 'line-loading')
          .filter((r) => r['branch'] === branch)
          .map((r) => number(r, 'baseline_kw')),
      );
    const limits = { '16-17': (0.97 * peak('16-17')) / 1000, '31-32': (0.97 * peak('31-32')) / 1000 };
    const run = await market(ieee33(limits));
    expect(indicator(run, 'tfm_overload_baseline_kwh')).toBeGreaterThan(5);
    expect(excess(run, 'linear_kw')).toBeLessThan(2e-3);
    expect(indicator(run, 'tfm_overload_final_kwh')).toBeLessThan(0.01 * indicator(run, 'tfm_overload_baseline_kwh'));
    const required = table(run, 'requirements').filter((r) => number(r, 'min_kw') > 0);
    expect(new Set(required.map((r) => r['load_points']))).toEqual(new Set(['17; 18', '32; 33']));
    expect(table(run, 'shortages')).toEqual([]);
  });

  it('may hold a loop, whose other side helps', async () => {
    const free = await market(ieee33({}, true));
    const loads = table(free, 'line-loading').filter((r) => r['branch'] === '16-17');
    const peak = Math.max(...loads.map((r) => Math.abs(number(r, 'baseline_kw'))));
    const run = await market(ieee33({ '16-17': (0.97 * peak) / 1000 }, true), { clearing: 'central' });
    expect(indicator(run, 'tfm_overload_baseline_kwh')).toBeGreaterThan(1);
    expect(excess(run, 'linear_kw')).toBeLessThan(1e-3);
    expect(table(run, 'shortages')).toEqual([]);
    const required = table(run, 'requirements').filter((r) => number(r, 'min_kw') > 0);
    expect(required.some((r) => String(r['load_points']).includes('33'))).toBe(true);
    for (const r of required) expect(number(r, 'max_kw')).toBeGreaterThan(number(r, 'min_kw'));
  });
});
