import { beforeAll, describe, expect, it } from 'vitest';
import type { Collector } from '../../cosim/observers.ts';
import { indicator, sceneOf, table } from '../testing/microgrid.ts';
import { CONGESTED, excess, market, number, street } from './testing/street.ts';
import { tfm } from './tfm.ts';

describe('a street whose branches are overloaded', () => {
  let admm: Collector;
  let central: Collector;
  beforeAll(async () => {
    admm = await market(street(CONGESTED));
    central = await market(street(CONGESTED), { clearing: 'central' });
  });

  it('is overloaded by the baseline at one hour, and at none after the market', () => {
    expect(indicator(admm, 'tfm_overload_baseline_kwh')).toBeGreaterThan(5);
    expect(indicator(admm, 'tfm_overload_final_kwh')).toBe(0);
    for (const { flow } of admm.steps) for (const percent of flow!.loading_percent) expect(percent > 100).toBe(false);
  });

  it('keeps every limit in every hour, that of the payback included, in the linear model and in the AC power flow', () => {
    for (const run of [admm, central]) {
      expect(excess(run, 'linear_kw')).toBeLessThan(2e-3);
      expect(excess(run, 'final_kw')).toBeLessThan(2e-3);
    }
    expect(indicator(admm, 'tfm_payback_kwh')).toBeGreaterThan(indicator(admm, 'tfm_bought_kwh'));
  });

  it('requires flexibility of the load points below a branch alone', () => {
    const required = table(admm, 'requirements').filter((r) => number(r, 'min_kw') > 0);
    expect(required.map((r) => [r.k, r['load_points']])).toEqual([
      [5, '1'],
      [5, '2; 3'],
    ]);
    const overload = (branch: string) => {
      const row = table(admm, 'line-loading').find((r) => r.k === 5 && r['branch'] === branch)!;
      return number(row, 'baseline_kw') - number(row, 'limit_kw');
    };
    expect(number(required[0]!, 'min_kw')).toBeCloseTo(overload('A'), 6);
    expect(number(required[1]!, 'min_kw')).toBeCloseTo(overload('B'), 6);
  });

  it('is cleared to the same purchase by one linear program and by ADMM', () => {
    const bought = (run: Collector) => table(run, 'procurement').map((r) => number(r, 'share'));
    expect(bought(admm).length).toBeGreaterThan(4);
    for (const [b, share] of bought(admm).entries()) expect(Math.abs(share - bought(central)[b]!)).toBeLessThan(1e-3);
    expect(Math.abs(indicator(admm, 'tfm_cost') - indicator(central, 'tfm_cost'))).toBeLessThan(0.01);
    for (const [k, { p_kw }] of admm.steps.entries()) {
      for (const [d, kw] of p_kw.entries()) expect(Math.abs(kw - central.steps[k]!.p_kw[d]!)).toBeLessThan(5e-3);
    }
  });

  it('pays bids bought in part their price by either rule, and others no less as clear than as bid', () => {
    let part = 0;
    for (const r of table(central, 'procurement')) {
      const [share, price, clear] = ['share', 'price_dkk_per_kwh', 'clear_price_dkk_per_kwh'].map((c) => number(r, c));
      if (share! > 1e-6 && share! < 1 - 1e-6) {
        part++;
        expect(clear).toBeCloseTo(price!, 9);
      } else if (share! > 0) expect(clear).toBeGreaterThanOrEqual(price!);
      else expect(clear).toBeLessThan(price! + 1e-9);
    }
    expect(part).toBe(2);
  });

  it('learns nothing of prices and bids at the DSO, and nothing of limits and topology at the operator', () => {
    const learned = (run: Collector, to: string) =>
      run
        .final!.mail.disclosures()
        .filter((d) => d.to === to)
        .map((d) => `${d.of}: ${d.quantity}`);
    expect(learned(admm, 'dso').sort()).toEqual([
      'market-operator: load points and steps of bids',
      'market-operator: net reduction of each load point',
      'supplier: baseline of each load point',
      'supplier: final schedule of each load point',
    ]);
    expect(learned(admm, 'market-operator').sort()).toEqual([
      'aggregator:ag1: amounts of bids',
      'aggregator:ag1: prices of bids',
      'aggregator:ag2: amounts of bids',
      'aggregator:ag2: prices of bids',
      'dso: feasible net reduction of each load point',
      'dso: flexibility required of load points',
    ]);
    expect(learned(central, 'market-operator')).toContain('dso: limits of branches and voltages');
    expect(learned(central, 'market-operator')).toContain('dso: topology as sensitivities');
  });

  it('discloses in its messages no more than they declare', () => {
    const texts = (to: string, from: string) =>
      admm.messages.filter((m) => m.to === to && m.from === from).map((m) => JSON.stringify(m.payload));
    const prices = new Set(table(admm, 'bids').map((r) => r['price_dkk_per_kwh']));
    const limits = new Set(table(admm, 'line-loading').map((r) => r['limit_kw']));
    expect(prices.size).toBeGreaterThan(4);
    for (const text of texts('dso', 'market-operator')) {
      expect(text).not.toMatch(/price/);
      for (const price of prices) expect(text).not.toContain(String(price));
    }
    for (const text of texts('market-operator', 'dso')) {
      expect(text).not.toMatch(/element|per_kw|branch/);
      for (const limit of limits) expect(text).not.toContain(String(limit));
    }
  });

  it('sends every exchange of the ADMM as a message', () => {
    const rounds = indicator(admm, 'tfm_rounds');
    const sent = rounds + indicator(admm, 'tfm_tie_rounds');
    const count = (kind: string) => admm.messages.filter((m) => m.kind === kind).length;
    expect(rounds).toBeGreaterThan(3);
    expect([count('admm-products'), count('admm-offer'), count('admm-answer')]).toEqual([1, sent, sent]);
    const last = table(admm, 'admm').at(-1)!;
    expect(number(last, 'round')).toBe(rounds);
    expect(Math.max(number(last, 'primal_kw'), number(last, 'dual_kw'))).toBeLessThanOrEqual(1e-3);
    expect(count('device-state')).toBe(5);
  });

  it('settles to zero: over the parties of each step, and what one pays another receives', () => {
    const steps = new Map<number, number>();
    for (const r of table(admm, 'balances')) steps.set(r.k, (steps.get(r.k) ?? 0) + number(r, 'balance_dkk'));
    expect([...steps.keys()]).toEqual([3, 5]);
    for (const sum of steps.values()) expect(Math.abs(sum)).toBeLessThan(1e-9);
    const parties = ['dso', 'market_operator', 'aggregator_ag1', 'aggregator_ag2', 'customers', 'supplier'];
    const total = parties.map((party) => indicator(admm, `tfm_balance_${party}`)).reduce((a, b) => a + b);
    expect(Math.abs(total)).toBeLessThan(1e-9);
  });

  it('satisfies DSO = aggregators + customers + energy, with a gain of every seller (report, section 5.2.6)', () => {
    const balance = (party: string) => indicator(admm, `tfm_balance_${party}`);
    const cost = indicator(admm, 'tfm_cost');
    expect(balance('dso')).toBeCloseTo(-cost, 9);
    expect(balance('market_operator')).toBeCloseTo(0, 9);
    expect(balance('customers')).toBeCloseTo(indicator(admm, 'tfm_discomfort'), 9);
    expect(balance('supplier')).toBeCloseTo(indicator(admm, 'tfm_energy_cost'), 9);
    expect(balance('aggregator_ag1')).toBeGreaterThan(0);
    expect(balance('aggregator_ag2')).toBeGreaterThan(0);
    expect(indicator(admm, 'tfm_paid_as_clear')).toBeGreaterThanOrEqual(indicator(admm, 'tfm_paid_as_bid'));
  });

  it('pays by the rule of the case, and publishes both', async () => {
    const clear = await market(street(CONGESTED), { payment: 'as-clear' });
    expect(indicator(clear, 'tfm_balance_dso')).toBeCloseTo(-indicator(clear, 'tfm_paid_as_clear'), 9);
    expect(indicator(clear, 'tfm_paid_as_bid')).toBeCloseTo(indicator(admm, 'tfm_paid_as_bid'), 9);
    for (const r of table(clear, 'payment-rules')) expect(number(r, 'paid_dkk')).toBe(number(r, 'as_clear_dkk'));
  });

  it('publishes the energy that a battery will have, and the battery then has it', async () => {
    const params = { p_max_kw: 3, e_cap_kwh: 10, eta_charge: 0.95, eta_discharge: 0.95, soc_start: 0.5 };
    const of = street(CONGESTED);
    const battery = { id: 'battery', kind: 'battery', bus: '1', labels: { aggregator: 'ag1' }, params };
    const run = await market({ ...of, entries: [...of.entries, battery] }, { show: ['battery'] });
    const energies = table(run, 'rescheduled-devices').filter(
      (r) => r['quantity'] === 'e_kwh' && r['device'] === 'battery',
    );
    expect(energies.length).toBe(24);
    for (const r of energies) {
      const [soc] = run.steps[r.k]!.channels.at(-1)!;
      expect(Math.abs(number(r, 'final') - soc! / 10)).toBeLessThan(1e-6);
    }
    expect(new Set(energies.map((r) => r['baseline'])).size).toBeGreaterThan(2);
  });

  it('makes the devices do what was scheduled, within comfort and charge', () => {
    const { entries } = street(CONGESTED);
    for (const r of table(admm, 'rescheduled-devices').filter((row) => row['quantity'] !== 'p_kw')) {
      const d = entries.findIndex(({ id }) => id === r['device']);
      const [shown] = admm.steps[r.k]!.channels[d]!;
      const planned = r['quantity'] === 'e_kwh' ? number(r, 'final') / 0.3 : number(r, 'final');
      expect(shown).toBeCloseTo(planned, 5);
    }
    for (const { channels } of admm.steps) {
      for (const [d, { kind }] of entries.entries()) {
        const [shown] = channels[d]!;
        if (kind === 'heat-pump') expect(shown).toBeGreaterThan(20 - 1e-6);
        if (kind === 'ev') expect(shown).toBeGreaterThan(20 - 1e-6);
      }
    }
    expect(table(admm, 'delivery').every((r) => r['shortfall_kw'] === 0)).toBe(true);
  });

  it('gives the same records again, to the last bit', async () => {
    const again = await market(street(CONGESTED));
    const record = ({ published, messages, steps }: Collector) =>
      JSON.stringify([published, messages, steps.map(({ p_kw, channels }) => [[...p_kw], channels])]);
    expect(record(again)).toBe(record(admm));
  });
});

describe('the market', () => {
  it('needs prices of energy', () => {
    const scene = () => sceneOf(street(), (site) => [tfm.create(tfm.schema.parse({}), { ...site, market: undefined })]);
    expect(scene).toThrow(/market +found nothing +expected prices to buy energy at/);
  });

  it('steers nothing that has no aggregator off its cheapest day', async () => {
    const { entries, ...rest } = street(CONGESTED);
    const run = await market({ ...rest, entries: entries.map(({ labels: _, ...entry }) => entry) });
    expect(table(run, 'bids')).toEqual([]);
    for (const r of table(run, 'rescheduled-devices')) expect(r['final']).toBe(r['baseline']);
    expect(indicator(run, 'tfm_shortage_kwh')).toBeGreaterThan(5);
  });
});
