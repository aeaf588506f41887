// Discomfort in houses: how far and how long the indoor temperature is outside the comfort band, at the end of each step.
import { declare } from '../declaration.ts';
import type { GaugeMaker } from '../indicator.ts';
import { ROUNDING } from './channels.ts';

const BELOW = declare({
  id: 'comfort_below_kh',
  unit: 'K h',
  title: 'Discomfort: too cold',
  formula: 'Σd Σk max(0, Tmin[d] − T[k, d]) Δt of channels in °C with a band; absent without such devices',
  sense: 'less',
  source: 'devices',
});
const ABOVE = declare({
  id: 'comfort_above_kh',
  unit: 'K h',
  title: 'Discomfort: too warm',
  formula: 'Σd Σk max(0, T[k, d] − Tmax[d]) Δt of channels in °C with a band; absent without such devices',
  sense: 'less',
  source: 'devices',
});
export const comfortDeclared = [BELOW, ABOVE];

export const comfort: GaugeMaker = ({ clock: { dt_h }, devices }) => {
  const rooms = devices.flatMap(({ channels }, d) =>
    channels.flatMap(({ unit, band }, c) => (unit === '°C' && band ? [{ d, c, band }] : [])),
  );
  const state = { steps: 0, below_kh: 0, above_kh: 0 };
  return {
    state,
    onStep(record) {
      state.steps++;
      for (const { d, c, band } of rooms) {
        const value = record.observe(d)[c]!;
        if (value < band[0] - ROUNDING) state.below_kh += (band[0] - value) * dt_h;
        else if (value > band[1] + ROUNDING) state.above_kh += (value - band[1]) * dt_h;
      }
    },
    indicators() {
      if (rooms.length === 0) return [];
      const known = (value: number) => (state.steps > 0 ? value : Number.NaN);
      return [BELOW.is(known(state.below_kh)), ABOVE.is(known(state.above_kh))];
    },
  };
};
