// Money by role, the same row for every mechanism. a[ρ, k] is what party ρ receives less what it pays in step k, as published by the
// mechanisms of the run; without such transfers all are 0. Owners of devices are one role, whatever a mechanism calls its parties: what
// they pay beyond energy is the column `payments` of customers.csv, summed.
import type { Accounts } from '../../../../cosim/index.ts';
import { declare } from '../declaration.ts';
import type { GaugeMaker } from '../indicator.ts';

const DSO = declare({
  id: 'dso_cost',
  unit: '{currency}',
  title: 'What the DSO pays less what it receives in mechanisms; below 0 where it earns',
  formula: '−Σk a[DSO, k]; 0 without transfers',
  sense: 'less',
  source: 'settlement of mechanisms',
});
const AGGREGATORS = declare({
  id: 'aggregator_profit',
  unit: '{currency}',
  title: 'What all aggregators receive less what they pay in mechanisms',
  formula: 'Σk Σρ a[ρ, k], ρ the aggregators; 0 without transfers',
  sense: 'more',
  source: 'settlement of mechanisms',
});
const CUSTOMERS = declare({
  id: 'customer_payment',
  unit: '{currency}',
  title: 'What owners of devices pay in mechanisms in addition to their energy; below 0 where they receive',
  formula: 'Σ of the column `payments` of customers.csv; energy at the prices of the market is in the bills, not in it',
  sense: 'less',
  source: 'settlement of mechanisms',
});
const IMBALANCE = declare({
  id: 'settlement_imbalance',
  unit: '{currency}',
  title: 'Money that transfers create or destroy: 0, unless a mechanism settles wrongly',
  formula: 'Σk |Σρ a[ρ, k]|, sums within rounding counted as 0',
  sense: 'less',
  source: 'settlement of mechanisms',
});
export const rolesDeclared = [DSO, AGGREGATORS, CUSTOMERS, IMBALANCE];

/** A sum of accounts this far from 0 is rounding, relative to 1 and the amounts. */
const ROUNDING = 1e-9;

/** Sum over the parties of a step; 0 within rounding. */
export function imbalanceOf(accounts: Accounts): number {
  const all = [...accounts.values()];
  const sum = all.reduce((a, b) => a + b, 0);
  const amounts = all.reduce((a, b) => a + Math.abs(b), 0);
  return Math.abs(sum) <= ROUNDING * (1 + amounts) ? 0 : sum;
}

const isAggregator = (party: string): boolean => party === 'aggregator' || party.startsWith('aggregator:');

export const roles: GaugeMaker = ({ prices }) => {
  const state = { steps: 0, dso: 0, aggregators: 0, customers: 0, imbalance: 0 };
  return {
    state,
    onStep() {
      state.steps++;
    },
    onPublish({ accounts = new Map(), payments = new Map() }) {
      for (const [party, amount] of accounts) {
        if (party === 'dso') state.dso += amount;
        if (isAggregator(party)) state.aggregators += amount;
      }
      for (const amount of payments.values()) state.customers += amount;
      state.imbalance += Math.abs(imbalanceOf(accounts));
    },
    indicators() {
      if (!prices) return [];
      const fill = { currency: prices.currency };
      const known = (value: number) => (state.steps > 0 ? value : Number.NaN);
      return [
        DSO.is(known(0 - state.dso), { fill }),
        AGGREGATORS.is(known(state.aggregators), { fill }),
        CUSTOMERS.is(known(state.customers), { fill }),
        IMBALANCE.is(known(state.imbalance), { fill }),
      ];
    },
  };
};
