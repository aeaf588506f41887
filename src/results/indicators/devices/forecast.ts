// How wrong day-ahead forecasts were: of the power of all loads, PV and wind, with e[k] = forecast less truth
//   RMSE = √(Σk e[k]² / K),   bias = Σk e[k] / K      over all steps; absent where plans have perfect foresight
import { declare } from '../declaration.ts';
import type { GaugeMaker } from '../indicator.ts';

const RMSE = declare({
  id: 'forecast_{quantity}_rmse_kw',
  unit: 'kW',
  title: 'Root mean square error of the day-ahead forecast of {quantity} power, all devices together',
  formula: '√(Σk (Σd P̂[k, d] − Σd P[k, d])² / K) over the devices d of the quantity; absent without errors',
  sense: 'neither',
  source: 'devices',
});
const BIAS = declare({
  id: 'forecast_{quantity}_bias_kw',
  unit: 'kW',
  title: 'Mean error of the day-ahead forecast of {quantity} power, all devices together; > 0 is forecast too high',
  formula: 'Σk (Σd |P̂[k, d]| − Σd |P[k, d]|) / K over the devices d of the quantity; absent without errors',
  sense: 'neither',
  source: 'devices',
});
export const forecastDeclared = [RMSE, BIAS];

export const forecastErrors: GaugeMaker = ({ devices }) => {
  const foreseen = devices.flatMap(({ foreseen }) => (foreseen ? [foreseen] : []));
  const quantities = [...new Set(foreseen.map(({ quantity }) => quantity))];
  const of = quantities.map((name) => foreseen.filter(({ quantity }) => quantity === name));
  /** Sums over the steps, by quantity. */
  const state = { steps: 0, error: quantities.map(() => 0), squared: quantities.map(() => 0) };
  return {
    state,
    onStep({ k }) {
      if (of.length === 0) return;
      state.steps++;
      for (const [q, members] of of.entries()) {
        let error = 0;
        for (const member of members) error += Math.abs(member.forecast_kw(k)) - Math.abs(member.truth_kw(k));
        state.error[q]! += error;
        state.squared[q]! += error ** 2;
      }
    },
    indicators: () =>
      quantities.flatMap((quantity, q) => {
        if (!(state.squared[q]! > 0)) return [];
        const fill = { quantity };
        return [
          RMSE.is(Math.sqrt(state.squared[q]! / state.steps), { fill }),
          BIAS.is(state.error[q]! / state.steps, { fill }),
        ];
      }),
  };
};
