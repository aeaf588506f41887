// Imbalance at the connection: what is exchanged in truth, P[k], against the day-ahead schedule, P̂[k].
//   short    Σk max(P[k] − P̂[k], 0) Δt
//   surplus  Σk max(P̂[k] − P[k], 0) Δt
// P̂ is the AC power flow of the day if the forecasts of the day-ahead stage were right: devices follow the set points of the plans,
// the others their default behaviour. Losses are in both; what a plan leaves out of its own model is no imbalance.
import { solved } from '../../tables/table.ts';
import { declare } from '../declaration.ts';
import type { GaugeMaker } from '../indicator.ts';

const SCHEDULE =
  'P̂ the AC power flow of the day-ahead set points, and of default behaviour without one, if the forecasts were right; absent without errors of forecasts';
const SHORT = declare({
  id: 'imbalance_short_kwh',
  unit: 'kWh',
  title: 'Imbalance: energy imported beyond the day-ahead schedule, or exported less',
  formula: `Σk max(P[k] − P̂[k], 0) Δt, ${SCHEDULE}`,
  sense: 'less',
  source: 'AC power flow, devices, plans',
});
const SURPLUS = declare({
  id: 'imbalance_surplus_kwh',
  unit: 'kWh',
  title: 'Imbalance: energy imported less than by the day-ahead schedule, or exported beyond it',
  formula: `Σk max(P̂[k] − P[k], 0) Δt, ${SCHEDULE}`,
  sense: 'less',
  source: 'AC power flow, devices, plans',
});
export const imbalanceDeclared = [SHORT, SURPLUS];

export const imbalance: GaugeMaker = ({ clock: { dt_h } }) => {
  const state = { k: 0, import_kw: [] as readonly number[], steps: 0, short_kwh: 0, surplus_kwh: 0 };
  return {
    state,
    onSchedule(k, import_kw) {
      Object.assign(state, { k, import_kw: [...import_kw] });
    },
    onStep(record) {
      const expected_kw = state.import_kw[record.k - state.k];
      if (expected_kw === undefined || Number.isNaN(expected_kw) || !solved(record)) return;
      const difference = record.flow.import_kw - expected_kw;
      state.steps++;
      state.short_kwh += Math.max(difference, 0) * dt_h;
      state.surplus_kwh += Math.max(-difference, 0) * dt_h;
    },
    indicators: () => (state.steps === 0 ? [] : [SHORT.is(state.short_kwh), SURPLUS.is(state.surplus_kwh)]),
  };
};
