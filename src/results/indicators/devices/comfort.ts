// Discomfort in houses: how far and how long the indoor temperature is outside the comfort band, at the end of each step.
import type { Device } from '../../../../cosim/index.ts';
import { declare } from '../declaration.ts';
import type { GaugeMaker } from '../indicator.ts';
import { channelsWhere, ROUNDING } from './channels.ts';

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
  readonly deviceOf: Int32Array;
  /** Calls `add` for every room outside its band, with how far it is below and above it [K]. */
  eachOutside(channels: Float64Array, add: (room: number, below_k: number, above_k: number) => void): void;
}

export function roomsOf(devices: readonly Pick<Device, 'channels'>[]): Rooms {
  const rooms = channelsWhere(devices, ({ unit, band }) => unit === '°C' && band !== undefined);
  const lower = Float64Array.from(rooms.all, ({ band }) => band![0]);
  const upper = Float64Array.from(rooms.all, ({ band }) => band![1]);
  const { at } = rooms;
  return {
    deviceOf: rooms.deviceOf,
    eachOutside(channels, add) {
      for (let r = 0; r < at.length; r++) {
        const value = channels[at[r]!]!;
        if (value < lower[r]! - ROUNDING) add(r, lower[r]! - value, 0);
        else if (value > upper[r]! + ROUNDING) add(r, 0, value - upper[r]!);
      }
    },
  };
}

export const comfort: GaugeMaker = ({ clock: { dt_h }, devices }) => {
  const rooms = roomsOf(devices);
  const state = { steps: 0, below_kh: 0, above_kh: 0 };
  const add = (_room: number, below_k: number, above_k: number) => {
    state.below_kh += below_k * dt_h;
    state.above_kh += above_k * dt_h;
  };
  return {
    state,
    onStep({ channels }) {
      state.steps++;
      rooms.eachOutside(channels, add);
    },
    indicators() {
      if (rooms.deviceOf.length === 0) return [];
      const known = (value: number) => (state.steps > 0 ? value : Number.NaN);
      return [BELOW.is(known(state.below_kh)), ABOVE.is(known(state.above_kh))];
    },
  };
};
