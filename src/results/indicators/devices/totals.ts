// Totals over kinds of devices, from channels that mean the same by a name: curtailed energy, energy of trips not served.
import type { Device } from '../../../../cosim/index.ts';
import { type Declared, declare } from '../declaration.ts';
import type { GaugeMaker } from '../indicator.ts';
import { channelsWhere, type SomeChannels, valuesAt } from './channels.ts';

const CURTAILED = declare({
  id: 'energy_curtailed_kwh',
  unit: 'kWh',
  title: 'Energy of PV and wind available but not fed in',
  formula: 'Σd Σk (available[k, d] − fed[k, d]) Δt, from the channel e_curtailed_kwh; absent without such devices',
  sense: 'less',
  source: 'devices',
});
const UNSERVED = declare({
  id: 'energy_unserved_kwh',
  unit: 'kWh',
  title: 'Energy of trips that the batteries of cars could not give',
  formula:
    'Σd of the channel e_unserved_kwh after the last step; absent without cars; of each customer in customers.csv',
  sense: 'less',
  source: 'devices',
});
export const totalsDeclared = [CURTAILED, UNSERVED];

const BY_CHANNEL: Readonly<Record<string, Declared>> = { e_curtailed_kwh: CURTAILED, e_unserved_kwh: UNSERVED };

/** The cumulative channels of this name. */
export const cumulative = (devices: readonly Pick<Device, 'channels'>[], wanted: string): SomeChannels =>
  channelsWhere(devices, (channel) => channel.name === wanted && channel.cumulative === true);

export const totals: GaugeMaker = ({ devices }) => {
  const sums = Object.entries(BY_CHANNEL).map(([channel, declared]) => ({
    declared,
    at: cumulative(devices, channel).at,
  }));
  /** Over the sums, after the last step. */
  const state = { sums: sums.map(() => Number.NaN) };
  let present: Float64Array | undefined;
  return {
    state,
    onStep({ channels }) {
      present = channels;
    },
    complete() {
      const last = present;
      if (last) state.sums = sums.map(({ at }) => valuesAt(at, last).reduce((sum, value) => sum + value, 0));
    },
    indicators: () => sums.flatMap(({ declared, at }, i) => (at.length > 0 ? [declared.is(state.sums[i]!)] : [])),
  };
};
