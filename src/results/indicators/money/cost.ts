// What the energy at the connection costs:  C = Σk (π⁺[k] max(P[k], 0) − π⁻[k] max(−P[k], 0)) Δt  over the solved steps, losses included.
import { solved } from '../../tables/table.ts';
import { declare } from '../declaration.ts';
import type { GaugeMaker, Indicator } from '../indicator.ts';

const COST = declare({
  id: 'energy_cost',
  unit: '{currency}',
  title: 'Energy bought less energy sold at the connection, at the prices of the market',
  formula: 'Σk (π⁺[k] max(P[k], 0) − π⁻[k] max(−P[k], 0)) Δt, losses included',
  sense: 'less',
  source: 'AC power flow, market',
});
export const energyCostDeclared = [COST];

export const energyCost: GaugeMaker = ({ clock: { dt_h }, prices }) => {
  const state = { cost: 0, steps: 0 };
  return {
    state,
    onStep(record) {
      if (!prices || !solved(record)) return;
      const { k, flow } = record;
      const bought = prices.import_per_kwh(k) * Math.max(0, flow.import_kw);
      const sold = prices.export_per_kwh(k) * Math.max(0, -flow.import_kw);
      state.cost += (bought - sold) * dt_h;
      state.steps++;
    },
    indicators(): Indicator[] {
      if (!prices) return [];
      return [COST.is(state.steps > 0 ? state.cost : Number.NaN, { fill: { currency: prices.currency } })];
    },
  };
};
