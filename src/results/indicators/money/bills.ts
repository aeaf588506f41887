// The bill of every customer:  B[c] = Σk (π⁺[k] max(P[k, c], 0) − π⁻[k] max(−P[k, c], 0)) Δt + payments,  P[k, c] what the devices of
// customer c draw together in step k. A customer is a home (label `home`), or a device without that label. Payments are what a mechanism
// publishes for its devices: a tariff, a compensation. The table of customers also has their discomfort and the energy their cars miss.
import type { Field } from '../../folder/csv.ts';
import { Accounts } from '../../sums/accounts.ts';
import { declare } from '../declaration.ts';
import { roomsOf } from '../devices/comfort.ts';
import { cumulative } from '../devices/totals.ts';
import type { GaugeMaker } from '../indicator.ts';
import { zeros } from '../zeros.ts';
import { pricesAt } from './cost.ts';

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
  const customerOf = Int32Array.from(names, (name) => place.get(name)!);
  const [rooms, cars] = [roomsOf(devices), cumulative(devices, 'e_unserved_kwh')];
  /** Over the customers. */
  const sums = () => zeros(customers.length);
  /** Over the customers; NaN for those without such a device. */
  const zerosWhere = ({ deviceOf }: { readonly deviceOf: Iterable<number> }) => {
    const values = customers.map(() => Number.NaN);
    for (const d of deviceOf) values[customerOf[d]!] = 0;
    return values;
  };
  const driverOf = cars.deviceOf.map((d) => customerOf[d]!);
  const state = {
    steps: 0,
    drawn_kwh: sums(),
    fed_kwh: sums(),
    energy: sums(),
    payments: sums(),
    below_kh: zerosWhere(rooms),
    above_kh: zerosWhere(rooms),
    /** After the last step. */
    unserved_kwh: zerosWhere(cars),
  };
  const addOutside = (device: number, below_k: number, above_k: number) => {
    const c = customerOf[device]!;
    state.below_kh[c]! += below_k * dt_h;
    state.above_kh[c]! += above_k * dt_h;
  };
  let present: Float64Array | undefined;
  let accounts: Accounts | undefined;
  const bill = (c: number) => state.energy[c]! + state.payments[c]!;
  return {
    state,
    onStep(record) {
      state.steps++;
      rooms.eachOutside(record, addOutside);
      present = record.channels;
      accounts ??= new Accounts(devices, customerOf, state); // the state may be that of an earlier run
      accounts.add(record, prices ? pricesAt(prices, record.k) : FREE, dt_h);
    },
    complete() {
      if (!present) return;
      Object.assign(state, accounts?.read());
      const { unserved_kwh } = state;
      for (let i = 0; i < driverOf.length; i++) unserved_kwh[driverOf[i]!] = 0;
      for (let i = 0; i < driverOf.length; i++) unserved_kwh[driverOf[i]!]! += present[cars.at[i]!]!;
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
        title: 'Energy and bill of every customer, net in each step, and its discomfort',
        fields: [
          { name: 'customer', type: 'string', title: 'Home, or device without the label `home`' },
          { name: 'drawn_kwh', type: 'number', unit: 'kWh', title: 'Energy drawn from the network' },
          { name: 'fed_kwh', type: 'number', unit: 'kWh', title: 'Energy fed into the network' },
          ...(prices ? moneyFields(prices.currency) : []),
          ...(rooms.deviceOf.length > 0 ? DISCOMFORT : []),
          ...(cars.at.length > 0 ? [UNSERVED] : []),
        ],
        rows: customers.map((customer, c) => {
          const { drawn_kwh, fed_kwh, energy, payments, below_kh, above_kh, unserved_kwh } = state;
          return [
            ...[customer, drawn_kwh[c]!, fed_kwh[c]!],
            ...(prices ? [energy[c]!, payments[c]!, bill(c)] : []),
            ...(rooms.deviceOf.length > 0 ? [below_kh[c]!, above_kh[c]!] : []),
            ...(cars.at.length > 0 ? [unserved_kwh[c]!] : []),
          ];
        }),
      },
    ],
  };
};

/** Prices where there is no market. */
const FREE = { bought: 0, sold: 0 };

const moneyFields = (unit: string): readonly Field[] => [
  { name: 'energy_bill', type: 'number', unit, title: 'Energy at the prices of the market' },
  { name: 'payments', type: 'number', unit, title: 'Paid in a mechanism in addition; below 0 where received' },
  { name: 'bill', type: 'number', unit, title: 'Both together' },
];

const DISCOMFORT: readonly Field[] = [
  { name: 'comfort_below_kh', type: 'number', unit: 'K h', title: 'Discomfort: too cold; blank without such a device' },
  { name: 'comfort_above_kh', type: 'number', unit: 'K h', title: 'Discomfort: too warm; blank without such a device' },
];
const UNSERVED: Field = {
  name: 'unserved_kwh',
  type: 'number',
  unit: 'kWh',
  title: 'Energy of trips that the batteries of its cars could not give; blank without a car',
};
