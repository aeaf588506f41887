// Half an hour with a deficit of 5 kW, of which a car removes 4 kW: PV feeds in 3 kW less than forecast, a load draws 2 kW more, another
// 1 kW less. What remains is bought of the grid.
import { describe, expect, it } from 'vitest';
import { accountsOf } from '../../transfers.ts';
import { settle } from './settlement.ts';

const kw = (...values: readonly number[]) => values.map((of) => Float64Array.of(of));
const taken = { agent: 'car', plan_kw: 8, committed_kw: 4, payback_kw: 1, accepted_kw: 4, bonus: 0.2, own_cost: 0 };
const balance = {
  ...{ t: 0, prices: { energy: 0.2, buy: 0.3, sell: 0.1 }, scheduled_kw: 4, imbalance_kw: -5, bonus: 0.1 },
  agents: [{ ...taken, changes: [{ device: 0, accepted_kw: 4 }] }],
};
const plan = {
  day_ahead_kw: [Float64Array.of(7), undefined, undefined, undefined],
  forecast_kw: kw(7, -10, 4, 3),
  balances: [balance],
};
const metered = {
  ...{ plan, t: 0, hours: ['00:00', '00:30'], dt_h: 0.5, drawn_kw: Float64Array.of(4, -7, 6, 2) },
  record: { flow: { converged: true, import_kw: 5 } },
};
const settled = (changes: object = {}) => settle({ ...metered, ...changes } as never)!;
const paid = (changes: object = {}) => [...settled(changes).payments];

describe('a step of bonuses', () => {
  it('has the renewables pay the bonus, the energy that the car does without, and what the grid delivers', () => {
    const { transfers } = settled();
    expect(transfers.map(({ from, to, purpose, amount }) => [from, to, purpose, amount])).toEqual([
      ['renewables', 'agent:car', 'bonus', expect.closeTo(0.1 * 4 * 0.5, 12)],
      ['renewables', 'agent:car', 'energy', expect.closeTo(0.2 * 4 * 0.5, 12)],
      ['agent:car', 'grid', 'payback', expect.closeTo(0.2 * 1 * 0.5, 12)],
      ['renewables', 'grid', 'imbalance', expect.closeTo(0.3 * 1 * 0.5, 12)],
    ]);
    expect(Object.fromEntries(accountsOf(transfers))).toEqual({
      ...{ renewables: expect.closeTo(-0.75, 12), 'agent:car': expect.closeTo(0.5, 12) },
      grid: expect.closeTo(0.25, 12),
    });
  });

  it('has those pay it whose error is a part of the deficit', () => {
    expect(paid()).toEqual([
      [1, expect.closeTo(0.2 * (3 / 5), 12)],
      [2, expect.closeTo(0.2 * (2 / 5), 12)],
      [3, expect.closeTo(0, 12)],
      [0, expect.closeTo(-0.2, 12)],
    ]);
  });

  it('counts the error of a source before it is curtailed itself', () => {
    // a surplus of 5 kW: PV has 13 kW instead of 10, and is curtailed by 2; a load draws 2 kW less
    const agents = [{ ...taken, agent: 'pv', accepted_kw: 2, changes: [{ device: 1, accepted_kw: 2 }] }];
    const surplus = { ...plan, balances: [{ ...balance, imbalance_kw: 5, agents }] };
    expect(paid({ plan: surplus, drawn_kw: Float64Array.of(7, -11, 2, 3) })).toEqual([
      [1, expect.closeTo(0.1 * (3 / 5 - 1), 12)],
      [2, expect.closeTo(0.1 * (2 / 5), 12)],
      [3, expect.closeTo(0, 12)],
    ]);
  });

  it('has no payment where nothing is accepted', () => {
    expect(
      paid({ plan: { ...plan, balances: [{ ...balance, agents: [{ ...taken, accepted_kw: 0, changes: [] }] }] } }),
    ).toEqual([]);
  });
});
