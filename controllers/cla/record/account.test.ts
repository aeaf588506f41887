// The accounts of the published microgrids without limits, against a second program in Python from the same inputs.
import { describe, expect, it } from 'vitest';
import { solve } from '../../../optimisation/index.ts';
import { schedule } from '../microgrid/schedule.ts';
import { day, type Name, names, published } from '../microgrid/testing/published.ts';
import type { MicrogridPlan } from '../terms.ts';
import { accountOf } from './account.ts';

const solver = {
  seed: 0,
  solveAll: (problems: Parameters<typeof solve>[0][], options: Parameters<typeof solve>[1]) =>
    Promise.all(problems.map((problem) => solve(problem, options))),
};
const plans = await schedule(names.map(published), solver as never);
/** Tariff of customers without own resources [EUR/kWh]. */
const reference_price = day.hours.map((_, t) => (t >= 32 && t < 76 ? 0.196 : 0.186));
const account = (name: Name, payments = 0) =>
  accountOf({ plan: plans[names.indexOf(name)]!, reference_price, payments, dt_h: day.dt_h });

describe('the account of a microgrid', () => {
  it.each([
    // MF, DC, load, CB, CS, share of the generation used, DCref
    ['CM1', 133.79, 164.62, 1093.2, 0.1506, 0.14, 0.9553, 208.85],
    ['CM3', 74.93, 142.3, 992.6, 0.1434, 0.1277, 0.975, 189.63],
    ['CM4', 216.55, 235.75, 1620.4, 0.1455, 0.12, 1, 312.82],
  ] as const)('%s', (name, MF, DC, load, CB, CS, used, ref) => {
    const of = account(name);
    expect(of.money_flow).toBeCloseTo(MF, 2);
    expect(of.daily_cost).toBeCloseTo(DC, 2);
    expect(of.load_kwh).toBeCloseTo(load, 1);
    expect(of.consumer_cost).toBeCloseTo(CB, 4);
    expect(of.producer_price).toBeCloseTo(CS, 4);
    expect(of.generation_kwh / of.available_kwh).toBeCloseTo(used, 4);
    expect(of.reference_cost).toBeCloseTo(ref, 2);
  });

  it('has no cost of consumers without consumption, and what was sold as the income of producers', () => {
    const of = account('CM2');
    expect(of.consumer_cost).toBeNaN();
    expect(of.reference_cost).toBe(0);
    expect(of.producer_price).toBeCloseTo(500.56 / of.generation_kwh, 5);
  });

  it('counts payments of the DSO: as income of the microgrid, and not of its consumers', () => {
    const [without, paid] = [account('CM4'), account('CM4', 1)];
    expect(without.money_flow - paid.money_flow).toBeCloseTo(1, 12);
    expect(without.daily_cost - paid.daily_cost).toBeCloseTo(1, 12);
    expect(paid.consumer_cost).toBeCloseTo(without.consumer_cost, 12);
    expect(account('CM2', 4).producer_price).toBeCloseTo(504.56 / account('CM2').generation_kwh, 5);
  });

  it('has no price of producers without generation', () => {
    const of = plans[names.indexOf('CM1')]!;
    const dark: MicrogridPlan = {
      ...of,
      p_kw: of.p_kw.map((p, d) => (of.devices[d]!.role === 'source' ? p.map(() => 0) : p)),
    };
    expect(accountOf({ plan: dark, reference_price, payments: 0, dt_h: 0.25 }).producer_price).toBeNaN();
  });
});
