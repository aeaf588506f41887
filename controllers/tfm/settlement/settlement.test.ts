import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balances, summed } from '../../transfers.ts';
import { type Contract, meter, paymentsOf, type Rules, settle } from './settlement.ts';

const contract = (changes: Partial<Contract> = {}): Contract => ({
  aggregator: 'ag1',
  load_point: 'LP1',
  bought_kw: Float64Array.of(0, 10),
  bid_price: 0.6,
  clear_price: Float64Array.of(0, 0.8),
  devices: [0, 1],
  ...changes,
});
const baseline = [Float64Array.of(5, 8), Float64Array.of(5, 12)];
const κ = [0.1, 0.2];
const rules: Rules = { payment: 'as-bid', penalty_factor: 1.5, dt_h: 0.5 };
const metered = (drawn: readonly number[], t = 1) => meter(contract(), t, baseline, drawn, κ, 0.5);

describe('the meters of a contract', () => {
  it('count what is drawn less than the baseline, up to what was bought', () => {
    expect(metered([4, 6])).toMatchObject({ delivered_kw: 10, shortfall_kw: 0, extra_kwh: -5 });
    expect(metered([0, 0])).toMatchObject({ delivered_kw: 10, shortfall_kw: 0, extra_kwh: -10 });
  });

  it('show what was sold and not delivered', () => {
    expect(metered([8, 9])).toMatchObject({ delivered_kw: 3, shortfall_kw: 7 });
    expect(metered([9, 14])).toMatchObject({ delivered_kw: 0, shortfall_kw: 10, extra_kwh: 1.5 });
  });

  it('give the discomfort of each device separately, of a payback none', () => {
    expect(metered([4, 6]).discomfort).toBeCloseTo((0.1 * 16 + 0.2 * 36) * 0.5, 12);
    expect(metered([7, 9], 0)).toMatchObject({ delivered_kw: 0, shortfall_kw: 0, discomfort: 0, extra_kwh: 3 });
  });

  it('take the rounding of a solver for nothing', () => {
    expect(metered([4 + 1e-7, 6])).toMatchObject({ delivered_kw: 10, shortfall_kw: 0 });
    expect(metered([8 - 1e-7, 12 + 1e-7])).toMatchObject({ extra_kwh: 0, discomfort: 0 });
  });
});

describe('the settlement of a step', () => {
  const amounts = (drawn: readonly number[], changes: Partial<Rules> = {}) =>
    settle(contract(), metered(drawn), 1, 0.3, { ...rules, ...changes }).map(
      ({ from, to, purpose, amount }) => [purpose, from, to, Number(amount.toFixed(9))] as const,
    );

  it('pays along the way from the DSO to the customers, and the supplier for the energy', () => {
    expect(amounts([4, 6])).toEqual([
      ['flexibility', 'dso', 'market-operator', 3],
      ['flexibility', 'market-operator', 'aggregator:ag1', 3],
      ['discomfort', 'aggregator:ag1', 'customers', 4.4],
      ['energy', 'aggregator:ag1', 'customers', -1.5],
      ['energy', 'customers', 'supplier', -1.5],
    ]);
  });

  it('pays for what was delivered, and charges a multiple of the price for the rest', () => {
    expect(amounts([8, 9]).slice(0, 4)).toEqual([
      ['flexibility', 'dso', 'market-operator', 0.9],
      ['flexibility', 'market-operator', 'aggregator:ag1', 0.9],
      ['shortfall', 'aggregator:ag1', 'market-operator', 3.15],
      ['shortfall', 'market-operator', 'dso', 3.15],
    ]);
  });

  it('pays the clearing price where that is the rule', () => {
    expect(amounts([4, 6], { payment: 'as-clear' })[0]).toEqual(['flexibility', 'dso', 'market-operator', 4]);
    expect(paymentsOf(contract(), metered([4, 6]), 1, 0.5)).toEqual({ as_bid: 3, as_clear: 4 });
  });

  it('has no transfer of nothing', () => {
    expect(settle(contract(), metered([5, 5], 0), 0, 0.3, rules)).toEqual([]);
  });
});

describe('balances', () => {
  const amount = fc.double({ min: -50, max: 50, noNaN: true });
  const contracts = fc.array(
    fc.record({
      aggregator: fc.constantFrom('ag1', 'ag2', 'ag3'),
      bought: fc.double({ min: 0, max: 50, noNaN: true }),
      drawn: fc.tuple(amount, amount),
      bid_price: fc.double({ min: 0, max: 2, noNaN: true }),
    }),
    { maxLength: 8 },
  );

  it('are zero for the market operator, whatever is delivered, by either rule, also of summed transfers', () => {
    fc.assert(
      fc.property(contracts, fc.constantFrom('as-bid', 'as-clear'), amount, (sold, payment, price) => {
        const transfers = sold.flatMap(({ aggregator, bought, drawn, bid_price }) => {
          const one = contract({ aggregator, bid_price, bought_kw: Float64Array.of(0, bought) });
          return settle(one, meter(one, 1, baseline, drawn, κ, 0.5), 1, price, { ...rules, payment });
        });
        const of = balances(transfers);
        const operator = of.get('market-operator');
        if (operator) expect(Math.abs(operator.received - operator.paid)).toBeLessThan(1e-9);
        for (const [party, { received, paid }] of balances(summed(transfers))) {
          const before = of.get(party)!;
          expect(received - paid).toBeCloseTo(before.received - before.paid, 9);
        }
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});
