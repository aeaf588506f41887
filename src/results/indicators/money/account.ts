// One account for every mechanism: what a run costs in AC terms.
//
//   cost = Σk (π⁺ import − π⁻ export) Δt        by AC power flow, losses included (cost.ts)
//        + what devices say they cost           generation, starts, wear, from their channels in the currency
//        + what is missing at the end           energy of stores, heat of houses, energy owed, bought at the highest price of the run
//        − what is left over at the end         at the lowest price of the run, at least 0
//
// Between these two prices emptying a store never pays, nor does filling one.
import type { Channel } from '../../../../cosim/index.ts';
import { solved } from '../../tables/table.ts';
import { declare } from '../declaration.ts';
import { channelsWhere, valuesAt } from '../devices/channels.ts';
import type { GaugeMaker } from '../indicator.ts';
import { costAt, pricesAt } from './cost.ts';

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
  /** Energy held with the channel values of device d, which begin at `from`. */
  const held_kwh = (values: readonly number[], d: number, from = 0) =>
    devices[d]!.channels.reduce((sum, { kwh_per_unit = 0 }, c) => sum + kwh_per_unit * values[from + c]!, 0);
  const isCost = ({ cumulative, unit }: Channel) => cumulative === true && unit === prices?.currency;
  const of = [...devices.keys()].filter((d) => stores[d]! || devices[d]!.channels.some(isCost));
  const isOf = new Set(of);
  const { at } = channelsWhere(devices, (_channel, d) => isOf.has(d));
  const start_kwh = of.map((d) => (stores[d] ? held_kwh(devices[d]!.observe(devices[d]!.start()), d) : 0));
  const state = {
    solved: 0,
    energy: 0,
    prices: { lowest: Number.POSITIVE_INFINITY, highest: Number.NEGATIVE_INFINITY },
    /** Channel values after the last step of the devices with a cost or a store, one after the other. */
    last: [] as number[],
  };
  let present: Float64Array | undefined;
  return {
    state,
    onStep(record) {
      if (!prices) return;
      if (solved(record)) {
        state.solved++;
        state.energy += costAt(pricesAt(prices, record.k), record.flow.import_kw, dt_h);
      }
      const price = prices.import_per_kwh(record.k);
      state.prices.lowest = Math.min(state.prices.lowest, price);
      state.prices.highest = Math.max(state.prices.highest, price);
      present = record.channels;
    },
    complete() {
      if (present) state.last = valuesAt(at, present);
    },
    indicators() {
      if (!prices) return [];
      const { lowest, highest } = state.prices;
      let [paid, end] = [0, 0];
      let from = 0;
      for (const [i, d] of (state.last.length > 0 ? of : []).entries()) {
        for (const [c, channel] of devices[d]!.channels.entries()) if (isCost(channel)) paid += state.last[from + c]!;
        const missing_kwh = start_kwh[i]! - (stores[d] ? held_kwh(state.last, d, from) : 0);
        from += devices[d]!.channels.length;
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
