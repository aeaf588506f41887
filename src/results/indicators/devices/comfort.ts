// Discomfort in houses: how far and how long the indoor temperature is outside the comfort band, at the end of each step.
import type { Device } from '../../../../cosim/index.ts';
import { declare } from '../declaration.ts';
import type { GaugeMaker } from '../indicator.ts';
import { ROUNDING } from './channels.ts';

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

/** A channel in °C with a band. */
export interface Room {
  readonly d: number;
  readonly c: number;
  readonly band: readonly [number, number];
}

export const roomsOf = (devices: readonly Pick<Device, 'channels'>[]): Room[] =>
  devices.flatMap(({ channels }, d) =>
    channels.flatMap(({ unit, band }, c) => (unit === '°C' && band ? [{ d, c, band }] : [])),
  );

/** How far a temperature is below and above its band [K]; 0 inside. */
export const outsideOf = (value: number, [lower, upper]: Room['band']): { below: number; above: number } => ({
  below: value < lower - ROUNDING ? lower - value : 0,
  above: value > upper + ROUNDING ? value - upper : 0,
});

export const comfort: GaugeMaker = ({ clock: { dt_h }, devices }) => {
  const rooms = roomsOf(devices);
  const state = { steps: 0, below_kh: 0, above_kh: 0 };
  return {
    state,
    onStep(record) {
      state.steps++;
      const { channels, channelsAt } = record;
      for (const { d, c, band } of rooms) {
        const { below, above } = outsideOf(channels[channelsAt[d]! + c]!, band);
        state.below_kh += below * dt_h;
        state.above_kh += above * dt_h;
      }
    },
    indicators() {
      if (rooms.length === 0) return [];
      const known = (value: number) => (state.steps > 0 ? value : Number.NaN);
      return [BELOW.is(known(state.below_kh)), ABOVE.is(known(state.above_kh))];
    },
  };
};
