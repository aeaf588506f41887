// Discomfort in houses: how far and how long the indoor temperature is outside the comfort band, at the end of each step.
import type { Device, StepRecord } from '../../../../cosim/index.ts';
import { bandsOf } from '../../sums/bands.ts';
import { declare } from '../declaration.ts';
import type { GaugeMaker } from '../indicator.ts';

const BELOW = declare({
  id: 'comfort_below_kh',
  unit: 'K h',
  title: 'Discomfort: too cold',
  formula:
    'Σd Σk max(0, Tmin[d] − T[k, d]) Δt of channels in °C with a band; absent without such devices; of each customer in customers.csv',
  sense: 'less',
  source: 'devices',
});
const ABOVE = declare({
  id: 'comfort_above_kh',
  unit: 'K h',
  title: 'Discomfort: too warm',
  formula:
    'Σd Σk max(0, T[k, d] − Tmax[d]) Δt of channels in °C with a band; absent without such devices; of each customer in customers.csv',
  sense: 'less',
  source: 'devices',
});
export const comfortDeclared = [BELOW, ABOVE];

/** Channels in °C with a band. */
export interface Rooms {
  /** Device of each room. */
  readonly deviceOf: readonly number[];
  /** Calls `add` for the device of every room outside its band, with how far the room is below and above it [K]. */
  eachOutside(record: StepRecord, add: (device: number, below_k: number, above_k: number) => void): void;
}

export function roomsOf(devices: readonly Pick<Device, 'channels'>[]): Rooms {
  const bands = bandsOf(devices);
  const isRoom = bands.channels.map(({ channel: { unit } }) => unit === '°C');
  return {
    deviceOf: bands.channels.flatMap(({ device }, i) => (isRoom[i] ? [device] : [])),
    eachOutside(record, add) {
      for (const i of bands.outside(record)) {
        if (!isRoom[i]) continue;
        const { band, at, device } = bands.channels[i]!;
        const value = record.channels[at]!;
        add(device, Math.max(0, band[0] - value), Math.max(0, value - band[1]));
      }
    },
  };
}

export const comfort: GaugeMaker = ({ clock: { dt_h }, devices }) => {
  const rooms = roomsOf(devices);
  const state = { steps: 0, below_kh: 0, above_kh: 0 };
  const add = (_device: number, below_k: number, above_k: number) => {
    state.below_kh += below_k * dt_h;
    state.above_kh += above_k * dt_h;
  };
  return {
    state,
    onStep(record) {
      state.steps++;
      rooms.eachOutside(record, add);
    },
    indicators() {
      if (rooms.deviceOf.length === 0) return [];
      const known = (value: number) => (state.steps > 0 ? value : Number.NaN);
      return [BELOW.is(known(state.below_kh)), ABOVE.is(known(state.above_kh))];
    },
  };
};
