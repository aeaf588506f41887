// One account for every mechanism: what a run costs in AC terms.
//
//   cost = Σk (π⁺ import − π⁻ export) Δt        by AC power flow, losses included (cost.ts)
//        + what devices say they cost           generation, starts, wear, from their channels in the currency
//        + what is missing at the end           energy of stores, heat of houses, energy owed, bought at the highest price of the run
//        − what is left over at the end         at the lowest price of the run, at least 0
//
// Between these two prices emptying a store never pays, nor does filling one.
import { solved } from '../../tables/table.ts';
import { declare } from '../declaration.ts';
import type { GaugeMaker } from '../indicator.ts';
import { costAt } from './cost.ts';

const COST = declare({
  id: 'account_cost',
  unit: '{currency}',
  title: 'Cost of the run: energy at the connection, devices, and what their stores lack at the end',
  formula: 'energy_cost + account_devices_cost + account_stores_cost',
  sense: 'less',
  source: 'AC power flow, devices, market',
});
const DEVICES = declare({
  id: 'account_devices_cost',
  unit: '{currency}',
  title: 'Cost that devices report: generation, starts, wear',
  formula: 'Σd of cumulative channels in the currency after the last step',
  sense: 'less',
  source: 'devices',
});
const STORES = declare({
  id: 'account_stores_cost',
  unit: '{currency}',
  title: 'Energy that stores, houses and postponed loads lack at the end, less what they have more',
  formula:
    'Σd max(m[d], 0) maxk π⁺[k] − max(−m[d], 0) max(0, mink π⁺[k]), m the electric energy from the end back to the start',
  sense: 'less',
  source: 'devices, market',
});
export const accountDeclared = [COST, DEVICES, STORES];

export const account: GaugeMaker = ({ clock: { dt_h }, devices, prices }) => {
  const stores = devices.map(({ channels }) => channels.some(({ kwh_per_unit }) => kwh_per_unit !== undefined));
  const held_kwh = (values: readonly number[], d: number) =>
    devices[d]!.channels.reduce((sum, { kwh_per_unit = 0 }, c) => sum + kwh_per_unit * values[c]!, 0);
  const of = [...devices.keys()].filter(
    (d) => stores[d]! || devices[d]!.channels.some(({ cumulative, unit }) => cumulative && unit === prices?.currency),
  );
  const start_kwh = of.map((d) => (stores[d] ? held_kwh(devices[d]!.observe(devices[d]!.start()), d) : 0));
  const state = {
    solved: 0,
    energy: 0,
    prices: { lowest: Number.POSITIVE_INFINITY, highest: Number.NEGATIVE_INFINITY },
    /** Over the devices with a cost or a store, channel values after the last step. */
    last: [] as readonly (readonly number[])[],
  };
  return {
    state,
    onStep(record) {
      if (!prices) return;
      if (solved(record)) {
        state.solved++;
        state.energy += costAt(prices, record.k, record.flow.import_kw, dt_h);
      }
      const price = prices.import_per_kwh(record.k);
      const { lowest, highest } = state.prices;
      state.prices = { lowest: Math.min(lowest, price), highest: Math.max(highest, price) };
      state.last = of.map((d) => record.observe(d));
    },
    indicators() {
      if (!prices) return [];
      const { lowest, highest } = state.prices;
      let [paid, end] = [0, 0];
      for (const [i, values] of state.last.entries()) {
        const d = of[i]!;
        for (const [c, { cumulative, unit }] of devices[d]!.channels.entries())
          if (cumulative && unit === prices.currency) paid += values[c]!;
        const missing_kwh = start_kwh[i]! - (stores[d] ? held_kwh(values, d) : 0);
        end += missing_kwh * (missing_kwh > 0 ? highest : Math.max(0, lowest));
      }
      const money = (value: number) => (state.solved > 0 ? value : Number.NaN);
      const fill = { currency: prices.currency };
      return [
        COST.is(money(state.energy + paid + end), { fill }),
        DEVICES.is(money(paid), { fill }),
        STORES.is(money(end), { fill }),
      ];
    },
  };
};
