// The bill of every customer:  B[c] = Σk (π⁺[k] max(P[k, c], 0) − π⁻[k] max(−P[k, c], 0)) Δt + payments,  P[k, c] what the devices of
// customer c draw together in step k. A customer is a home (label `home`), or a device without that label. Payments are what a mechanism
// publishes for its devices: a tariff, a compensation.
import type { Field } from '../../folder/csv.ts';
import { declare } from '../declaration.ts';
import type { GaugeMaker } from '../indicator.ts';
import { costAt } from './cost.ts';

const SUM = declare({
  id: 'customer_bill_sum',
  unit: '{currency}',
  title: 'Bills of all customers: energy, and what they pay or receive in a mechanism, without losses',
  formula:
    'Σc B[c]; of each customer in customers.csv: energy at the prices of the market, net in each step, and payments of mechanisms that publish them by device',
  sense: 'less',
  source: 'devices, market',
});
const MAX = declare({
  id: 'customer_bill_max',
  unit: '{currency}',
  title: 'Highest bill of a customer',
  formula: 'maxc B[c]',
  sense: 'less',
  source: 'devices, market',
});
export const billsDeclared = [SUM, MAX];

export const bills: GaugeMaker = ({ clock: { dt_h }, devices, prices }) => {
  const names = devices.map(({ id, labels }) => labels['home'] ?? id);
  const customers = [...new Set(names)];
  const place = new Map(customers.map((name, c) => [name, c]));
  const customerOf = names.map((name) => place.get(name)!);
  const net_kw = new Float64Array(customers.length);
  /** Over the customers. */
  const zeros = () => customers.map(() => 0);
  const state = { steps: 0, drawn_kwh: zeros(), fed_kwh: zeros(), energy: zeros(), payments: zeros() };
  const bill = (c: number) => state.energy[c]! + state.payments[c]!;
  return {
    state,
    onStep({ k, p_kw }) {
      state.steps++;
      net_kw.fill(0);
      for (let d = 0; d < customerOf.length; d++) net_kw[customerOf[d]!]! += p_kw[d]!;
      for (const [c, kw] of net_kw.entries()) {
        state.drawn_kwh[c]! += Math.max(0, kw) * dt_h;
        state.fed_kwh[c]! += Math.max(0, -kw) * dt_h;
        if (prices) state.energy[c]! += costAt(prices, k, kw, dt_h);
      }
    },
    onPublish({ payments }) {
      for (const [d, amount] of payments ?? []) state.payments[customerOf[d]!]! += amount;
    },
    indicators() {
      if (!prices || customers.length === 0) return [];
      const fill = { currency: prices.currency };
      const known = (value: number) => (state.steps > 0 ? value : Number.NaN);
      const all = customers.map((_, c) => bill(c));
      const highest = all.indexOf(Math.max(...all));
      return [
        SUM.is(known(all.reduce((sum, one) => sum + one, 0)), { fill }),
        MAX.is(known(all[highest]!), { fill, ...(state.steps > 0 ? { where: customers[highest]! } : {}) }),
      ];
    },
    tables: () => [
      {
        name: 'customers',
        title: 'Energy and bill of every customer, net in each step',
        fields: [
          { name: 'customer', type: 'string', title: 'Home, or device without the label `home`' },
          { name: 'drawn_kwh', type: 'number', unit: 'kWh', title: 'Energy drawn from the network' },
          { name: 'fed_kwh', type: 'number', unit: 'kWh', title: 'Energy fed into the network' },
          ...(prices ? moneyFields(prices.currency) : []),
        ],
        rows: customers.map((customer, c) => {
          const { drawn_kwh, fed_kwh, energy, payments } = state;
          return [customer, drawn_kwh[c]!, fed_kwh[c]!, ...(prices ? [energy[c]!, payments[c]!, bill(c)] : [])];
        }),
      },
    ],
  };
};

const moneyFields = (unit: string): readonly Field[] => [
  { name: 'energy_bill', type: 'number', unit, title: 'Energy at the prices of the market' },
  { name: 'payments', type: 'number', unit, title: 'Paid in a mechanism in addition; below 0 where received' },
  { name: 'bill', type: 'number', unit, title: 'Both together' },
];
