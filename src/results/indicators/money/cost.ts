// What the energy at the connection costs:  C = Σk (π⁺[k] max(P[k], 0) − π⁻[k] max(−P[k], 0)) Δt  over the solved steps, losses included.
import type { EnergyPrices } from '../../../../cosim/index.ts';
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

/** Prices of step k: π⁺ of what is bought, π⁻ of what is sold [currency/kWh]. */
export const pricesAt = ({ import_per_kwh, export_per_kwh }: EnergyPrices, k: number) => ({
  bought: import_per_kwh(k),
  sold: export_per_kwh(k),
});

/** Cost of the energy of power p over dt_h hours: bought at π⁺ where p > 0, sold at π⁻ where p < 0. */
export const costAt = ({ bought, sold }: ReturnType<typeof pricesAt>, p_kw: number, dt_h: number): number =>
  (p_kw > 0 ? bought : sold) * p_kw * dt_h;

export const energyCost: GaugeMaker = ({ clock: { dt_h }, prices }) => {
  const state = { cost: 0, steps: 0 };
  return {
    state,
    onStep(record) {
      if (!prices || !solved(record)) return;
      state.cost += costAt(pricesAt(prices, record.k), record.flow.import_kw, dt_h);
      state.steps++;
    },
    indicators(): Indicator[] {
      if (!prices) return [];
      return [COST.is(state.steps > 0 ? state.cost : Number.NaN, { fill: { currency: prices.currency } })];
    },
  };
};
