// How much of what is generated in the network is used in it, and how much of what is used is generated in it; CO₂ of the import.
import { groupsOf } from '../../sums/powers.ts';
import { solved } from '../../tables/table.ts';
import { declare } from '../declaration.ts';
import type { GaugeMaker } from '../indicator.ts';
import { machines_kw } from './energy.ts';

const SELF_CONSUMPTION = declare({
  id: 'self_consumption_percent',
  unit: '%',
  title: 'Share of the energy fed in by devices and machines that is used in the network',
  formula: '100 · (1 − Σk max(−P[k], 0) Δt / fed); absent where nothing is fed. Discharging stores feed',
  sense: 'more',
  source: 'AC power flow, devices',
});
const SELF_SUFFICIENCY = declare({
  id: 'self_sufficiency_percent',
  unit: '%',
  title: 'Share of the energy used in the network, losses included, that is fed in it',
  formula: '100 · (1 − Σk max(P[k], 0) Δt / (fed + import − export)); absent where nothing is used',
  sense: 'more',
  source: 'AC power flow, devices',
});
const CO2 = declare({
  id: 'emission_co2_kg',
  unit: 'kg',
  title: 'CO2 of the generation of imported energy',
  formula: 'Σk c[k] max(P[k], 0) Δt, c of `market.co2_profile`; absent without it. Export earns no credit',
  sense: 'less',
  source: 'AC power flow, market',
});
export const ownUseDeclared = [SELF_CONSUMPTION, SELF_SUFFICIENCY, CO2];

export const ownUse: GaugeMaker = ({ clock: { dt_h }, grid, devices, prices }, network) => {
  const groups = groupsOf(devices);
  const constant_kw = machines_kw(network, grid.buses);
  const state = { solved: 0, import_kwh: 0, export_kwh: 0, fed_kwh: 0, co2_kg: 0 };
  return {
    state,
    onStep(record) {
      if (!solved(record)) return;
      const import_kw = Math.max(0, record.flow.import_kw);
      state.solved++;
      state.import_kwh += import_kw * dt_h;
      state.export_kwh += Math.max(0, -record.flow.import_kw) * dt_h;
      state.fed_kwh += (constant_kw + groups.read(record).all_fed_kw) * dt_h;
      state.co2_kg += (prices?.co2_kg_per_kwh?.(record.k) ?? 0) * import_kw * dt_h;
    },
    indicators() {
      const { import_kwh, export_kwh, fed_kwh, co2_kg } = state;
      const used_kwh = fed_kwh + import_kwh - export_kwh;
      return [
        ...(fed_kwh > 0 ? [SELF_CONSUMPTION.is(100 * (1 - export_kwh / fed_kwh))] : []),
        ...(used_kwh > 0 ? [SELF_SUFFICIENCY.is(100 * (1 - import_kwh / used_kwh))] : []),
        ...(prices?.co2_kg_per_kwh ? [CO2.is(state.solved > 0 ? co2_kg : Number.NaN)] : []),
      ];
    },
  };
};
